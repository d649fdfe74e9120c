"""Asking: one query in, one frozen answer out; what would write or reach out is refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError, RefusedError
from kg.query.labels import near
from kg.query.opening import Opened, opened
from kg.query.parameters import filled
from kg.query.shelf import Saved, meant, parsed, saved_queries

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_REASON = re.compile(r"(?:The |SELECT |Prefix )[\w* ]{8,}")
_LEADING = re.compile(r"(?:\s|#[^\n]*\n|PREFIX\s+[^<]*<[^>]*>|BASE\s*<[^>]*>)*", re.IGNORECASE)
_UPDATE = re.compile(r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)


def _letter(letter: str) -> str:
    codes = "|".join(rf"\\u00{ord(c):x}|\\U000000{ord(c):x}" for c in (letter, letter.upper()))
    return f"(?i:{letter}|{codes})"


# what may hold any word, so that FROM is looked for outside it only
_TOKEN = re.compile(
    r"#[^\n]*|\'\'\'(?:[^\\]|\\.)*?\'\'\'|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
    r"|<[^<>\"{}|^`\\\x00-\x20]*>|[?$@]\w+|[\w.-]*:[\w.:%-]*|(?P<word>\w+)",
    re.DOTALL,
)

# the word in any case, its letters also as SPARQL's code point escapes
_SERVICE = re.compile("({})(?:{})".format("".join(map(_letter, "servic")), _letter("e")))
_SILENT = re.compile(rf"{_SERVICE.pattern}(?:\s+(?i:silent)\b)?")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs, by IRI, that a query asks: those merged as its default graph, and those that GRAPH reaches."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: rows of variables ("select"), triples ("graph") or yes and no ("ask").

    `columns` are the variables that a terminal shows; None in a row is an unbound variable.
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    triples: tuple[ox.Triple, ...] = ()
    answer: bool = False
    columns: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()


def ask(graph: Opened | Path | str, query: str, values: Mapping[str, str] | None = None) -> Result:
    """Answer a saved query, given by its name, or a SPARQL query, over the union of all documents.

    `values` are the query's parameters; the prefixes of the graph need no declaration.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        QueryError: an unknown query or parameter, malformed SPARQL, an update, or SERVICE.
    """
    graph = graph if isinstance(graph, Opened) else opened(graph)
    found, text, answer = evaluated(graph, query, values)
    prefixes = tuple(graph.prefixes.items())
    try:
        if isinstance(answer, ox.QueryBoolean):
            return Result("ask", answer=bool(answer), prefixes=prefixes)
        if isinstance(answer, ox.QueryTriples):
            return Result("graph", triples=tuple(sorted(set(answer), key=str)), prefixes=prefixes)
        names = tuple(v.value for v in answer.variables)
        rows = tuple(tuple(row[n] for n in names) for row in answer)
    except (OSError, RuntimeError, ValueError) as error:
        raise refusal(text, error, found) from error
    columns = tuple(c for c in found.columns if c in names) or names
    return Result("select", names, rows, columns=columns, prefixes=prefixes)


def evaluated(
    graph: Opened, query: str, values: Mapping[str, str] | None = None, dataset: Dataset | None = None
) -> tuple[Saved, str, Answer]:
    """Return the query, its text with the values filled in, and the answer, of which nothing is worked out yet.

    Raises:
        QueryError: an unknown query or parameter, malformed SPARQL.
        RefusedError: an update, or SERVICE.
    """
    found = _query(query, values or {})
    text = filled(found, graph, values or {})
    _refuse_service(text, graph.prefixes, found)
    return found, text, _run(graph, text, found, dataset)


def _query(query: str, values: Mapping[str, str]) -> Saved:
    if not _NAME.fullmatch(query.strip()):
        return parsed("", query)
    found = meant(query.strip(), values)
    if found is None:
        known = {s.name: s for s in saved_queries()}
        hint = near(query.strip(), known) or f"; there are {', '.join(known)}"
        raise QueryError(f"no saved query is called {query.strip()!r}{hint}")
    return found


def _run(graph: Opened, text: str, query: Saved, dataset: Dataset | None) -> Answer:
    whole = dataset is None and not _names_graphs(text, "FROM")
    one = whole and graph.union is not None and not _names_graphs(text, "FROM", "GRAPH")
    store = graph.union if one and graph.union is not None else graph.store
    try:
        return store.query(
            text,
            base_iri=graph.base,
            prefixes=graph.prefixes,
            use_default_graph_as_union=whole and not one,
            default_graph=None if dataset is None else [ox.NamedNode(g) for g in dataset.default],
            named_graphs=None if dataset is None else [ox.NamedNode(g) for g in dataset.named],
        )
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        raise refusal(text, error, query) from error


def _names_graphs(text: str, *words: str) -> bool:
    """Whether the query says itself by one of the words which graphs it asks, as far as one can see from outside."""
    if "\\u" in text.lower():  # which may stand for a letter of the word
        return "GRAPH" in words
    return any((found["word"] or "").upper() in words for found in _TOKEN.finditer(text))


def _refuse_service(text: str, prefixes: dict[str, str], query: Saved) -> None:
    """Refuse a query that asks other servers.

    Whether the word is a keyword or stands in a name, a string or a comment only the engine's own grammar can tell:
    with another word in its place the query parses in every case but the first. An empty store is asked, as the
    engine evaluates ASK while it parses.
    """
    if not _SERVICE.search(text):
        return
    try:
        ox.Store().query(_SERVICE.sub(lambda m: m[1] + ("X" if m[0].endswith("E") else "x"), text), prefixes=prefixes)
    except SyntaxError as error:
        if _parses(_SILENT.sub("graph ", text), prefixes):  # which stands where SERVICE may stand
            raise RefusedError("SERVICE is refused: a query may ask this graph only; leave it out") from error
        raise refusal(text, error, query) from error


def _parses(text: str, prefixes: dict[str, str]) -> bool:
    try:
        ox.Store().query(text, prefixes=prefixes)
    except SyntaxError:
        return False
    return True


def is_update(text: str) -> bool:
    """Whether a text begins, after its prologue, with a word of SPARQL Update."""
    found = _LEADING.match(text)
    return found is not None and _UPDATE.match(text, found.end()) is not None


def refusal(text: str, error: Exception, query: Saved) -> QueryError:
    """Return one line that says where the query cannot be read, with what stands there."""
    name = query.name or "query"
    found = _PLACE.match(str(error))
    if not found:
        return QueryError(f"{name}: cannot be answered ({' '.join(str(error).split())[:200]}); mend the query")
    if is_update(text):
        return RefusedError(f"{name}: updates are refused; a built graph is changed by kg build alone")
    lines = text.rstrip().split("\n")
    end = (len(lines), len(lines[-1]) + 1)
    line, column = min((int(found[1]), int(found[2])), end)  # the engine reads on over blanks before it gives up
    rest = lines[line - 1][column - 1 :].strip()
    there = repr(rest[:30]) if rest else "the end of the query" if (line, column) == end else "the end of the line"
    reason = _REASON.search(found[3])
    why = f" ({reason[0].strip()})" if reason else ""
    return QueryError(f"{name}, line {line}, column {column}: not SPARQL{why}; mend it at or before {there}")
