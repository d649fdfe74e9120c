"""Decisions of reviewers: what was mended once stays mended, in whatever version of ontology or code."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import Cli

from kg import build, query
from kg.decide import Decision, read_decisions, record_decisions
from kg.errors import DecisionError
from kg.graph.reading import stored
from kg.ontology import load
from kg.write import Deciding, statement_rows

NEWS = {
    "a": "王毅会见俄罗斯外长拉夫罗夫。外长丁丁表示，中国支持埃及。",
    "b": "外长丁丁当天访问埃及。习近平主席提出全球发展倡议。",
}
HASH = "0" * 64


@pytest.fixture
def source(tmp_path: Path) -> Path:
    rows = ({"id": i, "date": "2024-03-08", "title": f"丁丁之{i}", "text": t} for i, t in NEWS.items())
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def built(source: Path, tmp_path: Path) -> Path:
    build(source, tmp_path / "out")
    return tmp_path / "out"


def deciding(folder: Path) -> Deciding:
    return Deciding(folder, load())


def iri(folder: Path, label: str) -> str:
    return query.entity(query.opened(folder), label).value


def told(folder: Path) -> set[tuple[object, object, object]]:
    return {(r["subject_zh"], r["property"], r["object_zh"]) for r in statement_rows(folder)}


def evidence(folder: Path, subject: str, relation: str, value: str) -> str:
    wanted = (subject, relation, value)
    found = (r for r in statement_rows(folder) if (r["subject_zh"], r["property"], r["object_zh"]) == wanted)
    return str(next(found)["evidence"])


def rebuilt(source: Path, folder: Path, *decisions: Decision, **options: object) -> set[tuple[object, object, object]]:
    home = folder.parent / "decisions"
    record_decisions(home, decisions)
    build(source, folder, decisions=home, **options)  # type: ignore[arg-type]
    return told(folder)


def test_the_walk_through(kg: Cli, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build, find an error, reject it, merge two names, rebuild: both are gone, whatever changes later."""
    assert kg("build", source, "-o", "out").code == 0
    assert ("丁丁", "visits", "埃及") in told(tmp_path / "out")
    shown = kg("show", "丁丁", "-g", "out").out
    address = re.search(r"访问 visits\n.*\n.*\n.*?(v:[0-9a-f]{24})", shown)
    assert address
    signed = ("-g", "out", "--reviewer", "amy", "--date", "2024-04-01")
    assert kg("decide", "reject", address[1], *signed, "--note", "他没有去").code == 0
    assert kg("decide", "merge", "丁丁", "王毅", *signed).code == 0
    for change in ("nothing", "ontology", "code"):
        extra: tuple[object, ...] = ()
        if change == "ontology":
            (tmp_path / "own").mkdir()
            (tmp_path / "own" / "own.ttl").write_text(
                "@prefix : <https://w3id.org/zongheng/ontology#> . @prefix e: <https://w3id.org/zongheng/e/> .\n"
                "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
                'e:OwnForum a :Forum ; rdfs:label "甲乙论坛"@zh .\n',
                encoding="utf-8",
            )
            extra = ("--ontology", "own")
        if change == "code":
            monkeypatch.setattr("kg.run.building._code", lambda: ("another version",))
        done = kg("build", source, "-o", "out", "--decisions", "decisions", *extra)
        assert (done.code, done.err) == (0, "")
        found = told(tmp_path / "out")
        assert "丁丁" not in {end for s, _, o in found for end in (s, o)}, change
        assert ("王毅", "visits", "埃及") not in found
        assert ("王毅", "holdsPost", "外长") in found
        assert kg("check", "-g", "out", *(("--ontology", "own") if change == "ontology" else ())).code == 0


def test_a_rejected_statement_is_gone_from_its_place_alone(source: Path, built: Path) -> None:
    decision = deciding(built).judged(evidence(built, "习近平", "proposed", "全球发展倡议"), "reject")
    before = told(built)
    assert before - rebuilt(source, built, decision) == {("习近平", "proposed", "全球发展倡议")}


def test_what_was_not_found_is_added_with_its_sentence(source: Path, built: Path) -> None:
    sentence = evidence(built, "习近平", "proposed", "全球发展倡议")
    decision = deciding(built).added(sentence, iri(built, "丁丁"), "supports", iri(built, "全球发展倡议"), "planned")
    found = rebuilt(source, built, decision)
    assert ("丁丁", "supports", "全球发展倡议") in found
    row = next(r for r in statement_rows(built) if r["rule"] == "decision")
    assert (row["status"], row["quote"]) == ("planned", "习近平主席提出全球发展倡议。")
    with pytest.raises(DecisionError, match="no relation"):
        deciding(built).added(sentence, "", "likes", "", "actual")


