"""JSON lines: one record, one document; what is wrong with a line is said with its number."""

import json
import re
from collections.abc import Iterator

from kg.errors import ReadError
from kg.model import Document
from kg.ontology import Ontology
from kg.read.document import FACTS, Known, Record
from kg.read.encoding import decoded, replaced
from kg.read.limits import MEBIBYTE, TABLE_BYTES, TEXT_BYTES
from kg.read.page import iso_day, named_day
from kg.read.problem import Problem
from kg.read.source import Source

FIELDS = ("id", "date", "title", "text", *FACTS)
_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def records_of(source: Source, day: str, lenient: bool) -> Iterator[tuple[str, Record | Problem]]:
    """Yield the records and problems of a file of JSON lines, each with its line number."""
    found = False
    for number, data in _rows(source):
        if not data.strip():
            continue
        found = True
        place = str(number)
        remedies: list[Problem] = []
        try:
            if len(data) > TEXT_BYTES:
                raise ReadError(f"a line of more than {TEXT_BYTES // MEBIBYTE} MiB; write one document a line")
            text = _line(data, source.path, place, lenient, remedies)
            record = _record(text, source.path, place, lenient, remedies)
            unread = _unread(record, f"{source.name}#{number}", source, day)
        except ReadError as error:
            reason, _, remedy = str(error).rpartition("; ")
            yield place, Problem(source.path, place, reason, remedy)
            continue
        yield from ((place, problem) for problem in remedies)
        yield place, unread
    if not found:
        yield "", Problem(source.path, "", "empty: no record in it", "remove it or give it records")


def record_line(data: bytes, name: str, ontology: Ontology) -> Document:
    """Return the document of one JSON line that is no line of a file at hand; it must say its id.

    Raises:
        ReadError: the line is no record, or has no id; the message names the reason and the remedy.
    """
    record = _record(_line(data, name, "", False, []), name, "", False, [])
    if not record.get("id", "").strip():
        raise ReadError("no id in the record; give each record its own")
    day = iso_day(record.get("date", "")) or named_day(record["id"].strip())
    facts = {k: record[k] for k in FACTS if k in record}
    known = Known(record["id"].strip(), record.get("title", ""), day, "", facts)
    return Record(record["text"], known).document(ontology)


def _rows(source: Source) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers; of one that is too long, only as much as tells so."""
    with source.open() as file:
        head = file.read(4)
        if head.startswith(_WIDE) or b"\0" in head:
            data = head + file.read(TABLE_BYTES + 1)
            if len(data) > TABLE_BYTES:
                raise ReadError(f"UTF-16 and larger than {TABLE_BYTES // MEBIBYTE} MiB; convert it to UTF-8")
            yield from enumerate((line.encode() for line in decoded(data).split("\n")), 1)
            return
        number, line = 0, head + file.readline(TEXT_BYTES + 1)
        if b"\n" in head:
            *first, rest = head.split(b"\n")
            yield from enumerate(first, 1)
            number, line = len(first), rest + line[len(head) :]
        while line:
            number += 1
            yield number, line
            while len(line) > TEXT_BYTES and not line.endswith(b"\n"):
                line = file.readline(TEXT_BYTES + 1)
            line = file.readline(TEXT_BYTES + 1)


def _line(data: bytes, path: str, place: str, lenient: bool, remedies: list[Problem]) -> str:
    try:
        return decoded(data)
    except ReadError:
        if not lenient:
            raise
    text, count = replaced(data)
    reason = f"{count} characters could not be decoded and were replaced"
    remedies.append(Problem(path, place, reason, "convert the file to UTF-8", left_out=False))
    return text


def _record(text: str, path: str, place: str, lenient: bool, remedies: list[Problem]) -> dict[str, str]:
    """Return the fields of a record as strings; absent ones and null are left out."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReadError(f"no JSON: {error.msg} at character {error.pos + 1}; write one object a line") from None
    except (RecursionError, ValueError):
        raise ReadError("no usable JSON: nested too deep or a number too long; write one flat object a line") from None
    if not isinstance(value, dict):
        raise ReadError('no JSON object; write {"id": …, "date": …, "title": …, "text": …}')
    record: dict[str, str] = {}
    for name in FIELDS:
        field = value.get(name)
        if name == "id" and isinstance(field, int) and not isinstance(field, bool):
            field = str(field)
        if field is None:
            continue
        if not isinstance(field, str):
            raise ReadError(f"{name} is no string; write it in quotation marks")
        if lenient and (count := len(_SURROGATE.findall(field))):
            field = _SURROGATE.sub("\ufffd", field)
            reason = f"{count} halves of surrogate pairs in {name} were replaced"
            remedies.append(Problem(path, place, reason, "write the characters as UTF-8", left_out=False))
        record[name] = field
    if "text" not in record:
        raise ReadError("no text in the record; give it the field text")
    if record.get("date", "").strip() and not iso_day(record["date"]):
        reason = f"date {record['date']!r} is not a day and was left unknown"
        remedies.append(Problem(path, place, reason, "write it as 2024-03-08", left_out=False))
    return record


def _unread(record: dict[str, str], fallback: str, source: Source, day: str) -> Record:
    given = record.get("id", "").strip()
    day = iso_day(record.get("date", "")) or day or named_day(given)
    facts = {**source.facts, **{k: record[k] for k in FACTS if k in record}}
    known = Known(given or fallback, record.get("title", ""), day, source.name, facts)
    return Record(record["text"], known)
