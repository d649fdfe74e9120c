"""From paths to documents: each file is decoded or taken apart; problems are yielded beside."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kg.errors import DocumentIdError, ReadError
from kg.model import Document
from kg.ontology import Ontology
from kg.read.document import FACTS, LAID, MARKDOWN, TEXT, Known, Part, Record, articles_in, option_day
from kg.read.encoding import decoded, replaced
from kg.read.formats import Confined, Extract
from kg.read.formats.extract import Selectors
from kg.read.formats.saved import is_saved
from kg.read.limits import FILE_BYTES
from kg.read.page import iso_day, named_day
from kg.read.problem import Problem, shown
from kg.read.records import records_of
from kg.read.source import BINARY, PAGES, RECORDS, TABLES, Source
from kg.read.table import columns_of, problem_of, table_records
from kg.read.walk import cause, check_path, sources_at

_MARKDOWN = {".md", ".markdown"}
Found = Record | Document | Problem


def documents(
    paths: Sequence[Path | str], ontology: Ontology, *, date: str = "", lenient: bool = False
) -> Iterator[Document | Problem]:
    """Read files and folders as `found` does; yield documents, also of records, and problems where they occur."""
    items = found(paths, ontology, date=date, lenient=lenient)
    return (item.document(ontology) if isinstance(item, Record) else item for item in items)


def found(
    paths: Sequence[Path | str], ontology: Ontology, *, date: str = "", lenient: bool = False
) -> Iterator[Found]:
    """Look through files and folders; yield documents and records in the order of the arguments, and problems.

    A folder is walked in sorted order; hidden files and those of other kinds are passed over. A file reached twice is
    read once. An archive is a folder. The paths and the date are checked at once, the files one by one as the iterator
    advances.

    Args:
        paths: Files (.txt, .md, .jsonl, .csv, .html, .mhtml, .pdf, .docx, .zip), folders, and - for standard input.
        ontology: Where the layout words and selectors stand.
        date: The day of documents whose record, page or sidecar does not say one.
        lenient: Replace what cannot be decoded, and say so in a problem, instead of leaving the document out.

    Raises:
        ReadError: a path that does not exist or is a file of an unknown kind.
        DateError: `date` is not a day.
        DocumentIdError: two documents have one id (raised when the second is reached).
    """
    day = option_day(date)
    for path in paths:
        check_path(Path(path))
    return _found([Path(p) for p in paths], ontology, day, lenient)


def _found(paths: Sequence[Path], ontology: Ontology, day: str, lenient: bool) -> Iterator[Found]:
    places: dict[str, str] = {}
    seen: set[str] = set()
    columns = columns_of(ontology)
    with Confined(_selectors(ontology)) as confined:
        for path in paths:
            for source in sources_at(path, columns):
                if isinstance(source, Problem):
                    yield source
                    continue
                real = os.path.realpath(source.path)
                if real in seen:
                    continue
                seen.add(real)
                for place, item in _read(source, ontology, confined, day, lenient):
                    if isinstance(item, Problem):
                        yield item
                        continue
                    where = shown(f"{source.path}:{place}" if place else str(source.path))
                    if (first := places.setdefault(item.id, where)) != where:
                        reason = f"document id {shown(item.id)!r} is that of {first} too"
                        raise DocumentIdError(f"{where}: {reason}; give one of them another id")
                    yield replace(item, path=source.path, place=place)


def _read(
    source: Source, ontology: Ontology, confined: Confined, day: str, lenient: bool
) -> Iterator[tuple[str, Found]]:
    if not source.name.isprintable():
        yield "", Problem(source.path, "", "a name that is not plain text", "rename the file")
        return
    try:
        if source.kind in RECORDS:
            yield from records_of(source, day, lenient)
        elif source.kind in TABLES:
            yield from table_records(source, ontology, day, lenient)
        elif source.kind in PAGES or source.kind in BINARY:
            yield from (("", item) for item in _taken_apart(source, ontology, confined, day, lenient))
        else:
            yield from (("", item) for item in _page(source, ontology, day, lenient))
    except ReadError as error:
        yield "", problem_of(source.path, "", error)
    except OSError as error:
        yield "", Problem(source.path, "", cause(error), "make the file readable")


def _page(source: Source, ontology: Ontology, day: str, lenient: bool) -> Iterator[Document | Problem]:
    data = source.read()
    if data.startswith((b"%PDF-", b"PK\x03\x04")):
        raise ReadError(f"no {source.kind} file but a PDF or an archive; give it the suffix of what it is")
    raw, problems = _decoded(source, data, lenient)
    yield from problems
    kind = MARKDOWN if source.kind in _MARKDOWN else TEXT
    yield from articles_in(raw, ontology, kind, _known(source, {}, day))


def _taken_apart(
    source: Source, ontology: Ontology, confined: Confined, day: str, lenient: bool
) -> Iterator[Document | Problem]:
    data = source.read(FILE_BYTES if source.kind in BINARY else FILE_BYTES // 4)
    if source.kind in PAGES and not is_saved(data):
        text, problems = _decoded(source, data, lenient)
        yield from problems
        data = text.encode("utf-8", "replace")
    extract: Extract = confined.extract(source.kind, data)
    parts = [Part(r.begin, r.stop, r.heading) for r in extract.regions]
    kind = LAID if extract.laid else TEXT
    yield from articles_in(extract.text, ontology, kind, _known(source, extract.facts, day), parts)


def _decoded(source: Source, data: bytes, lenient: bool) -> tuple[str, list[Problem]]:
    try:
        return decoded(data), []
    except ReadError:
        if not lenient:
            raise
    raw, count = replaced(data)
    reason = f"{count} characters could not be decoded and were replaced"
    return raw, [Problem(source.path, "", reason, "convert the file to UTF-8", left_out=False)]


def _known(source: Source, found: Mapping[str, str], day: str) -> Known:
    """Return what is known of a file: from its sidecar before what it says itself, and that before the option."""
    said = {**found, **source.facts}
    stated = said.get("date", "")
    date = iso_day(stated) or named_day(stated) or day
    facts = {name: said[name] for name in FACTS if name in said}
    return Known(source.name, said.get("title", ""), date, source.name, facts)


def _selectors(ontology: Ontology) -> Selectors:
    words = ontology.words
    return Selectors(
        text=words["textSelectors"],
        title=words["titleSelectors"],
        heading=words["headingSelectors"],
        date=words["dateSelectors"],
        publisher=words["publisherSelectors"],
        author=words["authorSelectors"],
        url=words["urlSelectors"],
        omitted=words["omittedSelectors"],
        labels=words["fieldWords"],
    )
