"""Zip archives as folders: each file in them a source, within limits that no honest archive reaches."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import IO, Any, BinaryIO, cast

from kg.read.limits import FILE_BYTES, MEBIBYTE, MEMBERS, NESTING, RATIO, UNPACKED_BYTES
from kg.read.problem import Problem
from kg.read.sidecar import Sidecar, facts_of, sidecar_in
from kg.read.source import ARCHIVES, NAMED, SIDECAR, Source, kind_of

Columns = Mapping[str, tuple[str, ...]]
_DRIVE = re.compile("[A-Za-z]:")
_AGAIN = ("a second file of this name in the archive", "rename one")
_BOMB = "unpacks to far more than it is (a bomb?)"


def members_of(
    path: str, name: str, file: BinaryIO, columns: Columns, depth: int = 1
) -> Iterator[Source | Problem]:
    """Yield the files of an archive in the order of their names; the archive stays open while they are read.

    Args:
        path: The archive as shown to the user.
        name: The archive's name, with which those of its files begin.
        file: The archive.
        columns: The names of the columns of a sidecar.
        depth: How many archives it lies in, itself counted.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, EOFError, RuntimeError, IndexError):
        yield Problem(path, "", "a damaged archive", "make it anew, or unpack it yourself")
        return
    with archive:
        infos = archive.infolist()
        if len(infos) > MEMBERS or sum(i.file_size for i in infos) > UNPACKED_BYTES:
            yield Problem(path, "", f"more than {MEMBERS} files or {UNPACKED_BYTES // MEBIBYTE} MiB in it", "split it")
            return
        files = ((_name(info), info) for info in infos if not info.filename.endswith("/"))
        named = sorted(files, key=lambda f: (f[0], f[1].filename, f[1].header_offset))
        sidecars = _sidecars(path, archive, named, columns)
        found = False
        seen: set[str] = set()
        for inner, info in named:
            kind, parts = kind_of(inner), inner.split("/")
            hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts if part != "..")
            if hidden or inner in sidecars or not (kind or ".." in parts):
                continue
            found = True
            shown = f"{path}/{inner}"
            again = inner in seen
            seen.add(inner)
            if wrong := _wrong(inner, info) or (_AGAIN if again else None):
                yield Problem(shown, "", *wrong)
            elif kind in ARCHIVES:
                yield from _inside(shown, f"{name}/{inner}", archive, info, columns, depth)
            else:
                yield Source(shown, f"{name}/{inner}", kind, _Opener(archive, info), facts_of(inner, sidecars))
        for sidecar in sidecars.values():
            yield from sidecar.problems
        if not found:
            yield Problem(path, "", f"no {NAMED} file in this archive", "give an archive that holds some")


def _inside(
    path: str, name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, columns: Columns, depth: int
) -> Iterator[Source | Problem]:
    if depth >= NESTING:
        yield Problem(path, "", "an archive in an archive in an archive", "unpack it yourself")
        return
    try:
        with archive.open(info) as file:
            data = file.read(min(info.file_size, FILE_BYTES) + 1)
    except (OSError, RuntimeError, ValueError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        yield Problem(path, "", f"cannot be unpacked ({type(error).__name__})", "make the archive anew")
        return
    yield from members_of(path, name, io.BytesIO(data), columns, depth + 1)


class _Opener:
    """Opens a file of an archive; what zlib and zipfile raise is an OSError to whoever reads."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._info = info

    def __call__(self) -> BinaryIO:
        try:
            return cast(BinaryIO, io.BufferedReader(_Member(self._archive.open(self._info))))
        except (RuntimeError, NotImplementedError, ValueError, zipfile.BadZipFile) as error:
            raise OSError(f"cannot be unpacked: {error}") from None


class _Member(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._file.read(len(view))
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
            raise OSError(f"cannot be unpacked: {error}") from None
        view[: len(data)] = data
        return len(data)


def _wrong(name: str, info: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Return reason and remedy if a file of an archive is not to be read."""
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or _DRIVE.match(name):
        return "a path that leads out of the archive", "make the archive anew with plain names"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link, not a file", "put the file itself into the archive"
    if info.flag_bits & 1:
        return "encrypted", "unpack the archive yourself with its password"
    if info.file_size > MEBIBYTE and info.file_size > RATIO * max(1, info.compress_size):
        return _BOMB, "unpack it yourself if you trust it"
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a file with slashes; names that Chinese systems wrote without saying so are GB 18030."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")


def _sidecars(
    path: str,
    archive: zipfile.ZipFile,
    named: list[tuple[str, zipfile.ZipInfo]],
    columns: Columns,
) -> dict[str, Sidecar]:
    found: dict[str, Sidecar] = {}
    for inner, info in named:
        if inner.rsplit("/", 1)[-1].lower() == SIDECAR and not _wrong(inner, info):
            source = Source(f"{path}/{inner}", inner, ".csv", _Opener(archive, info), {})
            if sidecar := sidecar_in(source, columns):
                found[inner] = sidecar
    return found
