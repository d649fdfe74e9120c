"""Citing and releasing: references of the documents behind an answer, and a graph packed for others."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
import rdflib
import yaml
from conftest import Cli
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

import kg as zongheng
from kg import query
from kg.check import inspect
from kg.errors import QueryError, WriteError
from kg.query.citing import Source, references
from kg.write import statement_rows

NEWS = (
    {
        "id": "a&b_1", "date": "2024-03-08", "title": "王毅 100% {谈} 外交_#1", "publisher": "新华社 & Co",
        "author": "张三", "url": "https://example.org/%E5%BC%A0%E5%B0%8F%E4%B8%89", "rights": "all rights reserved",
        "text": "王毅会见俄罗斯外长拉夫罗夫。学生张小三参加第三届世界和平论坛。张小三访问了埃及。外长丁丁访问埃及。",
    },
    {
        "id": "c", "date": "2024-04-01", "title": "",
        "text": "中国向叙利亚提供紧急人道主义援助，这是一句比三十个字还要长得多的句子，写在这里供人剪短。",
    },
)  # fmt: skip


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in NEWS), encoding="utf-8")
    zongheng.build(path, tmp_path / "graph")
    return tmp_path / "graph"


# ── citing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_csl_has_what_the_document_says_of_itself(news: Path) -> None:
    found = json.loads(references(query.sources(query.opened(news)), "csl"))
    assert [item["note"] for item in found] == ["id: a&b_1", "id: c"]
    assert found[0] | {"note": ""} == {
        "id": "2024-03-08-a-b-1", "type": "webpage", "title": NEWS[0]["title"], "author": [{"literal": "张三"}],
        "container-title": "新华社 & Co", "issued": {"date-parts": [[2024, 3, 8]]}, "URL": NEWS[0]["url"],
        "language": "zh", "note": "",
    }  # fmt: skip
    assert (found[1]["type"], found[1]["title"]) == ("document", "c")


def test_bibtex_is_read_by_a_parser(news: Path) -> None:
    text = references(query.sources(query.opened(news)), "bibtex").decode()
    entries = parse_string(text, "bibtex").entries
    assert list(entries) == ["2024-03-08-a-b-1", "2024-04-01-c"]
    fields = entries["2024-03-08-a-b-1"].fields
    assert (fields["year"], fields["month"], fields["url"]) == ("2024", "March", NEWS[0]["url"])
    assert fields["title"] == r"{王毅 100\% \textbraceleft{}谈\textbraceright{} 外交\_\#1}"
    assert [str(p) for p in entries["2024-03-08-a-b-1"].persons["author"]] == ["{张三}"]


@given(st.lists(st.builds(Source, date=st.sampled_from(["", "2024-01-02"]), id=st.text(min_size=1), title=st.text(
    st.characters(exclude_categories=["Cs", "Cc"])), key=st.from_regex(r"[a-z]{1,5}", fullmatch=True)), max_size=4,
    unique_by=lambda s: s.key))  # fmt: skip
def test_any_title_makes_bibtex_that_parses(found: list[Source]) -> None:
    text = references(found, "bibtex").decode("utf-8", "replace")
    assert set(parse_string(text, "bibtex").entries) == {s.key for s in found}


def test_behind_an_answer_stand_the_documents_of_its_rows_and_evidence(news: Path) -> None:
    opened = query.opened(news)
    asked = {
        "SELECT ?document WHERE { ?d dcterms:identifier ?document ; dcterms:publisher ?p }": ["a&b_1"],
        "SELECT ?v WHERE { ?s rdf:predicate :aids ; :evidence ?v }": ["c"],
        "SELECT ?s WHERE { ?s rdf:predicate :aids }": ["c"],
        "SELECT ?m WHERE { ?m :mentionOf ?e ; :text '丁丁' }": ["a&b_1"],
        "CONSTRUCT { ?d a :Article } WHERE { ?d a :Article }": ["a&b_1", "c"],
    }
    for question, ids in asked.items():
        assert [s.id for s in query.sources(opened, query.ask(opened, question))] == ids, question
    with pytest.raises(QueryError, match="no document stands behind this answer"):
        query.sources(opened, query.ask(opened, "SELECT (1 AS ?one) {}"))


def test_each_row_can_carry_its_citation(kg: Cli, news: Path) -> None:
    done = kg("query", "statements", "-g", news, "-f", "csv", "--cite")
    assert done.code == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    cited = {row["document"]: row["citation"] for row in rows}
    assert cited["a&b_1"] == f"张三. {NEWS[0]['title']}. 新华社 & Co. 2024-03-08. {NEWS[0]['url']}."
    assert cited["c"] == "c. 2024-04-01."
    done = kg("query", "SELECT ?s WHERE { ?s a :Country }", "-g", news, "--cite")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert kg("cite", "statements", "-g", news, "-f", "bibtex", "-o", "refs.bib").code == 0
    assert Path("refs.bib").read_text("utf-8").count("@misc") == 2
    assert kg("cite", "-g", news, "-f", "ris").code == 2


# ── releasing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_release_describes_itself_and_stands_on_its_own(kg: Cli, news: Path, tmp_path: Path) -> None:
    about = ("--title", "新闻: “x”", "--creator", "A: B", "--licence", "CC-BY-4.0", "--date", "2024-05-01")
    assert kg("release", "packed", "-g", news, "--release", "1.0", *about).code == 0
    home = tmp_path / "packed"
    for line in (home / "checksums.txt").read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((home / name).read_bytes()).hexdigest() == digest, name
    cff = yaml.safe_load((home / "CITATION.cff").read_text("utf-8"))
    assert cff["title"] == "新闻: “x”"
    assert {k: cff[k] for k in ("cff-version", "type", "license", "version", "date-released", "authors")} == {
        "cff-version": "1.2.0", "type": "dataset", "license": "CC-BY-4.0", "version": "1.0",
        "date-released": "2024-05-01", "authors": [{"name": "A: B"}],
    }  # fmt: skip
    graph, void = rdflib.Graph().parse(home / "graph.ttl"), rdflib.Graph().parse(home / "void.ttl")
    numbers = {str(o) for o in void.objects(None, rdflib.VOID.triples)}
    assert str(len(graph)) in numbers
    assert len(list(void.subjects(rdflib.RDF.type, rdflib.DCAT.Distribution))) > 25
    rows = list(csv.DictReader(io.StringIO((home / "licences.csv").read_bytes().decode("utf-8-sig"))))
    assert [(r["publisher"], r["rights"], r["documents"]) for r in rows] == [
        ("(unknown)", "(not stated: ask the publisher)", "1"),
        ("新华社 & Co", "all rights reserved", "1"),
    ]
    assert (home / "ontology" / "relations.ttl").is_file()
    assert statement_rows(home) == statement_rows(news)
    assert inspect(home, with_shacl=True).problems == ()


@pytest.mark.parametrize(("quotes", "longest"), [("short", 31), ("none", 1)])
def test_quotes_can_be_cut_or_left_out(quotes: str, longest: int, news: Path, tmp_path: Path) -> None:
    zongheng.release(news, tmp_path / "packed", quotes=quotes)
    rows = statement_rows(tmp_path / "packed")
    assert max(len(str(row["quote"] or "")) for row in rows) == longest
    assert [row["evidence"] for row in rows] == [row["evidence"] for row in statement_rows(news)]
    assert inspect(tmp_path / "packed", with_shacl=True).problems == ()
    assert "写在这里供人剪短" not in (tmp_path / "packed" / "graph.html").read_text("utf-8")


def test_private_people_are_nowhere_in_a_public_release(news: Path, tmp_path: Path) -> None:
    assert any(row["subject_zh"] == "张小三" for row in statement_rows(news))
    zongheng.release(news, tmp_path / "packed", people="public")
    for path in sorted((tmp_path / "packed").rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            for form in ("张小三", json.dumps("张小三")[1:-1], "%E5%BC%A0%E5%B0%8F%E4%B8%89"):
                assert form.encode() not in data, path.name
    names = {row["subject_zh"] for row in statement_rows(tmp_path / "packed")}
    assert "丁丁" in names
    assert inspect(tmp_path / "packed", with_shacl=True).problems == ()


def test_a_release_is_the_same_every_time(news: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        zongheng.release(news, tmp_path / name, title="x", people="public", quotes="short")
    one, other = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()}
        for n in ("one", "other")
    )
    assert one == other


def test_what_cannot_be_released_is_refused(news: Path, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="'some': choose one of full, short, none"):
        zongheng.release(news, tmp_path / "packed", quotes="some")
    with pytest.raises(WriteError, match="'few': choose one of all, public"):
        zongheng.release(news, tmp_path / "packed", people="few")
    assert not (tmp_path / "packed").exists()
