"""Tables of documents (CSV): a row a document, its fields by the names of the columns."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from kg.errors import ReadError
from kg.ontology import Ontology
from kg.read.document import FACTS, Known, Record
from kg.read.encoding import decoded, replaced
from kg.read.limits import TABLE_BYTES, TEXT_BYTES
from kg.read.page import iso_day, named_day
from kg.read.problem import Problem
from kg.read.source import Source

FIELDS = ("id", "date", "title", "text", *FACTS)
_DELIMITERS = ",;\t|"
_LATE_BREAK = re.compile("\r\n?")


def columns_of(ontology: Ontology) -> dict[str, tuple[str, ...]]:
    """Return the names that the column of each field may have."""
    return {name: ontology.words[f"column{name.title()}"] for name in (*FIELDS, "path")}


def rows_in(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table with the number of the line each begins on; the first names the columns.

    Raises:
        ReadError: a quotation that never ends, or a field too long.
    """
    text = _LATE_BREAK.sub("\n", text.removeprefix("\ufeff")).replace("\0", "")
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=lambda sign: (head.count(sign), -_DELIMITERS.index(sign)))
    csv.field_size_limit(TEXT_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise ReadError(f"line {line}: no table ({error}); save it as CSV in UTF-8") from None
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def placed(head: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return where each field stands, by the names in the head; the first column of a name counts."""
    found: dict[str, int] = {}
    names = [cell.strip().lower() for cell in head]
    for field, words in columns.items():
        at = [i for i, name in enumerate(names) if name in words]
        if at:
            found[field] = at[0]
    return found


def table_records(
    source: Source, ontology: Ontology, day: str, lenient: bool
) -> Iterator[tuple[str, Record | Problem]]:
    """Yield the records and problems of a table, each with its line number."""
    try:
        text, remedies = _text(source, lenient)
        rows = rows_in(text)
        line, head = next(rows, (0, []))
        at = placed(head, {k: v for k, v in columns_of(ontology).items() if k != "path"})
        if not head:
            raise ReadError("empty: no row in it; remove it or give it rows")
        if "text" not in at:
            raise ReadError("no column named text; name the columns in the first row: id, date, title, text")
    except ReadError as error:
        yield "", problem_of(source.path, "", error)
        return
    yield from (("", problem) for problem in remedies)
    found = False
    try:
        for line, row in rows:
            found = True
            yield from ((str(line), item) for item in _row(source, line, row, at, day))
    except ReadError as error:
        yield str(line), problem_of(source.path, "", error)
        return
    if not found:
        yield "", Problem(source.path, "", "empty: no row in it", "remove it or give it rows")


def problem_of(path: str, place: str, error: ReadError) -> Problem:
    """Return a reading error as a problem of a file."""
    reason, _, remedy = str(error).rpartition("; ")
    return Problem(path, place, reason, remedy)


def _row(
    source: Source, line: int, row: Sequence[str], at: Mapping[str, int], day: str
) -> Iterator[Record | Problem]:
    value = {name: row[i] for name, i in at.items() if i < len(row)}
    given, date = value.get("id", "").strip(), value.get("date", "").strip()
    if date and not iso_day(date):
        reason = f"date {date!r} is not a day and was left unknown"
        yield Problem(source.path, str(line), reason, "write it as 2024-03-08", left_out=False)
    facts = {**source.facts, **{k: value[k].strip() for k in FACTS if value.get(k, "").strip()}}
    known = Known(
        given or f"{source.name}#{line}", value.get("title", ""), iso_day(date) or day or named_day(given),
        source.name, facts,
    )  # fmt: skip
    try:
        yield Record(value.get("text", ""), known)
    except ReadError as error:
        yield problem_of(source.path, str(line), error)


def _text(source: Source, lenient: bool) -> tuple[str, list[Problem]]:
    data = source.read(TABLE_BYTES)
    try:
        return decoded(data), []
    except ReadError:
        if not lenient:
            raise
    text, count = replaced(data)
    reason = f"{count} characters could not be decoded and were replaced"
    return text, [Problem(source.path, "", reason, "convert the file to UTF-8", left_out=False)]
