"""The command line as its users meet it: what it prints, its exit codes, and that a failure changes nothing."""

import json
import os
from pathlib import Path

import pytest
from conftest import Cli, Outcome

TEXT = "国务院总理李强18日在北京会见巴基斯坦总理卡卡尔。"


@pytest.fixture
def graph(kg: Cli, tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text(TEXT, encoding="utf-8")
    assert kg("build", "note.txt", "-o", "graph", "--date", "2023-10-18").code == 0
    return tmp_path / "graph"


def one_line(err: str) -> str:
    lines = err.strip().splitlines()
    assert len(lines) == 1, err
    assert lines[0].startswith("kg: ")
    assert "Traceback" not in err
    return lines[0]


def test_build_reports_what_it_read_and_found(kg: Cli, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(TEXT, encoding="utf-8")
    done = kg("build", "note.txt", "-o", "graph", "--date", "2023-10-18")
    assert (done.code, done.err) == (0, "")
    assert "1 documents" in done.out
    assert "Person 2" in done.out
    assert "meets 1" in done.out
    assert {p.name for p in (tmp_path / "graph").iterdir()} == {"graph.ttl", "graph.html", "manifest.json", ".kg"}


def test_show_gives_the_sentence_behind_each_statement(kg: Cli, graph: Path) -> None:
    shown = kg("show", "李强", "-g", graph)
    assert shown.code == 0
    assert TEXT in shown.out
    assert "note.txt text 0–" in shown.out
    assert "rule meets-active" in shown.out


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_a_saved_query_answers_in_each_format(kg: Cli, graph: Path, form: str) -> None:
    answer = kg("query", "meetings", "country=巴基斯坦", "-f", form, "-g", graph)
    assert answer.code == 0
    assert "卡卡尔" in answer.out
    assert "李强" in answer.out
    if form == "json":
        assert json.loads(answer.out)["results"]["bindings"]


def test_construct_answers_in_turtle(kg: Cli, graph: Path) -> None:
    answer = kg("query", "CONSTRUCT { ?a :meets ?b } WHERE { ?a :meets ?b }", "-g", graph)
    assert answer.code == 0
    assert ":meets" in answer.out


def test_query_without_a_question_lists_the_saved_ones(kg: Cli) -> None:
    assert "visa-free" in kg("query").out


def test_extract_writes_one_line_a_document(kg: Cli, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(TEXT, encoding="utf-8")
    assert kg("extract", "note.txt", "-o", "said.jsonl", "--date", "2023-10-18").code == 0
    record = json.loads((tmp_path / "said.jsonl").read_text(encoding="utf-8"))
    (meeting,) = [r for r in record["relations"] if r["p"] == "meets"]
    assert {meeting["s"][-3:], meeting["o"][-3:]} == {"李强", "卡卡尔"}
    assert meeting["time"] == "2023-10-18"


def test_ontology_tells_what_it_knows_and_is_sound(kg: Cli) -> None:
    assert "proposed" in kg("ontology").out
    assert kg("ontology", "lint") == Outcome(0, "no findings\n", "")


def test_an_alias_added_counts_at_once(kg: Cli, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("国家主席习近平出席上合之友大会。", encoding="utf-8")
    assert kg("ontology", "add-alias", "上海合作组织成员国元首理事会会议", "上合之友大会").code == 2
    assert kg("ontology", "add-alias", "二十国集团", "上合之友大会").code == 0
    assert kg("build", "note.txt", "-o", "graph").code == 0
    assert "二十国集团" in kg("query", "participants", "-f", "csv", "-g", "graph").out


BAD = {
    "a path that is not there": (["build", "nothing.txt"], "nothing.txt"),
    "a kind of file that is not read": (["build", "picture.png"], "picture.png"),
    "an empty file": (["build", "empty.txt"], "empty.txt"),
    "a file in no known encoding": (["build", "noise.txt"], "noise.txt"),
    "a day that is none": (["build", "good.txt", "--date", "yesterday"], "yesterday"),
    "an ontology that is not there": (["build", "good.txt", "--ontology", "nowhere"], "nowhere"),
    "an ontology that is not Turtle": (["build", "good.txt", "--ontology", "broken"], "broken.ttl"),
    "an ontology with a malformed frame": (["build", "good.txt", "--ontology", "frame"], "frame.ttl"),
    "a query that is malformed": (["query", "SELECT ?x WHERE {", "-g", "graph"], "line 1"),
    "a query that is not known": (["query", "meeting", "-g", "graph"], "meetings"),
    "a parameter that is not known": (["query", "meetings", "planet=Mars", "-g", "graph"], "planet"),
    "a label that names nothing": (["show", "亚特兰蒂斯", "-g", "graph"], "亚特兰蒂斯"),
    "a folder without a graph": (["query", "meetings", "-g", "void"], "void"),
    "an update": (["query", "DELETE WHERE { ?s ?p ?o }", "-g", "graph"], ""),
}


@pytest.mark.parametrize("what", BAD)
def test_misuse_is_one_line_exit_2_and_leaves_earlier_output(
    what: str, kg: Cli, graph: Path, tmp_path: Path
) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "noise.txt").write_bytes(bytes(range(128, 256)) * 4 + b"\xff\xff\x00\x81")
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    for name, turtle in {
        "broken": "this is no Turtle",
        "frame": "@prefix : <https://w3id.org/zongheng/ontology#> .\n"
        ":frame-x a :Frame ; :pattern \"{subject}{nonsense}{object}\" .\n"
        ':rule-x a :Rule ; :states :meets ; :frame :frame-x ; :trigger "x" .\n',
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.ttl").write_text(turtle, encoding="utf-8")
    (tmp_path / "void").mkdir()
    before = {p: p.read_bytes() for p in graph.iterdir() if p.is_file()}
    arguments, named = BAD[what]
    ended = kg(*arguments, *(["-o", "graph"] if arguments[0] == "build" else []))
    assert ended.code == 2, ended
    assert named in one_line(ended.err)
    assert {p: p.read_bytes() for p in graph.iterdir() if p.is_file()} == before


def test_some_documents_left_out_is_exit_1_and_the_rest_is_written(kg: Cli, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    ended = kg("build", "good.txt", "empty.txt", "-o", "graph")
    assert ended.code == 1
    assert "empty.txt" in ended.err
    assert (tmp_path / "graph" / "manifest.json").exists()
    assert kg("build", "good.txt", "empty.txt", "-o", "graph", "--max-failed", "1").code == 0
    strict = kg("build", "good.txt", "empty.txt", "-o", "other", "--strict")
    assert strict.code == 2
    assert not (tmp_path / "other").exists()


@pytest.mark.skipif(os.name == "nt", reason="rights work differently there")
def test_a_folder_that_cannot_be_written_is_one_clear_line(kg: Cli, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "taken").write_text("a file, not a folder", encoding="utf-8")
    ended = kg("build", "good.txt", "-o", "taken")
    assert ended.code == 2
    assert "taken" in one_line(ended.err)
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "a file, not a folder"
