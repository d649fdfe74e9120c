"""Files appear whole or not at all, and the manifest, which vouches for them, appears last."""

import hashlib
import json
import os
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kg.errors import WriteError
from kg.graph import MANIFEST, Graph, file_hash
from kg.model import BASE, ONTOLOGY
from kg.ontology import Ontology


def put(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file beside its place, then move it there; folders are made as needed.

    What is large may be given in pieces; nothing is written where making them fails.

    Raises:
        WriteError: the file cannot be written; what stood there before stands there still.
    """
    path = Path(path)
    beside = _beside(path, data)
    try:
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _refusal(path, error) from error


def publish(folder: Path, files: Mapping[str, bytes | Path], manifest: bytes) -> None:
    """Write the files of an output folder, all beside their places before the first is moved, the manifest last.

    What is large may be given as a file on the same disk, which is moved.

    Raises:
        WriteError: something cannot be written; before the first move earlier output is untouched.
    """
    folder = Path(folder)
    waiting: list[tuple[Path, Path]] = []
    path = folder
    try:
        for name, data in [*sorted(files.items()), (MANIFEST, manifest)]:
            path = folder / name
            waiting.append((_beside(path, data), path))
        with ExitStack() as held:
            for _, old in waiting if os.name == "posix" else ():
                if old.is_file() and os.access(old, os.R_OK):
                    held.enter_context(old.open("rb"))  # freeing it is what takes long, and waits till all are moved
            for beside, path in waiting:
                os.replace(beside, path)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)


def manifest(
    graph: Graph, ontology: Ontology, files: Mapping[str, bytes | Path], *, version: str, base: str = BASE
) -> bytes:
    """Return the manifest: what determined the bytes, their hashes, and what they hold; no clock, no machine."""
    evidence = [e for s in graph.statements for e in s.evidence]
    times = [
        (e.not_before or e.not_after, e.not_after or e.not_before) for e in evidence if e.not_before or e.not_after
    ]
    facts: dict[str, Any] = {
        "zongheng": version,
        "ontology": ontology.digest,
        "base": base,
        "documents": len(graph.documents),
        "entities": _counts(n.type for n in graph.entities),
        "mentions": sum(len(n.occurrences) for n in graph.entities),
        "statements": _counts(s.predicate.removeprefix(ONTOLOGY) for s in graph.statements),
        "asserted": sum(s.asserted for s in graph.statements),
        "evidence": _counts(e.status for e in evidence),
        "turns": len(graph.turns),
        "published": _range([a.date for a in graph.documents if a.date] * 2),
        "time": _range([day for pair in times for day in pair]),
        "files": {
            name: {"bytes": data.stat().st_size, "sha256": file_hash(data)}
            if isinstance(data, Path)
            else {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        },
    }
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _range(days: list[str]) -> dict[str, str]:
    return {"from": min(days), "to": max(days)} if days else {}


def _beside(path: Path, data: bytes | Path | Iterable[bytes]) -> Path:
    """Write the data to a new file in the folder of `path`, or move its file there; nothing is left when that fails."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, Path):
            os.replace(data, beside)
        with beside.open("ab") as file:
            if not isinstance(data, Path):
                file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        try:
            beside.unlink(missing_ok=True)
        except OSError as second:
            raise _refusal(path, second) from error
        raise _refusal(path, error) from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _refusal(path: Path, error: OSError) -> WriteError:
    reason = (error.strerror or str(error)).lower()
    return WriteError(
        f"{path}: cannot be written ({reason}); make room or rights there, or choose another place with -o"
    )
