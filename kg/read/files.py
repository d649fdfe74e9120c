"""From paths to documents: folders are walked, files decoded, records taken apart; problems are yielded beside."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DocumentIdError, ReadError
from kg.model import Document
from kg.ontology import Ontology
from kg.read.document import MARKDOWN, TEXT, Known, articles_in, option_day
from kg.read.encoding import decoded, replaced
from kg.read.problem import Problem, shown
from kg.read.records import KINDS as RECORDS
from kg.read.records import records_of

_PAGES = {".txt": TEXT, ".md": MARKDOWN}


@dataclass(frozen=True, slots=True, order=True)
class _Source:
    """A file to read: where it is, and its name relative to the argument, which becomes the document's id."""

    path: Path
    name: str


def documents(
    paths: Sequence[Path | str], ontology: Ontology, *, date: str = "", lenient: bool = False
) -> Iterator[Document | Problem]:
    """Read files and folders; yield documents in the order of the arguments, and problems where they occur.

    A folder is walked in sorted order; hidden files and those of other kinds are passed over. A file reached twice is
    read once. The paths and the date are checked at once, the files one by one as the iterator advances.

    Args:
        paths: Files (.txt, .md, .jsonl) and folders.
        ontology: Where the layout words stand.
        date: The day of documents whose record does not say one.
        lenient: Replace what cannot be decoded, and say so in a problem, instead of leaving the document out.

    Raises:
        ReadError: a path that does not exist or is a file of an unknown kind.
        DateError: `date` is not a day.
        DocumentIdError: two documents have one id (raised when the second is reached).
    """
    day = option_day(date)
    for path in paths:
        _check(Path(path))
    return _documents([Path(p) for p in paths], ontology, day, lenient)


def _check(path: Path) -> None:
    name = shown(str(path))
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else _cause(error)
        raise ReadError(f"{name}: {reason}; give the path of a file or folder that can be read") from None
    if stat.S_ISDIR(mode):
        return
    if not stat.S_ISREG(mode):
        raise ReadError(f"{name}: neither file nor folder; give a .txt, .md or .jsonl file or a folder")
    if path.suffix.lower() not in {*_PAGES, *RECORDS}:
        raise ReadError(f"{name}: a kind of file that is not read; convert it to .txt, .md or .jsonl")


def _documents(paths: Sequence[Path], ontology: Ontology, day: str, lenient: bool) -> Iterator[Document | Problem]:
    places: dict[str, str] = {}
    seen: set[str] = set()
    for path in paths:
        for source in _sources(path):
            if isinstance(source, Problem):
                yield source
                continue
            real = os.path.realpath(source.path)
            if real in seen:
                continue
            seen.add(real)
            for place, item in _read(source, ontology, day, lenient):
                if isinstance(item, Document):
                    where = shown(f"{source.path}:{place}" if place else str(source.path))
                    if (first := places.setdefault(item.id, where)) != where:
                        reason = f"document id {shown(item.id)!r} is that of {first} too"
                        raise DocumentIdError(f"{where}: {reason}; give one of them another id")
                yield item


def _sources(path: Path) -> Iterator[_Source | Problem]:
    if not path.is_dir():
        yield _Source(path, path.name)
        return
    found = False
    for source in _walk(path, ""):
        found = True
        yield source
    if not found:
        yield Problem(str(path), "", "no .txt, .md or .jsonl file in this folder", "give a folder that holds some")


def _walk(folder: Path, prefix: str) -> Iterator[_Source | Problem]:
    """Yield the files below a folder in sorted order; links to folders are not followed, so there are no circles."""
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda e: e.name)
    except OSError as error:
        yield Problem(str(folder), "", _cause(error), "make the folder readable")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{name}/")
        elif os.path.splitext(entry.name)[1].lower() in {*_PAGES, *RECORDS} and entry.is_file():
            yield _Source(Path(entry.path), name)


def _read(source: _Source, ontology: Ontology, day: str, lenient: bool) -> Iterator[tuple[str, Document | Problem]]:
    suffix = source.path.suffix.lower()
    if not source.name.isprintable():
        yield "", Problem(str(source.path), "", "a name that is not plain text", "rename the file")
        return
    try:
        if suffix in RECORDS:
            yield from records_of(source.path, source.name, ontology, day, lenient)
        else:
            yield from (("", item) for item in _page(source, _PAGES[suffix], ontology, day, lenient))
    except OSError as error:
        yield "", Problem(str(source.path), "", _cause(error), "make the file readable")


def _page(source: _Source, kind: str, ontology: Ontology, day: str, lenient: bool) -> Iterator[Document | Problem]:
    data = source.path.read_bytes()
    try:
        raw = decoded(data)
    except ReadError as error:
        if not lenient:
            yield _problem(source.path, "", error)
            return
        raw, count = replaced(data)
        reason = f"{count} characters could not be decoded and were replaced"
        yield Problem(str(source.path), "", reason, "convert the file to UTF-8", left_out=False)
    try:
        yield from articles_in(raw, ontology, kind, Known(source.name, date=day, path=source.name))
    except ReadError as error:
        yield _problem(source.path, "", error)


def _problem(path: Path, place: str, error: ReadError) -> Problem:
    reason, _, remedy = str(error).rpartition("; ")
    return Problem(str(path), place, reason, remedy)


def _cause(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
