"""Noticing that inputs or the ontology have changed.

Names, sizes and times of files are looked at now and then: no library, and the same on every file system, also on those
of other machines, which tell nobody of changes.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.resources import data, ontology_folder
from kg.run.inputs import overlays_for

State = tuple[tuple[str, int, int], ...]


def changes(
    paths: Sequence[Path],
    overlays: Sequence[Path] = (),
    *,
    seconds: float = 1.0,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Yield each time a file of the inputs or of the ontology has changed since the last time, and come to rest.

    It never ends by itself; no paths mean the bundled sample. What changes while the caller works is noticed after.
    """
    paths = list(paths) or [data("sample")]

    def now() -> State:
        return _state([*paths, ontology_folder(), *overlays_for(paths, overlays)])

    seen = now()
    while True:
        wait(seconds)
        current = now()
        if current == seen:
            continue
        while True:
            wait(seconds / 2)
            latest, current = current, now()
            if current == latest:
                break
        seen = current
        yield


def _state(paths: Sequence[Path]) -> State:
    return tuple(sorted({entry for path in paths for entry in _entries(path)}))


def _entries(path: Path) -> Iterator[tuple[str, int, int]]:
    found = [path]
    if path.is_dir():
        found = [Path(place, name) for place, _, names in os.walk(path) for name in names]
    for file in found:
        try:
            facts = file.stat()
        except OSError:  # it has just gone, which is a change of its own
            continue
        yield os.fspath(file), facts.st_size, facts.st_mtime_ns
