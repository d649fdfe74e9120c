"""Questions to a built folder: saved queries, SPARQL, parameters that are only ever terms, answers in every format."""

import csv
import io
import json
import re
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import handmade as h
import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
from handmade import CN, RU, WANG

from kg import query
from kg.errors import GraphError, QueryError
from kg.graph import QUADS, TURTLE, merge, nquads, quads, turtle
from kg.model import BASE
from kg.query import Opened, Result, ask, card, formatted, load, opened, saved_queries, table
from kg.query.shelf import parsed
from kg.write import manifest, publish

SMALL = h.small_ontology()
NAMES = [s.name for s in saved_queries()]
NEEDED = {"timeline": {"country": "中国"}, "relations": {"entity": "中国"}, "trend": {"a": "中国"}}
EXPECTED = {
    "entities", "events", "hosts", "meetings", "messages", "opposes", "participants", "proposals", "questions",
    "relations", "said-about", "statements", "supports", "timeline", "trend", "visa-free",
}  # fmt: skip


def build(folder: Path, base: str = BASE) -> Path:
    graph = merge(h.all_pages(), SMALL)
    found = list(quads(graph, SMALL, base))
    files = {TURTLE: turtle(found, base), QUADS: nquads(found)}
    publish(folder, files, manifest(graph, SMALL, files, version="1", base=base))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="module")
def graph(folder: Path) -> Opened:
    return opened(folder)


def dicts(result: Result) -> list[dict[str, str]]:
    """The rows with the texts of their terms, "" where unbound."""
    return [
        {name: getattr(term, "value", "") for name, term in zip(result.variables, row, strict=True)}
        for row in result.rows
    ]


def rows(graph: Opened, name: str, columns: str, **values: str) -> list[tuple[str, ...]]:
    found = dicts(ask(graph, name, {k.rstrip("_"): v for k, v in values.items()}))
    return [tuple(row[c] for c in columns.split()) for row in found]


def refusal(graph: Opened | Path, text: str, values: Mapping[str, str] | None = None) -> str:
    with pytest.raises(QueryError) as caught:
        ask(graph, text, values)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    return message


# ── opening ────────────────────────────────────────────────────────────────────────────────────────────────────────

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def test_quads_are_preferred_and_keep_their_graphs(graph: Opened) -> None:
    assert set(graph.store.named_graphs()) == {ox.NamedNode(p.document.iri) for p in h.all_pages()}


@pytest.mark.parametrize("harm", ["absent", "stale"])
def test_turtle_stands_in_where_the_quads_are_not_those_of_the_manifest(harm: str, tmp_path: Path) -> None:
    build(tmp_path)
    whole = ask(tmp_path, "statements")
    shutil.rmtree(tmp_path / ".kg" / "store")  # which would answer by itself
    (tmp_path / QUADS).unlink()
    if harm == "stale":
        (tmp_path / QUADS).write_bytes(b"<a:a> <a:b> <a:c> .\n")
    assert list(opened(tmp_path).store.named_graphs()) == []
    assert ask(tmp_path, "statements") == whole
    assert ask(tmp_path, "said-about", {"entity": "俄罗斯"}).rows


def test_a_damaged_folder_is_refused(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / QUADS).unlink()
    (tmp_path / TURTLE).write_bytes(b"")
    with pytest.raises(GraphError, match=r"graph\.ttl: not the file"):
        ask(tmp_path, COUNT)
    with pytest.raises(GraphError, match=r"graph\.ttl: not the file"):
        load(tmp_path)
    with pytest.raises(GraphError, match="no such folder"):
        card(tmp_path / "none", "中国")


def test_load_gives_an_rdflib_graph_with_prefixes(folder: Path) -> None:
    found = load(str(folder))
    assert isinstance(found, rdflib.Graph)
    spaces = {prefix: str(space) for prefix, space in found.namespaces()}
    assert spaces["e"] == BASE + "e/"
    assert (rdflib.URIRef(CN), rdflib.RDFS.label, rdflib.Literal("中国", lang="zh")) in found
    assert len(found) == int(dicts(ask(folder, COUNT))[0]["n"])


