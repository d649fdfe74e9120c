"""From paths to sources: folders are walked in sorted order, archives opened, what lies beside files is taken in."""

import io
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from kg.errors import ReadError
from kg.read.archives import Columns, members_of
from kg.read.limits import FILE_BYTES, MEBIBYTE
from kg.read.problem import Problem, shown
from kg.read.sidecar import Sidecar, facts_of, sidecar_in
from kg.read.source import ARCHIVES, NAMED, SIDECAR, Source, kind_of

STANDARD_INPUT = "-"
_SAVED_FOLDERS = ("_files", "_file", ".files")
"""What browsers add to a saved page's name for the folder of its pictures and scripts."""


def check_path(path: Path) -> None:
    """Refuse a path that cannot be read, before anything is.

    Raises:
        ReadError: it does not exist, or is no file of a known kind and no folder.
    """
    if str(path) == STANDARD_INPUT:
        return
    name = shown(str(path))
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else cause(error)
        raise ReadError(f"{name}: {reason}; give the path of a file or folder that can be read") from None
    if stat.S_ISDIR(mode):
        return
    if not stat.S_ISREG(mode):
        raise ReadError(f"{name}: neither file nor folder; give a {NAMED} file or a folder")
    if not kind_of(path.name):
        raise ReadError(f"{name}: a kind of file that is not read; convert it to .txt, .md or .jsonl")


def sources_at(path: Path, columns: Columns) -> Iterator[Source | Problem]:
    """Yield the files that a path stands for, archives opened."""
    if str(path) == STANDARD_INPUT:
        yield from _opened(_standard_input(), columns)
        return
    sidecars: dict[str, Sidecar] = {}
    if not path.is_dir():
        if path.name.lower() != SIDECAR and (beside := _sidecar(path.parent, "", columns)):
            sidecars[SIDECAR] = beside
        yield from _opened(_file(path, path.name, sidecars), columns)
        yield from (p for s in sidecars.values() for p in s.problems)
        return
    found = False
    for item in _walk(path, "", sidecars, columns):
        found = True
        yield from [item] if isinstance(item, Problem) else _opened(item, columns)
    if not found:
        yield Problem(str(path), "", f"no {NAMED} file in this folder", "give a folder that holds some")


def cause(error: OSError | ValueError) -> str:
    """Return what the system says is wrong, in one line."""
    return " ".join((getattr(error, "strerror", None) or str(error)).lower().split())


def _opened(source: Source, columns: Columns) -> Iterator[Source | Problem]:
    if source.kind not in ARCHIVES or not source.name.isprintable():
        yield source
        return
    try:
        with source.open() as file:
            yield from members_of(source.path, source.name, file, columns)
    except OSError as error:
        yield Problem(source.path, "", cause(error), "make the file readable")


def _file(path: Path, name: str, sidecars: dict[str, Sidecar]) -> Source:
    return Source(str(path), name, kind_of(path.name), lambda: path.open("rb"), facts_of(name, sidecars))


def _walk(
    folder: Path, prefix: str, sidecars: dict[str, Sidecar], columns: Columns
) -> Iterator[Source | Problem]:
    """Yield the files below a folder in sorted order; links to folders are not followed, so there are no circles."""
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda e: e.name)
    except OSError as error:
        yield Problem(str(folder), "", cause(error), "make the folder readable")
        return
    beside = _sidecar(folder, prefix, columns)
    if beside:
        sidecars = {**sidecars, f"{prefix}{SIDECAR}": beside}
        yield from beside.problems
    pages = {e.name.rpartition(".")[0] for e in entries if kind_of(e.name)}
    for entry in entries:
        if entry.name.startswith(".") or (beside and entry.name.lower() == SIDECAR):
            continue
        name = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if not any(entry.name.endswith(end) and entry.name.removesuffix(end) in pages for end in _SAVED_FOLDERS):
                yield from _walk(Path(entry.path), f"{name}/", sidecars, columns)
        elif kind_of(entry.name) and _regular(entry):
            yield _file(Path(entry.path), name, sidecars)


def _regular(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file that can be read as one: no pipe, and no link that leads nowhere or to itself."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _sidecar(folder: Path, prefix: str, columns: Columns) -> Sidecar | None:
    path = folder / SIDECAR
    if not path.is_file():
        return None
    return sidecar_in(Source(str(path), f"{prefix}{SIDECAR}", ".csv", lambda: path.open("rb"), {}), columns)


def _standard_input() -> Source:
    """Return what stands on standard input as a file named for what it holds."""
    data = sys.stdin.buffer.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise ReadError(f"{STANDARD_INPUT}: larger than {FILE_BYTES // MEBIBYTE} MiB; give it as a file")
    kind = kind_from(data)
    return Source(STANDARD_INPUT, f"stdin{kind}", kind, lambda: cast(BinaryIO, io.BytesIO(data)), {})


def kind_from(data: bytes) -> str:
    """Return the kind of data without a name, by how they begin."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return ".pdf"
    if head.startswith(b"pk\x03\x04"):
        return ".docx" if b"word/" in data[:65536] or b"word/document.xml" in data[-65536:] else ".zip"
    if head.startswith(b'{"') or (head.startswith(b"{") and b'"text"' in head):
        return ".jsonl"
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<div", b"<p>", b"<p ", b"<h1")):
        return ".html"
    if b"multipart/related" in head and b"mime-version" in head:
        return ".mhtml"
    return ".txt"


