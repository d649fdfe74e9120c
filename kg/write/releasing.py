"""The graph that a release shows: what it leaves out of quotes, and whom it leaves out."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote

from kg.decide import hidden, hides
from kg.errors import WriteError
from kg.graph import Graph
from kg.graph.values import Article, Node
from kg.model import Evidence

QUOTES = ("full", "short", "none")
PEOPLE = ("all", "public")
SHORT = 30
"""Characters of a quote that a release with short quotes keeps."""


def released(graph: Graph, quotes: str = "full", people: str = "all") -> Graph:
    """Return the graph that a release shows.

    `quotes` is full, short (the first SHORT characters) or none; speaker turns and their texts follow the quotes.
    `people` is all or public: then persons who are in no gazetteer and of whom nothing says that they hold a post are
    withheld, as a decision would withhold them, and their names masked wherever they stand.

    Raises:
        WriteError: `quotes` or `people` is something else.
    """
    for value, known in ((quotes, QUOTES), (people, PEOPLE)):
        if value not in known:
            raise WriteError(f"{value!r}: choose one of {', '.join(known)}")
    if people == "public":
        office = {s.subject for s in graph.statements if s.literal and s.asserted}
        private = [n for n in graph.entities if n.type == "Person" and not n.known and n.iri not in office]
        graph = _without(graph, private)
    if quotes == "full":
        return graph
    size = SHORT if quotes == "short" else 0
    statements = tuple(
        replace(s, evidence=tuple(sorted(replace(e, quote=_cut(e.quote, size)) for e in s.evidence)))
        for s in graph.statements
    )
    turns = tuple(sorted(replace(t, text=_cut(t.text, size)) for t in graph.turns))
    return replace(graph, statements=statements, turns=turns)


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[:size] + "…"


def _without(graph: Graph, private: Iterable[Node]) -> Graph:
    """Withhold people: no node, no statement; their names are masked in what is left."""
    nodes = {n.iri: n for n in private}
    names = {name for n in nodes.values() for name in (n.name, *n.aliases, *(o.text for o in n.occurrences))}

    def shown(evidence: Evidence) -> Evidence:
        return replace(evidence, said_by="") if evidence.said_by in nodes else evidence

    statements = tuple(
        replace(s, evidence=tuple(sorted(map(shown, s.evidence))))
        for s in graph.statements
        if s.subject not in nodes and (s.literal or s.object not in nodes)
    )
    turns = tuple(
        replace(t, speaker="" if t.speaker in nodes else t.speaker, outlet="" if t.outlet in nodes else t.outlet)
        for t in graph.turns
    )
    def told(article: Article) -> Article:
        url, found = ("" if hides(unquote(u), names) else u for u in (article.url, article.found_url))
        return replace(article, url=url, found_url=found)

    kept = tuple(n for n in graph.entities if n.iri not in nodes)
    beside = tuple(t for t in graph.together if t.one not in nodes and t.other not in nodes)
    whole: Graph = hidden(Graph(tuple(map(told, graph.documents)), kept, statements, turns, beside), names)
    return whole
