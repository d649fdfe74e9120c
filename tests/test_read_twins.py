"""Near-duplicate documents: recognised whatever the order, counted once; templates and other days are no twins."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Document
from kg.ontology import Ontology
from kg.read import Problem, distinct, documents, from_text, report_lines, sketch_of, twins_among

RELEASE = (
    "外交部长王毅6日在北京同来访的俄罗斯外长拉夫罗夫举行会谈，双方就双边关系和共同关心的国际地区问题深入交换意见。"
    "王毅表示，中方愿同俄方一道，落实好两国元首达成的重要共识，推动各领域务实合作取得新的进展。拉夫罗夫表示，"
    "俄方高度重视对华关系，愿同中方加强在联合国、上海合作组织等多边框架内的协调配合。会谈后，双方签署了合作文件。"
)


def made(ontology: Ontology, name: str, text: str, date: str = "2024-03-06") -> Document:
    return from_text(text, ontology, date=date or None, id=name)


def twins(found: Sequence[Document]) -> dict[str, str]:
    return twins_among(sketch_of(d) for d in found)


def test_one_release_of_two_agencies_counts_once(ontology: Ontology) -> None:
    found = [
        made(ontology, "c", f"新华社北京3月6日电（记者某某）{RELEASE}"),
        made(ontology, "a", f"中新社北京3月6日电\u3000{RELEASE.replace('举行会谈', '会谈')}（完）"),
        made(ontology, "b", RELEASE.replace("取得新的进展", "不断取得新进展"), date="2024-03-07"),
        made(ontology, "other", "美国财政部宣布了新的制裁措施，涉及多家企业和个人，有关国家对此表示强烈反对。" * 3),
    ]
    for order in permutations(found):
        assert twins(order) == {"a": "c", "b": "c"}
        kept = [d.id for d in distinct(order) if isinstance(d, Document)]
        assert kept == [d.id for d in order if d.id in ("c", "other")]


def test_a_repetition_is_told_and_leaves_nothing_out(ontology: Ontology) -> None:
    one, two = made(ontology, "one", RELEASE), made(ontology, "two", RELEASE)
    first, second = distinct([two, one])
    assert isinstance(first, Problem)
    assert (first.left_out, first.id, first.repeats, second) == (False, "two", "one", one)
    assert json.loads(next(report_lines([first])))["outcome"] == "repeated"


@pytest.mark.parametrize(
    ("other", "date"),
    [
        (RELEASE, "2024-03-12"),  # the same words on another day are another event
        (RELEASE.replace("俄罗斯", "匈牙利").replace("拉夫罗夫", "西雅尔多").replace("俄方", "匈方"), "2024-03-06"),
        (RELEASE[:60], "2024-03-06"),
        ("全国新增确诊病例31例，其中境外输入12例，本土19例，无新增死亡病例。" * 2, "2024-03-06"),
    ],
)
def test_what_is_no_twin(ontology: Ontology, other: str, date: str) -> None:
    stem = RELEASE if "病例" not in other else other.replace("31", "58").replace("12", "40").replace("19", "18")
    assert twins([made(ontology, "one", stem), made(ontology, "two", other, date)]) == {}


def test_the_same_release_without_a_date(ontology: Ontology) -> None:
    assert twins([made(ontology, "a", RELEASE, ""), made(ontology, "b", RELEASE)]) == {"a": "b"}


def test_headlines_alone_are_twins_only_on_one_day(ontology: Ontology) -> None:
    empty = replace(made(ontology, "a", RELEASE).text, clean="", plain="", offsets=())
    one = replace(made(ontology, "a", RELEASE), text=empty, title=made(ontology, "t", "丁薛祥会见外长").text)
    assert twins([one, replace(one, id="b")]) == {"b": "a"}
    assert twins([one, replace(one, id="b", date="2024-03-07")]) == {}


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.sampled_from([RELEASE, RELEASE[20:], RELEASE[:90], RELEASE * 2, "短讯。"]), max_size=7),
    seed=st.integers(0, 99),
)
def test_the_order_never_matters(ontology: Ontology, texts: list[str], seed: int) -> None:
    found = [made(ontology, f"d{i}", text, f"2024-03-0{1 + i % 4}") for i, text in enumerate(texts)]
    shuffled = random.Random(seed).sample(found, len(found))
    assert twins(found) == twins(shuffled)
    assert set(twins(found).values()) & set(twins(found)) == set()


def test_the_reference_corpus_has_no_twins_and_finds_planted_ones(ontology: Ontology, shared: Path) -> None:
    path = shared / "corpus" / "xinwen-lianbo_2022-09_2024-06.jsonl"
    rows = path.read_text(encoding="utf-8").splitlines()[:1500]
    found = [made(ontology, r["id"], r["text"], r["date"]) for r in map(json.loads, rows) if r["text"].strip()]
    assert twins(found) == {}
    draw = random.Random(5)
    planted = {}
    for document in draw.sample([d for d in found if len(d.text.raw) > 300], 60):
        chars = list(document.text.raw)
        for at in range(25, len(chars), 80):  # an editor's hand: a word here and there
            if not any(c.isdigit() for c in chars[at - 1 : at + 2]):
                chars[at] = ""
        planted[f"z-{document.id}"] = made(ontology, f"z-{document.id}", "本报讯" + "".join(chars), document.date)
    assert len(twins([*planted.values(), *found])) >= 57


def test_the_report_has_one_schema(ontology: Ontology, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(RELEASE, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.jsonl").write_text('{"id": "x", "text": "短讯。", "date": "soon"}\nno\n', encoding="utf-8")
    rows = [json.loads(line) for line in report_lines(documents([tmp_path], ontology))]
    assert {tuple(row) for row in rows} == {("path", "id", "outcome", "reason", "place", "remedy")}
    assert [(Path(r["path"]).name, r["id"], r["outcome"], r["place"]) for r in rows] == [
        ("a.txt", "a.txt", "read", ""), ("b.txt", "", "left out", ""), ("c.jsonl", "", "amended", "1"),
        ("c.jsonl", "x", "read", "1"), ("c.jsonl", "", "left out", "2"),
    ]  # fmt: skip
    assert all(isinstance(value, str) for row in rows for value in row.values())
