"""The words of a graph: every term of the ontology that it uses is declared, as what it is used for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.check.problem import Problem
from kg.graph.namespaces import RDF, RDFS
from kg.model import ONTOLOGY
from kg.ontology import load
from kg.ontology.facts import shipped_and, turtle_files

Sets = defaultdict[str, set[str]]

_TYPE, _ABOVE, _RANGE = RDF + "type", RDFS + "subClassOf", RDFS + "range"
_USES = """SELECT DISTINCT ?term ?link WHERE {
    { ?s ?term ?o BIND("" AS ?link) }
    UNION { ?s a ?term BIND(rdf:type AS ?link) }
    UNION { VALUES ?link { %s } ?s ?link ?term }
    FILTER(STRSTARTS(STR(?term), "%s"))
}"""

_DECLARED = 'SELECT DISTINCT ?term WHERE { ?term a ?class FILTER(STRSTARTS(STR(?term), "%s")) }'


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an ontology declares: IRIs with their classes, the range of each property, and its digest."""

    classes: Mapping[str, frozenset[str]]
    ranges: Mapping[str, str]
    digest: str


@cache
def vocabulary(overlays: tuple[Path, ...] = ()) -> Vocabulary:
    """Return what the shipped ontology and the overlays declare

    Raises:
        OntologyError: one of them is malformed.
    """
    known = load(*overlays)
    classes, above, ranges = _stated(shipped_and(overlays))
    for rule in known.rules:  # a frame of a relation makes a rule that bears both names
        classes[f"{ONTOLOGY}rule-{rule.name}"].add(f"{ONTOLOGY}Rule")
    kinds = {c for s, own in classes.items() if s.startswith(ONTOLOGY) for c in own if c.startswith(ONTOLOGY)}
    terms = {p: min(kinds & of) for p, of in ranges.items() if kinds & of and f"{RDF}Property" in classes[p]}
    widened = {s: frozenset(own.union(*(above[c] for c in own))) for s, own in classes.items()}
    return Vocabulary(widened, terms, known.digest)


def _stated(folders: Iterable[Path]) -> tuple[Sets, Sets, Sets]:
    """Return the classes of each subject, what is above each class, and the range of each property."""
    found: dict[str, Sets] = {name: defaultdict(set) for name in (_TYPE, _ABOVE, _RANGE)}
    for path in turtle_files(folders):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            table = found.get(quad.predicate.value)
            if table is not None and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                table[quad.subject.value].add(quad.object.value)
    return found[_TYPE], found[_ABOVE], found[_RANGE]


def undeclared(store: ox.Store, overlays: Sequence[Path], digest: str = "") -> Iterator[Problem]:
    """Yield the terms that are used but not declared, or declared as something else.

    A graph declares its classes and relations itself. Rules and other individuals stand in the ontology alone: where
    `digest` says that the graph was built with another one, they are passed over.
    """
    words = vocabulary(tuple(overlays))
    same = not digest or digest == words.digest
    links = " ".join(f"<{link}>" for link in sorted(words.ranges))
    own = {row["term"].value for row in _ask(store, _DECLARED % ONTOLOGY)}
    rows = _ask(store, _USES % (links, ONTOLOGY))
    for term, link in sorted({(row["term"].value, row["link"].value) for row in rows}):
        name = f":{term.removeprefix(ONTOLOGY)}"
        wanted = words.ranges.get(link, "")
        if wanted:
            if same and wanted not in words.classes.get(term, ()):
                kind = wanted.removeprefix(ONTOLOGY)
                yield Problem(name, "declared", f"is used as a {kind}, but the ontology declares no such {kind}")
        elif term not in own and term not in words.classes:
            yield Problem(name, "declared", "is used, but neither the graph nor the ontology declares it")


def _ask(store: ox.Store, query: str) -> Iterator[ox.QuerySolution]:
    yield from store.query(query, prefixes={"rdf": RDF}, use_default_graph_as_union=True)  # type: ignore[misc]