# ── saved queries ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["statements", "timeline"])
def test_a_limit_keeps_the_first_rows_and_all_gives_every_one(graph: Opened, name: str) -> None:
    given = {"country": "中国"} if name == "timeline" else {}
    every = ask(graph, name, {**given, "limit": "all"}).rows
    assert len(every) > 3
    assert ask(graph, name, {**given, "limit": "3"}).rows == every[:3]
    assert ask(graph, name, given).rows == every[:1000]
    for wrong in ("0", "-1", "many", "²", ""):
        with pytest.raises(QueryError, match=r"limit=.*(no number of rows|empty)"):
            ask(graph, name, {**given, "limit": wrong})


@pytest.mark.parametrize("saved", saved_queries(), ids=NAMES)
def test_lines_for_parameters_that_are_not_given_change_no_answer(graph: Opened, saved: query.Saved) -> None:
    if any(p.required for p in saved.parameters):
        return
    whole = re.sub(r" *#~.*", "", saved.text)
    assert ask(graph, saved.name).rows == ask(graph, whole).rows


def test_the_shelf_is_complete() -> None:
    assert set(NAMES) == EXPECTED


@pytest.mark.parametrize("saved", saved_queries(), ids=NAMES)
def test_each_is_described_and_its_parameters_have_a_place(saved: query.Saved) -> None:
    assert "" not in (saved.title, saved.zh, saved.description)
    assert all(p.description for p in saved.parameters)
    marks = re.findall(r"^\s*(?:LIMIT \d+ )?#= (\w+)", saved.text, re.MULTILINE)
    assert sorted(marks) == sorted(p.name for p in saved.parameters)
    assert len(saved.text.split("\n", 1)[0]) < 120


@pytest.mark.parametrize("saved", saved_queries(), ids=NAMES)
def test_each_runs_and_its_order_is_total(saved: query.Saved, graph: Opened) -> None:
    result = ask(graph, saved.name, NEEDED.get(saved.name))
    assert result.rows
    assert set(saved.columns) <= set(result.variables)
    ordered = set(re.findall(r"\?(\w+)", saved.text.rsplit("ORDER BY", 1)[1]))
    alone = {"entities": {"iri"}, "trend": {"period"}}  # what alone tells all rows apart
    assert ordered >= alone.get(saved.name, set(result.variables))
    assert ask(graph, saved.name, NEEDED.get(saved.name)) == result


@pytest.mark.parametrize("saved", saved_queries(), ids=NAMES)
def test_each_is_sparql_for_other_engines_too(saved: query.Saved, folder: Path, graph: Opened) -> None:
    """rdflib finds the same rows in the Turtle."""
    prefixes = {k: rdflib.Namespace(v) for k, v in graph.prefixes.items()}
    with_rdflib = load(folder).query(saved.text, initNs=prefixes)
    text = "".join(f"PREFIX {k}: <{v}>\n" for k, v in graph.prefixes.items()) + saved.text
    ours = ask(graph, text.replace("#=", "# ")) if not NEEDED.get(saved.name) else None
    if ours:
        theirs = [tuple("" if t is None else str(t) for t in row) for row in with_rdflib]  # type: ignore[union-attr]
        assert sorted(theirs) == sorted(tuple(r.values()) for r in dicts(ours))


def test_meetings(graph: Opened) -> None:
    found = rows(graph, "meetings", "one other status time date document")
    pair = tuple(sorted(["王毅", "拉夫罗夫"], key=lambda n: h.E + h.digest("Person", n)))
    assert found == [(*pair, "actual", "2024-03-05", "2024-03-06", "news/1.txt"), (*pair, "actual", "", "", "plans")]
    assert rows(graph, "meetings", "document", person="拉夫罗夫") == [("news/1.txt",), ("plans",)]
    assert rows(graph, "meetings", "document", country="China") == [("news/1.txt",), ("plans",)]  # 王毅 stands for it
    assert rows(graph, "meetings", "document", country="法国") == []
    assert rows(graph, "meetings", "document", from_="2024-03-05", to="2024-03-05") == [("news/1.txt",)]
    assert rows(graph, "meetings", "document", from_="2024-03-06") == []


