"""Merging is blind to order; the RDF is what DESIGN.md says; both syntaxes are deterministic and read back alike."""

import re
from collections import Counter
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import handmade as h
import pyoxigraph as ox
import pytest
import rdflib
from conftest import Runner
from handmade import CN, EDITION, FORUM, LAVROV, PE, RU, WANG, E, Page
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DocumentIdError, WriteError
from kg.graph import Graph, merge, nquads, quads, turtle
from kg.model import BASE, ONTOLOGY, Entity, Extraction, Mention, Statement

SMALL = h.small_ontology()
GRAPH = merge(h.all_pages(), SMALL)
QUADS = list(quads(GRAPH, SMALL))
NODES = {n.iri: n for n in GRAPH.entities}
PREFIX = "".join(f"PREFIX {k}: <{v}>\n" for k, v in {"": ONTOLOGY, "prov": "http://www.w3.org/ns/prov#"}.items())


def statement(subject: str, predicate: str, value: str, graph: Graph = GRAPH) -> Statement:
    wanted = (subject, h.property_iri(predicate), value)
    return next(s for s in graph.statements if (s.subject, s.predicate, s.object) == wanted)


def about(iri: str) -> list[tuple[str, str]]:
    """Predicate and object of all quads of one subject, as N-Triples terms without our prefix."""
    rows = [(q.predicate.value, str(q.object)) for q in QUADS if q.subject == ox.NamedNode(iri)]
    return sorted((p.replace(ONTOLOGY, ":"), o.replace(f"<{ONTOLOGY}", "<:")) for p, o in rows)


# ── merge ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_documents_does_not_matter(order: tuple[int, ...]) -> None:
    assert merge(h.chosen(h.all_pages(), order), SMALL) == GRAPH


def test_two_documents_with_one_id_are_refused() -> None:
    with pytest.raises(DocumentIdError, match="plans: two documents"):
        merge([h.plans(), h.plans()], SMALL)


def test_nothing_gives_an_empty_graph() -> None:
    assert merge([], SMALL) == Graph((), (), (), ())


def test_a_graph_keeps_lengths_of_raw_texts_but_not_the_texts() -> None:
    article = next(a for a in GRAPH.documents if a.id == "news/1.txt")
    document = h.brief().document
    assert (article.length, article.title_length) == (len(document.text.raw), len(document.title.raw))
    assert article.iri == document.iri


def test_entities_are_merged_by_iri_with_the_mentions_of_all_documents() -> None:
    wang = NODES[WANG]
    assert {o.document for o in wang.occurrences} == {"news/1.txt", "𠮷/会.txt", "plans"}
    assert {o.field for o in wang.occurrences} == {"title", "text"}
    assert len(NODES) == len(GRAPH.entities)


def named(documents: list[tuple[str, str, str]], ontology: object = SMALL) -> Graph:
    """One entity, called and typed as given in one document each."""
    pages = []
    for number, (name, type_, iri) in enumerate(documents):
        page = Page(f"{number}", name)
        page.entity(iri, type_, name, known=False)
        pages.append(page.extraction())
    return merge(pages, SMALL)


def test_the_name_of_most_documents_wins_then_the_longest_then_the_first() -> None:
    assert (
        named([("乙", "Event", E + "x"), ("甲", "Event", E + "x"), ("甲", "Event", E + "x")]).entities[0].name == "甲"
    )
    assert named([("乙", "Event", E + "x"), ("甲甲", "Event", E + "x")]).entities[0].name == "甲甲"
    assert named([("乙", "Event", E + "x"), ("甲", "Event", E + "x")]).entities[0].name == "乙"


def test_the_gazetteer_names_and_types_what_it_knows() -> None:
    node = named([("毛子", "Event", RU)]).entities[0]
    assert (node.name, node.type, node.known, node.aliases) == ("俄罗斯", "Country", True, ("毛子",))


