"""The card of one entity: what it is called, and what is said of it, with the sentence behind each statement."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph.namespaces import DCTERMS, PROV, RDF, RDFS, SKOS
from kg.model import ONTOLOGY
from kg.query import labels
from kg.query.opening import Opened, opened

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """Where a document says so; `date`, `title` and `document` (its id) are those of the document."""

    date: str
    document: str
    title: str
    field: str
    start: int
    end: int
    quote: str
    status: str
    claim: bool
    time: str
    speaker: str
    rule: str
    inferences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: the other end (or the text of a post), whether the graph asserts it, and its evidence."""

    iri: str
    label: str
    label_en: str
    asserted: bool
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one property; `outgoing` where the entity is the subject."""

    property: str
    zh: str
    en: str
    outgoing: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An entity with all its statements; `kinds` are the local names of its classes, `why` the reasons of merges."""

    iri: str
    kinds: tuple[str, ...]
    label: str
    label_en: str
    aliases: tuple[str, ...]
    links: tuple[str, ...]
    mentions: int
    documents: int
    groups: tuple[Group, ...]
    why: tuple[str, ...] = ()


def card(graph: Opened | Path | str, label: str) -> Card:
    """Return the card of the entity that a label, an IRI or a prefixed name means.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        QueryError: nothing is called so, or several entities are; the message lists them.
    """
    reader = _Reader(graph if isinstance(graph, Opened) else opened(graph))
    found = labels.entities(reader.graph, label)
    if len(found) > 1:
        names = "; ".join(f"{reader.label(n)} <{n.value}>" for n in found)
        raise QueryError(f"{label!r} names {len(found)} entities; give the IRI of one: {names}")
    return reader.card(found[0])


class _Reader:
    def __init__(self, graph: Opened) -> None:
        self.graph = graph

    def values(self, subject: Term, iri: str) -> list[Term]:
        quads = self.graph.store.quads_for_pattern(subject, ox.NamedNode(iri), None, None)  # type: ignore[arg-type]
        return sorted({q.object for q in quads}, key=str)

    def subjects(self, iri: str, value: Term) -> list[ox.NamedNode]:
        quads = self.graph.store.quads_for_pattern(None, ox.NamedNode(iri), value, None)
        return sorted({q.subject for q in quads if isinstance(q.subject, ox.NamedNode)}, key=str)

    def strings(self, subject: Term, iri: str, language: str | None = None) -> list[str]:
        found = (v for v in self.values(subject, iri) if isinstance(v, ox.Literal))
        return [v.value for v in found if language is None or v.language == language]

    def string(self, subject: Term, iri: str, language: str | None = None) -> str:
        return next(iter(self.strings(subject, iri, language)), "")

    def label(self, node: Term, language: str = "zh") -> str:
        return self.string(node, RDFS + "label", language)

    def locals(self, subject: Term, iri: str) -> list[str]:
        found = (v.value for v in self.values(subject, iri) if isinstance(v, ox.NamedNode))
        return [v.removeprefix(ONTOLOGY) for v in found]

    def card(self, node: ox.NamedNode) -> Card:
        mentions = self.subjects(ONTOLOGY + "mentionOf", node)
        documents = {d for m in mentions for d in self.locals(m, ONTOLOGY + "inDocument")}
        links = [v.value for v in self.values(node, SKOS + "exactMatch") if isinstance(v, ox.NamedNode)]
        return Card(
            node.value,
            tuple(self.locals(node, RDF + "type")),
            self.label(node),
            self.label(node, "en"),
            tuple(self.strings(node, SKOS + "altLabel")),
            tuple(links),
            len(mentions),
            len(documents),
            tuple(self.groups(node)),
            tuple(self.strings(node, ONTOLOGY + "mergedBecause")),
        )

    def groups(self, node: ox.NamedNode) -> Iterable[Group]:
        found: dict[tuple[bool, str], list[Line]] = defaultdict(list)
        for outgoing, mine, theirs in ((True, "subject", "object"), (False, "object", "subject")):
            for statement in self.subjects(RDF + mine, node):
                predicate = self.values(statement, RDF + "predicate")[0]
                other = self.values(statement, RDF + theirs)[0]
                found[not outgoing, str(predicate)[1:-1]].append(self.line(statement, node, predicate, other, outgoing))
        for (incoming, iri), lines in sorted(found.items()):
            predicate = ox.NamedNode(iri)
            lines.sort(key=lambda line: (line.proofs[:1], line.label, line.iri))
            name = iri.removeprefix(ONTOLOGY)
            yield Group(
                name, self.label(predicate) or name, self.label(predicate, "en") or name, not incoming, tuple(lines)
            )

    def line(self, statement: Term, node: ox.NamedNode, predicate: Term, other: Term, outgoing: bool) -> Line:
        ends = (node, other) if outgoing else (other, node)
        asserted = any(True for _ in self.graph.store.quads_for_pattern(ends[0], predicate, ends[1], None))  # type: ignore[arg-type]
        proofs = tuple(sorted(self.proof(v) for v in self.values(statement, ONTOLOGY + "evidence")))
        if isinstance(other, ox.Literal):
            return Line("", other.value, "", asserted, proofs)
        iri = other.value if isinstance(other, ox.NamedNode) else str(other)
        return Line(iri, self.label(other) or iri, self.label(other, "en"), asserted, proofs)

    def proof(self, evidence: Term) -> Proof:
        document = self.values(evidence, PROV + "wasDerivedFrom")[0]
        speakers = self.values(evidence, ONTOLOGY + "saidBy")
        return Proof(
            self.string(document, DCTERMS + "date"),
            self.string(document, DCTERMS + "identifier"),
            self.string(document, DCTERMS + "title"),
            self.string(evidence, ONTOLOGY + "field"),
            int(self.string(evidence, ONTOLOGY + "start")),
            int(self.string(evidence, ONTOLOGY + "end")),
            self.string(evidence, ONTOLOGY + "quote"),
            next(iter(self.locals(evidence, ONTOLOGY + "status")), ""),
            bool(self.strings(evidence, ONTOLOGY + "claim")),
            self.string(evidence, ONTOLOGY + "time"),
            "、".join(self.label(s) for s in speakers),
            ", ".join(r.removeprefix("rule-") for r in self.locals(evidence, ONTOLOGY + "foundBy")),
            tuple(self.locals(evidence, ONTOLOGY + "inference")),
        )
