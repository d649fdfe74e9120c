"""Answers as bytes: columns for people, CSV, SPARQL results JSON, Turtle, XLSX."""

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from kg.errors import QueryError
from kg.graph import turtle
from kg.graph.namespaces import XSD
from kg.query.asking import Result, Term

FORMATS = ("table", "csv", "json", "ttl", "xlsx")

_NAMESPACE = re.compile(r"(.*[/#])([A-Za-z0-9_-]+)", re.DOTALL)
_NUMBERS = {XSD + n for n in ("integer", "decimal", "double", "float", "int", "long")}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def formatted(result: Result, form: str, *, formula_safe: bool = False) -> bytes:
    """Return an answer in one of FORMATS, as UTF-8 (XLSX: a workbook).

    `formula_safe` puts an apostrophe before CSV cells that a spreadsheet would take for a formula.

    Raises:
        QueryError: the format is unknown or does not fit the kind of answer, or openpyxl is not installed.
    """
    if form not in FORMATS:
        raise QueryError(f"no format is called {form!r}; choose one of {', '.join(FORMATS)}")
    if form == "ttl":
        if result.kind != "graph":
            raise QueryError("ttl is for CONSTRUCT and DESCRIBE; choose table, csv, json or xlsx")
        return turtle(result.triples, dict(result.prefixes).get("e", "e/").removesuffix("e/"))
    if form == "json":
        return _json(result)
    header, rows = _cells(result)
    if form == "csv":
        return _csv(header, rows, formula_safe)
    if form == "xlsx":
        return _xlsx(header, rows)
    return _columns(*_shown(result)).encode()


def table(result: Result) -> Table:
    """Return an answer as a table for a terminal: the columns meant for it, blanks closed up, IRIs shortened."""
    header, rows = _shown(result)
    found = Table(expand=False)
    for name in header:
        found.add_column(Text(name), overflow="fold")
    for row in rows:
        found.add_row(*map(Text, row))
    return found


def shortened(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """Return a term as people read it: the text of a literal, an IRI with its prefix; `prefixes` by namespace."""
    if isinstance(term, ox.NamedNode):
        found = _NAMESPACE.fullmatch(term.value)
        return f"{prefixes[found[1]]}:{found[2]}" if found and found[1] in prefixes else term.value
    if isinstance(term, ox.Literal):
        return term.value
    return "" if term is None else str(term)


def _cells(result: Result) -> tuple[tuple[str, ...], list[list[Term | None]]]:
    if result.kind == "ask":
        return ("answer",), [[ox.Literal(result.answer)]]
    if result.kind == "graph":
        return ("subject", "predicate", "object"), [[t.subject, t.predicate, t.object] for t in result.triples]
    return result.variables, [list(row) for row in result.rows]


def _shown(result: Result) -> tuple[tuple[str, ...], list[list[str]]]:
    header, rows = _cells(result)
    chosen = result.columns or header
    places = [header.index(name) for name in chosen]
    prefixes = {iri: prefix for prefix, iri in result.prefixes}
    return chosen, [[_closed(shortened(row[place], prefixes)) for place in places] for row in rows]


def _closed(text: str) -> str:
    """Join the lines of a hard-wrapped sentence: no blank between Chinese characters, one elsewhere."""
    joined = re.sub(r"(?<=[^\x00-\x7f])\s*[\r\n]\s*|\s*[\r\n]\s*(?=[^\x00-\x7f])", "", text)
    return " ".join(joined.split())


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _csv(header: tuple[str, ...], rows: list[list[Term | None]], formula_safe: bool) -> bytes:
    def cell(term: Term | None) -> str:
        value = _plain(term)
        risky = formula_safe and value.startswith(_FORMULA) and not _is_number(term)
        return f"'{value}" if risky else value

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([cell(term) for term in row] for row in rows)
    return out.getvalue().encode()


def _is_number(term: Term | None) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS


def _json(result: Result) -> bytes:
    if result.kind == "graph":
        raise QueryError("json is for SELECT and ASK; choose ttl for CONSTRUCT and DESCRIBE")
    head: dict[str, Any] = {"head": {} if result.kind == "ask" else {"vars": list(result.variables)}}
    if result.kind == "ask":
        found = head | {"boolean": result.answer}
    else:
        bindings = [
            {name: _binding(term) for name, term in zip(result.variables, row, strict=True) if term is not None}
            for row in result.rows
        ]
        found = head | {"results": {"bindings": bindings}}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _binding(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _columns(header: tuple[str, ...], rows: list[list[str]]) -> str:
    """Columns two blanks apart; a Chinese character is two wide."""
    lines = [list(header), *rows]
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(header))]
    padded = (
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    return "".join(f"{line}\n" for line in padded)


def _xlsx(header: tuple[str, ...], rows: list[list[Term | None]]) -> bytes:
    try:
        import openpyxl  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise QueryError("xlsx needs openpyxl; pip install 'zongheng[xlsx]'") from error
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(header))
    for number, row in enumerate(rows, 2):
        for place, term in enumerate(row, 1):
            cell = sheet.cell(number, place)
            if _is_number(term):
                cell.value = float(_plain(term)) if not _plain(term).lstrip("+-").isdigit() else int(_plain(term))
            else:
                cell.value = _NOT_XML.sub("\ufffd", _plain(term))
                cell.data_type = "s"  # or a text that begins with = would become a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