def test_planned_ones_show_and_are_told_apart(graph: Opened) -> None:
    assert rows(graph, "hosts", "subject relation object status said_by") == [
        ("秘鲁", "主办", "第三届甲论坛", "planned", "王毅")
    ]
    assert rows(graph, "visa-free", "grantor grantee grantor_en status time", country="法国") == [
        ("中国", "法国", "China", "planned", "2024-03")
    ]


def test_denied_and_conditional_ones_show_only_where_all_is_asked_for(graph: Opened) -> None:
    assert rows(graph, "supports", "actor target") == [("俄罗斯", "乙倡议")]
    statuses = {s for (s,) in rows(graph, "statements", "status")}
    assert statuses == {"actual", "claimed", "planned", "denied", "conditional"}
    assert rows(graph, "statements", "subject object status", p="attacks") == [
        ("中国", "俄罗斯", "denied"),
        ("法国", "俄罗斯", "claimed"),
    ]


def test_opposes_proposals_messages(graph: Opened) -> None:
    assert rows(graph, "opposes", "actor target quote", actor="中国") == [("中国", "法国", "中国反对法国。")]
    assert rows(graph, "opposes", "actor", target="中国") == []
    assert rows(graph, "proposals", "actor proposal", proposal="乙倡议") == [("中国", "乙倡议")]
    assert rows(graph, "messages", "sender recipient", sender="王毅") == [("王毅", "拉夫罗夫")]


def test_participants_of_a_forum_are_those_of_its_editions(graph: Opened) -> None:
    assert rows(graph, "participants", "participant forum", forum="甲论坛") == [("秘鲁", "第三届甲论坛")]


def test_timeline(graph: Opened) -> None:
    found = rows(graph, "timeline", "day subject relation object", country="中国")
    assert [r[0] for r in found] == sorted((r[0] for r in found), key=lambda day: (not day, day))
    assert ("2024-03-01", "中国", "免签", "法国") in found
    assert any(r[0] == "2024-03-05" and r[2] == "会见" for r in found)  # through its foreign minister
    assert not {r[2] for r in found} & {"担任", "隶属"}
    assert rows(graph, "timeline", "day object", country="中国", from_="2024-03-31", to="2024") == [
        ("2024-03-01", "法国")
    ]
    assert rows(graph, "timeline", "day", country="中国", to="2024-02") == []


def test_said_about(graph: Opened) -> None:
    found = dicts(ask(graph, "said-about", {"country": "俄罗斯"}))
    assert len(found) == 1  # mentioned in question and answer: one exchange
    assert found[0] == {
        "date": "2024-03-07",
        "outlet": "新华社",
        "question": "新华社记者：中国对俄罗斯有何看法？",
        "speaker": "王毅",
        "answer": "王毅：𠮷中俄关系很好。秘鲁将举办第三届甲论坛。",
        "title": "",
        "document": "𠮷/会.txt",
        "url": "",
    }
    assert rows(graph, "said-about", "outlet question answer", entity="法国") == [
        ("路透社", "路透社记者：法国呢？", "")
    ]
    assert rows(graph, "said-about", "date", country="法国", to="2024-02") == []
    assert "give country= or entity=, not both" in refusal(graph, "said-about", {"country": "法国", "entity": "秘鲁"})


def test_questions_have_exact_places(graph: Opened) -> None:
    raw = h.conference().document.text.raw
    found = dicts(ask(graph, "questions", {"person": "王毅"}))
    assert [r["outlet"] for r in found] == ["新华社", "路透社"]
    for row in found:
        assert raw[int(row["start"]) : int(row["end"])] == row["quote"]
        assert row["question"] == row["quote"]


def test_entities_by_class(graph: Opened) -> None:
    found = rows(graph, "entities", "class entity entity_en mentions documents", **{"class": "国家"})
    assert found[0] == ("Country", "中国", "China", "5", "3")
    assert {r[1] for r in rows(graph, "entities", "class entity", **{"class": "MediaOutlet"})} == {"新华社", "路透社"}
    assert {r[0] for r in rows(graph, "entities", "class", **{"class": "Actor"})} == {"Country", "Person"}


