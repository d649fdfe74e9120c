"""The files of an output folder, and the check that they belong together."""

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from kg.errors import GraphError

TURTLE, PAGE, MANIFEST = "graph.ttl", "graph.html", "manifest.json"
QUADS = ".kg/graph.nq"
"""The quads for queries; not part of what is published, so it may be absent."""


def verify(folder: Path, names: Collection[str] | None = None) -> Mapping[str, Any]:
    """Return the manifest of an output folder after comparing the files it lists (or those of `names`) with it.

    Files in `.kg/` may be absent, but not differ.

    Raises:
        GraphError: the folder holds no graph, or a file that is not the one the manifest was written for.
    """
    folder = Path(folder)
    remedy = f"rebuild with kg build -o {folder}"
    if not folder.is_dir():
        raise GraphError(f"{folder}: no such folder; build a graph with kg build -o {folder}")
    found = _manifest(folder, remedy)
    for name, facts in found["files"].items():
        if names is not None and name not in names:
            continue
        actual = file_hash(folder / name)
        if actual is None and name.startswith(".kg/"):
            continue
        if actual is None:
            raise GraphError(f"{folder / name}: missing or unreadable, though {MANIFEST} lists it; {remedy}")
        if actual != facts["sha256"]:
            raise GraphError(f"{folder / name}: not the file that {MANIFEST} was written for; {remedy}")
    return found


def file_hash(path: Path) -> str | None:
    """Return the SHA-256 of a file, or None where there is none to read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _manifest(folder: Path, remedy: str) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise GraphError(f"{folder}: holds no graph ({MANIFEST} is missing); {remedy}") from error
    except OSError as error:
        raise GraphError(f"{path}: cannot be read ({error.strerror}); {remedy}") from error
    except ValueError as error:
        raise GraphError(f"{path}: damaged (not JSON); {remedy}") from error
    if not _well_formed(found):
        raise GraphError(f"{path}: damaged (lists no files and hashes); {remedy}")
    return dict(found)


def _well_formed(found: object) -> bool:
    if not isinstance(found, dict) or not isinstance(found.get("base"), str):
        return False
    files = found.get("files")
    return isinstance(files, dict) and all(
        isinstance(facts, dict) and isinstance(facts.get("sha256"), str) and _inside(name)
        for name, facts in files.items()
    )


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name
