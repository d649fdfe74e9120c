"""Two ways to write named graphs to another store: SPARQL Update, and the Graph Store Protocol.

Both keep an index in the store: a graph that names each graph that was sent, with the hash of what was sent. An entry
is taken out before its graph is touched and put in after it is complete, so what the index says is true at any time.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import WriteError
from kg.model import ONTOLOGY
from kg.write.remote import Client

HASH = ONTOLOGY + "graphHash"
_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
_PAGE, _AT_ONCE = 1000, 100
_TRIPLES, _LETTERS = 500, 100_000
"""How much goes into one update; Virtuoso refuses long ones."""
_EVERY = 50


class Remote(Protocol):
    """Named graphs in another store."""

    def index(self) -> Mapping[str, str]:
        """Return the graphs sent before with the hashes of what was sent."""

    def forget(self, graphs: Mapping[str, str]) -> None:
        """Take graphs, given with their hashes, out of the index."""

    def replace(self, graph: str, lines: Sequence[str], digest: str) -> None:
        """Make a graph consist of some lines of N-Triples, then enter it into the index."""

    def drop(self, graph: str) -> None:
        """Remove a graph."""

    def finish(self) -> None:
        """Write what is not yet written of the index."""

    def counts(self, graphs: Sequence[str]) -> Mapping[str, int]:
        """Return how many triples each graph has; those that are not there may be missing."""


def entry(graph: str, digest: str) -> str:
    """Return the line of the index for a graph."""
    return f'<{graph}> <{HASH}> "{digest}" .'


class UpdateStore:
    """SPARQL 1.1 Update and Query, both as forms, which every store takes."""

    def __init__(self, client: Client, update: str, query: str, index: str) -> None:
        self._client, self._update_url, self._query_url, self._index = client, update, query, index

    def index(self) -> Mapping[str, str]:
        """Return the index, read page by page, as stores cap the length of answers."""
        found: dict[str, str] = {}
        last = ""
        while True:
            after = f'FILTER(STR(?g) > "{last}")' if last else ""
            rows = self._rows(
                f"SELECT ?g ?h WHERE {{ GRAPH <{self._index}> {{ ?g <{HASH}> ?h }} {after} }} "
                f"ORDER BY STR(?g) LIMIT {_PAGE}"
            )
            found |= {row["g"]: row["h"] for row in rows}
            if len(rows) < _PAGE:
                return found
            last = max(row["g"] for row in rows)

    def forget(self, graphs: Mapping[str, str]) -> None:
        """Take entries out, many at once."""
        for some in _batches(sorted(graphs), _AT_ONCE):
            lines = " ".join(entry(g, graphs[g]) for g in some)
            self._update(f"DELETE DATA {{ GRAPH <{self._index}> {{ {lines} }} }}")

    def replace(self, graph: str, lines: Sequence[str], digest: str) -> None:
        """Drop the graph, fill it in steps, enter it."""
        self.drop(graph)
        for some in _pieces(lines):
            self._insert(graph, some)
        self._insert(self._index, [entry(graph, digest)])

    def drop(self, graph: str) -> None:
        """Drop a graph, there or not."""
        self._update(f"DROP SILENT GRAPH <{graph}>")

    def finish(self) -> None:
        """Do nothing: each entry was written at once."""

    def counts(self, graphs: Sequence[str]) -> Mapping[str, int]:
        """Count in the store, many graphs at once."""
        found: dict[str, int] = {}
        for some in _batches(graphs, _AT_ONCE):
            names = " ".join(f"<{g}>" for g in some)
            rows = self._rows(
                f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
            )
            found |= {row["g"]: int(row["n"]) for row in rows if "g" in row}
        return found

    def _insert(self, graph: str, lines: Sequence[str]) -> None:
        self._update(f"INSERT DATA {{ GRAPH <{graph}> {{\n" + "\n".join(lines) + "\n} }")

    def _update(self, text: str) -> None:
        self._client.send("POST", self._update_url, urlencode({"update": text}).encode(), _FORM)

    def _rows(self, text: str) -> list[dict[str, str]]:
        headers = {**_FORM, "Accept": "application/sparql-results+json"}
        answer = self._client.send("POST", self._query_url, urlencode({"query": text}).encode(), headers)
        try:
            bindings = json.loads(answer)["results"]["bindings"]
            return [{name: str(cell["value"]) for name, cell in row.items()} for row in bindings]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WriteError(
                f"{self._query_url}: answers no SPARQL query; give the address that does with --query"
            ) from error


class GraphStore:
    """The Graph Store Protocol: whole graphs by PUT, GET and DELETE."""

    def __init__(self, client: Client, url: str, index: str) -> None:
        self._client, self._url, self._index = client, url, index
        self._entries: dict[str, str] = {}
        self._waiting = 0

    def index(self) -> Mapping[str, str]:
        """Read the graph that is the index."""
        self._entries = {
            t.subject.value: t.object.value
            for t in self._get(self._index)
            if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.Literal) and t.predicate.value == HASH
        }
        return dict(self._entries)

    def forget(self, graphs: Mapping[str, str]) -> None:
        """Write the index without these graphs."""
        self._entries = {g: h for g, h in self._entries.items() if g not in graphs}
        if graphs:
            self._write_index()

    def replace(self, graph: str, lines: Sequence[str], digest: str) -> None:
        """Put the graph; the index is written once in a while."""
        self._put(graph, lines)
        self._entries[graph] = digest
        self._waiting += 1
        if self._waiting >= _EVERY:
            self._write_index()

    def drop(self, graph: str) -> None:
        """Delete a graph, there or not."""
        self._client.send("DELETE", self._at(graph), missing=True)

    def finish(self) -> None:
        """Write the index if something is missing in it."""
        if self._waiting:
            self._write_index()

    def counts(self, graphs: Sequence[str]) -> Mapping[str, int]:
        """Get the graphs back and count; the protocol has no other way."""
        return {g: len(set(self._get(g))) for g in graphs}

    def _write_index(self) -> None:
        self._waiting = 0
        if self._entries:
            self._put(self._index, [entry(g, h) for g, h in sorted(self._entries.items())])
        else:
            self.drop(self._index)

    def _put(self, graph: str, lines: Sequence[str]) -> None:
        body = "".join(f"{line}\n" for line in lines).encode()
        self._client.send("PUT", self._at(graph), body, {"Content-Type": "text/turtle; charset=UTF-8"})

    def _get(self, graph: str) -> Iterator[ox.Triple]:
        data = self._client.send("GET", self._at(graph), headers={"Accept": "text/turtle"}, missing=True)
        try:
            yield from (q.triple for q in ox.parse(data, format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            raise WriteError(f"{self._url}: answers no Turtle; give the address of its Graph Store Protocol") from error

    def _at(self, graph: str) -> str:
        return f"{self._url}{'&' if '?' in self._url else '?'}{urlencode({'graph': graph})}"


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    yield from (items[i : i + size] for i in range(0, len(items), size))


def _pieces(lines: Sequence[str]) -> Iterator[list[str]]:
    """Part lines so that none of the updates is too long."""
    piece: list[str] = []
    letters = 0
    for line in lines:
        if piece and (len(piece) >= _TRIPLES or letters + len(line) > _LETTERS):
            yield piece
            piece, letters = [], 0
        piece.append(line)
        letters += len(line)
    if piece:
        yield piece
