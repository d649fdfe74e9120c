"""Sound graphs pass; a graph damaged on purpose is refused with the right message, by SPARQL and by pySHACL alike."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.check import Problem, Report, inspect, problems, shacl
from kg.check.shapes import compiled, rules
from kg.errors import CheckError, GraphError, ReadError
from kg.graph import QUADS, TURTLE, nquads, prefixes, turtle
from kg.graph.reading import Stored, stored
from kg.ontology import load

TALK = """新华社记者：王毅外长近日会见了谁？
毛宁：3月5日，外交部长王毅在北京会见俄罗斯外长拉夫罗夫。秘鲁将举办亚太经合组织领导人非正式会议。
路透社记者：法国呢？
毛宁：俄称乌克兰袭击俄罗斯。中国支持秘鲁。"""
RECORDS = [
    {"id": "a", "date": "2024-03-06", "title": "王毅会见拉夫罗夫", "text": TALK, "url": "https://example.org/a"},
    {"id": "b", "date": "2024-03-07", "text": "王毅访问阿尔及利亚。"},
]
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
DAMAGE = tomllib.loads((Path(__file__).parent / "damage.toml").read_text(encoding="utf-8"))
BY_PYTHON = {"iri", "declared", "blank-node", "ascii", "graph"}
"""Rules that SHACL has no words for."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents in a file of records, and the graph built from it beside."""
    folder = tmp_path_factory.mktemp("tiny")
    lines = "\n".join(json.dumps(r, ensure_ascii=False) for r in RECORDS)
    (folder / "records.jsonl").write_text(lines, encoding="utf-8")
    kg.build(folder / "records.jsonl", folder / "output", html=False)
    return folder


@pytest.fixture(scope="module")
def sound(tiny: Path) -> Stored:
    return stored(tiny / "output")


