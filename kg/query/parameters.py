"""Values for the parameters of a query: read by kind, and put in as SPARQL terms, never as text."""

import calendar
import re
from collections.abc import Mapping

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph.namespaces import XSD
from kg.query import labels
from kg.query.opening import Opened
from kg.query.shelf import Parameter, Saved, is_limit, most

ALL = "all"
_MARK = re.compile(r"\s*#=\s*([a-z][a-z0-9_]*)(?:\s+\?([a-z][a-z0-9_]*))?\s*")
_NEEDS = re.compile(r"#~((?: [a-z][a-z0-9_]*)+)\s*$")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def filled(query: Saved, graph: Opened, values: Mapping[str, str]) -> str:
    """Return the text of the query with the given values bound to their variables.

    Raises:
        QueryError: a parameter is unknown, missing or without a place in the query, or its value means nothing here.
    """
    known = {p.name: p for p in query.parameters}
    name = query.name or "this query"
    for given in sorted(values):
        if given not in known:
            takes = ", ".join(f"{p}=" for p in known) or "no parameters"
            raise QueryError(f"{name} takes {takes}; not {given}={labels.near(given, known)}")
    for parameter in query.parameters:
        if parameter.required and parameter.name not in values:
            raise QueryError(f"{name} needs {parameter.name}=: {parameter.description}")
    limited = most(query)
    rows = values.get(limited[0]) if limited else None
    values = {p: v for p, v in values.items() if not limited or p != limited[0]}
    bound = {p: _values(known[p], graph, value) for p, value in values.items()}
    lines = query.text.split("\n")
    if limited and rows is not None:
        lines = [_limit(limited[0], rows) if is_limit(line) else line for line in lines]
    lines = [line for line in lines if _needed(line, values)]
    placed: dict[str, str] = {}
    for number, line in enumerate(lines):
        mark = _MARK.fullmatch(line)
        if mark and mark[1] in bound:
            variable = mark[2] or mark[1]
            if placed.setdefault(variable, mark[1]) != mark[1]:
                raise QueryError(f"{name}: give {placed[variable]}= or {mark[1]}=, not both")
            lines[number] = f"VALUES ?{variable} {{ {' '.join(map(str, bound[mark[1]]))} }}"
    for missing in sorted(bound.keys() - set(placed.values())):
        raise QueryError(f"{name} declares {missing}= but has no line '#= {missing}' where its values belong; add one")
    return "\n".join(lines)


def _needed(line: str, values: Mapping[str, str]) -> bool:
    """Whether a line of a query stays: it serves no parameter alone, or one that is given."""
    found = _NEEDS.search(line)
    return found is None or not values.keys().isdisjoint(found[1].split())


def _limit(name: str, value: str) -> str:
    if value.strip() == ALL:
        return ""
    if not value.strip().isascii() or not value.strip().isdigit() or not int(value):
        raise QueryError(f"{name}={value}: no number of rows; write a whole number from 1, or {ALL}")
    return f"LIMIT {int(value)}"


def _values(parameter: Parameter, graph: Opened, value: str) -> list[labels.Term]:
    if not value.strip():
        raise QueryError(f"{parameter.name}= is empty; give {parameter.description}, or leave it out")
    value = value.strip()
    match parameter.kind:
        case "entity":
            return [*labels.entities(graph, value)]
        case "class" | "property":
            return [*labels.terms(graph, value, parameter.kind)]
        case "object":
            return labels.objects(graph, value)
        case "first day" | "last day":
            day = _day(parameter.name, value, parameter.kind == "last day")
            return [ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))]
        case _:
            return [ox.Literal(value)]


def _day(name: str, value: str, last: bool) -> str:
    """Return the first or last day of a year, a month or a day."""
    found = _DAY.fullmatch(value)
    year, month = (int(found[1]), int(found[2] or (12 if last else 1))) if found else (0, 0)
    if found and year and 1 <= month <= 12:
        length = calendar.monthrange(year, month)[1]
        day = int(found[3] or (length if last else 1))
        if 1 <= day <= length:
            return f"{year:04}-{month:02}-{day:02}"
    raise QueryError(f"{name}={value}: no date; write a year, a month or a day, such as 2024, 2024-03 or 2024-03-14")