def test_relations_show_everything_with_its_place(graph: Opened) -> None:
    found = dicts(ask(graph, "relations", {"entity": "拉夫罗夫"}))
    assert {r["relation_en"] for r in found} == {"meets", "sendsMessageTo"}
    assert all(r["end"] and r["field"] == "text" for r in found)


# ── parameters ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "label",
    [
        "俄罗斯", "Russia", "russia", "俄罗斯联邦", "俄羅斯", " 俄罗斯 ", "俄 罗 斯", "Ｒｕｓｓｉａ", "e:RU", "wd:Q159",
        f"<{RU}>", RU, "http://www.wikidata.org/entity/Q159",
    ],
)  # fmt: skip
def test_a_parameter_takes_any_label_or_iri(label: str, graph: Opened) -> None:
    assert rows(graph, "statements", "subject", o=label)
    assert card(graph, label).iri == RU


@pytest.mark.parametrize("name", ["opposes", "反对", ":opposes", "OPPOSES", h.property_iri("opposes")])
def test_a_property_goes_by_name_label_or_iri(name: str, graph: Opened) -> None:
    assert rows(graph, "statements", "subject relation", p=name) == [("中国", "反对")]


def test_an_object_may_be_a_post(graph: Opened) -> None:
    assert rows(graph, "statements", "subject object", o="外长") == [("王毅", "外长")]


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-03-05", ("2024-03-05",) * 2),
    ],
)
def test_dates_may_be_years_months_or_days(value: str, days: tuple[str, str], graph: Opened) -> None:
    text = """# param from: first day; a day
# param to: last day; a day
SELECT (STR(?from) AS ?f) (STR(?to) AS ?t) {
#= from
#= to
}"""
    assert rows(graph, text, "f t", from_=value, to=value) == [days]


@pytest.mark.parametrize(
    "value", ["2024-13", "2024-02-30", "march", "2024-3-5", "0000", "20240305", "2024-03-05T00:00"]
)
def test_what_is_no_date_is_refused(value: str, graph: Opened) -> None:
    assert "no date; write a year, a month or a day" in refusal(graph, "meetings", {"from": value})


INJECTIONS = [
    "中国> } INSERT DATA { <a:a> <a:b> <a:c> } #",
    '中国" } UNION { ?s ?p ?o } #',
    "中国' . ?x ?y ?z . #",
    "\n} LIMIT 0 #",
    "<https://w3id.org/zongheng/e/CN> } SERVICE <http://127.0.0.1/> { ?s ?p ?o",
    "<https://w3id.org/zongheng/e/CN> <https://w3id.org/zongheng/e/RU>",
    "e:CN } DELETE WHERE { ?s ?p ?o",
    "https://a/b> . ?s ?p ?o . <https://a/b",
    "?country",
    "$x",
    "\\u4e2d",
    "#= country",
    "\x00",
]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize(("name", "parameter"), [("timeline", "country"), ("statements", "p"), ("statements", "o")])
def test_no_value_ever_becomes_syntax(name: str, parameter: str, value: str, graph: Opened) -> None:
    before = len(graph.store)
    refusal(graph, name, {parameter: value})
    assert len(graph.store) == before


@pytest.mark.parametrize("value", [*INJECTIONS, *h.HOSTILE, "中国"])
def test_free_text_stays_one_literal(value: str, graph: Opened) -> None:
    text = "# param word: text; anything\nSELECT (STR(?word) AS ?w) {\n#= word\n}"
    assert rows(graph, text, "w", word=value) == [(value.strip(),)]


def test_hostile_labels_can_be_asked_for(graph: Opened) -> None:
    for name in h.HOSTILE:
        if name == name.strip():
            assert rows(graph, "statements", "subject", s=name) == [(name,)]


def test_events_carry_codes_that_know_plans(graph: Opened) -> None:
    found = {(status, plover, cameo) for status, plover, cameo in rows(graph, "events", "status plover cameo")}
    assert ("actual", "CONSULT", "040") in found
    assert {plover for status, plover, _ in found if status == "planned"} == {"AGREE"}
    assert not {status for status, _, _ in found} & {"denied", "conditional"}


