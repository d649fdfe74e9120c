"""The order in which the runs of a page are read: columns from left to right, under the headline that spans them.

A region of a page is cut along the white gutters that run through its whole height; where none does, because headlines
span them, the tallest band across it that falls into columns is cut out, and what is above and below looked at again.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from statistics import median

from kg.read.formats.glyphs import Run

_GUTTER = 0.85
"""Widths of a character that a gutter has at least."""
_ROWS = 3
"""Lines that a column has at least."""
_DEEPEST = 24
_MOST_CUTS = 40


def columns_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Return the columns of a page in reading order."""
    found: list[list[Run]] = []
    todo = [(list(runs), _DEEPEST)]
    while todo:
        region, depth = todo.pop()
        if not region:
            continue
        parts = _cut(region) if depth else [region]
        if len(parts) == 1:
            found.append(region)
        else:
            todo += [(part, depth - 1) for part in reversed(parts)]
    return found


def _cut(region: list[Run]) -> list[list[Run]]:
    if len(beside := _gutters(region)) > 1:
        return beside
    gaps = _gaps(region, lambda r: r.y0, lambda r: r.y1, 0.0)
    widest = sorted(gaps, key=lambda g: (g[0] - g[1], g))[:_MOST_CUTS]
    edges = sorted((top + stop) / 2 for top, stop in widest)
    top, bottom = min(r.y0 for r in region) - 1, max(r.y1 for r in region) + 1
    best, band = 0, (top, bottom)
    for above, below in combinations([top, *edges, bottom], 2):
        held = [r for r in region if above < r.y0 and r.y1 < below]
        if len(held) > best and len(held) < len(region) and len(_gutters(held)) > 1:
            best, band = len(held), (above, below)
    if not best:
        return [region]
    return [
        [r for r in region if r.y1 <= band[0]],
        [r for r in region if band[0] < r.y0 and r.y1 < band[1]],
        [r for r in region if r.y0 >= band[1]],
    ]


def _gutters(region: list[Run]) -> list[list[Run]]:
    """Return the parts of a region that gutters through its whole height part from each other."""
    if len(region) < 2 * _ROWS:
        return [region]
    em = median(r.em for r in region)
    parts: list[list[Run]] = []
    rest = region
    for left, right in _gaps(region, lambda r: r.x0, lambda r: r.x1, _GUTTER * em):
        at = (left + right) / 2
        part = [r for r in rest if r.x1 <= at]
        after = [r for r in rest if r.x1 > at]
        if _column(part, em) and _column(after, em):
            parts.append(part)
            rest = after
    return [*parts, rest]


def _column(part: Sequence[Run], em: float) -> bool:
    """Whether runs may be a column: some lines, one below the other, of some width."""
    if len(part) < _ROWS:
        return False
    tall = max(r.y1 for r in part) - min(r.y0 for r in part)
    wide = max(r.x1 for r in part) - min(r.x0 for r in part)
    return tall >= _ROWS * median(r.size for r in part) and wide >= 4 * em


def _gaps(
    region: Sequence[Run], begin: Callable[[Run], float], end: Callable[[Run], float], least: float
) -> list[tuple[float, float]]:
    """Return the stretches along one axis, wider than `least`, where no run stands, in order."""
    found: list[tuple[float, float]] = []
    reached = None
    for run in sorted(region, key=lambda r: (begin(r), end(r))):
        if reached is not None and begin(run) - reached > least:
            found.append((reached, begin(run)))
        reached = end(run) if reached is None else max(reached, end(run))
    return found
