"""Zip archives as folders: each file in them a source, within limits that no honest archive reaches."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from kg.errors import ReadError
from kg.read.limits import FILE_BYTES, MEBIBYTE, MEMBERS, NESTING, RATIO, UNPACKED_BYTES
from kg.read.problem import Problem
from kg.read.sidecar import Sidecar, sidecar_in
from kg.read.source import ARCHIVES, NAMED, SIDECAR, Source, kind_of

_DRIVE = re.compile("[A-Za-z]:")
_BOMB = "unpacks to far more than it is (a bomb?)"


def members_of(
    path: str, name: str, file: BinaryIO, columns: dict[str, tuple[str, ...]], depth: int = 1
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
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError):
        yield Problem(path, "", "a damaged archive", "make it anew, or unpack it yourself")
        return
    with archive:
        infos = archive.infolist()
        if len(infos) > MEMBERS or sum(i.file_size for i in infos) > UNPACKED_BYTES:
            yield Problem(path, "", f"more than {MEMBERS} files or {UNPACKED_BYTES // MEBIBYTE} MiB in it", "split it")
            return
        named = sorted(((_name(info), info) for info in infos if not info.is_dir()), key=lambda n: (n[0], n[1].filename))
        sidecars = _sidecars(path, archive, named, columns)
        found = False
        for inner, info in named:
            if any(part.startswith((".", "__MACOSX")) for part in inner.split("/")[:-1]) or not (kind := kind_of(inner)):
                if ".." not in inner.split("/"):
                    continue
            if inner in sidecars or inner.rsplit("/", 1)[-1].startswith("."):
                continue
            found = True
            shown = f"{path}/{inner}"
            if wrong := _wrong(inner, info):
                yield Problem(shown, "", *wrong)
            elif kind in ARCHIVES:
                yield from _inside(shown, f"{name}/{inner}", archive, info, columns, depth)
            else:
                folder, _, last = inner.rpartition("/")
                sidecar = sidecars.get(f"{folder}/{SIDECAR}" if folder else SIDECAR)
                facts = sidecar.facts(last) if sidecar else {}
                yield Source(shown, f"{name}/{inner}", kind, _opener(archive, info), facts)
        for sidecar in sidecars.values():
            yield from sidecar.problems
        if not found:
            yield Problem(path, "", f"no {NAMED} file in this archive", "give an archive that holds some")


def _inside(
    path: str, name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, columns: dict[str, tuple[str, ...]], depth: int
) -> Iterator[Source | Problem]:
    if depth >= NESTING:
        yield Problem(path, "", "an archive in an archive in an archive", "unpack it yourself")
        return
    try:
        with archive.open(info) as file:
            data = file.read(min(info.file_size, FILE_BYTES) + 1)
    except (OSError, RuntimeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        yield Problem(path, "", f"cannot be unpacked ({type(error).__name__})", "make the archive anew")
        return
    yield from members_of(path, name, io.BytesIO(data), columns, depth + 1)


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> "_Opener":
    return _Opener(archive, info)


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
    def __init__(self, file: "zipfile.ZipExtFile | object") -> None:
        self._file = cast(BinaryIO, file)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        import zlib

        try:
            data = self._file.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
            raise OSError(f"cannot be unpacked: {error}") from None
        buffer[: len(data)] = data
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
    columns: dict[str, tuple[str, ...]],
) -> dict[str, Sidecar]:
    found: dict[str, Sidecar] = {}
    for inner, info in named:
        if inner.rsplit("/", 1)[-1].lower() == SIDECAR and not _wrong(inner, info):
            source = Source(f"{path}/{inner}", inner, ".csv", _opener(archive, info), {})
            if sidecar := sidecar_in(source, columns):
                found[inner] = sidecar
    return found


def checked_size(data: bytes) -> bytes:
    """Return `data` unless it is larger than a file may be.

    Raises:
        ReadError: it is.
    """
    if len(data) > FILE_BYTES:
        raise ReadError(f"larger than {FILE_BYTES // MEBIBYTE} MiB; unpack or split it")
    return data
