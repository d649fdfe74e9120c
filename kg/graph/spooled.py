"""N-Quads and Turtle of graphs that do not fit into memory as text: the bytes of `kg.graph.syntax`, by way of the disk.

Lines are put into buckets by how they begin. The buckets come in the order of their names and each is sorted by itself,
and as all lines of one subject are in one bucket, its block of Turtle can be written there and then.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import WriteError
from kg.graph.namespaces import prefixes
from kg.graph.stored import QUADS, TURTLE
from kg.graph.syntax import _SECTIONS, _rank, _Writer
from kg.model import BASE

_AT_ONCE = 100_000
"""Quads that are turned into lines together."""
_HELD = 64 << 20
"""Bytes of lines kept in memory, over all buckets."""
_OTHER = len(_SECTIONS) + 1


def spool(quads: Iterable[ox.Quad], folder: Path, base: str = BASE) -> dict[str, Path]:
    """Write the quads as N-Quads and as Turtle into an empty folder; return the files by their names in the output.

    Raises:
        WriteError: the folder cannot be written to.
    """
    files = {QUADS: folder / "graph.nq", TURTLE: folder / "graph.ttl"}
    sections = [folder / f"section-{rank}" for rank in range(_OTHER)]
    try:
        with files[QUADS].open("wb") as whole, _Sections(sections, base) as blocks:
            for lines in _sorted(quads, folder, len(base) + 4):
                data = b"".join(lines)
                whole.write(data)
                blocks.take(data)
        with files[TURTLE].open("wb") as target:
            target.writelines(blocks.turtle())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(
            f"{folder}: cannot be written ({reason}); make room or rights there, or choose another place with -o"
        ) from error
    return files


def _sorted(quads: Iterable[ox.Quad], folder: Path, size: int) -> Iterator[list[bytes]]:
    """Yield all lines in order, each once, bucket by bucket; `size` characters name a bucket."""
    held: dict[bytes, list[bytes]] = defaultdict(list)
    spilt: dict[bytes, Path] = {}
    count = 0
    source = iter(quads)
    while some := list(islice(source, _AT_ONCE)):
        for line in (ox.serialize(some, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True):
            held[line[:size]].append(line)
            count += len(line)
        if count > _HELD:
            for name, lines in held.items():
                path = spilt.setdefault(name, folder / f"bucket-{len(spilt)}")
                with path.open("ab") as file:
                    file.writelines(lines)
            held.clear()
            count = 0
    for name in sorted(held.keys() | spilt.keys()):
        found = held.pop(name, [])
        if name in spilt:
            found += spilt[name].read_bytes().splitlines(keepends=True)
            spilt[name].unlink()
        yield sorted(set(found))


class _Sections:
    """The blocks of Turtle, each in the file of its section; a context manager."""

    def __init__(self, paths: list[Path], base: str) -> None:
        self._paths = paths
        self._names = prefixes(base)
        self._starts = [f"{letter}:" for letter in _SECTIONS] + [":"]
        self._other: dict[str, str] = {}
        self._files: list[BinaryIO] = []

    def __enter__(self) -> "_Sections":
        self._files = [path.open("wb") for path in self._paths]
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def take(self, data: bytes) -> None:
        """Add the blocks of one bucket; the memory of how IRIs are written lasts only for it."""
        writer = _Writer(self._names)
        blocks: dict[str, Mapping[str, set[str]]] = {}
        for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS):
            rows = blocks.setdefault(writer.text(quad.subject), defaultdict(set))
            rows[quad.predicate.value].add(writer.text(quad.object))
        for subject in sorted(blocks):
            rank, block = _rank(subject, self._starts), "\n" + writer.block(subject, blocks[subject])
            if rank < _OTHER:
                self._files[rank].write(block.encode())
            else:
                self._other[subject] = block

    def turtle(self) -> Iterator[bytes]:
        """Yield the file in pieces."""
        yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in self._names.items()).encode()
        for path, title in zip(self._paths, (*_SECTIONS.values(), "Terms"), strict=True):
            if path.stat().st_size:
                yield f"\n# {title}\n".encode()
                with path.open("rb") as file:
                    while piece := file.read(1 << 20):
                        yield piece
        if self._other:
            yield b"\n# Other\n"
            yield from (self._other[subject].encode() for subject in sorted(self._other))