def test_errors_name_the_remedy(graph: Opened) -> None:
    assert "did you mean 俄罗斯" in refusal(graph, "timeline", {"country": "俄罗期"})
    assert "timeline needs country=: the country whose timeline" in refusal(graph, "timeline")
    message = refusal(graph, "timeline", {"contry": "中国"})
    assert "timeline takes country=, from=, to=, limit=; not contry=; did you mean country" in message
    assert "country= is empty" in refusal(graph, "timeline", {"country": " "})
    assert "no property called 'oppose'; did you mean opposes" in refusal(graph, "statements", {"p": "oppose"})
    assert "no class called 'Persons'" in refusal(graph, "entities", {"class": "Persons"})
    assert "no saved query is called 'meeting'; did you mean meetings" in refusal(graph, "meeting")
    assert "there are entities, events, hosts" in refusal(graph, "zzz")
    assert "takes no parameters; not x=" in refusal(graph, COUNT, {"x": "1"})
    assert "is called 'rdf:type'" in refusal(graph, "timeline", {"country": "rdf:type"})


def test_malformed_descriptions_of_parameters_are_refused() -> None:
    with pytest.raises(QueryError, match="line 2: write '# param NAME"):
        parsed("x", "# title: x\n# param y: colour; z\nASK {}")
    with pytest.raises(QueryError, match="write '# param NAME"):
        parsed("", "# param y\nASK {}")


def test_a_parameter_without_a_place_is_an_error(graph: Opened) -> None:
    assert "has no line '#= x'" in refusal(graph, "# param x: text; y\nASK {}", {"x": "1"})


def test_several_entities_of_one_name_are_all_meant_but_have_no_common_card(tmp_path: Path) -> None:
    page = h.Page("two", "李强李强")
    for n in "ab":
        page.entity(h.E + n, "Person", "李强", known=False)
        page.says(h.E + n, "visits", CN, "李强")
    page.entity(CN, "Country", "中国", "李")
    graph = merge([page.extraction()], SMALL)
    files = {QUADS: nquads(quads(graph, SMALL))}
    publish(tmp_path, files, manifest(graph, SMALL, files, version="1"))
    assert len(ask(tmp_path, "statements", {"s": "李强"}).rows) == 1  # equal rows stand once
    assert len(ask(tmp_path, "SELECT DISTINCT ?s { ?s rdfs:label '李强'@zh }").rows) == 2
    with pytest.raises(QueryError, match=rf"names 2 entities; give the IRI of one: 李强 <{h.E}a>; 李强 <{h.E}b>"):
        card(tmp_path, "李强")
    assert card(tmp_path, "e:a").label == "李强"


# ── SPARQL ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_select_ask_construct_and_describe(graph: Opened) -> None:
    assert ask(graph, "SELECT ?x { BIND(1 AS ?x) }").kind == "select"
    yes = ask(graph, "ASK { e:CN a :Country }")
    assert (yes.kind, yes.answer) == ("ask", True)
    assert ask(graph, "ASK { e:CN a :Person }").answer is False
    made = ask(graph, "CONSTRUCT { ?x :is ?y } WHERE { ?x a ?y . ?x rdfs:label ?l }")
    assert made.kind == "graph"
    assert list(made.triples) == sorted(set(made.triples), key=str)
    assert ask(graph, "DESCRIBE e:CN").triples


def test_prefixes_need_no_declaration_but_may_have_one(graph: Opened) -> None:
    names = " e s v d m t rdf rdfs skos owl xsd prov dcterms schema wd org foaf edtf"
    for name in (f"{prefix}:x" for prefix in names.split(" ")):
        assert ask(graph, f"ASK {{ ?s {name} ?o }}").kind == "ask"
    assert ask(graph, "PREFIX e: <http://other/> ASK { e:CN ?p ?o }").answer is False


