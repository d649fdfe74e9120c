"""A stored graph as plain values, for everything that leaves RDF: tables, networks, CSV."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.graph.namespaces import DCTERMS, PROV, RDF, RDFS, SCHEMA, SKOS
from kg.graph.reading import Stored, stored
from kg.model import ACTUAL, ONTOLOGY
from kg.ontology.terms import TYPES

_SPACES = {"": ONTOLOGY, "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "prov": PROV, "dcterms": DCTERMS, "schema": SCHEMA}
_STRENGTH = (ACTUAL, "claimed", "planned", "conditional", "denied")

Value = str | int | bool | None
Row = dict[str, Value]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Facts:
    """The union of a graph by subject and predicate; predicates are asked for with their prefix, ours with ":"."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        table: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                table[quad.subject.value][quad.predicate.value].add(quad.object)
        self._table: Mapping[str, Mapping[str, list[Term]]] = {
            s: {p: sorted(o, key=str) for p, o in row.items()} for s, row in sorted(table.items())
        }

    def all(self, subject: str, name: str) -> list[str]:
        """Return all values of a predicate, in order."""
        return [o.value for o in self._terms(subject, name) if isinstance(o, ox.NamedNode | ox.Literal)]

    def one(self, subject: str, name: str) -> str:
        """Return the first value of a predicate, or ""."""
        return next(iter(self.all(subject, name)), "")

    def label(self, subject: str, language: str) -> str:
        """Return the label in a language, or ""."""
        found = (o for o in self._terms(subject, "rdfs:label") if isinstance(o, ox.Literal))
        return next((o.value for o in found if o.language == language), "")

    def kinds(self, subject: str) -> tuple[str, str]:
        """Return the entity type and the most special class of an entity, as local names, or "" and ""."""
        names = [c.removeprefix(ONTOLOGY) for c in self.all(subject, "rdf:type")]
        main = next((n for n in names if n in TYPES), "")
        return main, next((n for n in names if n != main), main)

    def instances(self, name: str) -> Iterator[str]:
        """Yield the subjects of a class of ours, in order."""
        wanted = ox.NamedNode(ONTOLOGY + name)
        return (s for s, row in self._table.items() if wanted in row.get(RDF + "type", ()))

    def is_literal(self, subject: str, name: str) -> bool:
        """Whether the first value of a predicate is a literal."""
        return isinstance(next(iter(self._terms(subject, name)), None), ox.Literal)

    @cached_property
    def entities(self) -> tuple[str, ...]:
        """The IRIs of all entities, in order."""
        found = {s for t in TYPES for s in self.instances(t)}
        return tuple(sorted(s for s in found if not s.startswith(ONTOLOGY)))

    def _terms(self, subject: str, name: str) -> list[Term]:
        prefix, _, local = name.partition(":")
        return self._table.get(subject, {}).get(_SPACES[prefix] + local, [])


def facts_of(folder: Path | str) -> tuple[Stored, Facts]:
    """Return the graph of an output folder, as it is and as plain values.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    found = stored(folder)
    return found, Facts(found.quads)


def strongest(statuses: Iterable[str]) -> str:
    """Return the status that says most: actual before claimed before planned; one unheard of comes last."""
    return min(statuses, key=lambda s: (_STRENGTH.index(s) if s in _STRENGTH else len(_STRENGTH), s), default="")


def days(first: Value, last: Value, published: Value) -> tuple[str, str]:
    """Return when something holds: as its sentence says, an end it leaves open is "", else the day of publication."""
    if first or last:
        return str(first or ""), str(last or "")
    return str(published or ""), str(published or "")
