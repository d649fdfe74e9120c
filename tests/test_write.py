"""Files appear whole or not at all; the manifest vouches for them; records have the fixed shape."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import handmade as h
import pytest
from handmade import CN, LAVROV, PE, RU, WANG, Page

from kg.errors import GraphError, WriteError
from kg.graph import MANIFEST, QUADS, TURTLE, merge
from kg.model import BASE, Extraction, Statement
from kg.write import jsonl, manifest, nquads, publish, put, record, turtle, verify

SMALL = h.small_ontology()
GRAPH = merge(h.all_pages(), SMALL)


def leftovers(folder: Path) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.name.endswith(".tmp")]


# ── one file ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_put_writes_replaces_and_makes_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "文件.jsonl"
    put(path, b"old")
    put(path, b"new")
    assert path.read_bytes() == b"new"
    assert leftovers(tmp_path) == []


def test_put_respects_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        put(tmp_path / "x", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("failing", ["open", "fsync", "replace"])
def test_a_full_disk_leaves_what_stood_there(failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "x"
    path.write_bytes(b"old")
    target: Any = {"open": Path, "fsync": os, "replace": os}[failing]
    monkeypatch.setattr(target, failing, full)
    with pytest.raises(WriteError, match=r"x: cannot be written \(no space left on device\)") as caught:
        put(path, b"new")
    monkeypatch.undo()
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == b"old"
    assert leftovers(tmp_path) == []


def test_a_place_that_cannot_hold_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_bytes(b"")
    with pytest.raises(WriteError, match="not a directory"):
        put(folder / "file" / "x", b"")
    with pytest.raises(WriteError, match="is a directory"):
        put(folder, b"")
    assert leftovers(tmp_path) == []


# ── a folder ───────────────────────────────────────────────────────────────────────────────────────────────────────


def files() -> dict[str, bytes]:
    return {TURTLE: b"ttl", "graph.html": b"html", QUADS: b"nq"}


def published(folder: Path) -> Path:
    publish(folder, files(), manifest(GRAPH, SMALL, files(), version="1.2.3"))
    return folder


def test_the_manifest_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = []
    real = os.replace

    def spy(source: Path, target: Path) -> None:
        moved.append(Path(target).relative_to(tmp_path).as_posix())
        real(source, target)

    monkeypatch.setattr(os, "replace", spy)
    published(tmp_path)
    assert moved == [QUADS, "graph.html", TURTLE, MANIFEST]
    assert leftovers(tmp_path) == []


def test_nothing_is_replaced_unless_everything_could_be_written(tmp_path: Path) -> None:
    published(tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    (tmp_path / "blocked").write_bytes(b"")
    with pytest.raises(WriteError):
        publish(tmp_path, {TURTLE: b"new", "blocked/x": b"new"}, b"{}")
    assert {p: p.read_bytes() for p in before} == before
    assert leftovers(tmp_path) == []


def test_the_manifest_says_what_determined_the_bytes_and_no_more() -> None:
    data = manifest(GRAPH, SMALL, files(), version="1.2.3", base="https://example.org/")
    found = json.loads(data)
    assert list(found) == [
        "zongheng", "ontology", "base", "documents", "entities", "mentions", "statements", "asserted", "evidence",
        "turns", "published", "time", "files",
    ]  # fmt: skip
    assert (found["zongheng"], found["ontology"], found["base"]) == ("1.2.3", "small", "https://example.org/")
    assert found["documents"] == 4
    assert found["entities"]["Country"] == 4
    assert found["statements"]["meets"] == 1
    assert found["evidence"] == {"actual": 24, "conditional": 1, "denied": 1, "planned": 3}
    assert sum(found["statements"].values()) == len(GRAPH.statements)
    assert found["published"] == {"from": "2024-03-06", "to": "2024-03-07"}
    assert found["time"] == {"from": "2024-03-01", "to": "2024-03-31"}
    assert found["files"][TURTLE]["bytes"] == 3
    assert data == manifest(merge(reversed(h.all_pages()), SMALL), SMALL, files(), version="1.2.3", base=found["base"])
    assert os.getcwd().encode() not in data


def test_an_empty_graph_has_no_time_range() -> None:
    found = json.loads(manifest(merge([], SMALL), SMALL, {}, version="1"))
    assert (found["published"], found["time"], found["files"]) == ({}, {}, {})


def test_verify_accepts_what_was_published(tmp_path: Path) -> None:
    assert verify(published(tmp_path))["zongheng"] == "1.2.3"


def test_the_store_may_be_absent(tmp_path: Path) -> None:
    (published(tmp_path) / QUADS).unlink()
    assert verify(tmp_path)


def damage(name: str, data: bytes | None) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        if data is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(data)

    return do


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (damage(TURTLE, b"other"), "graph.ttl: not the file that manifest.json was written for"),
        (damage("graph.html", None), "graph.html: missing or unreadable"),
        (damage(QUADS, b"other"), "graph.nq: not the file"),
        (damage(MANIFEST, None), "holds no graph"),
        (damage(MANIFEST, b"{"), "manifest.json: damaged"),
        (damage(MANIFEST, b"\xff\xfe"), "manifest.json: damaged"),
        (damage(MANIFEST, b"[]"), "manifest.json: damaged"),
        (damage(MANIFEST, b'{"base": "x", "files": {"a": 1}}'), "manifest.json: damaged"),
        (damage(MANIFEST, b'{"base": "x", "files": {"../../etc/passwd": {"sha256": "0"}}}'), "manifest.json: damaged"),
        (damage(MANIFEST, b'{"base": "x", "files": {"/etc/passwd": {"sha256": "0"}}}'), "manifest.json: damaged"),
    ],
)
def test_verify_names_the_damage_and_the_remedy(harm: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    harm(published(tmp_path))
    with pytest.raises(GraphError, match="rebuild with kg build") as caught:
        verify(tmp_path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_verify_looks_only_at_what_is_asked_for(tmp_path: Path) -> None:
    damage("graph.html", b"mine")(published(tmp_path))
    assert verify(tmp_path, names=(TURTLE,))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no such folder; build a graph with kg build"):
        verify(tmp_path / "none")


def test_both_syntaxes_are_at_hand() -> None:
    assert nquads([]) == b""
    assert turtle([]).startswith(b"@prefix : <")


# ── records ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_record_of_a_document_in_full() -> None:
    assert record(h.brief(), SMALL) == {
        "id": "news/1.txt",
        "date": "2024-03-06",
        "title": "王毅会见拉夫罗夫",
        "entities": [
            {
                "name": "王毅",
                "type": "Person",
                "iri": WANG,
                "mentions": [
                    {"text": "王毅", "field": "title", "start": 0, "end": 2},
                    {"text": "王毅", "field": "text", "start": 4, "end": 6},
                ],
            },
            {
                "name": "中国",
                "type": "Country",
                "iri": CN,
                "mentions": [{"text": "中国", "field": "text", "start": 0, "end": 2}],
            },
            {
                "name": "俄罗斯",
                "type": "Country",
                "iri": RU,
                "mentions": [{"text": "俄罗斯", "field": "text", "start": 13, "end": 17}],
            },
            {
                "name": "拉夫罗夫",
                "type": "Person",
                "iri": LAVROV,
                "mentions": [{"text": "拉夫罗夫", "field": "text", "start": 19, "end": 23}],
            },
        ],
        "relations": [
            relation("王毅", "affiliatedWith", "中国", WANG, CN, evidence="中国外长王毅", end=6),
            relation("王毅", "holdsPost", "外长", WANG, "", evidence="中国外长王毅", end=6),
            relation(
                "王毅",
                "meets",
                "拉夫罗夫",
                WANG,
                LAVROV,
                evidence="中国外长王毅5日在北京会见俄\n罗斯外长拉夫罗夫。",
                end=24,
                time="2024-03-05",
            ),
        ],
        "parts": [],
    }


def relation(s: str, p: str, o: str, s_iri: str, o_iri: str, **facts: Any) -> dict[str, Any]:
    found = {
        "s": s, "p": p, "o": o, "s_iri": s_iri, "o_iri": o_iri, "status": "actual", "time": "", "evidence": "",
        "field": "text", "start": 0, "end": 0, "said_by": "", "rule": f"{p}-active",
    }  # fmt: skip
    return found | facts


def test_keys_stand_in_the_fixed_order() -> None:
    line = next(jsonl([h.brief()], SMALL)).decode()
    found = json.loads(line)
    assert list(found) == ["id", "date", "title", "entities", "relations", "parts"]
    assert list(found["entities"][0]) == ["name", "type", "iri", "mentions"]
    assert list(found["entities"][0]["mentions"][0]) == ["text", "field", "start", "end"]
    assert list(found["relations"][0]) == list(relation("", "", "", "", ""))


def relations(extraction: Extraction) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = record(extraction, SMALL)["relations"]
    return found


def test_denied_and_conditional_statements_are_left_out_and_claims_stay() -> None:
    found = {(r["s"], r["p"], r["o"]): r for r in relations(h.plans())}
    assert ("中国", "attacks", "俄罗斯") not in found
    assert ("中国", "supports", "法国") not in found
    assert found["法国", "attacks", "俄罗斯"]["said_by"] == "俄罗斯"
    assert found["中国", "grantsVisaFree", "法国"]["status"] == "planned"


def test_actual_before_planned_then_dated_before_undated_then_the_first() -> None:
    page = Page("rank", "甲一。甲二。甲三。甲四。")
    page.entity(CN, "Country", "中国", "甲")
    page.entity(PE, "Country", "秘鲁", "甲")
    best: list[str] = []
    for quote, facts in [
        ("甲四。", {"status": "denied", "time": "2024"}),
        ("甲一。", {"status": "planned", "time": "2024"}),
        ("甲三。", {}),
        ("甲二。", {}),
        ("甲四。", {"time": "2024"}),
    ]:
        page.says(CN, "visits", PE, quote, **facts)
        best += [r["evidence"] for r in relations(page.extraction())]
    assert best == ["甲一。", "甲三。", "甲二。", "甲四。"]


def test_the_title_comes_before_the_text() -> None:
    page = Page("t", "甲乙", title="乙丙甲乙")
    page.says(CN, "visits", PE, "甲乙")
    page.says(CN, "visits", PE, "甲乙", field="title")
    (found,) = relations(page.extraction())
    assert (found["field"], found["start"]) == ("title", 2)


def test_symmetric_relations_stand_once_the_others_in_both_directions() -> None:
    page = Page("both", "会见")
    for one, other in ((CN, RU), (RU, CN)):
        page.says(one, "meets", other, "会见")
        page.says(one, "visits", other, "会见")
    assert [(r["s"], r["p"], r["o"]) for r in relations(page.extraction())] == [
        ("中国", "meets", "俄罗斯"),
        ("中国", "visits", "俄罗斯"),
        ("俄罗斯", "visits", "中国"),
    ]


def test_another_base_in_records() -> None:
    found = record(h.brief(), SMALL, base="https://example.org/")
    iris = [e["iri"] for e in found["entities"]] + [r["s_iri"] for r in found["relations"]]
    assert all(i.startswith("https://example.org/e/") for i in iris)
    assert BASE not in json.dumps(found)


def test_each_line_is_one_line_for_every_reader() -> None:
    lines = list(jsonl([h.hostile()], SMALL))
    assert len(lines) == 1
    assert len(lines[0].decode().splitlines()) == 1
    assert {e["name"] for e in json.loads(lines[0])["entities"]} == set(h.HOSTILE)
    assert "𠮷" in lines[0].decode()


def test_half_of_a_surrogate_pair_survives_as_an_escape() -> None:
    page = Page("half\ud800", "a")
    (line,) = jsonl([page.extraction()], SMALL)
    assert json.loads(line.decode())["id"] == "half\ud800"


def parts(*names: str) -> list[Extraction]:
    found = []
    for number, name in enumerate(names):
        page = Page(name, "甲访问秘鲁。", title=f"题{number}", date=f"2024-01-0{number + 1}")
        page.entity(CN, "Country", "中国", "甲")
        page.entity(PE, "Country", "秘鲁")
        page.says(CN, "visits", PE, "甲访问秘鲁。", status="planned" if number == 0 else "actual")
        found.append(page.extraction())
    return found


def test_the_articles_of_one_file_make_one_line() -> None:
    first, whole, last = [json.loads(line) for line in jsonl(parts("a", "b.txt#1", "b.txt#2", "c"), SMALL)]
    assert [first["id"], whole["id"], last["id"]] == ["a", "b.txt", "c"]
    assert [p["id"] for p in whole["parts"]] == ["b.txt#1", "b.txt#2"]
    assert [p["title"] for p in whole["parts"]] == ["题1", "题2"]
    assert [(e["name"], len(e["mentions"])) for e in whole["entities"]] == [("中国", 2), ("秘鲁", 2)]
    assert [r["status"] for r in whole["relations"]] == ["actual"]
    assert first["parts"] == last["parts"] == []


@pytest.mark.parametrize(
    "names",
    [["a#1"], ["a#2", "a#3"], ["a#1", "a#3"], ["a#1", "b#2"], ["a#1", "a#02"], ["#1", "#2"], ["a", "a#2"]],
)
def test_ids_that_only_look_like_articles_stay_lines_of_their_own(names: list[str]) -> None:
    found = [json.loads(line) for line in jsonl(parts(*names), SMALL)]
    assert [(f["id"], f["parts"]) for f in found] == [(name, []) for name in names]


def test_an_end_that_is_no_entity_here_is_named_by_the_gazetteer() -> None:
    page = Page("x", "甲")
    page.statements.append(Statement(CN, h.property_iri("visits"), RU, False, (page.says(CN, "visits", PE, "甲"),)))
    assert {(r["s"], r["o"]) for r in relations(page.extraction())} == {("中国", "秘鲁"), ("中国", "俄罗斯")}
