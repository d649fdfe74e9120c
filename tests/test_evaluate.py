"""The figures are those of the shared scorer, on perturbed gold and on cases made by hand."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from kg.errors import EvaluationError
from kg.evaluate import Rate, Score, figures, is_blind, read_records, table

Records = list[dict[str, Any]]


def chance(*parts: object) -> int:
    """A number from 0 to 99 that depends on nothing but its arguments."""
    return int(hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest(), 16) % 100


def placed(document: dict[str, Any], surface: str, salt: str) -> dict[str, Any] | str:
    """A surface with the offsets of its first occurrence, at times wrong ones, or by itself where there is none."""
    for name in ("text", "title"):
        start = document[name].find(surface)
        if start >= 0:
            start += chance("shift", salt, surface) < 4
            return {"text": surface, "field": name, "start": start, "end": start + len(surface)}
    return surface


def perturbed(golds: Records, salt: str, noise: int) -> Records:
    """Gold with mistakes of every kind that an extractor makes, the same ones on every run."""
    return [worsened(document, salt, noise) for document in golds if chance("document", salt, document["id"]) >= 4]


def worsened(document: dict[str, Any], salt: str, noise: int) -> dict[str, Any]:
    id_ = document["id"]
    entities: Records = []
    for entity in document["entities"]:
        roll = chance("entity", salt, id_, entity["name"])
        if roll < noise:
            continue
        surfaces = [s for s in entity["mentions"] if chance("mention", salt, id_, s) >= noise // 2]
        changed = {"name": entity["name"], "type": entity["type"]}
        if roll < noise + 6:
            changed["type"] = "Person" if entity["type"] != "Person" else "Organization"
        elif roll < noise + 10 and surfaces:
            changed["name"] = surfaces[0]
        elif roll < noise + 14 and entities:
            entities[-1]["mentions"] += [placed(document, s, salt) for s in surfaces]
            continue
        entities.append({**changed, "mentions": [placed(document, s, salt) for s in surfaces]})
    relations: Records = []
    for relation in document["relations"]:
        roll = chance("relation", salt, id_, *relation.values())
        changed = {**relation, "rule": f"rule{roll % 5}"}
        if roll < noise:
            continue
        if roll < noise + 6:
            changed["s"], changed["o"] = relation["o"], relation["s"]
        elif roll < noise + 10:
            changed["p"] = "participatesIn"
        elif roll < noise + 16:
            changed["status"] = "planned" if relation["status"] == "actual" else "actual"
        elif roll < noise + 22:
            changed["time"] = "2020"
        elif roll < noise + 28:
            changed["evidence"] = relation["evidence"][2:12]
        elif roll < noise + 30:
            changed["evidence"] = "原文里没有的一句话"
        elif roll < noise + 32:
            del changed["evidence"], changed["status"]
        elif roll < noise + 36:
            changed["o"] = relation["o"][-3:]
        elif roll < noise + 40:
            relations.append(changed)
        relations.append(changed)
    return {"id": id_, "entities": entities, "relations": relations}


def written(path: Path, records: Records) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


@pytest.fixture
def same(shared: Path, tmp_path: Path) -> Callable[[Path, Path], dict[str, Any]]:
    """Compare all figures and errors of two files with those of the shared scorer, and return ours."""

    def compare(gold: Path, pred: Path) -> dict[str, Any]:
        command = [sys.executable, str(shared / "eval" / "score.py"), str(gold), str(pred)]
        run = {"check": True, "capture_output": True, "text": True, "encoding": "utf-8"}
        theirs = json.loads(subprocess.run([*command, "--json"], **run).stdout)
        ours = figures(read_records(gold), read_records(pred))
        figured = ours.as_dict()
        del figured["by_rule"]
        assert figured == theirs
        printed = subprocess.run([*command, "--errors", "-1"], **run).stdout.splitlines()
        listed = [f"{m.document}  {m.kind}: {m.what}" for m in ours.errors]
        assert printed[len(printed) - len(listed) :] == listed
        assert not any(is_blind(m.document) for m in ours.errors)
        return ours.as_dict()

    return compare


@pytest.mark.parametrize(("salt", "noise"), [("a", 0), ("b", 15), ("c", 40)])
def test_figures_are_those_of_the_shared_scorer(
    salt: str, noise: int, shared: Path, tmp_path: Path, same: Callable[[Path, Path], dict[str, Any]]
) -> None:
    gold = shared / "eval" / "dev.jsonl"
    records = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    found = same(gold, written(tmp_path / "pred.jsonl", perturbed(records, salt, noise)))
    assert 0.2 < found["relations"]["f1"] < 1
    assert found["entities"]["f1"] < 1
    for name in ("status_accuracy", "time_accuracy", "evidence_exact", "offsets_exact"):
        assert 0.3 < found[name] < 1, name


TEXT = "法国总统马克龙5日抵达北京。习近平同马克龙举行会谈。会谈后，两国元首签署联合声明。"


def gold_record(**changes: Any) -> dict[str, Any]:
    return {
        "id": "one", "date": "2023-04-06", "title": "马克龙访华", "text": TEXT,
        "entities": [
            {"name": "法国", "type": "Country", "mentions": ["法国"]},
            {"name": "中国", "type": "Country", "mentions": ["华"]},
            {"name": "马克龙", "type": "Person", "mentions": ["马克龙"]},
            {"name": "习近平", "type": "Person", "mentions": ["习近平"]},
            {"name": "北京", "type": "Place", "mentions": ["北京"]},
        ],
        "relations": [
            {"s": "马克龙", "p": "visits", "o": "北京", "status": "actual", "time": "2023-04-05",
             "evidence": "法国总统马克龙5日抵达北京"},
            {"s": "习近平", "p": "meets", "o": "马克龙", "status": "actual", "time": "",
             "evidence": "习近平同马克龙举行会谈"},
            {"s": "马克龙", "p": "holdsPost", "o": "总统", "status": "actual", "time": "", "evidence": "总统马克龙"},
        ],
        **changes,
    }  # fmt: skip


def relation(s: str, p: str, o: str, **more: str) -> dict[str, str]:
    return {"s": s, "p": p, "o": o, "status": "actual", "time": "", "evidence": TEXT, **more}


def entity(name: str, type_: str, *mentions: Any) -> dict[str, Any]:
    return {"name": name, "type": type_, "mentions": list(mentions)}


PEOPLE = [entity("马克龙", "Person", "马克龙"), entity("习近平", "Person", "习近平")]
HAND_MADE: dict[str, dict[str, Any]] = {
    "nothing": {},
    "symmetric, reversed": {"entities": PEOPLE, "relations": [relation("马克龙", "meets", "习近平")]},
    "symmetric, both ways": {
        "entities": PEOPLE,
        "relations": [relation("习近平", "meets", "马克龙"), relation("马克龙", "meets", "习近平")],
    },
    "visits, reversed": {"relations": [relation("北京", "visits", "马克龙")]},
    "post with country": {"entities": PEOPLE, "relations": [relation("马克龙", "holdsPost", "法国总统")]},
    "post of one character": {"entities": PEOPLE, "relations": [relation("马克龙", "holdsPost", "统")]},
    "quotation marks and dashes": {
        "entities": [entity("《马克龙》", "Person", "“马克龙”")],
        "relations": [relation("“马克龙”", "visits", " 北 京 ", evidence="法国总统马克龙5日 抵达“北京”")],
    },
    "quotation elsewhere": {"relations": [relation("马克龙", "visits", "北京", evidence="马克龙抵达北京")]},
    "quotation of no end": {"relations": [relation("马克龙", "visits", "北京", evidence="两国元首签署")]},
    "quotation inside gold's": {"relations": [relation("马克龙", "visits", "北京", evidence="国总统马克龙5日抵")]},
    "a surface of two entities": {
        "entities": [entity("马克龙", "Person", "马克龙", "法国"), entity("法国", "Country", "法国")],
        "relations": [relation("法国", "visits", "北京")],
    },
    "one name twice": {"entities": [entity("法国", "Country", "法国"), entity("法国", "Place", "北京")]},
    "title offsets": {
        "entities": [
            entity("马克龙", "Person", {"text": "马克龙", "field": "title", "start": 0, "end": 3}),
            entity("法国", "Country", {"text": "法国", "start": 0, "end": 2}),
            entity("北京", "Place", {"text": "北京", "field": "text", "start": 0, "end": 2}),
        ]
    },
    "undated": {"relations": [relation("马克龙", "visits", "北京")]},
    "dated, planned": {"relations": [relation("马克龙", "visits", "北京", time="2023-04-05", status="planned")]},
}


@pytest.mark.parametrize("name", HAND_MADE)
@pytest.mark.parametrize("id_", ["one", "two"])  # one is seen, two is blind
def test_hand_made_cases(name: str, id_: str, tmp_path: Path, same: Callable[[Path, Path], dict[str, Any]]) -> None:
    assert is_blind(id_) is (id_ == "two")
    gold = written(tmp_path / "gold.jsonl", [gold_record(id=id_)])
    same(gold, written(tmp_path / "pred.jsonl", [{"id": id_, **HAND_MADE[name]}, {"id": "unknown"}]))


def test_gold_against_itself_is_perfect() -> None:
    golds = {"one": gold_record()}
    found = figures(golds, golds)
    assert (found.entities.f1, found.core_entities.f1, found.relations.f1) == (1.0, 1.0, 1.0)
    assert (found.status, found.time, found.evidence, found.offsets) == (Rate(3, 3), Rate(1, 1), Rate(3, 3), Rate())
    assert found.offsets.value is None
    assert found.errors == ()
    assert list(found.halves) == ["seen"]


def test_rules_are_judged_by_what_they_found() -> None:
    relations = [
        relation("马克龙", "visits", "北京", rule="arrive"),
        relation("习近平", "visits", "北京", rule="arrive"),
        relation("习近平", "meets", "马克龙", rule="talk"),
        relation("习近平", "meets", "北京"),
    ]
    found = figures({"one": gold_record()}, {"one": {"id": "one", "entities": PEOPLE, "relations": relations}})
    assert found.by_rule == {"arrive": Rate(1, 2), "talk": Rate(1, 1), "unknown": Rate(0, 1)}
    assert found.by_predicate["visits"] == Score(1, 2, 1)
    assert found.as_dict()["by_rule"]["arrive"] == {"p": 0.5, "tp": 1, "pred": 2}


def test_table_shows_every_type_predicate_and_rule() -> None:
    golds = {"one": gold_record(), "two": gold_record(id="two")}
    pred = {"one": {"id": "one", "relations": [relation("马克龙", "visits", "北京", rule="arrive")]}}
    shown = table(figures(golds, pred), rules=True)
    for word in ("ENTITIES", "Country", "RELATIONS", "holdsPost", "arrive", "linking B3", "seen 1", "blind 1"):
        assert word in shown
    assert "arrive" not in table(figures(golds, pred))
    assert "  visits                    1.000  0.500  0.667      2      1" in shown.splitlines()


def test_figures_are_frozen() -> None:
    found = figures({"one": gold_record()}, {})
    with pytest.raises(FrozenInstanceError):
        found.documents = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.by_type["Person"] = Score()  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no record"),
        (b"\xff\xfe{}", "is not UTF-8"),
        (b'{"id": "a"}\nnot json\n', ":2: is not JSON"),
        (b'["id"]', ':1: is no record; write an object with a string "id"'),
        (b'{"id": 7}', "is no record"),
        (b'{"id": "a"}\n\n{"id": "a"}', ":3: id 'a' stands twice"),
        (b'{"id": "a", "entities": {}}', '"entities" is no list'),
        (b'{"id": "a", "entities": [{"name": "x"}]}', 'lacks "type"'),
        (b'{"id": "a", "entities": [{"name": "x", "type": "Person", "mentions": [1]}]}', "a mention is neither"),
        (b'{"id": "a", "entities": [{"name": "x", "type": "P", "mentions": [{"text": "x", "start": 1}]}]}', '"end"'),
        (b'{"id": "a", "relations": [{"s": "x", "p": "visits"}]}', 'lacks "o"'),
        (b'{"id": "a", "relations": ["x"]}', 'lacks "s"'),
    ],
)
def test_what_is_no_record_is_refused_in_one_line(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(content)
    with pytest.raises(EvaluationError) as caught:
        read_records(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_records(tmp_path / "absent.jsonl")


def test_a_mark_at_the_start_of_the_file_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a"}\r\n{"id": "b"}\r\n')
    assert list(read_records(path)) == ["a", "b"]
