"""The saved queries: SPARQL files that say in their first comment lines what they are and what they take.

    # title: Who met whom
    # zh: 谁会见了谁
    # description: one line
    # columns: person, other, status            what a terminal shows; all other formats have every column
    # chart: period, support_rate; per 100      what svg and png draw: columns over the first, and what they count
    # with a: trend                              what is asked instead where the parameter a is given
    # param country: entity, required; the country whose timeline is wanted

Each file is valid SPARQL without any parameter. A line `#= country` in its pattern is the place where the values given
for that parameter are bound to ?country; `#= country ?about` binds them to another variable. A line
`LIMIT 1000 #= limit` says how many rows there are at most where limit= does not. A line that ends with `#~ from to`
serves these parameters alone: it is left out where neither is given, which changes no answer and saves time.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import QueryError
from kg.resources import data

KINDS = ("entity", "class", "property", "object", "text", "first day", "last day", "rows")

_FIELD = re.compile(r"#\s*(title|zh|description|columns|chart)\s*:\s*(.*?)\s*")
_PARAM = re.compile(r"#\s*param\s+([a-z][a-z0-9_]*)\s*:\s*([a-z ]+?)\s*(,\s*required)?\s*;\s*(.*?)\s*")


_WITH = re.compile(r"#\s*with\s+([a-z][a-z0-9_]*)\s*:\s*([a-z-]+)\s*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query takes: `kind` is one of KINDS and says how the value is read."""

    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A query with its description; `columns` are those a terminal shows, () for all."""

    name: str
    title: str
    zh: str
    description: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    chart: str = ""
    instead: tuple[tuple[str, str], ...] = ()


_MOST = re.compile(r"\s*LIMIT\s+([0-9]+)\s*#=\s*([a-z][a-z0-9_]*)\s*")


def is_limit(line: str) -> bool:
    """Whether a line of a query says how many rows there are at most."""
    return _MOST.fullmatch(line) is not None


def most(query: Saved) -> tuple[str, int] | None:
    """Return the parameter that limits the rows of a query, and how many there are at most without it."""
    found = next(filter(None, map(_MOST.fullmatch, query.text.split("\n"))), None)
    return (found[2], int(found[1])) if found else None


def parsed(name: str, text: str) -> Saved:
    """Read the comment lines that describe a query; a query without any is one without parameters.

    Raises:
        QueryError: a parameter is described in another form.
    """
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    instead: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if found := _FIELD.fullmatch(line.strip()):
            fields.setdefault(found[1], found[2])
        elif found := _WITH.fullmatch(line.strip()):
            instead.append((found[1], found[2]))
        elif re.match(r"\s*#\s*param\b", line):
            found = _PARAM.fullmatch(line.strip())
            if not found or found[2] not in KINDS:
                raise QueryError(
                    f"{name or 'query'}, line {number}: write '# param NAME: KIND[, required]; what it is', "
                    f"KIND one of {', '.join(KINDS)}"
                )
            parameters.append(Parameter(found[1], found[2], bool(found[3]), found[4]))
    columns = tuple(c.strip() for c in fields.get("columns", "").split(",") if c.strip())
    title, zh, description = (fields.get(f, "") for f in ("title", "zh", "description"))
    chart = fields.get("chart", "")
    return Saved(name, title, zh, description, columns, tuple(parameters), text, chart, tuple(instead))


@cache
def saved_queries() -> tuple[Saved, ...]:
    """Return the queries that are shipped, by name."""
    return tuple(_read(path) for path in sorted(data("queries").glob("*.rq")))


def meant(name: str, values: Iterable[str]) -> Saved | None:
    """Return the shipped query of a name, or the one that is asked instead where one of the parameters is given."""
    known = {s.name: s for s in saved_queries()}
    found, given = known.get(name), set(values)
    other = next((other for parameter, other in (found.instead if found else ()) if parameter in given), "")
    return known.get(other, found)


def _read(path: Path) -> Saved:
    return parsed(path.stem, path.read_text(encoding="utf-8"))