def test_an_entity_of_another_class_keeps_what_fits_it(source: Path, built: Path) -> None:
    found = rebuilt(source, built, deciding(built).retyped(iri(built, "丁丁"), "Organization"))
    assert ("丁丁", "visits", "埃及") not in found  # only persons visit
    kinds = [q.object.value for q in stored(built).quads if q.object and "Organization" in str(q.object)]
    assert kinds


def test_a_link_stands_in_the_graph_and_in_what_is_merged(source: Path, built: Path, tmp_path: Path) -> None:
    rebuilt(source, built, deciding(built).linked(iri(built, "丁丁"), "Q42"))
    text = (built / "graph.ttl").read_text(encoding="utf-8")
    assert "skos:exactMatch wd:Q42" in text
    from kg import merge

    merge([built], tmp_path / "again")
    assert (tmp_path / "again" / "graph.ttl").read_text(encoding="utf-8") == text
    found = rebuilt(source, built, deciding(built).linked(iri(built, "丁丁"), "王毅"))
    assert ("王毅", "visits", "埃及") in found


def test_one_mention_becomes_somebody_else(source: Path, built: Path) -> None:
    facts = deciding(built).facts
    (mention,) = (
        m
        for m in facts.instances("Mention")
        if facts.one(m, ":text") == "丁丁" and facts.one(m, ":field") == "text" and facts.one(m, ":start") == "2"
    )
    found = rebuilt(source, built, deciding(built).split(mention, "丁丁二世"))
    assert ("丁丁二世", "visits", "埃及") in found
    assert ("丁丁", "holdsPost", "外长") in found


def test_a_withheld_person_appears_nowhere(source: Path, built: Path) -> None:
    query.card(built, "丁丁")  # leaves a store of the graph in which he stands
    decision = deciding(built).withheld(iri(built, "丁丁"))
    found = rebuilt(source, built, decision)
    assert "丁丁" not in {end for s, _, o in found for end in (s, o)}
    forms = ["丁丁".encode(), quote("丁丁").encode(), rb"\u4e01\u4e01", "丁丁".encode("utf-16-le")]
    for path in (p for p in built.rglob("*") if p.is_file()):
        data = path.read_bytes()
        assert not [form for form in forms if form in data], path
        assert path.name == "cache.sqlite" or b"dingding" not in data.lower()
    assert "██表示，中国支持埃及。" in (built / "graph.ttl").read_text(encoding="utf-8")
    build(source, built, decisions=built.parent / "decisions", force=True)
    assert not (built / ".kg" / "removed.nq").exists()


def test_a_place_moves_with_its_words_and_is_lost_with_them(source: Path, built: Path, kg: Cli) -> None:
    decision = deciding(built).judged(evidence(built, "习近平", "proposed", "全球发展倡议"), "reject")
    moved = source.read_text(encoding="utf-8").replace("外长丁丁当天", "消息说，外长丁丁当天")
    source.write_text(moved, encoding="utf-8")
    assert ("习近平", "proposed", "全球发展倡议") not in rebuilt(source, built, decision)
    source.write_text(moved.replace("习近平主席提出全球发展倡议。", ""), encoding="utf-8")
    done = kg("build", source, "-o", built, "--decisions", built.parent / "decisions")
    assert done.code == 0
    assert "no place for it: 习近平 proposed 全球发展倡议" in done.err


def test_a_build_with_decisions_is_the_same_in_any_order_and_from_the_cache(source: Path, built: Path) -> None:
    by = deciding(built)
    decisions = [by.merged(iri(built, "丁丁"), iri(built, "王毅")), by.linked(iri(built, "拉夫罗夫"), "Q1")]
    rebuilt(source, built, *decisions)
    first = (built / "graph.ttl").read_bytes()
    build(source, built.parent / "fresh", decisions=built.parent / "decisions", jobs=2)
    assert (built.parent / "fresh" / "graph.ttl").read_bytes() == first
    build(source, built)
    assert (built / "graph.ttl").read_bytes() != first


