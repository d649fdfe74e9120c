"""A question held to the limits: asked in a process of its own, which is killed when it costs too much."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Timer
from typing import IO, Any

import pyoxigraph as ox

from kg.errors import GraphError, QueryError, RefusedError
from kg.graph import prefixes, verify
from kg.query import media
from kg.query.asking import Result
from kg.query.kept import kept_for_now
from kg.query.limits import Limits
from kg.query.worker import ANSWER, Head, command, packed

_DEAD = {-6: "memory", -9: "memory", -24: "time", -11: "depth", -7: "depth"}
"""Signals that end a worker: a failed allocation (SIGABRT), the kernel (SIGKILL), CPU time (SIGXCPU), the stack."""


def ask_within(
    folder: Path | str, query: str, values: Mapping[str, str] | None = None, limits: Limits | None = None
) -> Result:
    """Answer a saved query or SPARQL like `ask`, within limits of time, memory and length.

    The store is kept in the folder; where none can be written, one is made for this question.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        QueryError: an unknown query or parameter, or malformed SPARQL.
        RefusedError: an update, SERVICE, or a query that costs more than the limits allow.
    """
    folder, limits = Path(folder), limits or Limits()
    if len(query.encode("utf-8", "surrogatepass")) > limits.text:
        raise RefusedError(f"the query is longer than {limits.text} bytes; shorten it")
    base = verify(folder, names=())["base"]
    request = {"kind": "query", "query": query, "values": dict(values or {}), "accept": _ACCEPT}
    with kept_for_now(folder) as store:
        head, body = _exchanged(command(store, folder, base, limits), request, limits)
    match head["status"]:
        case 200:
            return _result(head, body, base)
        case 403 | 504 | 507:
            raise RefusedError(head["error"])
        case 500:
            raise GraphError(head["error"])
        case _:
            raise QueryError(head["error"])


_ACCEPT = "application/sparql-results+json, application/n-triples"


def death(code: int | None, limits: Limits) -> Head:
    """Return the answer that stands for one that a worker died over."""
    match _DEAD.get(code or 0):
        case "memory":
            return {"status": 507, "error": f"the query needs more than {limits.memory >> 20} MB; narrow it"}
        case "time":
            return too_slow(limits)
        case "depth":
            return {"status": 400, "error": "the query is nested too deeply; make it simpler"}
        case _:
            return {"status": 500, "error": "the process that worked on the query ended; ask again"}


def too_slow(limits: Limits) -> Head:
    """Return the answer that stands for one that took too long."""
    return {"status": 504, "error": f"the query takes longer than {limits.seconds:g} s; narrow it, or add LIMIT"}


def _exchanged(line: list[str], request: Mapping[str, Any], limits: Limits) -> tuple[Head, bytes]:
    late = Event()
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as worker:

        def kill() -> None:
            late.set()
            worker.kill()

        assert worker.stdin
        assert worker.stdout
        timer = Timer(limits.seconds, kill)
        try:
            found = _received(worker.stdout)
            if found:
                timer.start()
                worker.stdin.write(packed(request))
                worker.stdin.flush()
                found = _received(worker.stdout)
        finally:
            timer.cancel()
            if worker.poll() is None:
                worker.terminate()
    if found:
        return found
    return (too_slow(limits) if late.is_set() else death(worker.returncode, limits)), b""


def _received(stream: IO[bytes]) -> tuple[Head, bytes] | None:
    """Return the next answer, or None where the worker died before it was whole."""
    lengths = stream.read(ANSWER.size)
    if len(lengths) < ANSWER.size:
        return None
    first, second = ANSWER.unpack(lengths)
    data, body = stream.read(first), stream.read(second)
    return (json.loads(data), body) if len(body) == second else None


def _result(head: Head, body: bytes, base: str) -> Result:
    names = tuple(prefixes(base).items())
    if head["shape"] == "graph":
        triples = {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}
        return Result("graph", triples=tuple(sorted(triples, key=str)), prefixes=names)
    answer = ox.parse_query_results(body, format=media.ROWS["application/sparql-results+json"])
    if isinstance(answer, ox.QueryBoolean):
        return Result("ask", answer=bool(answer), prefixes=names)
    variables = tuple(v.value for v in answer.variables)
    rows = tuple(tuple(row[n] for n in variables) for row in answer)
    return Result("select", variables, rows, columns=tuple(head["columns"]), prefixes=names)
