"""Annotated texts for other tools and back: nothing is lost, and what people change becomes decisions."""

import io
import json
import os
from pathlib import Path
from typing import Any

import cassis
import conllu
import pytest
from conftest import Cli
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kg import build
from kg.decide import read_decisions
from kg.errors import WriteError
from kg.ontology import load
from kg.pipeline import extract_one
from kg.read import from_text
from kg.write import statement_rows
from kg.write.annotation import annotated, as_decisions, conll, read_annotations, tei, uima, write_annotations

TEXT = "王毅𠮷日前会见\n俄罗斯外长拉夫罗夫。\n\n　　中俄 都支持全球发展倡议！他说：“G20 2024年将在巴西举行”。"
HEAD = conll.COLUMNS.encode()
PIECES = [*"王毅会见。，“”\n\t\r 　\u2028\x85|\\𠮷Aa19=_#", "中俄", "外长拉夫罗夫"]
TEI = "{http://www.tei-c.org/ns/1.0}"


def said(text: str, title: str = "", name: str = "text") -> dict[str, Any]:
    known = load()
    return annotated(extract_one(from_text(text, known, date="2024-03-08", title=title, id=name), known), known)


def ordered(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its parts in one order: mentions by place, relations by their text."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    for entity in copy["entities"]:
        entity["mentions"].sort(key=lambda m: (m["field"], m["start"]))
    copy["relations"].sort(key=lambda r: json.dumps(r, sort_keys=True))
    return copy


@pytest.fixture(scope="session")
def documents(sample: Path) -> list[dict[str, Any]]:
    texts = [(p.stem, p.read_text("utf-8")) for p in sorted(sample.glob("*.[tm]*"))]
    return [said(text, "王毅访问埃及", name) for name, text in texts] + [said(TEXT, "  全球发展倡议\n", "a/b “c”")]


# ── nothing is lost ────────────────────────────────────────────────────────────────────────────────────────────────


def test_conll_loses_nothing(documents: list[dict[str, Any]]) -> None:
    assert conll.parsed(conll.written(documents)) == documents


def test_uima_loses_nothing(documents: list[dict[str, Any]]) -> None:
    types = uima.typesystem()
    for document in documents:
        assert ordered(uima.parsed(uima.written(document), types)) == ordered(document)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_conll_loses_nothing_whatever_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    if not text.strip():
        return
    document = said(f"中国支持埃及。{text}")
    assert conll.parsed(conll.written([document])) == [document]


# ── the tools that read them ───────────────────────────────────────────────────────────────────────────────────────


def test_conll_is_read_by_the_conllu_library(documents: list[dict[str, Any]]) -> None:
    text = conll.written(documents).decode()
    sentences = conllu.parse(text, fields=["id", "form", "mention", "misc"])
    assert len(sentences) > 20
    tags = {tag for s in sentences for token in s for tag in token["mention"].split("|")}
    assert {tag[:2] for tag in tags} == {"_", "B-", "I-"}
    assert "".join(token["form"] for token in sentences[0]) == "王毅访问埃及"


def test_cassis_reads_the_offsets_of_astral_characters() -> None:
    document = said(TEXT)
    data, types = uima.written(document), cassis.load_typesystem(io.BytesIO(uima.typesystem()))
    cas = cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types)
    named = {m.get_covered_text() for m in cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")}
    assert {"拉夫罗夫", "中俄", "全球发展倡议", "巴西"} <= named
    relations = cas.select("zongheng.Relation")
    found = {(r.Governor.value, r.property, r.Dependent.value) for r in relations}
    assert ("Country", "supports", "Initiative") in found
    mentions = (e for e in etree.fromstring(data).iter() if e.tag.endswith("}NamedEntity"))
    first = next(e for e in mentions if e.get("form") == "拉夫罗夫")
    assert int(first.get("begin")) == TEXT.index("拉夫罗夫") + len("\n\n") + 1  # in UTF-16, 𠮷 counts two


def test_tei_is_valid(documents: list[dict[str, Any]]) -> None:
    schema = os.environ.get("KG_TEI_RNG", "")
    if not schema:
        pytest.skip("KG_TEI_RNG names no tei_all.rng; .ci/run fetches it")
    rules = etree.RelaxNG(etree.parse(schema))
    for document in documents:
        found = etree.fromstring(tei.written(document))
        assert rules.validate(found), rules.error_log
        spans = {s.get("from"): (s.text, s.get("to")) for s in found.iter(f"{TEI}span")}
        assert len(spans) == len({(m["field"], m["start"]) for e in document["entities"] for m in e["mentions"]})


def test_tei_anchors_enclose_the_mentions() -> None:
    document = said(TEXT)
    body = etree.fromstring(tei.written(document)).find(f"{TEI}text/{TEI}body/{TEI}p")
    places, text = {}, body.text or ""
    for anchor in body:
        places["#" + anchor.get("{http://www.w3.org/XML/1998/namespace}id")] = len(text)
        text += anchor.tail or ""
    assert text == document["text"]
    spans = etree.fromstring(tei.written(document)).iter(f"{TEI}span")
    assert {text[places[s.get("from")] : places[s.get("to")]] for s in spans} >= {"拉夫罗夫", "中俄", "巴西"}


def test_what_xml_cannot_hold_is_replaced() -> None:
    document = said("王毅会见\x07拉夫罗夫。")
    assert "\ufffd" in tei.written(document).decode()
    assert uima.parsed(uima.written(document), uima.typesystem())["text"] == "王毅会见\ufffd拉夫罗夫。"


# ── back as gold and as decisions ──────────────────────────────────────────────────────────────────────────────────


def test_what_annotators_change_becomes_decisions(kg: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("外长丁丁访问埃及。王毅会见拉夫罗夫。", encoding="utf-8")
    assert kg("annotate", "a.txt", "-f", "conll", "-o", "out").code == 0
    path = tmp_path / "out" / "annotations.conllup"
    text = path.read_text("utf-8")
    lines = [line for line in text.splitlines() if '"p": "visits"' not in line]
    key = next(json.loads(line.partition(" = ")[2])["id"] for line in lines if '"name": "王毅"' in line)
    edited = "\n".join(line.replace(f"Person:{key}", f"Organization:{key}") for line in lines) + "\n"
    (tmp_path / "saved.conllup").write_text(edited, encoding="utf-8")
    signed = ("--reviewer", "amy", "--date", "2024-04-01")
    assert kg("gold", "saved.conllup", "-o", "gold.jsonl", "--before", "out", *signed).code == 0
    kinds = sorted((d.kind, d.name or d.subject, d.target_type or d.relation) for d in read_decisions("decisions"))
    assert kinds == [("reject", "丁丁", "visits"), ("split", "王毅", "Organization")]
    build("a.txt", "graph", decisions="decisions")
    told = {(r["subject_zh"], r["property"]) for r in statement_rows("graph")}
    assert ("丁丁", "visits") not in told
    assert kg("evaluate", "gold.jsonl").code == 0


def test_a_relation_drawn_by_hand_in_uima_becomes_an_addition(tmp_path: Path) -> None:
    before = said("中国支持埃及。法国位于欧洲。", name="a")
    types = cassis.load_typesystem(io.BytesIO(uima.typesystem()))
    cas = cassis.load_cas_from_xmi(io.BytesIO(uima.written(before)), typesystem=types)
    named = {m.get_covered_text(): m for m in cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")}
    make, one, other = types.get_type("zongheng.Relation"), named["埃及"], named["法国"]
    cas.add(make(begin=other.begin, end=other.end, Governor=one, Dependent=other, property="cooperatesWith"))
    after = uima.parsed(cas.to_xmi().encode(), uima.typesystem())
    (made,) = as_decisions([before], [after], "amy", "2024-04-01")
    assert (made.kind, made.subject, made.relation, made.object) == ("add", "埃及", "cooperatesWith", "法国")
    assert made.quote == "埃及。法国"


def test_a_tool_that_keeps_names_only_gives_them_back() -> None:
    types = cassis.load_typesystem(io.BytesIO(uima.typesystem()))
    cas = cassis.load_cas_from_xmi(io.BytesIO(uima.written(said("中国支持埃及。", "标题"))), typesystem=types)
    for kind in ("zongheng.Document", "zongheng.Entity", "zongheng.Relation"):
        for found in list(cas.select(kind)):
            cas.remove(found)
    back = uima.parsed(cas.to_xmi().encode(), uima.typesystem(), "b")
    assert (back["id"], back["title"], back["text"]) == ("b", "标题", "中国支持埃及。")
    assert {(e["name"], e["type"]) for e in back["entities"]} == {("中国", "Country"), ("埃及", "Country")}


def test_folders_are_read_back_and_names_of_files_are_safe(documents: list[dict[str, Any]], tmp_path: Path) -> None:
    twice = [*documents, {**documents[-1], "id": "a_b c"}]
    for form, count in (("conll", 1), ("uima", len(twice) + 1), ("tei", len(twice))):
        files = write_annotations(twice, form, tmp_path / form)
        assert len({str(f).lower() for f in files}) == count
    found = {d["id"]: ordered(d) for d in read_annotations(tmp_path / "uima")}
    assert found == {d["id"]: ordered(d) for d in twice}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.conllup", b"1\ta\tb\tc\n", r"x\.conllup:1: does not begin with"),
        ("x.conllup", HEAD + b'# newdoc id = "a"\n1\tx\tB-Person:e9\t_\n', "x.conllup:3: cannot be read"),
        ("x.conllup", HEAD + b"1\tx\n", "x.conllup:2: cannot be read"),
        ("x.conllup", b"\xff", "is not UTF-8"),
        ("x.xmi", b"<xmi", "cannot be read as XMI"),
        ("x.txt", b"", "does not begin with"),
    ],
)
def test_what_is_no_annotation_is_refused(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(WriteError, match=message):
        read_annotations(tmp_path / name)


def test_empty_folders_and_unknown_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"holds no \.conllup"):
        read_annotations(tmp_path)
    with pytest.raises(WriteError, match="no format is called 'brat'"):
        write_annotations([], "brat", tmp_path)
    with pytest.raises(WriteError, match="not what was written"):
        as_decisions([], [said("中国支持埃及。")])


# ── names that are linked to nothing ───────────────────────────────────────────────────────────────────────────────


def test_a_worklist_comes_back_as_links(kg: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("埃及外长丁丁访问中国。外长丁丁会见王毅。", encoding="utf-8")
    assert kg("build", "a.txt", "-o", "graph").code == 0
    assert kg("worklist", "-g", "graph", "-o", "w.csv").code == 0
    text = (tmp_path / "w.csv").read_bytes().decode("utf-8-sig")
    header, row = text.splitlines()[0].split(","), text.splitlines()[1]
    assert row.startswith("丁丁,Person,埃及,外长,2,1,")
    filled = text.replace(",,,http", ",https://www.wikidata.org/wiki/Q42,,http", 1)
    assert header.index("link") == 7
    (tmp_path / "w.csv").write_text(filled, encoding="utf-8")
    done = kg("worklist", "-g", "graph", "--linked", "w.csv")
    assert (done.code, "1 decisions written" in done.out) == (0, True)
    build("a.txt", "graph", decisions="decisions")
    assert "Q42" in (tmp_path / "graph" / "graph.ttl").read_text("utf-8")
    kg("worklist", "-g", "graph", "-o", "w.csv")
    assert "丁丁" not in (tmp_path / "w.csv").read_text("utf-8")