def test_named_graphs_can_be_asked_for(graph: Opened) -> None:
    found = dicts(ask(graph, "SELECT DISTINCT ?g { GRAPH ?g { ?v a :Evidence } }"))
    assert len(found) == 4


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * WHERE { ?s ?p ?o", "line 1"),
        ("SELECT *\nWHERE {\n  ?s ?p }\n", "line 3"),
        ("SELECT ?x { ?x foo:bar ?y }", "line 1"),
        ('SELECT * { ?s ?p "open }', "line 1"),
        ("SELEC * {}", "line 1"),
        ("谁 会见 谁", "line 1"),
        ("{}", "line 1"),
        ("SELECT (COUNT(?x) AS ?n) ?y { ?x ?y ?z }", "unbound"),
    ],
)
def test_malformed_queries_say_where(text: str, place: str, graph: Opened) -> None:
    message = refusal(graph, text)
    assert place in message
    assert "mend it at or before" in message


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "# comment\nPREFIX x: <a:>\nBASE <http://a/>\ndelete { ?s ?p ?o } where { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/x>",
        "CLEAR ALL",
        "DROP GRAPH <a:a>",
        "WITH <a:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(text: str, graph: Opened) -> None:
    assert "updates are refused" in refusal(graph, text)


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE @ { ?s ?p ?o } }",
        "ASK { SERVICE @ { ?s ?p ?o } }",
        "SELECT * { service silent @ { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o SERVICE@{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?a FILTER(?a<?b)SERVICE#x>\n@{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?a FILTER(?a<?b)#>'''\n SERVICE @ { ?s ?p ?o } #'''\n}",
        "SELECT * { ?s ?p ?a FILTER(?a<?b#>'''\n)SERVICE @ { ?s ?p ?o } #'''\n}",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE @ { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { SERVICE @ { ?s ?p ?o } } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE @ { ?s ?p ?o } }",
        "SELECT * { BIND(@ AS ?u) SERVICE ?u { ?s ?p ?o } }",
        "SELECT * { BIND('service' AS ?service) SeRvIcE @ { ?s ?p ?o } }",
        "PREFIX x: @ SELECT * { SERVICE x: { ?s ?p ?o } }",
    ],
)
def test_no_other_server_is_asked(text: str, graph: Opened, listener: socket.socket) -> None:
    address = f"<http://127.0.0.1:{listener.getsockname()[1]}/>"
    assert "SERVICE is refused" in refusal(graph, text.replace("@", address))
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    "text", ["SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> {} }", "SELECT * { ſERVICE <a:a> {} }"]
)
def test_the_word_in_disguise_is_refused_too(text: str, graph: Opened) -> None:
    assert refusal(graph, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a :Country }",
        "SELECT * { ?s rdfs:label ?l FILTER(STR(?l) != 'SERVICE') }",
        "SELECT * { ?s a <http://example.org/service/x#service> }",
        "# a SERVICE <http://a/> { } in a comment\nASK {}",
        "PREFIX service: <http://a/> PREFIX SERVICE: <http://b/> ASK { service:x SERVICE:y :service }",
    ],
)
def test_the_word_elsewhere_is_harmless(text: str, graph: Opened) -> None:
    assert ask(graph, text)


def test_a_syntax_error_beside_the_harmless_word_is_told_as_such(graph: Opened) -> None:
    assert "line 1" in refusal(graph, "SELECT ?service { ?service a }")


# ── formats ────────────────────────────────────────────────────────────────────────────────────────────────────────

MIXED = """SELECT ?n ?v { VALUES (?n ?v) {
    (1 "a,b") (2 "say \\"hi\\"") (3 "two\\nlines") (4 "中文"@zh) (5 e:CN) (6 2.5) (7 "=1+2") (8 UNDEF)
    (9 "-x") (10 -5) (11 "2024"^^edtf:EDTF)
} } ORDER BY ?n"""


def test_csv_follows_rfc_4180(graph: Opened) -> None:
    data = formatted(ask(graph, MIXED), "csv").decode()
    assert data.startswith('n,v\r\n1,"a,b"\r\n2,"say ""hi"""\r\n3,"two\nlines"\r\n4,中文\r\n')
    found = [row[1] for row in csv.reader(io.StringIO(data, newline=""))][1:]
    assert found[4:] == [CN, "2.5", "=1+2", "", "-x", "-5", "2024"]


def test_csv_can_be_made_safe_for_spreadsheets(graph: Opened) -> None:
    data = formatted(ask(graph, MIXED), "csv", formula_safe=True).decode()
    found = [row[1] for row in csv.reader(io.StringIO(data, newline=""))][1:]
    assert found[6:10] == ["'=1+2", "", "'-x", "-5"]


