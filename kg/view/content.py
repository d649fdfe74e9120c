"""From a graph to the columns of the page: what is drawn, and every sentence behind it, each once."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import GraphError
from kg.graph import Article, Graph, Node, Occurrence
from kg.graph.values import Together
from kg.model import BASE, Statement
from kg.ontology import Ontology
from kg.ontology.terms import TYPES
from kg.view import evidence, exchanges
from kg.view.groups import Groups, communities, web
from kg.view.names import readings, traditional


@dataclass(frozen=True, slots=True)
class Dot:
    """An entity as drawn; `degree` is the number of its links."""

    type: str
    name: str
    degree: int

    @property
    def size(self) -> float:
        """Radius on the canvas."""
        return round(6 + 3.2 * math.sqrt(min(self.degree, 150)), 1)


@dataclass(frozen=True, slots=True)
class Link:
    """A statement between two entities as drawn; `bend` tells parallel ones apart, 0 is straight."""

    source: int
    target: int
    kind: str
    bend: float


@dataclass(frozen=True, slots=True)
class Content:
    """Dots and links for the network, their communities, and the `columns` that the page's own script reads."""

    dots: tuple[Dot, ...]
    links: tuple[Link, ...]
    groups: Groups
    columns: Mapping[str, Any]


def compose(graph: Graph, ontology: Ontology) -> Content:
    """Number everything in a total order, most linked entities first, and lay it out as columns.

    Raises:
        GraphError: a statement is about an entity that the graph does not hold.
    """
    nodes = {node.iri: node for node in graph.entities}
    for statement in graph.statements:
        for end in (statement.subject,) if statement.literal else (statement.subject, statement.object):
            if end not in nodes:
                raise GraphError(f"<{statement.iri}>: its end <{end}> is no entity of the graph; build the graph again")
    linked = [s for s in graph.statements if not s.literal]
    posts = [s for s in graph.statements if s.literal]
    degree = Counter(end for s in linked for end in dict.fromkeys((s.subject, s.object)))
    order = sorted(nodes, key=lambda iri: (-degree[iri], iri))
    number = {iri: place for place, iri in enumerate(order)}
    relations = _relations(ontology, graph.statements)
    relation = {name: place for place, name in enumerate(relations["name"])}
    linked.sort(key=lambda s: (number[s.subject], relation[_local(s.predicate)], number[s.object]))
    posts.sort(key=lambda s: (number[s.subject], relation[_local(s.predicate)], s.object))
    found = [nodes[iri] for iri in order]
    documents = sorted(graph.documents, key=lambda d: (d.date, d.id))
    days = sorted(d.date for d in documents if d.date)
    ends = [(number[s.subject], number[s.object]) for s in linked]
    kinds = [evidence.kind(s) for s in linked]
    links = (Link(one, other, kind, bend) for (one, other), kind, bend in zip(ends, kinds, bends(ends), strict=True))
    entries = [ontology.entries.get(iri) for iri in order]
    aliases = _aliases(found, [entry.labels if entry else () for entry in entries])
    names = [[node.name, *others] for node, others in zip(found, aliases, strict=True)]
    turns = exchanges.arranged(graph.turns, documents)
    columns = {
        "about": {
            "from": days[0] if days else "",
            "to": days[-1] if days else "",
            "undated": len(documents) - len(days),
        },
        "types": _table([ontology.classes[name] for name in TYPES], "name", "zh", "en"),
        "relations": relations,
        "documents": _table(documents, "id", "title", "date", "publisher", "url", "sha256"),
        "entities": {
            "id": [iri.removeprefix(BASE + "e/") for iri in order],
            "en": [entry.en if entry else "" for entry in entries],
            "aliases": aliases,
            "pinyin": [readings(row) for row in names],
            "same": [list(entry.same_as) if entry else [] for entry in entries],
            "documents": _occurrences(found, documents),
        },
        "traditional": traditional(name for row in names for name in row),
        "statements": {"relation": [relation[_local(s.predicate)] for s in [*linked, *posts]]},
        "posts": {"subject": [number[s.subject] for s in posts], "text": [s.object for s in posts]},
        "together": _beside(graph.together, number),
        **evidence.columns([*linked, *posts], documents, found, turns, number),
        "turns": exchanges.columns(turns, documents, found, number),
    }
    return Content(
        tuple(Dot(e.type, e.name, degree[e.iri]) for e in found),
        tuple(links),
        communities(web(len(order), ends)),
        columns,
    )


def bends(ends: Sequence[tuple[int, int]]) -> list[float]:
    """Return how far each link bends to its right: a lone link is straight, parallel ones fan out on their own side."""
    pairs = Counter((min(pair), max(pair)) for pair in ends)
    seen: Counter[tuple[int, int]] = Counter()
    result = []
    for one, other in ends:
        seen[one, other] += 1
        lone = pairs[min(one, other), max(one, other)] == 1 or one == other
        result.append(0.0 if lone else round(min(0.12 * seen[one, other], 0.9), 2))
    return result


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _relations(ontology: Ontology, statements: Iterable[Statement]) -> dict[str, list[Any]]:
    """The relations of the ontology; one it does not know shows by its name."""
    table = _table(list(ontology.properties.values()), "name", "zh", "en", "symmetric")
    for name in sorted({_local(s.predicate) for s in statements} - set(table["name"])):
        for column, value in (("name", name), ("zh", name), ("en", name), ("symmetric", False)):
            table[column].append(value)
    return table


def _table(rows: Sequence[Any], *fields: str) -> dict[str, list[Any]]:
    return {field: [getattr(row, field) for row in rows] for field in fields}


def _beside(pairs: Iterable[Together], number: Mapping[str, int]) -> dict[str, list[int]]:
    """Who is named beside whom, the most often first, by the numbers of the entities."""
    found = sorted((-t.times, *sorted((number[t.one], number[t.other]))) for t in pairs)
    times, one, other = ([list(column) for column in zip(*found, strict=True)] if found else [[], [], []])
    return {"one": one, "other": other, "times": [-n for n in times]}


def _aliases(nodes: Sequence[Node], labels: Sequence[Sequence[str]]) -> list[list[str]]:
    """Other names, those written most first; a span that names several entities (中俄) is no alias of any."""
    spans = Counter(_span(place) for node in nodes for place in node.occurrences)
    result = []
    for node, known in zip(nodes, labels, strict=True):
        counts = Counter(place.text for place in node.occurrences if spans[_span(place)] == 1)
        written = sorted(counts, key=lambda text: (-counts[text], text))
        result.append([name for name in dict.fromkeys([*written, *known]) if name != node.name])
    return result


def _span(place: Occurrence) -> tuple[str, str, int, int]:
    return place.document, place.field, place.start, place.end


def _occurrences(nodes: Sequence[Node], documents: Sequence[Article]) -> list[list[int]]:
    number = {d.id: place for place, d in enumerate(documents)}
    return [sorted({number[place.document] for place in node.occurrences}) for node in nodes]