def test_review_asks_the_most_doubtful_first_and_remembers(
    kg: Cli, source: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    count = len(statement_rows(built))
    monkeypatch.setattr("sys.stdin", io.StringIO("r\ncuq"))
    done = kg("review", "-g", built, "--decisions", "mine", "--reviewer", "amy")
    assert done.code == 0, done.err
    assert f"1 of {count}" in done.out
    assert "1 decisions written to mine" in done.out
    (made,) = read_decisions("mine")
    assert (made.kind, made.reviewer) == ("reject", "amy")
    monkeypatch.setattr("sys.stdin", io.StringIO("q"))
    assert f"1 of {count - 1}" in kg("review", "-g", built, "--decisions", "mine").out


def test_the_command_makes_every_kind_and_refuses_the_rest(kg: Cli, built: Path) -> None:
    proof = evidence(built, "习近平", "proposed", "全球发展倡议")
    mention = next(m for m in deciding(built).facts.instances("Mention"))
    made = {
        "reject": [proof], "confirm": [proof], "add": [proof, "丁丁", "supports", "埃及"], "merge": ["丁丁", "王毅"],
        "retype": ["丁丁", "Place"], "link": ["丁丁", "Q42"], "split": [mention, "某某"], "withhold": ["丁丁"],
    }  # fmt: skip
    for kind, what in made.items():
        done = kg("decide", kind, *what, "-g", built, "--decisions", "mine")
        assert done.code == 0, (kind, done.err)
    assert sorted(d.kind for d in read_decisions("mine")) == sorted(made)
    misused = ("like 丁丁", "merge 丁丁", "retype 丁丁 Thing", "reject v:0", "link 丁丁 无")
    for wrong in misused:
        done = kg("decide", *wrong.split(), "-g", built, "--decisions", "mine")
        assert (done.code, done.err.count("\n")) == (2, 1), wrong
    assert kg("decide", "withhold", "无此人", "-g", built).code == 2


def test_extract_applies_decisions_and_reports_what_is_left_over(kg: Cli, source: Path, built: Path) -> None:
    record_decisions("mine", [deciding(built).merged(iri(built, "丁丁"), iri(built, "王毅"))])
    lost = replace(read_decisions("mine")[0], name="某某")
    record_decisions("mine", [lost])
    done = kg("extract", source, "-o", "said.jsonl", "--decisions", "mine", "--report", "report.jsonl")
    assert done.code == 0
    assert "no place for it: 某某" in done.err
    lines = Path("said.jsonl").read_text("utf-8").splitlines()
    names = [e["name"] for line in lines for e in json.loads(line)["entities"]]
    assert "丁丁" not in names
    outcomes = [json.loads(line)["outcome"] for line in Path("report.jsonl").read_text("utf-8").splitlines()]
    assert outcomes == ["read", "read", "amended"]


def test_the_files_are_sorted_and_each_decision_stands_once(tmp_path: Path) -> None:
    said = {"subject": "甲", "relation": "meets", "object": "乙", "note": "“引号”"}
    one = replace(Decision("reject", "b", HASH, "text", 0, 2, "甲乙"), **said)
    other = replace(one, document="a")
    record_decisions(tmp_path, [one])
    record_decisions(tmp_path, [other, one])
    lines = (tmp_path / "reject.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["document"] for line in lines] == ["a", "b"]
    assert read_decisions(tmp_path) == (other, one)
    assert list(json.loads(lines[0])) == sorted(json.loads(lines[0]))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "like"}, "no kind 'like'"),
        ({"sha256": "x"}, "64 hex digits"),
        ({"end": 0}, "name no place"),
        ({"start": "0"}, "start is of the wrong kind"),
        ({"colour": "red"}, "'colour' is no part"),
        ({"date": "yesterday"}, "no day"),
        ({"subject": ""}, "needs subject"),
        ({"kind": "merge", "name": "甲", "type": "Person"}, "merge needs target"),
        ({"kind": "retype", "name": "甲", "type": "Person", "target": "Thing"}, "no type 'Thing'"),
        ({"kind": "link", "name": "甲", "type": "Person", "target": "42"}, "neither a Wikidata item"),
        ({"names": "甲"}, "names is of the wrong kind"),
        ({"quote": None}, "quote is of the wrong kind"),
    ],
)
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    row = {
        "kind": "confirm", "document": "a", "sha256": HASH, "field": "text", "start": 0, "end": 2, "quote": "甲乙",
        "subject": "甲", "relation": "meets", "object": "乙", **change,
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=rf"a\.jsonl:1: .*{reason}.*; mend or remove"):
        read_decisions(tmp_path)
    (tmp_path / "a.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(DecisionError, match="no JSON"):
        read_decisions(tmp_path)
    with pytest.raises(DecisionError, match="no folder of decisions"):
        read_decisions(tmp_path / "none")
