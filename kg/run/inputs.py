"""What a run reads: the documents, the user's ontology beside them, and a fingerprint of all the files."""

import os
import stat
from collections.abc import Iterator, Sequence
from hashlib import file_digest, sha256
from pathlib import Path

from kg.errors import ReadError
from kg.model import Document
from kg.ontology import Ontology
from kg.read import Found, Problem, Record, found
from kg.resources import ontology_folder

LOCAL_ONTOLOGY = "ontology"


def overlays_for(paths: Sequence[Path], given: Sequence[Path]) -> tuple[Path, ...]:
    """Return the user's ontology folders: an `ontology` folder beside each input, then those given.

    The shipped folder itself is no overlay, so building from a checkout finds nothing new.
    """
    beside = [(p if p.is_dir() else p.parent) / LOCAL_ONTOLOGY for p in paths]
    beside = [f for f in beside if f.is_dir() and any(f.glob("*.ttl"))]
    found = dict.fromkeys(f.resolve() for f in [*beside, *given])
    found.pop(ontology_folder().resolve(), None)
    return tuple(found)


def read_all(
    paths: Sequence[Path], ontology: Ontology, *, date: str = "", lenient: bool = False, strict: bool = False
) -> Iterator[Document | Problem]:
    """Yield documents and problems; the first document left out ends it all if `strict`.

    Raises:
        ReadError: a path that cannot be read at all, or the first problem if `strict`.
    """
    for item in found_all(paths, ontology, date=date, lenient=lenient, strict=strict):
        yield item.document(ontology) if isinstance(item, Record) else item


def found_all(
    paths: Sequence[Path], ontology: Ontology, *, date: str = "", lenient: bool = False, strict: bool = False
) -> Iterator[Found]:
    """Yield what `read_all` does, but records as they are found, so that only new ones need be read.

    Raises:
        ReadError: a path that cannot be read at all, or the first problem if `strict`.
    """
    for item in found(paths, ontology, date=date, lenient=lenient):
        if strict and isinstance(item, Problem) and item.left_out:
            raise ReadError(str(item))
        yield item


def fingerprint(paths: Sequence[Path]) -> str:
    """Return a hash of the names and bytes of all files that a run over `paths` could read, or "" if it cannot be told.

    More files than are read count, so that nothing that matters is missed: hidden ones, and those beside a single file.
    """
    state = sha256()
    for path in paths:
        if not path.exists():
            return ""
        folder = path if path.is_dir() else path.parent
        files = sorted(_files(path)) if path.is_dir() else [path, *sorted(folder.glob("metadata.[cC][sS][vV]"))]
        state.update(f"{os.fsencode(path)!r} {len(files)}\n".encode())
        for file in files:
            try:
                if not stat.S_ISREG(file.stat().st_mode):
                    return ""
                with file.open("rb") as data:
                    content = file_digest(data, "sha256").hexdigest()
            except OSError:  # reading it says what is wrong
                return ""
            state.update(f"{os.fsencode(file)!r} {content}\n".encode())
    return state.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in names:
            yield Path(place, name)
