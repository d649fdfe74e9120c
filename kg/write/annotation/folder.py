"""Folders of annotated documents: written for a tool, and read back from it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import WriteError
from kg.write.annotation import conll, tei, uima
from kg.write.files import put
from kg.write.lines import Record

ANNOTATION_FORMATS = {
    "conll": "CoNLL-U Plus: one file, a token a line",
    "tei": "TEI P5 with stand-off names and relations, a file for each document",
    "uima": "UIMA CAS as XMI with its type system, for INCEpTION, a file for each document",
}
CONLL, TYPES = "annotations.conllup", "TypeSystem.xml"
_SLUG = re.compile(r"[^\w.-]+")


def write_annotations(documents: Iterable[Record], form: str, folder: Path | str) -> tuple[Path, ...]:
    """Write annotated documents into a folder in one of ANNOTATION_FORMATS; return the files written.

    Raises:
        WriteError: the format is unknown, needs a package that is not installed, or something cannot be written.
    """
    folder = Path(folder)
    if form not in ANNOTATION_FORMATS:
        raise WriteError(f"no format is called {form!r}; choose one of {', '.join(ANNOTATION_FORMATS)}")
    if form == "conll":
        put(folder / CONLL, conll.written(documents))
        return (folder / CONLL,)
    done = []
    if form == "uima":
        put(folder / TYPES, uima.typesystem())
        done.append(folder / TYPES)
    write, ending = (uima.written, ".xmi") if form == "uima" else (tei.written, ".xml")
    for name, document in _named(documents):
        put(folder / f"{name}{ending}", write(document))
        done.append(folder / f"{name}{ending}")
    return tuple(done)


def _named(documents: Iterable[Record]) -> Iterator[tuple[str, Record]]:
    """Yield each document with a name for its file, numbered where two ids would give the same."""
    seen: dict[str, int] = {}
    for document in documents:
        name = _SLUG.sub("_", document["id"]).strip("_.")[:80] or "document"
        seen[name.lower()] = seen.get(name.lower(), 0) + 1
        yield (name if seen[name.lower()] == 1 else f"{name}-{seen[name.lower()]}"), document


def read_annotations(path: Path | str) -> list[Record]:
    """Return the annotated documents of a folder or file that an annotation tool has saved: CoNLL-U Plus or XMI.

    Raises:
        WriteError: there are none, or a file cannot be read.
    """
    path = Path(path)
    inside = sorted(p for p in path.rglob("*") if p.suffix in (".conllup", ".xmi"))
    files = inside if path.is_dir() else [path]
    try:
        found: list[Record] = []
        for file in files:
            if file.suffix == ".xmi":
                beside = file.with_name(TYPES)
                types = beside.read_bytes() if beside.is_file() else uima.typesystem()
                found.append(uima.parsed(file.read_bytes(), types, str(file)))
            else:
                found += conll.parsed(file.read_bytes(), str(file))
    except OSError as error:
        raise WriteError(f"{path}: cannot be read ({(error.strerror or str(error)).lower()}); give a folder") from error
    if not found:
        raise WriteError(f"{path}: holds no .conllup and no .xmi; give what kg annotate wrote, or a tool saved")
    return found
