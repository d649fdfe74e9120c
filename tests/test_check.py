"""Sound graphs pass; a graph damaged on purpose is refused with the right message, by SPARQL and by pySHACL alike."""

import hashlib
import json
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
MEETING = "?s rdf:predicate :meets"
DATED = "GRAPH ?g { ?v :time ?time }"
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())

DAMAGE: dict[str, tuple[str, str]] = {
    "no label": ("DELETE { e:RU rdfs:label ?x } WHERE { e:RU rdfs:label ?x }", "e:RU: an entity needs a label"),
    "no Chinese label": (
        'DELETE { e:RU rdfs:label ?x } WHERE { e:RU rdfs:label ?x FILTER(LANG(?x) = "zh") }',
        "e:RU: an entity without a label in Chinese",
    ),
    "two Chinese labels": ('INSERT DATA { e:RU rdfs:label "露西亚"@zh }', "e:RU: an entity needs a label with its language"),
    "label without language": ('INSERT DATA { e:RU rdfs:label "Rossiya" }', "e:RU: an entity needs a label with its lang"),
    "no class": ("DELETE { e:RU a ?c } WHERE { e:RU a ?c }", "e:RU: named or spoken of, but of none of the eight"),
    "two classes": ("INSERT DATA { e:RU a :Person }", "e:RU: an entity of two of the eight"),
    "no mention": ("DELETE { GRAPH ?g { ?m :mentionOf e:RU } } WHERE { GRAPH ?g { ?m :mentionOf e:RU } }", "e:RU: an entity that no"),
    "a mention of nothing": (
        "DELETE { GRAPH ?g { ?m :mentionOf e:RU } } INSERT { GRAPH ?g { ?m :mentionOf e:Nobody } } WHERE { GRAPH ?g { ?m :mentionOf e:RU } }",
        "e:Nobody: named or spoken of, but of none",
    ),
    "a mention without class": (
        "DELETE { GRAPH ?g { ?m a :Mention } } WHERE { GRAPH ?g { ?m a :Mention ; :mentionOf e:RU } }",
        "has the parts of a mention, but not its class",
    ),
    "no subject": (f"DELETE {{ ?s rdf:subject ?x }} WHERE {{ {MEETING} ; rdf:subject ?x }}", "a statement needs one subject"),
    "two subjects": (f"INSERT {{ ?s rdf:subject e:CN }} WHERE {{ {MEETING} }}", "a statement needs one subject"),
    "no predicate": (f"DELETE {{ {MEETING} }} WHERE {{ {MEETING} }}", "a statement needs one predicate"),
    "a predicate not in the ontology": (
        f"DELETE {{ {MEETING} }} INSERT {{ ?s rdf:predicate :embraces }} WHERE {{ {MEETING} }}",
        "a statement needs one predicate, a relation of the ontology",
    ),
    "no object": (f"DELETE {{ ?s rdf:object ?x }} WHERE {{ {MEETING} ; rdf:object ?x }}", "a statement needs one object"),
    "no evidence": (
        f"DELETE {{ GRAPH ?g {{ ?s :evidence ?v }} }} WHERE {{ {MEETING} . GRAPH ?g {{ ?s :evidence ?v }} }}",
        "a statement needs evidence",
    ),
    "no class of a statement": (f"DELETE {{ ?s a ?c }} WHERE {{ {MEETING} ; a ?c }}", "has the parts of a statement, but not"),
    "a subject outside the domain": (
        "DELETE { ?s rdf:subject ?x . ?x :visits ?y } INSERT { ?s rdf:subject e:CN . e:CN :visits ?y } "
        "WHERE { ?s rdf:predicate :visits ; rdf:subject ?x ; rdf:object ?y }",
        "its subject is outside the domain of its predicate (e:CN)",
    ),
    "an object outside the range": (
        "DELETE { ?s rdf:object ?y . ?x :visits ?y } INSERT { ?s rdf:object ?x . ?x :visits ?x } "
        "WHERE { ?s rdf:predicate :visits ; rdf:subject ?x ; rdf:object ?y }",
        "its object is outside the range of its predicate",
    ),
    "ends that fit in neither order": (
        f"DELETE {{ ?s rdf:object ?x ; rdf:subject ?y }} INSERT {{ ?s rdf:object e:CN ; rdf:subject e:RU . e:RU :meets e:CN }} "
        f"WHERE {{ {MEETING} ; rdf:object ?x ; rdf:subject ?y }}",
        "which is symmetric, in neither order (e:CN)",
    ),
    "a text as object of a relation": (
        'DELETE { ?s rdf:object ?y . ?x :visits ?y } INSERT { ?s rdf:object "北京"@zh . ?x :visits "北京"@zh } '
        "WHERE { ?s rdf:predicate :visits ; rdf:subject ?x ; rdf:object ?y }",
        "its object is a text where the predicate takes an entity",
    ),
    "a plain triple nobody states": ("INSERT DATA { e:RU :attacks e:UA }", "e:RU: a plain triple that no actual evidence supports (e:UA)"),
    "a claim asserted": ("INSERT DATA { e:UA :attacks e:RU }", "e:UA: a plain triple that no actual evidence supports (e:RU)"),
    "a plain triple missing": ("DELETE { e:CN :supports ?x } WHERE { e:CN :supports ?x }", "but its plain triple is missing"),
    "no quote": (f"DELETE {{ GRAPH ?g {{ ?v :quote ?x }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v :quote ?x }} }}", "evidence needs one quote"),
    "a quote cut short": (
        f"DELETE {{ GRAPH ?g {{ ?v :quote ?x }} }} INSERT {{ GRAPH ?g {{ ?v :quote ?y }} }} "
        f"WHERE {{ {DATED} GRAPH ?g {{ ?v :quote ?x }} BIND(SUBSTR(?x, 2) AS ?y) }}",
        "its quote is not as long as its offsets say",
    ),
    "an end after the text": (
        f"DELETE {{ GRAPH ?g {{ ?v :end ?x }} }} INSERT {{ GRAPH ?g {{ ?v :end 100000 }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v :end ?x }} }}",
        "ends after the end of the text of its document",
    ),
    "an end after the title": (
        'DELETE { GRAPH ?g { ?m :end ?x } } INSERT { GRAPH ?g { ?m :end 10000 } } WHERE { GRAPH ?g { ?m a :Mention ; :field "title" ; :end ?x } }',
        "ends after the end of the title of its document",
    ),
    "an end before its start": (
        "DELETE { GRAPH ?g { ?m :end ?x } } INSERT { GRAPH ?g { ?m :end ?y } } WHERE { GRAPH ?g { ?m :mentionOf e:RU ; :end ?x ; :start ?y } }",
        "ends before it starts",
    ),
    "a start that is no number": (
        f"DELETE {{ GRAPH ?g {{ ?v :start ?x }} }} INSERT {{ GRAPH ?g {{ ?v :start \"zero\"^^xsd:integer }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v :start ?x }} }}",
        "needs one start, a number from 0",
    ),
    "a field unheard of": (
        f"DELETE {{ GRAPH ?g {{ ?v :field ?x }} }} INSERT {{ GRAPH ?g {{ ?v :field \"footer\" }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v :field ?x }} }}",
        "needs one field, title or text",
    ),
    "no status": (f"DELETE {{ GRAPH ?g {{ ?v :status ?x }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v :status ?x }} }}", "evidence needs one status"),
    "a status unheard of": (f"INSERT {{ GRAPH ?g {{ ?v :status :rumoured }} }} WHERE {{ {DATED} }}", ":rumoured: is used as a Status, but"),
    "no rule": (f"DELETE {{ GRAPH ?g {{ ?v :foundBy ?x }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v :foundBy ?x }} }}", "the rule that found it"),
    "a rule unheard of": (f"INSERT {{ GRAPH ?g {{ ?v :foundBy :rule-guess }} }} WHERE {{ {DATED} }}", ":rule-guess: is used as a Rule, but"),
    "a time that is no EDTF": (
        f"DELETE {{ {DATED} }} INSERT {{ GRAPH ?g {{ ?v :time \"2024-13\"^^edtf:EDTF }} }} WHERE {{ {DATED} }}",
        "its time is not one EDTF value (2024-13)",
    ),
    "a day that does not exist": (
        f"DELETE {{ {DATED} }} INSERT {{ GRAPH ?g {{ ?v :time \"2023-02-29\"^^edtf:EDTF }} }} WHERE {{ {DATED} }}",
        "its time is not one EDTF value (2023-02-29)",
    ),
    "a time of another type": (
        f"DELETE {{ {DATED} }} INSERT {{ GRAPH ?g {{ ?v :time \"2024-03-05\" }} }} WHERE {{ {DATED} }}",
        "its time is not one EDTF value",
    ),
    "a first day after the last": (
        f"DELETE {{ GRAPH ?g {{ ?v :notBefore ?x }} }} INSERT {{ GRAPH ?g {{ ?v :notBefore \"2024-04-01\"^^xsd:date }} }} "
        f"WHERE {{ {DATED} GRAPH ?g {{ ?v :notBefore ?x }} }}",
        "its first day is not one date, or lies after its last day",
    ),
    "a last day that does not exist": (
        f"DELETE {{ GRAPH ?g {{ ?v :notAfter ?x }} }} INSERT {{ GRAPH ?g {{ ?v :notAfter \"2024-02-31\"^^xsd:date }} }} "
        f"WHERE {{ {DATED} GRAPH ?g {{ ?v :notAfter ?x }} }}",
        "its last day is not one date",
    ),
    "no source": (f"DELETE {{ GRAPH ?g {{ ?v prov:wasDerivedFrom ?x }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v prov:wasDerivedFrom ?x }} }}", "comes from one document"),
    "evidence of nothing": (
        f"INSERT {{ GRAPH ?g {{ v:000000000000000000000000 ?p ?o }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v ?p ?o }} }}",
        "v:000000000000000000000000: evidence belongs to one statement",
    ),
    "a document without id": ('DELETE { GRAPH ?g { ?d dcterms:identifier "b" } } WHERE { GRAPH ?g { ?d dcterms:identifier "b" } }', "a document needs one id"),
    "a document without length": (
        'DELETE { GRAPH ?g { ?d :length ?x } } WHERE { GRAPH ?g { ?d dcterms:identifier "b" ; :length ?x } }',
        "a document needs the length of its text",
    ),
    "two documents of one id": (
        'DELETE { GRAPH ?g { ?d dcterms:identifier "b" } } INSERT { GRAPH ?g { ?d dcterms:identifier "a" } } WHERE { GRAPH ?g { ?d dcterms:identifier "b" } }',
        "has the id of another document (a)",
    ),
    "a reply to nothing": ("DELETE { GRAPH ?g { ?t a :Turn } } WHERE { GRAPH ?g { ?t a :Turn ; :outlet e:Reuters } }", "a turn replies to at most one turn"),
    "a property unheard of": ("INSERT DATA { e:RU :mood 7 }", ":mood: is used, but neither the graph nor the ontology declares it"),
    "an object exchanged": (
        "DELETE { ?s rdf:object ?y . ?x :visits ?y } INSERT { ?s rdf:object e:FR . ?x :visits e:FR } "
        "WHERE { ?s rdf:predicate :visits ; rdf:subject ?x ; rdf:object ?y }",
        "its IRI is not the hash of its subject, predicate and object",
    ),
    "a mention moved": (
        "DELETE { GRAPH ?g { ?m :start ?x } } INSERT { GRAPH ?g { ?m :start ?y } } WHERE { GRAPH ?g { ?m :mentionOf e:UA ; :start ?x } BIND(?x - 1 AS ?y) }",
        "its IRI is not the hash of its document, place and entity",
    ),
    "a status exchanged": (
        f"DELETE {{ GRAPH ?g {{ ?v :status ?x }} }} INSERT {{ GRAPH ?g {{ ?v :status :planned }} }} WHERE {{ {DATED} GRAPH ?g {{ ?v :status ?x }} }}",
        "its IRI is not the hash of its statement, document, place, rule, status, time and speaker",
    ),
    "a blank node": ("INSERT DATA { e:RU rdfs:seeAlso [] }", "_:: a blank node, of which a graph has none"),
    "a Chinese IRI": ("INSERT DATA { e:RU rdfs:seeAlso <https://example.org/俄罗斯> }", "an IRI that is not absolute ASCII"),
}  # fmt: skip
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
    store.update(HEAD + DAMAGE[name][0])
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
    assert any(DAMAGE[name][1] in str(p) for p in found), [str(p) for p in found]
    assert found == tuple(sorted(set(found)))
    report = Report(Path("output"), 1, 0, "", found)
    with pytest.raises(CheckError, match=r"^output: [0-9]+ problems?, first .*; rebuild with kg build -o output$") as error:
        report.refuse()
    assert (error.value.exit_code, "\n" in str(error.value)) == (1, False)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_pyshacl_finds_what_sparql_finds(sound: Stored) -> None:
    known = {r.name for r in rules()}
    for name in DAMAGE:
        quads = damaged(sound, name)
        by_sparql = {(p.rule, p.message) for p in problems(quads) if p.rule not in BY_PYTHON}
        found = list(shacl.validated(quads))
        by_standard = {(p.rule, p.message) for p in found}
        if name == "a day that does not exist":  # a pattern cannot count leap years
            assert (by_standard, len(by_sparql)) == (set(), 1)
            continue
        assert by_standard == by_sparql, name
        assert {rule for rule, _ in by_standard} <= known


def test_nodes_are_the_same_for_both_and_reports_name_each_once(sound: Stored, tmp_path: Path) -> None:
    folder = saved(damaged(sound, "no quote"), tmp_path / "o", digest=sound.ontology)
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
    quads = [*damaged(sound, "a rule unheard of"), *damaged(sound, "a property unheard of")]
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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("shape:a sh:targetClass :X ; sh:property shape:b . shape:b sh:path :p ; sh:equals :q .", "#equals is not known"),
        ("shape:a sh:targetClass :X ; sh:property shape:b . shape:b sh:path :p ; sh:minCount 2 .", "count to 1"),
        ("shape:a sh:targetClass :X ; sh:property shape:b . shape:b sh:path [ sh:zeroOrMorePath :p ] .", "write a predicate"),
        ("shape:a sh:targetClass :X ; sh:property shape:b . shape:b sh:path :p ; sh:nodeKind sh:Literal .", "sh:IRI is"),
        ("shape:a sh:targetObjectsOf :x ; sh:class :X .", "targetObjectsOf"),
    ],
)  # fmt: skip
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
