"""Requests to a worker, answered as bytes with a status of HTTP."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import GraphError, KgError, QueryError, RefusedError
from kg.query import media
from kg.query.asking import Dataset, evaluated, refusal
from kg.query.cards import card
from kg.query.kept import opened_at
from kg.query.limits import Limits
from kg.query.opening import Opened

Answered = tuple[dict[str, Any], bytes]


_SORTED = 50_000
"""Up to so many triples are sent sorted and each once; more are sent as they are found."""


class _TooLongError(OSError):
    """The answer outgrew its limit; an OSError, as the engine passes those on from the file it writes to."""


class _Body(io.BytesIO):
    """Collects an answer up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room = limit

    def write(self, data: Any) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise _TooLongError
        return super().write(data)


class Answers:
    """Answers requests from one store."""

    def __init__(self, store: Path, folder: Path, base: str, limits: Limits) -> None:
        quads, union = opened_at(store)
        self._graph = Opened(folder, base, quads, union)
        self._flat = Opened(folder, base, union, union)
        """For what reads node by node, which goes faster where there is but one graph."""
        self._limits = limits
        self._kinds: Mapping[str, Callable[[Mapping[str, Any]], Answered]] = {
            "query": self._query,
            "graph": self._one_graph,
            "card": self._card,
        }

    def answer(self, request: Mapping[str, Any]) -> Answered:
        """Answer one request; what is expected to go wrong is an answer too, with `error` in its head."""
        try:
            return self._kinds[request["kind"]](request)
        except RefusedError as error:
            return _failed(403, str(error))
        except QueryError as error:
            return _failed(400, str(error))
        except KgError as error:
            return _failed(500, str(error))
        except _TooLongError:
            most = self._limits.answer / (1 << 20)
            return _failed(507, f"the answer is longer than {most:g} MB; add LIMIT, or ask for fewer columns")

    def _query(self, request: Mapping[str, Any]) -> Answered:
        """Answer SPARQL or a saved query in one of the media types of `accept`."""
        wanted = request.get("dataset")
        dataset = Dataset(tuple(wanted["default"]), tuple(wanted["named"])) if wanted else None
        try:
            found, text, answer = evaluated(self._graph, request["query"], request.get("values"), dataset)
        except ValueError as error:  # an IRI of the dataset
            raise QueryError(f"{' '.join(str(error).split())}; give graphs as absolute IRIs") from error
        accept = request.get("accept", "")
        triples = isinstance(answer, ox.QueryTriples)
        kind = media.triples_type(accept) if triples else media.rows_type(accept)
        if not kind:
            return _failed(406, f"no media type of {', '.join(media.TRIPLES if triples else media.ROWS)} was accepted")
        body = _Body(self._limits.answer)
        try:
            if isinstance(answer, ox.QueryTriples):
                self._write(answer, body, kind)
            else:
                answer.serialize(body, media.ROWS[kind])
        except _TooLongError:
            raise
        except (OSError, RuntimeError, ValueError) as error:
            raise refusal(text, error, found) from error
        names = [v.value for v in answer.variables] if isinstance(answer, ox.QuerySolutions) else []
        shape = "graph" if triples else "select" if isinstance(answer, ox.QuerySolutions) else "ask"
        columns = [c for c in found.columns if c in names] or names
        return {"status": 200, "type": kind, "shape": shape, "columns": columns}, body.getvalue()

    def _write(self, triples: ox.QueryTriples, body: _Body, kind: str) -> None:
        first = list(islice(triples, _SORTED + 1))
        whole = len(first) <= _SORTED
        found = sorted(set(first), key=str) if whole else chain(first, triples)
        ox.serialize(found, body, media.TRIPLES[kind], prefixes=self._graph.prefixes)

    def _one_graph(self, request: Mapping[str, Any]) -> Answered:
        """Return the default graph, or the one named."""
        name = request["graph"]
        try:
            graph = ox.NamedNode(name) if name else ox.DefaultGraph()
        except ValueError as error:
            raise QueryError(f"{name!r} is no IRI; give the absolute IRI of a graph") from error
        if isinstance(graph, ox.NamedNode) and not self._graph.store.contains_named_graph(graph):
            return _failed(404, f"there is no graph <{name}>")
        kind = media.triples_type(request.get("accept", ""))
        if not kind:
            return _failed(406, f"no media type of {', '.join(media.TRIPLES)} was accepted")
        body = _Body(self._limits.answer)
        self._graph.store.dump(body, media.TRIPLES[kind], from_graph=graph, prefixes=self._graph.prefixes)
        return {"status": 200, "type": kind}, body.getvalue()

    def _card(self, request: Mapping[str, Any]) -> Answered:
        """Return the card of an entity as JSON, with no more than so many lines of each property."""
        try:
            found = asdict(card(self._flat, f"<{request['iri']}>", request["lines"], request["proofs"]))
        except QueryError:
            return _failed(404, f"<{request['iri']}>: not in this graph")
        except IndexError as error:
            raise GraphError(f"{request['iri']}: a statement without its parts; rebuild the graph") from error
        return {"status": 200, "type": "application/json"}, json.dumps(found).encode()


def _failed(status: int, message: str) -> Answered:
    return {"status": status, "error": message}, b""