def test_a_name_found_by_a_pattern_is_an_alias_but_no_abbreviation_and_no_compound() -> None:
    assert NODES[CN].aliases == ()  # 中方 and 中俄 were found through the gazetteer
    pair = (Mention("text", 0, 2, "Person", "", "甲乙", "甲乙", 0, 2, "pair"),)
    page = Page("pair", "甲乙")
    page.entities = [Entity(E + n, "Person", n, False, pair) for n in ("a", "b")]
    assert [n.aliases for n in merge([page.extraction()], SMALL).entities] == [(), ()]


def test_titles_never_become_entities() -> None:
    page = Page("t", "总统")
    page.entity(E + "t", "Title", "总统", known=False)
    assert merge([page.extraction()], SMALL).entities == ()


def test_both_directions_of_a_symmetric_relation_are_one_statement() -> None:
    one, other = sorted([WANG, LAVROV])
    found = [s for s in GRAPH.statements if s.predicate == h.property_iri("meets")]
    assert [(s.subject, s.object) for s in found] == [(one, other)]
    assert [e.document for e in found[0].evidence] == ["news/1.txt", "plans"]
    sent = [s for s in GRAPH.statements if s.predicate == h.property_iri("sendsMessageTo")]
    assert [(s.subject, s.object) for s in sent] == [(WANG, LAVROV)]


def test_of_two_readings_of_one_place_the_one_with_fewer_inferences_stays() -> None:
    page = Page("two", "中国访问秘鲁")
    page.says(CN, "visits", PE, "中国访问秘鲁", inferences=("pronoun",))
    page.says(CN, "visits", PE, "中国访问秘鲁")
    (found,) = merge([page.extraction()], SMALL).statements
    assert [e.inferences for e in found.evidence] == [()]


def test_mentions_know_the_turn_they_stand_in() -> None:
    turns = {t.iri: t for t in GRAPH.turns}
    places = [o for o in NODES[RU].occurrences if o.document == "𠮷/会.txt"]
    assert [turns[o.turn].role for o in places] == ["question", "answer"]
    assert all(not o.turn for o in NODES[RU].occurrences if o.document != "𠮷/会.txt")


def test_answers_point_to_their_question() -> None:
    question, answer, other = sorted(GRAPH.turns, key=lambda t: t.start)
    assert (answer.reply_to, question.reply_to, other.reply_to) == (question.iri, "", "")
    assert answer.text == "王毅：𠮷中俄关系很好。秘鲁将举办第三届甲论坛。"


# ── quads ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_entity_has_class_labels_aliases_and_links_of_the_gazetteer() -> None:
    assert about(CN) == sorted(
        [
            (h.RDF + "type", "<:Country>"),
            (h.RDFS + "label", '"China"@en'),
            (h.RDFS + "label", '"中国"@zh'),
            (":opposes", f"<{h.FR}>"),
            (":proposed", f"<{h.PLAN}>"),
            ("http://www.w3.org/2004/02/skos/core#altLabel", '"中华人民共和国"@zh'),
            ("http://www.w3.org/2004/02/skos/core#exactMatch", "<http://www.wikidata.org/entity/Q148>"),
        ]
    )


def test_a_special_class_stands_beside_the_entity_type() -> None:
    assert {o for p, o in about(h.NEWS) if p == h.RDF + "type"} == {"<:MediaOutlet>", "<:Organization>"}


def test_only_entities_that_occur_reach_the_graph() -> None:
    graph = merge([h.brief()], SMALL)
    assert {n.iri for n in graph.entities} == {CN, RU, WANG, LAVROV}
    assert h.FR not in str(list(quads(graph, SMALL)))


