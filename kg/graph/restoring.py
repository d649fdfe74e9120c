"""A stored graph read back as the frozen values it was written from, so that it can be merged and shown again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg.errors import GraphError
from kg.graph.namespaces import DCTERMS, OWN, PROV, RDF, RDFS, SCHEMA, SKOS
from kg.graph.values import Article, Graph, Node, Occurrence, Speech, Together
from kg.model import BASE, ONTOLOGY, Evidence, Statement
from kg.ontology.terms import TYPES, Ontology

_Row = Mapping[str, list[ox.NamedNode | ox.Literal]]


def restored(quads: Iterable[ox.Quad], ontology: Ontology, base: str = BASE) -> Graph:
    """Return the graph whose RDF the quads are; writing it again with the same ontology gives the same quads.

    Raises:
        GraphError: something that a graph of ours says of each thing is missing.
    """
    reader = _Reader(quads, base)
    try:
        ids = {iri: reader.text(iri, DCTERMS + "identifier") for iri in reader.instances("Article")}
        return Graph(
            tuple(sorted((reader.article(iri) for iri in ids), key=lambda a: a.id)),
            tuple(sorted(reader.nodes(ids, ontology), key=lambda n: n.iri)),
            tuple(sorted(reader.statements(ids))),
            tuple(sorted(reader.speech(iri, ids) for iri in reader.instances("Turn"))),
            tuple(sorted(reader.together(iri) for iri in reader.instances("CoOccurrence"))),
        )
    except (KeyError, StopIteration, ValueError) as error:
        raise GraphError(f"the graph lacks a part that each thing in it needs ({error}); rebuild it") from error


class _Reader:
    def __init__(self, quads: Iterable[ox.Quad], base: str) -> None:
        rows: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        self._instances: dict[str, list[str]] = defaultdict(list)
        for quad in {(q.subject, q.predicate, q.object) for q in quads}:
            subject, predicate, value = quad
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                rows[subject.value][predicate.value].append(value)
                if predicate.value == RDF + "type" and value.value.startswith(ONTOLOGY):
                    self._instances[value.value.removeprefix(ONTOLOGY)].append(subject.value)
        self._rows: Mapping[str, _Row] = rows
        self._folders = tuple(f"{base}{letter}/" for letter in OWN)
        self._base = base

    def own(self, iri: str) -> str:
        """Return an IRI under our own base, whichever base the graph was published under."""
        return BASE + iri[len(self._base) :] if iri.startswith(self._folders) else iri

    def instances(self, name: str) -> list[str]:
        return sorted(self._instances.get(name, ()))

    def values(self, iri: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        return sorted(self._rows.get(iri, {}).get(predicate, ()), key=str)

    def text(self, iri: str, predicate: str, language: str = "") -> str:
        """Return the first value as text, or "" where there is none."""
        found = (v for v in self.values(iri, predicate))
        return next((v.value for v in found if not language or getattr(v, "language", None) == language), "")

    def link(self, iri: str, predicate: str) -> str:
        return self.own(self.text(iri, predicate))

    def local(self, iri: str, name: str) -> str:
        return self.text(iri, ONTOLOGY + name).removeprefix(ONTOLOGY)

    def span(self, iri: str) -> tuple[str, int, int]:
        field, start, end = (self.text(iri, ONTOLOGY + name) for name in ("field", "start", "end"))
        return field, int(start), int(end)

    def article(self, iri: str) -> Article:
        title = next(iter(self.values(iri, DCTERMS + "title")), None)
        parts = {name: self.text(iri, DCTERMS + name) for name in ("publisher", "creator", "language", "rights")}
        return Article(
            self.text(iri, DCTERMS + "identifier"),
            title.value if title else "",
            int(self.text(iri, ONTOLOGY + "titleLength") or 0),
            int(self.text(iri, ONTOLOGY + "length")),
            self.text(iri, DCTERMS + "date"),
            parts["publisher"],
            parts["creator"],
            self.text(iri, SCHEMA + "url"),
            parts["language"],
            parts["rights"],
            self.text(iri, ONTOLOGY + "sha256"),
            self.text(iri, ONTOLOGY + "urlAsFound"),
            self.text(iri, ONTOLOGY + "collection"),
        )

    def nodes(self, ids: Mapping[str, str], ontology: Ontology) -> Iterator[Node]:
        places: dict[str, list[Occurrence]] = defaultdict(list)
        for mention in self.instances("Mention"):
            home = ids[self.text(mention, ONTOLOGY + "inDocument")]
            words, turn = self.text(mention, ONTOLOGY + "text"), self.link(mention, ONTOLOGY + "inTurn")
            place = Occurrence(home, *self.span(mention), words, turn)
            for entity in self.values(mention, ONTOLOGY + "mentionOf"):
                places[entity.value].append(place)
        for iri, found in places.items():
            kinds = {t.value.removeprefix(ONTOLOGY) for t in self.values(iri, RDF + "type")}
            own = self.own(iri)
            entry = ontology.entries.get(own)
            name = self.text(iri, RDFS + "label", "zh")
            spare = {v.value for v in self.values(iri, SKOS + "altLabel")} - {name, *(entry.labels if entry else ())}
            why = tuple(sorted(v.value for v in self.values(iri, ONTOLOGY + "mergedBecause")))
            kind, known = min(kinds & set(TYPES)), entry is not None
            linked = {v.value for v in self.values(iri, SKOS + "exactMatch")} - set(entry.same_as if entry else ())
            own_places = tuple(sorted(found))
            yield Node(own, kind, name, known, tuple(sorted(spare)), own_places, why, tuple(sorted(linked)))

    def statements(self, ids: Mapping[str, str]) -> Iterator[Statement]:
        for iri in self.instances("Statement"):
            value = self.values(iri, RDF + "object")[0]
            literal = isinstance(value, ox.Literal)
            proofs = tuple(sorted(self.evidence(v.value, ids) for v in self.values(iri, ONTOLOGY + "evidence")))
            subject, predicate = self.link(iri, RDF + "subject"), self.text(iri, RDF + "predicate")
            yield Statement(subject, predicate, value.value if literal else self.own(value.value), literal, proofs)

    def evidence(self, iri: str, ids: Mapping[str, str]) -> Evidence:
        field, start, end = self.span(iri)
        inferences = (v.value.removeprefix(ONTOLOGY) for v in self.values(iri, ONTOLOGY + "inference"))
        return Evidence(
            ids[self.text(iri, PROV + "wasDerivedFrom")],
            field,
            start,
            end,
            self.text(iri, ONTOLOGY + "quote"),
            self.local(iri, "foundBy").removeprefix("rule-"),
            self.local(iri, "status"),
            self.text(iri, ONTOLOGY + "time"),
            self.text(iri, ONTOLOGY + "notBefore"),
            self.text(iri, ONTOLOGY + "notAfter"),
            self.local(iri, "timeBasis"),
            self.link(iri, ONTOLOGY + "saidBy"),
            bool(self.text(iri, ONTOLOGY + "claim")),
            tuple(sorted(inferences)),
        )

    def speech(self, iri: str, ids: Mapping[str, str]) -> Speech:
        home = ids[self.text(iri, PROV + "wasDerivedFrom")]
        words = self.text(iri, ONTOLOGY + "text")
        others = (self.link(iri, ONTOLOGY + name) for name in ("speaker", "outlet", "replyTo"))
        name = self.text(iri, ONTOLOGY + "nameAsWritten")
        return Speech(home, *self.span(iri), self.local(iri, "role"), name, words, *others)

    def together(self, iri: str) -> Together:
        one, other = sorted(self.own(v.value) for v in self.values(iri, ONTOLOGY + "coOccurring"))
        times, documents = (int(self.text(iri, ONTOLOGY + name)) for name in ("times", "documentCount"))
        return Together(one, other, times, documents)
