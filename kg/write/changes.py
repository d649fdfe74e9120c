"""What one graph has that another has not: quads as canonical lines, and statements for people."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from kg.errors import GraphError, WriteError
from kg.graph import QUADS, file_hash, spool, verify
from kg.graph.namespaces import RDF
from kg.graph.reading import stored
from kg.write.facts import Facts

STORE = ".kg/store"
ADDED, REMOVED = ".kg/added.nq", ".kg/removed.nq"
"""The files of an output folder that tell how its graph differs from the one before."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A statement that only one of two graphs has: `added` where it is the second."""

    property: str
    subject: str
    object: str
    added: bool
    evidence: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How a second graph differs from a first: statements in order, the number of quads, and the quads as lines."""

    statements: tuple[Change, ...]
    added: bytes
    removed: bytes

    @property
    def quads(self) -> tuple[int, int]:
        """How many quads were added and removed."""
        return self.added.count(b"\n"), self.removed.count(b"\n")


def differing(before: Path, after: Path, added: Path, removed: Path) -> None:
    """Compare two files of sorted N-Quads, and write the lines that only one of them has."""
    with ExitStack() as stack:
        one, other = (stack.enter_context(p.open("rb")) for p in (before, after))
        gone, new = (stack.enter_context(p.open("wb")) for p in (removed, added))
        left, right = next(one, b""), next(other, b"")
        while left or right:
            if left == right:
                left, right = next(one, b""), next(other, b"")
            elif not right or (left and left < right):
                gone.write(left)
                left = next(one, b"")
            else:
                new.write(right)
                right = next(other, b"")


def changes_since(folder: Path, quads: Path, scratch: Path) -> dict[str, Path]:
    """Return the files that tell what `quads`, about to be published, changes in an output folder.

    There are none where the folder has no graph yet, or not the quads that its manifest names.
    """
    try:
        known = verify(folder, names=())["files"].get(QUADS)
    except GraphError:
        return {}
    if not known or file_hash(folder / QUADS) != known["sha256"]:
        return {}
    files = {ADDED: scratch / "added.nq", REMOVED: scratch / "removed.nq"}
    differing(folder / QUADS, quads, files[ADDED], files[REMOVED])
    return files


def forget(folder: Path) -> None:
    """Remove what an output folder keeps of graphs before the present one: their changes, and stores made from them.

    Raises:
        WriteError: something cannot be removed.
    """
    try:
        for name in (ADDED, REMOVED):
            (folder / name).unlink(missing_ok=True)
        if (folder / STORE).exists():
            shutil.rmtree(folder / STORE)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"{folder}: what an earlier build left cannot be removed ({reason}); remove .kg") from error


def difference(before: Path | str, after: Path | str) -> Difference:
    """Compare the graphs of two output folders.

    Raises:
        GraphError: a folder holds no graph, or a damaged one.
    """
    with tempfile.TemporaryDirectory(prefix="kg-") as scratch:
        places = [Path(scratch) / name for name in ("before", "after")]
        for place, folder in zip(places, (before, after), strict=True):
            place.mkdir()
            found = stored(folder)
            spool(found.quads, place, found.base)
        added, removed = Path(scratch) / "added", Path(scratch) / "removed"
        differing(places[0] / "graph.nq", places[1] / "graph.nq", added, removed)
        new, gone = added.read_bytes(), removed.read_bytes()
    told = [*_statements(new, Path(after), added=True), *_statements(gone, Path(before), added=False)]
    return Difference(tuple(sorted(told)), new, gone)


def _statements(lines: bytes, folder: Path, added: bool) -> Iterator[Change]:
    """Yield the statements that stand in the lines whole, named as their graph names them."""
    quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    whole = {q.subject for q in quads if q.predicate.value == RDF + "predicate"}
    if not whole:
        return
    facts, mine = Facts(stored(folder).quads), Facts(q for q in quads if q.subject in whole)
    for statement in sorted(s.value for s in whole if isinstance(s, ox.NamedNode)):
        subject, predicate, value = (mine.one(statement, f"rdf:{n}") for n in ("subject", "predicate", "object"))
        name = facts.label(value, "zh") or value
        proofs = len(facts.all(statement, ":evidence"))
        yield Change(predicate.rpartition("#")[2], facts.label(subject, "zh") or subject, name, added, proofs)


def counted(changes: Iterable[Change]) -> Iterator[tuple[str, int, int]]:
    """Yield for each property how many statements were added and removed."""
    for name, group in groupby(sorted(changes), key=lambda c: c.property):
        found = list(group)
        yield name, sum(c.added for c in found), sum(not c.added for c in found)