def test_json_is_that_of_the_sparql_recommendation(graph: Opened) -> None:
    result = ask(graph, MIXED)
    data = formatted(result, "json")
    found = json.loads(data)
    assert found["head"] == {"vars": ["n", "v"]}
    assert found["results"]["bindings"][3]["v"] == {"type": "literal", "value": "中文", "xml:lang": "zh"}
    assert found["results"]["bindings"][4]["v"] == {"type": "uri", "value": CN}
    assert "v" not in found["results"]["bindings"][7]
    assert found["results"]["bindings"][10]["v"]["datatype"] == "http://id.loc.gov/datatypes/edtf/EDTF"
    read = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
    assert isinstance(read, ox.QuerySolutions)
    assert [tuple(row) for row in read] == list(result.rows)
    yes = formatted(ask(graph, "ASK {}"), "json")
    assert json.loads(yes) == {"head": {}, "boolean": True}


def test_turtle_for_constructed_graphs(graph: Opened) -> None:
    result = ask(graph, "CONSTRUCT WHERE { e:CN rdfs:label ?l ; a ?t }")
    data = formatted(result, "ttl")
    assert b'e:CN a :Country ;\n    rdfs:label "' in data
    assert {q.triple for q in ox.parse(data, format=ox.RdfFormat.TURTLE)} == set(result.triples)


def test_columns_for_pipes(graph: Opened) -> None:
    text = (
        'SELECT ?甲 ?b { VALUES (?甲 ?b) { ("中国"@zh e:CN) ("a\\n b" "x") ("俄\\n罗斯" :visits) } } ORDER BY STR(?b)'
    )
    assert formatted(ask(graph, text), "table").decode() == ("甲      b\n中国    e:CN\n俄罗斯  :visits\na b     x\n")
    assert formatted(ask(graph, "ASK {}"), "table") == b"answer\ntrue\n"
    assert formatted(ask(graph, "CONSTRUCT WHERE { e:CN a ?t }"), "table").decode().split("\n")[1].split() == [
        "e:CN", "rdf:type", ":Country",
    ]  # fmt: skip


def test_a_terminal_shows_the_chosen_columns_and_no_markup(graph: Opened) -> None:
    shown = table(ask(graph, "meetings"))
    saved = next(s for s in saved_queries() if s.name == "meetings")
    assert [str(c.header) for c in shown.columns] == list(saved.columns)
    risky = table(ask(graph, "SELECT ('[red]x[/red]' AS ?a) {}"))
    assert [str(cell) for cell in risky.columns[0].cells] == ["[red]x[/red]"]


def test_xlsx_keeps_texts_texts_and_numbers_numbers(graph: Opened) -> None:
    data = formatted(ask(graph, MIXED), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [c.value for c in sheet[1]] == ["n", "v"]
    values = [sheet.cell(n, 2) for n in range(2, 13)]
    assert values[6].value == "=1+2"
    assert values[6].data_type == "s"
    assert (values[5].value, values[9].value, values[4].value) == (2.5, -5, CN)
    everything = formatted(ask(graph, "statements"), "xlsx")
    assert openpyxl.load_workbook(io.BytesIO(everything)).active.max_row > 10


def test_xlsx_without_openpyxl_says_what_to_install(graph: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(QueryError, match=re.escape("pip install 'zongheng[xlsx]'")):
        formatted(ask(graph, "meetings"), "xlsx")


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        ("ASK {}", "ttl", "ttl is for CONSTRUCT"),
        ("SELECT * {}", "ttl", "ttl is for CONSTRUCT"),
        ("CONSTRUCT WHERE { e:CN a ?t }", "json", "json is for SELECT"),
        ("ASK {}", "pdf", "choose one of table, csv, json, ttl, xlsx"),
    ],
)
def test_formats_that_do_not_fit(text: str, form: str, message: str, graph: Opened) -> None:
    with pytest.raises(QueryError, match=message):
        formatted(ask(graph, text), form)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("text", ["statements", "entities", "ASK {}", "SELECT * { FILTER(false) }"])
