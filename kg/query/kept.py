"""The on-disk store of an output folder, which opens at once.

It is two: all quads with their graphs, and the same triples in one graph, to which questions go that name no graph
(merging the graphs while asking takes twice as long). Both lie in `.kg/store/KEY/`, KEY being taken from the hash of
the manifest, so a store of another build is never taken for that of this one. The folder is made beside its place and
renamed; those of earlier builds are then removed. It has room for what others derive from the same build (`serve`
keeps its search index there).
"""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.errors import GraphError, WriteError
from kg.graph import MANIFEST, QUADS, TURTLE, file_hash, verify

FOLDER = ".kg/store"
_QUADS, _UNION = "quads", "union"
_FORMAT = "2"
"""Raised when what a store holds changes, so that older ones count as stale."""


def key(folder: Path) -> str:
    """Return the name that belongs to the manifest of an output folder.

    Raises:
        GraphError: the folder holds no graph.
    """
    verify(folder, names=())
    data = (Path(folder) / MANIFEST).read_bytes()
    return hashlib.sha256(_FORMAT.encode() + b"\n" + data).hexdigest()[:24]


def place(folder: Path) -> Path:
    """Return where the store of an output folder belongs, whether it is there or not."""
    return Path(folder) / FOLDER / key(folder)


def keep(folder: Path, quads: Iterable[ox.Quad]) -> Path:
    """Make the store of an output folder from the quads of its graph, and remove those of earlier builds.

    To be called after the manifest was written. Returns the folder of the store.

    Raises:
        GraphError: the folder holds no graph.
        WriteError: the store cannot be written; what stood there before is untouched.
    """
    target = place(folder)
    with _making(target) as beside:
        store = ox.Store(str(beside / _QUADS))
        store.bulk_extend(quads)
        _finish(store, beside)
    return target


def kept(folder: Path) -> Path:
    """Return the folder of the store that belongs to the graph, made now from its files where there is none.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        WriteError: there is no store and none can be written.
    """
    folder = Path(folder)
    target = place(folder)
    if not (target / _QUADS).is_dir():
        with _making(target) as beside:
            _load(beside, folder)
    return target


@contextmanager
def kept_for_now(folder: Path) -> Iterator[Path]:
    """Yield the folder of the store; where none can be written, that of one which goes when the block ends.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    try:
        found = kept(folder)
    except WriteError:
        with tempfile.TemporaryDirectory(prefix="kg-") as beside:
            _load(Path(beside), folder)
            yield Path(beside)
        return
    yield found


def opened_at(store: Path) -> tuple[ox.Store, ox.Store]:
    """Open the store in the folder that `keep` or `kept` returned, read-only: the quads, and their union.

    Raises:
        GraphError: it is damaged; the message says how to be rid of it.
    """
    try:
        return ox.Store.read_only(str(store / _QUADS)), ox.Store.read_only(str(store / _UNION))
    except (OSError, ValueError) as error:
        raise GraphError(f"{store}: damaged; delete this folder, it is made again from the graph") from error


def load_into(store: ox.Store, folder: Path) -> None:
    """Load the graph of an output folder: its quads if they are those of the manifest, else its Turtle.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    quads = verify(folder, names=())["files"].get(QUADS)
    path, kind = folder / QUADS, ox.RdfFormat.N_QUADS
    if not quads or file_hash(path) != quads["sha256"]:
        verify(folder, names=(TURTLE,))
        path, kind = folder / TURTLE, ox.RdfFormat.TURTLE
    try:
        store.bulk_load(path=str(path), format=kind)
    except (OSError, SyntaxError, ValueError) as error:
        raise GraphError(f"{path}: cannot be read as RDF; rebuild with kg build -o {folder}") from error


def _load(place: Path, folder: Path) -> None:
    store = ox.Store(str(place / _QUADS))
    load_into(store, folder)
    _finish(store, place)


def _finish(store: ox.Store, place: Path) -> None:
    """Make the union, and write everything out in the form that is fast to read.

    The files are complete when no one holds the stores any more.
    """
    union = ox.Store(str(place / _UNION))
    union.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in store)
    for each in (store, union):
        each.optimize()
        each.flush()


@contextmanager
def _making(target: Path) -> Iterator[Path]:
    """Yield a new folder beside `target`; it becomes `target` if all goes well, unless another process was faster."""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    try:
        beside.mkdir(parents=True)
        yield beside
        if not target.is_dir():
            _rename(beside, target)
        _remove_others(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"{target}: cannot be written ({reason}); make room or rights there") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _rename(beside: Path, target: Path) -> None:
    try:
        os.rename(beside, target)
    except OSError:
        if not target.is_dir():
            raise


def _remove_others(target: Path) -> None:
    """Remove the stores of other builds; one that a server still reads stays readable to it until it closes."""
    for other in target.parent.iterdir():
        if other.is_dir() and other != target and not other.name.startswith("."):
            shutil.rmtree(other, ignore_errors=True)