def test_statement_and_evidence_in_full() -> None:
    found = statement(CN, "grantsVisaFree", h.FR)
    (evidence,) = found.evidence
    proof, document = evidence.iri(found.iri), h.plans().document.iri
    assert about(found.iri) == sorted(
        [
            (h.RDF + "object", f"<{h.FR}>"),
            (h.RDF + "predicate", "<:grantsVisaFree>"),
            (h.RDF + "subject", f"<{CN}>"),
            (h.RDF + "type", "<:Statement>"),
            (":evidence", f"<{proof}>"),
        ]
    )
    assert about(proof) == sorted(
        [
            (h.RDF + "type", "<:Evidence>"),
            ("http://www.w3.org/ns/prov#wasDerivedFrom", f"<{document}>"),
            (":end", '"13"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            (":field", '"text"'),
            (":foundBy", "<:rule-grantsVisaFree-active>"),
            (":notAfter", '"2024-03-31"^^<http://www.w3.org/2001/XMLSchema#date>'),
            (":notBefore", '"2024-03-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
            (":quote", '"从3月起，中方对法国免签。"'),
            (":start", '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            (":status", "<:planned>"),
            (":time", '"2024-03"^^<http://id.loc.gov/datatypes/edtf/EDTF>'),
            (":timeBasis", "<:stated>"),
        ]
    )


def test_speaker_claim_inference_and_turn_stand_on_the_evidence() -> None:
    attack = statement(h.FR, "attacks", RU)
    rows = about(attack.evidence[0].iri(attack.iri))
    assert (":saidBy", f"<{RU}>") in rows
    assert (":claim", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>') in rows
    joins = statement(PE, "participatesIn", EDITION)
    rows = about(joins.evidence[0].iri(joins.iri))
    assert (":inference", "<:pronoun>") in rows
    assert [o for p, o in rows if p == ":inTurn"] == [f"<{sorted(GRAPH.turns, key=lambda t: t.start)[1].iri}>"]


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "holds"),
    [
        (WANG, "holdsPost", "外长", True),
        (CN, "opposes", h.FR, True),
        (EDITION, "partOf", FORUM, True),
        (CN, "grantsVisaFree", h.FR, False),  # planned
        (PE, "hosts", EDITION, False),  # planned
        (CN, "attacks", RU, False),  # denied
        (CN, "supports", h.FR, False),  # conditional
        (h.FR, "attacks", RU, False),  # claimed by the opponent
    ],
)
def test_a_plain_triple_needs_actual_evidence_that_is_no_claim(
    subject: str, predicate: str, value: str, holds: bool
) -> None:
    assert statement(subject, predicate, value)
    found = any(q.subject.value == subject and q.predicate.value == h.property_iri(predicate) for q in QUADS)  # type: ignore[union-attr]
    assert found is holds


def test_a_post_is_a_chinese_literal() -> None:
    assert (":holdsPost", '"外长"@zh') in about(WANG)


def test_a_mention_in_full() -> None:
    place = next(o for o in NODES[RU].occurrences if o.document == "news/1.txt")
    document = h.brief().document
    assert document.text.raw[place.start : place.end] == "俄\n罗斯"
    assert about(place.iri(RU)) == sorted(
        [
            (h.RDF + "type", "<:Mention>"),
            (":end", f'"{place.end}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            (":field", '"text"'),
            (":inDocument", f"<{document.iri}>"),
            (":mentionOf", f"<{RU}>"),
            (":start", f'"{place.start}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            (":text", '"俄罗斯"'),
        ]
    )


def test_a_turn_in_full() -> None:
    question, answer, _ = sorted(GRAPH.turns, key=lambda t: t.start)
    assert about(answer.iri) == sorted(
        [
            (h.RDF + "type", "<:Turn>"),
            ("http://www.w3.org/ns/prov#wasDerivedFrom", f"<{h.conference().document.iri}>"),
            (":end", f'"{answer.end}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            (":field", '"text"'),
            (":nameAsWritten", '"王毅"'),
            (":replyTo", f"<{question.iri}>"),
            (":role", "<:answer>"),
            (":speaker", f"<{WANG}>"),
            (":start", f'"{answer.start}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            (":text", '"王毅：𠮷中俄关系很好。秘鲁将举办第三届甲论坛。"'),
        ]
    )
    assert (":outlet", f"<{h.NEWS}>") in about(question.iri)


def test_a_document_in_full() -> None:
    dcterms, xsd = "http://purl.org/dc/terms/", "http://www.w3.org/2001/XMLSchema#"
    assert about(h.brief().document.iri) == sorted(
        [
            (dcterms + "date", f'"2024-03-06"^^<{xsd}date>'),
            (dcterms + "identifier", '"news/1.txt"'),
            (dcterms + "language", '"zh"'),
            (dcterms + "publisher", '"日报"'),
            (dcterms + "title", '"王毅会见拉夫罗夫"@zh'),
            (h.RDF + "type", "<:Article>"),
            (":length", f'"24"^^<{xsd}integer>'),
            (":titleLength", f'"8"^^<{xsd}integer>'),
            ("https://schema.org/url", f'"https://example.org/甲?a=1&b=<2>"^^<{xsd}anyURI>'),
        ]
    )
    assert {p for p, _ in about(h.conference().document.iri)} >= {dcterms + "rights", dcterms + "creator"}


def test_where_a_document_was_found_and_its_collection() -> None:
    told = replace(h.brief().document, found_url="http://test.example.org/甲", collection="两会")
    graph = merge([replace(h.brief(), document=told)], SMALL)
    found = {(q.predicate.value.removeprefix(ONTOLOGY), q.object) for q in quads(graph, SMALL)}
    uri = ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")
    assert ("urlAsFound", ox.Literal("http://test.example.org/甲", datatype=uri)) in found
    assert ("collection", ox.Literal("两会")) in found
    same = merge([replace(h.brief(), document=replace(told, found_url=told.url))], SMALL)
    assert not [q for q in quads(same, SMALL) if q.predicate.value.endswith("urlAsFound")]


def test_no_blank_node_and_only_ascii_iris() -> None:
    for quad in QUADS:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            assert not isinstance(term, ox.BlankNode)
            assert not isinstance(term, ox.NamedNode) or term.value.isascii()


def test_what_a_document_alone_supports_stands_in_its_graph() -> None:
    per_document = {f"{ONTOLOGY}{kind}" for kind in ("Evidence", "Mention", "Turn", "Article")}
    kinds = {q.subject: q.object.value for q in QUADS if q.predicate.value == h.RDF + "type"}  # type: ignore[union-attr]
    for quad in QUADS:
        own = kinds.get(quad.subject) in per_document or quad.predicate.value == ONTOLOGY + "evidence"
        assert isinstance(quad.graph_name, ox.NamedNode) is own


def test_nothing_points_into_a_dropped_graph() -> None:
    gone = ox.NamedNode(h.conference().document.iri)
    rest = [q for q in QUADS if q.graph_name != gone]
    defined = {q.subject for q in rest}
    lost = {q.subject for q in QUADS if q.graph_name == gone} - defined
    assert lost
    assert not [q for q in rest if q.object in lost]
    alone = statement(PE, "hosts", EDITION)
    assert not [q for q in rest if q.subject.value == alone.iri and q.predicate.value == ONTOLOGY + "evidence"]  # type: ignore[union-attr]


def test_every_iri_that_is_used_is_described() -> None:
    described = {q.subject for q in QUADS}
    used = {t for q in QUADS for t in (q.object, q.graph_name) if isinstance(t, ox.NamedNode)}
    folders = tuple(f"{BASE}{letter}/" for letter in "esdvtm")
    assert not [t for t in used if t.value.startswith(folders) and t not in described]


def test_counts_by_class() -> None:
    kinds = Counter(
        q.object.value.removeprefix(ONTOLOGY)  # type: ignore[union-attr]
        for q in set(QUADS)
        if q.predicate.value == h.RDF + "type" and q.subject.value.startswith(BASE) and ONTOLOGY not in q.subject.value  # type: ignore[union-attr]
    )
    assert kinds["Statement"] == len(GRAPH.statements)
    assert kinds["Evidence"] == sum(len(s.evidence) for s in GRAPH.statements)
    assert kinds["Mention"] == sum(len(n.occurrences) for n in GRAPH.entities)
    assert (kinds["Turn"], kinds["Article"]) == (3, 4)


@pytest.mark.parametrize("base", ["https://example.org/kg/", "http://localhost:8080/x#"])
def test_another_base_rewrites_our_iris_and_nothing_else(base: str) -> None:
    ours = re.compile(rf"<{re.escape(BASE)}(?=[esdvtm]/)")
    expected = {ours.sub(f"<{base}", line) for line in nquads(QUADS).decode().split("\n")}
    assert set(nquads(quads(GRAPH, SMALL, base)).decode().split("\n")) == expected
    assert f"<{ONTOLOGY}" in "\n".join(expected)


@pytest.mark.parametrize(
    "base", ["", "example.org/", "https://example.org", "https://例子.org/", "https://a/ b/", "x:/"]
)
def test_a_base_that_is_no_address_is_refused(base: str) -> None:
    with pytest.raises(WriteError, match="is no web address"):
        list(quads(GRAPH, SMALL, base))


def test_a_chinese_iri_is_refused() -> None:
    page = Page("x", "甲")
    page.entity(E + "甲", "Event", "甲", known=False)
    with pytest.raises(WriteError, match="not ASCII"):
        list(quads(merge([page.extraction()], SMALL), SMALL))


def test_half_of_a_surrogate_pair_becomes_a_replacement_character() -> None:
    page = Page("half", "a\ud800b")
    page.entity(E + "half", "Event", "a\ud800b", known=False)
    assert "a\ufffdb" in nquads(quads(merge([page.extraction()], SMALL), SMALL)).decode()


# ── syntaxes ───────────────────────────────────────────────────────────────────────────────────────────────────────

Row = tuple[str, str, str, str, str]


def by_pyoxigraph(data: bytes, form: ox.RdfFormat) -> set[Row]:
    def row(q: ox.Quad) -> Row:
        value = q.object
        if isinstance(value, ox.Literal):
            return str(q.subject), q.predicate.value, value.value, value.language or "", value.datatype.value
        return str(q.subject), q.predicate.value, str(value), "", ""

    return {row(q) for q in ox.parse(data, format=form)}


def by_rdflib(data: bytes) -> set[Row]:
    found = set()
    graph = rdflib.Graph().parse(data=data, format="turtle")
    for s, p, o in graph:
        if isinstance(o, rdflib.Literal):
            kind = h.RDF + "langString" if o.language else str(o.datatype or "http://www.w3.org/2001/XMLSchema#string")
            found.add((f"<{s}>", str(p), str(o), o.language or "", kind))
        else:
            found.add((f"<{s}>", str(p), f"<{o}>", "", ""))
    return found


def test_turtle_is_the_union_and_two_parsers_read_the_same() -> None:
    data = turtle(QUADS)
    union = by_pyoxigraph(nquads(QUADS), ox.RdfFormat.N_QUADS)
    assert by_pyoxigraph(data, ox.RdfFormat.TURTLE) == union
    assert by_rdflib(data) == union
    assert len(union) == len({(q.subject, q.predicate, q.object) for q in QUADS})


def test_hostile_strings_come_back_unchanged() -> None:
    names = {row[2] for row in by_rdflib(turtle(QUADS)) if row[1].endswith("label")}
    assert names >= set(h.HOSTILE)


def test_lines_are_sorted_unique_and_their_order_is_that_of_bytes() -> None:
    lines = nquads([*QUADS, *reversed(QUADS)]).split(b"\n")
    assert lines[-1] == b""
    assert lines[:-1] == sorted(set(lines[:-1]))
    assert nquads(reversed(QUADS)) == nquads(QUADS)
    assert turtle(reversed(QUADS)) == turtle(QUADS)


def test_canonical_escapes() -> None:
    """The bytes are fixed, whatever the version of the library that writes them."""
    node = ox.NamedNode("http://a/b")
    value = ox.Literal('"\\\n\r\t\b\f\x00\x7f‏𠮷', language="zh")
    line = nquads([ox.Quad(node, node, value, node)]).decode()
    assert line == (r'<http://a/b> <http://a/b> "\"\\\n\r\t\b\f\u0000\u007F' + '‏𠮷"@zh <http://a/b> .\n')


def test_turtle_is_made_to_be_read() -> None:
    text = turtle(QUADS).decode()
    assert (
        '\ne:CN a :Country ;\n    rdfs:label "中国"@zh, "China"@en ;\n    skos:altLabel "中华人民共和国"@zh ;\n' in text
    )
    assert re.findall(r"^# (.+)$", text, re.MULTILINE) == [
        "Entities", "Statements", "Documents", "Evidence", "Turns", "Mentions", "Terms",
    ]  # fmt: skip
    found = statement(CN, "grantsVisaFree", h.FR)
    block = text.split(f"\ns:{found.iri.rsplit('/', 1)[1]} ")[1].split(" .\n")[0]
    assert block == (
        "a :Statement ;\n    rdf:subject e:CN ;\n    rdf:predicate :grantsVisaFree ;\n    rdf:object e:FR ;\n"
        f"    :evidence v:{found.evidence[0].iri(found.iri).rsplit('/', 1)[1]}"
    )
    assert "    :start 0 ;" in text
    assert '    :time "2024-03"^^edtf:EDTF ;' in text
    assert not re.search("[\u200f\u202e\u2066\u2028\x85\x00]", text)


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
IRIS = st.from_regex(r"\A(https://w3id\.org/zongheng/(ontology#|e/)|http://a/)([a-z0-9._~é中-]|%4A){0,6}\Z").map(
    ox.NamedNode
)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda t: ox.Literal(t, language="zh-hans")),
    TEXTS.map(lambda t: ox.Literal(t, datatype=ox.NamedNode("http://a/type"))),
    st.integers().map(ox.Literal),
    st.booleans().map(ox.Literal),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(ox.Triple, IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=6))
def test_any_triples_survive_turtle(triples: list[ox.Triple]) -> None:
    data = turtle(triples)
    assert {q.triple for q in ox.parse(data, format=ox.RdfFormat.TURTLE)} == set(triples)
    assert by_rdflib(data) == by_pyoxigraph(data, ox.RdfFormat.TURTLE)


@pytest.mark.parametrize("lexical", ["007", "+5", "-0", "1.5", "1e3", "", "x", "٣"])
def test_odd_numbers_keep_their_lexical_form(lexical: str) -> None:
    value = ox.Literal(lexical, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    triple = ox.Triple(ox.NamedNode("http://a/b"), ox.NamedNode("http://a/b"), value)
    assert [q.triple for q in ox.parse(turtle([triple]), format=ox.RdfFormat.TURTLE)] == [triple]


def test_blank_nodes_of_a_construct_are_written_too() -> None:
    triple = ox.Triple(ox.BlankNode("x"), ox.NamedNode("http://a/b"), ox.BlankNode("y"))
    assert turtle([triple]).decode().endswith("_:x <http://a/b> _:y .\n")


HASHED = """
import sys, hashlib
sys.path.insert(0, sys.argv[1])
import handmade as h
from kg.graph import merge, nquads, quads, turtle
from kg.write import jsonl, manifest
small = h.small_ontology()
graph = merge(h.all_pages(), small)
found = list(quads(graph, small))
data = nquads(found) + turtle(found) + b"".join(jsonl(h.all_pages(), small))
print(hashlib.sha256(data + manifest(graph, small, {}, version="1")).hexdigest())
"""


def test_the_hash_seed_does_not_matter(python: Runner) -> None:
    folder = Path(__file__).parent
    seen = {python(["-c", HASHED, folder], env={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "1", "77")}
    assert len(seen) == 1


def test_values_are_frozen_and_hashable() -> None:
    assert isinstance(hash(GRAPH), int)
    with pytest.raises(AttributeError):
        GRAPH.turns = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        GRAPH.entities[0].name = "x"  # type: ignore[misc]


def test_extractions_are_consumed_one_by_one() -> None:
    def endless() -> "list[Extraction]":
        return h.all_pages()

    assert merge(iter(endless()), SMALL) == GRAPH
