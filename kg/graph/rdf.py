"""The graph as quads.

A document's named graph holds what stands or falls with that document alone: its node, its evidence (with the links
from statements to that evidence), its mentions and its turns. The default graph holds what is merged from all
documents: entities with their labels, statements, the plain triples they assert, and the definitions of the terms.
So after dropping a document's graph nothing points to it, and what it alone supported is a statement without evidence
or an entity without mention. Plain triples depend on all evidence together: take them from the next build.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import pyoxigraph as ox

from kg.errors import WriteError
from kg.graph.namespaces import DCTERMS, EDTF, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, checked_base, rebased
from kg.graph.values import Article, Graph, Node, Speech, Turns
from kg.model import BASE, ONTOLOGY, Evidence, Statement
from kg.ontology import Ontology

Term = ox.NamedNode | ox.Literal
Minter = Callable[[str], ox.NamedNode]

_TYPE, _LABEL = ox.NamedNode(RDF + "type"), ox.NamedNode(RDFS + "label")
_ALT, _MATCH = ox.NamedNode(SKOS + "altLabel"), ox.NamedNode(SKOS + "exactMatch")
_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(RDF + n) for n in ("subject", "predicate", "object"))
_FROM = ox.NamedNode(PROV + "wasDerivedFrom")
_REPLACED = ox.NamedNode(DCTERMS + "isReplacedBy")
_DATE, _EDTF, _URI = ox.NamedNode(XSD + "date"), ox.NamedNode(EDTF + "EDTF"), ox.NamedNode(XSD + "anyURI")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@cache
def _term(name: str) -> ox.NamedNode:
    return _named(ONTOLOGY + name)


def _named(iri: str) -> ox.NamedNode:
    if not iri.isascii():
        raise WriteError(f"<{iri}>: an IRI that is not ASCII; give it an ASCII name and put the Chinese into a label")
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise WriteError(f"<{iri}>: not a valid IRI; mend it in the ontology") from error


def text(value: str, language: str = "", datatype: ox.NamedNode | None = None) -> ox.Literal:
    """Return a literal; half surrogate pairs, which no encoding can carry, become U+FFFD."""
    value = _SURROGATE.sub("\ufffd", value)
    if _LANGUAGE.fullmatch(language):
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=datatype) if datatype else ox.Literal(value)


def quads(graph: Graph, ontology: Ontology, base: str = BASE) -> Iterator[ox.Quad]:
    """Yield the quads of a graph, its own IRIs under `base`; without blank nodes, in no particular order.

    Raises:
        WriteError: `base` or an IRI of the ontology is not usable.
    """
    checked_base(base)
    articles = {a.id: _named(rebased(a.iri, base)) for a in graph.documents}

    def iri(own: str) -> ox.NamedNode:
        return _named(rebased(own, base))

    for node in graph.entities:
        me = iri(node.iri)
        for predicate, value in _entity(node, ontology, iri):
            yield ox.Quad(me, predicate, value)
        yield from _mentions(node, me, articles, iri)
    turns = Turns(graph.turns)
    for statement in graph.statements:
        yield from _statement(statement, articles, turns, iri)
    for article in graph.documents:
        me = articles[article.id]
        for predicate, value in _article(article):
            yield ox.Quad(me, predicate, value, me)
    for speech in graph.turns:
        me, home = iri(speech.iri), articles[speech.document]
        for predicate, value in _speech(speech, home, iri):
            yield ox.Quad(me, predicate, value, home)
    for pair in graph.together:
        me = iri(pair.iri)
        yield ox.Quad(me, _TYPE, _term("CoOccurrence"))
        for end in (pair.one, pair.other):
            yield ox.Quad(me, _term("coOccurring"), iri(end))
        yield ox.Quad(me, _term("times"), ox.Literal(pair.times))
        yield ox.Quad(me, _term("documentCount"), ox.Literal(pair.documents))
    yield from _definitions(ontology)


def _entity(node: Node, ontology: Ontology, iri: Minter) -> Iterator[tuple[ox.NamedNode, Term]]:
    entry = ontology.entries.get(node.iri)
    yield _TYPE, _term(node.type)
    yield _LABEL, text(node.name, "zh")
    for alias in sorted({*node.aliases, *(entry.labels if entry else ())} - {node.name}):
        yield _ALT, text(alias, "zh")
    for other in sorted({*node.same_as, *(entry.same_as if entry else ())}):
        yield _MATCH, _named(other)
    for reason in sorted(set(node.why)):
        yield _term("mergedBecause"), text(reason, "en")
    if entry:
        if entry.kind != node.type:
            yield _TYPE, _term(entry.kind)
        if entry.en:
            yield _LABEL, text(entry.en, "en")
        if entry.replaced_by:
            yield _REPLACED, iri(entry.replaced_by)


def _mentions(node: Node, entity: ox.NamedNode, articles: Mapping[str, ox.NamedNode], iri: Minter) -> Iterator[ox.Quad]:
    for place in node.occurrences:
        me, home = iri(place.iri(node.iri)), articles[place.document]
        yield ox.Quad(me, _TYPE, _term("Mention"), home)
        yield ox.Quad(me, _term("mentionOf"), entity, home)
        yield ox.Quad(me, _term("inDocument"), home, home)
        yield ox.Quad(me, _term("text"), text(place.text), home)
        if place.turn:
            yield ox.Quad(me, _term("inTurn"), iri(place.turn), home)
        for predicate, value in _span(place.field, place.start, place.end):
            yield ox.Quad(me, predicate, value, home)


def _span(field: str, start: int, end: int) -> Iterator[tuple[ox.NamedNode, Term]]:
    yield _term("field"), ox.Literal(field)
    yield _term("start"), ox.Literal(start)
    yield _term("end"), ox.Literal(end)


def _statement(
    statement: Statement, articles: Mapping[str, ox.NamedNode], turns: Turns, iri: Minter
) -> Iterator[ox.Quad]:
    name = statement.iri
    me, subject, predicate = iri(name), iri(statement.subject), _named(statement.predicate)
    value = text(statement.object, "zh") if statement.literal else iri(statement.object)
    yield ox.Quad(me, _TYPE, _term("Statement"))
    yield ox.Quad(me, _SUBJECT, subject)
    yield ox.Quad(me, _PREDICATE, predicate)
    yield ox.Quad(me, _OBJECT, value)
    if statement.asserted:
        yield ox.Quad(subject, predicate, value)
    for evidence in statement.evidence:
        proof, home = iri(evidence.iri(name)), articles[evidence.document]
        yield ox.Quad(me, _term("evidence"), proof, home)
        for key, what in _evidence(evidence, iri):
            yield ox.Quad(proof, key, what, home)
        yield ox.Quad(proof, _FROM, home, home)
        if turn := turns.at(evidence.document, evidence.field, evidence.start):
            yield ox.Quad(proof, _term("inTurn"), iri(turn), home)


def _evidence(evidence: Evidence, iri: Minter) -> Iterator[tuple[ox.NamedNode, Term]]:
    yield _TYPE, _term("Evidence")
    yield _term("quote"), text(evidence.quote)
    yield from _span(evidence.field, evidence.start, evidence.end)
    yield _term("status"), _term(evidence.status)
    yield _term("foundBy"), _term(f"rule-{evidence.rule}")
    if evidence.time:
        yield _term("time"), text(evidence.time, datatype=_EDTF)
    if evidence.not_before:
        yield _term("notBefore"), text(evidence.not_before, datatype=_DATE)
    if evidence.not_after:
        yield _term("notAfter"), text(evidence.not_after, datatype=_DATE)
    if evidence.time_basis:
        yield _term("timeBasis"), _term(evidence.time_basis)
    if evidence.said_by:
        yield _term("saidBy"), iri(evidence.said_by)
    if evidence.claim:
        yield _term("claim"), ox.Literal(True)
    for inference in evidence.inferences:
        yield _term("inference"), _term(inference)


def _article(article: Article) -> Iterator[tuple[ox.NamedNode, Term]]:
    yield _TYPE, _term("Article")
    yield ox.NamedNode(DCTERMS + "identifier"), text(article.id)
    yield _term("length"), ox.Literal(article.length)
    if article.title:
        yield ox.NamedNode(DCTERMS + "title"), text(article.title, article.language)
        yield _term("titleLength"), ox.Literal(article.title_length)
    if article.date:
        yield ox.NamedNode(DCTERMS + "date"), text(article.date, datatype=_DATE)
    if article.url:
        yield ox.NamedNode(SCHEMA + "url"), text(article.url, datatype=_URI)
    if article.found_url and article.found_url != article.url:
        yield _term("urlAsFound"), text(article.found_url, datatype=_URI)
    if article.collection:
        yield _term("collection"), text(article.collection)
    if article.sha256:
        yield _term("sha256"), text(article.sha256)
    for name, value in (
        ("publisher", article.publisher),
        ("creator", article.author),
        ("language", article.language),
        ("rights", article.rights),
    ):
        if value:
            yield ox.NamedNode(DCTERMS + name), text(value)


def _speech(speech: Speech, home: ox.NamedNode, iri: Minter) -> Iterator[tuple[ox.NamedNode, Term]]:
    yield _TYPE, _term("Turn")
    yield _FROM, home
    yield _term("role"), _term(speech.role)
    yield _term("text"), text(speech.text)
    yield from _span(speech.field, speech.start, speech.end)
    if speech.name:
        yield _term("nameAsWritten"), text(speech.name)
    for name, other in (("speaker", speech.speaker), ("outlet", speech.outlet), ("replyTo", speech.reply_to)):
        if other:
            yield _term(name), iri(other)


def _definitions(ontology: Ontology) -> Iterator[ox.Quad]:
    lines = "".join(f"{line} .\n" for line in ontology.turtle)
    yield from ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES)