def test_every_answer_has_every_format(form: str, text: str, graph: Opened) -> None:
    assert formatted(ask(graph, text), form).decode()


# ── cards ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_card_of_a_country(graph: Opened) -> None:
    found = card(graph, "中国")
    assert (found.iri, found.kinds, found.label, found.label_en) == (CN, ("Country",), "中国", "China")
    assert (found.aliases, found.links) == (("中华人民共和国",), ("http://www.wikidata.org/entity/Q148",))
    assert (found.mentions, found.documents) == (5, 3)
    groups = {(g.property, g.outgoing): g for g in found.groups}
    assert list(groups) == [
        ("attacks", True), ("grantsVisaFree", True), ("opposes", True), ("proposed", True), ("supports", True),
        ("affiliatedWith", False),
    ]  # fmt: skip
    assert (groups["opposes", True].zh, groups["opposes", True].en) == ("反对", "opposes")
    (line,) = groups["grantsVisaFree", True].lines
    assert (line.label, line.label_en, line.asserted) == ("法国", "France", False)
    (proof,) = line.proofs
    assert (proof.quote, proof.status, proof.time, proof.rule) == (
        "从3月起，中方对法国免签。", "planned", "2024-03", "grantsVisaFree-active",
    )  # fmt: skip
    assert groups["opposes", True].lines[0].asserted


def test_the_card_of_a_person(graph: Opened) -> None:
    found = card(graph, "王毅")
    groups = {(g.property, g.outgoing): g for g in found.groups}
    assert found.iri == WANG
    assert groups["holdsPost", True].lines[0].label == "外长"
    assert groups["holdsPost", True].lines[0].iri == ""
    meets = next(g for (name, _), g in groups.items() if name == "meets").lines
    assert [p.document for p in meets[0].proofs] == ["plans", "news/1.txt"]
    assert [line.label for line in groups["asks", False].lines] == ["新华社", "路透社"]


def test_the_card_tells_speaker_claim_and_inference(graph: Opened) -> None:
    attacks = next(g for g in card(graph, "法国").groups if g.property == "attacks")
    assert (attacks.lines[0].proofs[0].speaker, attacks.lines[0].proofs[0].claim) == ("俄罗斯", True)
    joins = next(g for g in card(graph, "秘鲁").groups if g.property == "participatesIn")
    assert joins.lines[0].proofs[0].inferences == ("pronoun",)


def test_a_cut_card_counts_everything_and_shows_the_newest(graph: Opened) -> None:
    whole, cut = card(graph, "王毅"), card(graph, "王毅", lines=1, proofs=1)
    assert (cut.mentions, cut.documents) == (whole.mentions, whole.documents)
    assert [(g.property, g.total) for g in cut.groups] == [(g.property, len(g.lines)) for g in whole.groups]
    for full, short in zip(whole.groups, cut.groups, strict=True):
        (line,) = short.lines
        same = next(x for x in full.lines if (x.iri, x.label) == (line.iri, line.label))
        assert max(p.date for x in full.lines for p in x.proofs) == max(p.date for p in line.proofs)
        assert line.proofs_total == len(same.proofs)
        assert set(line.proofs) <= set(same.proofs)


def test_no_card_without_an_entity(graph: Opened) -> None:
    with pytest.raises(QueryError, match="is called '会见'"):
        card(graph, "会见")


# ── another base ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_graph_under_another_base(tmp_path: Path) -> None:
    base = "https://example.org/kg/"
    build(tmp_path, base)
    found = opened(tmp_path)
    assert found.prefixes["e"] == base + "e/"
    assert ask(found, "ASK { e:CN a :Country }").answer
    assert card(found, "e:CN").iri == base + "e/CN"
    assert rows(found, "opposes", "actor target") == [("中国", "法国")]
    made = formatted(ask(found, "CONSTRUCT WHERE { e:CN a ?t }"), "ttl").decode()
    assert f"@prefix e: <{base}e/> ." in made
    assert made.endswith("\ne:CN a :Country .\n")


def test_every_public_name_is_there() -> None:
    assert all(hasattr(query, name) for name in query.__all__)