def saved(quads: Iterable[ox.Quad], folder: Path, *, digest: str) -> Path:
    """An output folder whose manifest vouches for whatever is in it."""
    found = list(quads)
    files = {TURTLE: turtle(found), QUADS: nquads(found)}
    (folder / ".kg").mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    listed = {n: {"bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()} for n, d in files.items()}
    manifest = {"base": "https://w3id.org/zongheng/", "ontology": digest, "files": listed}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def damaged(sound: Stored, name: str) -> list[ox.Quad]:
    store = ox.Store()
    store.extend(sound.quads)
    store.update(HEAD + DAMAGE[name]["update"])
    found = list(store)
    assert set(found) != set(sound.quads), "the update changed nothing"
    return found


# ── sound graphs ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sample_passes_with_its_sources(built: Path, sample: Path) -> None:
    report = inspect(built, sources=[sample], with_shacl=True)
    assert [str(p) for p in report.problems] == []
    assert (report.compared, report.shacl) == (6, "conforms")
    report.refuse()


def test_the_tiny_graph_passes_and_has_what_is_damaged_below(sound: Stored) -> None:
    assert problems(sound.quads) == ()


def test_a_graph_under_another_base_passes(tiny: Path, tmp_path: Path) -> None:
    kg.build(tiny / "records.jsonl", tmp_path / "o", base="https://example.org/x#", html=False)
    assert problems(tmp_path / "o") == ()
    assert {p.rule for p in problems(stored(tmp_path / "o").quads)} == {"iri"}, "the quads do not say their base"


def test_the_published_turtle_alone_passes(tiny: Path, sound: Stored, tmp_path: Path) -> None:
    folder = saved(sound.quads, tmp_path / "o", digest=sound.ontology)
    (folder / QUADS).unlink()
    assert problems(folder) == ()
    assert set(stored(folder).quads) == set(sound.quads)


@pytest.mark.slow
def test_the_development_set_passes_and_conforms(shared: Path, tmp_path: Path) -> None:
    source = shared / "eval" / "dev.jsonl"
    kg.build(source, tmp_path / "o", html=False)
    report = inspect(tmp_path / "o", sources=[source], with_shacl=True)
    assert [str(p) for p in report.problems] == []
    assert (report.compared, report.shacl) == (106, "conforms")


def test_a_graph_too_large_for_pyshacl_is_checked_without_it(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shacl, "MOST", 100)
    report = inspect(built)
    assert (report.problems, report.shacl) == ((), "left out: more than 100 triples")


# ── damage ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_refused_with_the_right_message(name: str, sound: Stored) -> None:
    found = problems(damaged(sound, name))
    assert any(DAMAGE[name]["message"] in str(p) for p in found), [str(p) for p in found]
    assert found == tuple(sorted(set(found)))
    report = Report(Path("output"), 1, 0, "", found)
    with pytest.raises(
        CheckError, match=r"^output: [0-9]+ problems?, first .*; rebuild with kg build -o output$"
    ) as error:
        report.refuse()
    assert (error.value.exit_code, "\n" in str(error.value)) == (1, False)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(6))
def test_pyshacl_finds_what_sparql_finds(first: int, sound: Stored) -> None:
    store = ox.Store()
    store.extend(sound.quads)
    for name in sorted(DAMAGE)[first::6]:  # several at once, as each run of pySHACL takes a second
        if name != "a-day-that-does-not-exist":  # a pattern cannot count leap years
            store.update(HEAD + DAMAGE[name]["update"])
    quads = list(store)
    by_sparql = {(p.rule, p.message) for p in problems(quads) if p.rule not in BY_PYTHON}
    assert {(p.rule, p.message) for p in shacl.validated(quads)} == by_sparql
    assert by_sparql
    assert {rule for rule, _ in by_sparql} <= {r.name for r in rules()}


def test_nodes_are_the_same_for_both_and_reports_name_each_once(sound: Stored, tmp_path: Path) -> None:
    folder = saved(damaged(sound, "no-quote"), tmp_path / "o", digest=sound.ontology)
    by_both = inspect(folder, with_shacl=True)
    assert (by_both.shacl, by_both.problems) == ("1 results", problems(folder))
    (problem,) = by_both.problems
    assert str(problem).startswith("v:")
    assert str(problem).endswith(": evidence needs one quote [evidence-quote]")


def test_a_node_in_the_graph_of_another_document_is_found(sound: Stored) -> None:
    homes = sorted({q.graph_name for q in sound.quads if isinstance(q.graph_name, ox.NamedNode)}, key=str)
    moved = [
        ox.Quad(q.subject, q.predicate, q.object, homes[1] if q.graph_name == homes[0] else q.graph_name)
        for q in sound.quads
    ]
    assert {p.rule for p in problems(moved)} == {"graph"}


def test_a_file_that_was_changed_is_refused(tiny: Path, sound: Stored, tmp_path: Path) -> None:
    folder = saved(sound.quads, tmp_path / "o", digest=sound.ontology)
    with (folder / TURTLE).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(GraphError, match=r"graph\.ttl: not the file that manifest\.json was written for"):
        inspect(folder)


# ── sources ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_quotes_are_compared_with_the_texts_at_hand(tiny: Path, sound: Stored, tmp_path: Path) -> None:
    other = [
        ox.Quad(q.subject, q.predicate, ox.Literal(q.object.value.replace("北京", "南京")), q.graph_name)
        if q.predicate.value.endswith("#quote") and isinstance(q.object, ox.Literal)
        else q
        for q in sound.quads
    ]
    folder = saved(other, tmp_path / "o", digest=sound.ontology)
    assert problems(folder) == ()
    found = inspect(folder, sources=[tiny / "records.jsonl"], with_shacl=False).problems
    assert found
    assert {(p.rule, p.message) for p in found} == {("source", "its quote is not what stands there")}
    assert all(p.detail.startswith("a, text ") for p in found)


def test_a_source_that_has_changed_is_named(tiny: Path, tmp_path: Path) -> None:
    text = (tiny / "records.jsonl").read_text(encoding="utf-8")
    changed = tmp_path / "records.jsonl"
    changed.write_text(text.replace("访问阿尔及利亚", "访问了阿尔及利亚"), encoding="utf-8")
    (problem,) = inspect(tiny / "output", sources=[changed], with_shacl=False).problems
    assert (problem.message, problem.detail) == ("its source is another text than when the graph was built", "b")


def test_a_source_that_has_nothing_to_do_with_the_graph_is_refused(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("王毅访问法国。", encoding="utf-8")
    with pytest.raises(ReadError, match="none of its documents is in"):
        inspect(tiny / "output", sources=[tmp_path / "other.txt"])


# ── terms and shapes ───────────────────────────────────────────────────────────────────────────────────────────────


def test_rules_of_another_ontology_are_passed_over_but_not_properties(sound: Stored, tmp_path: Path) -> None:
    quads = [*damaged(sound, "a-rule-unheard-of"), *damaged(sound, "a-property-unheard-of")]
    alone = saved(set(quads), tmp_path / "o", digest="another")
    assert {p.node for p in problems(alone)} - {p.node for p in problems(sound.quads)} >= {":mood"}
    assert ":rule-guess" not in {p.node for p in problems(alone)}


def test_every_term_that_the_code_may_write_is_declared() -> None:
    from kg.check.terms import vocabulary

    known = vocabulary()
    names = {iri.rsplit("#", 1)[-1] for iri in known.classes}
    assert {"inTurn", "nameAsWritten", "titleLength", "question", "answer", "rule-turn-question"} <= names
    assert {f"rule-{r.name}" for r in load().rules} <= names
    wanted = {"status", "foundBy", "inference", "timeBasis", "role"}
    assert wanted <= {iri.rsplit("#", 1)[-1] for iri in known.ranges}


PART = "shape:a sh:targetClass :X ; sh:property shape:b . shape:b sh:path "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PART + ":p ; sh:equals :q .", "#equals> is not known|#equals is not known"),
        (PART + ":p ; sh:minCount 2 .", "count to 1"),
        (PART + "[ sh:oneOrMorePath :p ] .", "oneOrMorePath is not known|write a predicate or its inverse"),
        (PART + ":p ; sh:nodeKind sh:Literal .", "sh:IRI is"),
        ("shape:a sh:targetObjectsOf :x ; sh:class :X .", "targetObjectsOf"),
    ],
)
def test_shapes_that_would_be_passed_over_are_refused(text: str, message: str) -> None:
    head = "@prefix : <http://x/> . @prefix shape: <http://y#> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    with pytest.raises(CheckError, match=message):
        list(compiled((head + text).encode()))


def test_every_rule_has_a_message_and_problems_are_in_order() -> None:
    assert all(r.message and r.name for r in rules())
    one, two = Problem("e:A", "x", "m", "later"), Problem("e:A", "x", "m", "first")
    assert one == two
    ordered: Callable[[Sequence[Problem]], list[Problem]] = sorted
    assert ordered([Problem("e:B", "a", "m"), one])[0] == one


def test_pyshacl_that_fails_does_not_hide_what_was_found(
    sound: Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyshacl

    def fail(*_: object, **__: object) -> None:
        raise TypeError("no\nnumber")

    monkeypatch.setattr(pyshacl, "validate", fail)
    report = inspect(saved(damaged(sound, "no-quote"), tmp_path / "o", digest=sound.ontology), with_shacl=True)
    assert (len(report.problems), report.shacl[:31]) == (1, "pySHACL fails here (no number);")
    with pytest.raises(CheckError, match="pySHACL fails"):
        inspect(sound.folder, with_shacl=True)
