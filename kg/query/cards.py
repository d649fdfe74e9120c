"""The card of one entity: what it is called, and what is said of it, with the sentence behind each statement.

Of an entity that everything speaks of, a card can be cut to the newest statements: the store then counts them all, and
only what is shown is read.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

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
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: the other end (or the text of a post), whether the graph asserts it, and its evidence.

    `proofs_total` is how much evidence there is, of which a card that was cut shows the newest.
    """

    iri: str
    label: str
    label_en: str
    asserted: bool
    proofs: tuple[Proof, ...]
    proofs_total: int


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one property; `outgoing` where the entity is the subject, `total` how many there are."""

    property: str
    zh: str
    en: str
    outgoing: bool
    lines: tuple[Line, ...]
    total: int


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


def card(graph: Opened | Path | str, label: str, lines: int | None = None, proofs: int | None = None) -> Card:
    """Return the card of the entity that a label, an IRI or a prefixed name means.

    Args:
        graph: an output folder, or one that is open.
        label: a label, an alias, an IRI or a prefixed name.
        lines: how many statements of each property at most, the newest ones; None is all.
        proofs: how much evidence of each statement at most, the newest; None is all.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        QueryError: nothing is called so, or several entities are; the message lists them.
    """
    reader = _Reader(graph if isinstance(graph, Opened) else opened(graph), lines, proofs)
    return reader.card(labels.entity(reader.graph, label))


_PLACES = """SELECT (COUNT(DISTINCT ?m) AS ?mentions) (COUNT(DISTINCT ?d) AS ?documents)
WHERE { ?m :mentionOf <%s> ; :inDocument ?d }"""
_STATEMENTS = """SELECT ?statement ?p ?other (MAX(STR(?date)) AS ?last) (COUNT(DISTINCT ?v) AS ?proofs)
WHERE {
  ?statement rdf:%s <%s> ; rdf:%s ?other ; rdf:predicate ?p ; :evidence ?v .
  OPTIONAL { ?v prov:wasDerivedFrom/dcterms:date ?date }
}
GROUP BY ?statement ?p ?other"""
_NEWEST = """SELECT ?v WHERE { <%s> :evidence ?v . OPTIONAL { ?v prov:wasDerivedFrom/dcterms:date ?date } }
ORDER BY DESC(STR(?date)) ?v LIMIT %d"""


@dataclass(frozen=True, slots=True, order=True)
class _Stated:
    """A statement about an entity before its evidence is read: newest first, then by IRI."""

    last: str
    iri: str
    predicate: ox.NamedNode
    other: Term
    proofs: int


class _Reader:
    def __init__(self, graph: Opened, lines: int | None, proofs: int | None) -> None:
        self.graph, self.most_lines, self.most_proofs = graph, lines, proofs

    def asked(self, text: str) -> ox.QuerySolutions:
        store = self.graph.union or self.graph.store
        whole = self.graph.union is None
        found = store.query(text, prefixes=self.graph.prefixes, use_default_graph_as_union=whole)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("a SELECT query gives solutions")
        return found

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
        places = next(iter(self.asked(_PLACES % node.value)))
        links = [v.value for v in self.values(node, SKOS + "exactMatch") if isinstance(v, ox.NamedNode)]
        return Card(
            node.value,
            tuple(self.locals(node, RDF + "type")),
            self.label(node),
            self.label(node, "en"),
            tuple(self.strings(node, SKOS + "altLabel")),
            tuple(links),
            int(places["mentions"].value),
            int(places["documents"].value),
            tuple(self.groups(node)),
            tuple(self.strings(node, ONTOLOGY + "mergedBecause")),
        )

    def groups(self, node: ox.NamedNode) -> Iterable[Group]:
        found: dict[tuple[bool, str], list[_Stated]] = defaultdict(list)
        for outgoing, mine, theirs in ((True, "subject", "object"), (False, "object", "subject")):
            for row in self.asked(_STATEMENTS % (mine, node.value, theirs)):
                last, count = row["last"], int(row["proofs"].value)
                stated = _Stated(last.value if last else "", row["statement"].value, row["p"], row["other"], count)
                found[not outgoing, stated.predicate.value].append(stated)
        for (incoming, iri), group in sorted(found.items()):
            group.sort(key=lambda s: s.iri)
            group.sort(key=lambda s: s.last, reverse=True)
            lines = [self.line(s, node, not incoming) for s in group[: self.most_lines]]
            lines.sort(key=lambda line: (line.proofs[:1], line.label, line.iri))
            name, predicate = iri.removeprefix(ONTOLOGY), ox.NamedNode(iri)
            zh, en = self.label(predicate) or name, self.label(predicate, "en") or name
            yield Group(name, zh, en, not incoming, tuple(lines), len(group))

    def line(self, stated: _Stated, node: ox.NamedNode, outgoing: bool) -> Line:
        other = stated.other
        ends = (node, other) if outgoing else (other, node)
        asserted = any(True for _ in self.graph.store.quads_for_pattern(ends[0], stated.predicate, ends[1], None))  # type: ignore[arg-type]
        proofs = tuple(sorted(self.proof(v) for v in self.evidence(stated)))
        if isinstance(other, ox.Literal):
            return Line("", other.value, "", asserted, proofs, stated.proofs)
        iri = other.value if isinstance(other, ox.NamedNode) else str(other)
        return Line(iri, self.label(other) or iri, self.label(other, "en"), asserted, proofs, stated.proofs)

    def evidence(self, stated: _Stated) -> list[Term]:
        if self.most_proofs is None or stated.proofs <= self.most_proofs:
            return self.values(ox.NamedNode(stated.iri), ONTOLOGY + "evidence")
        return [row["v"] for row in self.asked(_NEWEST % (stated.iri, self.most_proofs))]

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
            evidence.value if isinstance(evidence, ox.NamedNode) else "",
        )
