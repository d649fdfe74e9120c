"""The graph beside its sources: every quote is the slice of the text that its offsets name."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.check.problem import Problem
from kg.graph.namespaces import DCTERMS, PROV
from kg.graph.rdf import text
from kg.model import ONTOLOGY, Document, Text

_PREFIXES = {"": ONTOLOGY, "prov": PROV, "dcterms": DCTERMS}
_FACTS = """SELECT ?node ?id ?length ?hash WHERE {
    ?node a :Article ; dcterms:identifier ?id ; :length ?length .
    OPTIONAL { ?node :sha256 ?hash }
}"""
_PLACES = """SELECT ?node ?what ?field ?start ?end ?words WHERE {
    { ?node a :Evidence ; :quote ?words BIND("quote" AS ?what) }
    UNION { ?node a :Turn ; :text ?words BIND("turn" AS ?what) }
    UNION { ?node a :Mention ; :text ?words BIND("mention" AS ?what) }
    ?node :field ?field ; :start ?start ; :end ?end .
}"""


class Sources:
    """Compares a graph with documents as they come, and remembers which of them it has seen."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        rows = store.query(_FACTS, prefixes=_PREFIXES, use_default_graph_as_union=True)
        self._facts = {row["id"].value: row for row in rows}  # type: ignore[union-attr]
        self.seen = 0

    def compared(self, documents: Iterable[Document]) -> Iterator[Problem]:
        """Yield what differs between the graph and those of the documents that it has."""
        for document in documents:
            row = self._facts.get(document.id)
            if row is None:
                continue
            self.seen += 1
            yield from self._document(document, row)

    def _document(self, document: Document, row: ox.QuerySolution) -> Iterator[Problem]:
        node = ox.NamedNode(row["node"].value)
        if row["length"].value != str(len(document.text.raw)) or (row["hash"] and row["hash"].value != document.sha256):
            yield Problem(node.value, "source", "its source is another text than when the graph was built", document.id)
            return
        for place in self._store.query(_PLACES, prefixes=_PREFIXES, default_graph=node):  # type: ignore[union-attr]
            field = document.field(place["field"].value)
            start, end = int(place["start"].value), int(place["end"].value)
            raw = place["what"].value == "quote"
            found = field.raw[start:end] if raw else _clean(field, start, end)
            if text(found).value != place["words"].value:
                where = f"{document.id}, {place['field'].value} {start}-{end}"
                message = f"its {'quote' if raw else 'text'} is not what stands there"
                yield Problem(place["node"].value, "source", message, where)


def _clean(field: Text, start: int, end: int) -> str:
    return field.clean[bisect_left(field.offsets, start) : bisect_left(field.offsets, end)]
