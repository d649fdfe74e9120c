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
"""Lines that the longer of two columns has at least."""
_LARGE = 1.35
"""How many times larger than the text a headline is set."""
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
    """Return the parts of a region that gutters through its whole height part from each other.

    A headline alone at its height belongs to all the columns below it, even if it is too short to reach over them: no
    gutter passes beside it.
    """
    if len(region) < _ROWS + 2:
        return [region]
    em = median(r.em for r in region)
    headlines = _headlines(region)
    parts: list[list[Run]] = []
    rest = region
    for left, right in _gaps(region, lambda r: r.x0, lambda r: r.x1, _GUTTER * em):
        at = (left + right) / 2
        if any(right_end <= at or left_end > at for left_end, right_end in headlines):
            continue
        part = [r for r in rest if r.x1 <= at]
        after = [r for r in rest if r.x1 > at]
        if _column(part, em) and _column(after, em) and max(_rows(part), _rows(after)) >= _ROWS:
            parts.append(part)
            rest = after
    return [*parts, rest]


def _headlines(region: Sequence[Run]) -> list[tuple[float, float]]:
    """Return from where to where the lines in large type reach that have nothing else beside them."""
    size = median(r.size for r in region)
    large = [r for r in region if r.size >= _LARGE * size]
    found: list[tuple[float, float]] = []
    for headline in large[:_MOST_CUTS]:
        beside = [r for r in region if r.y0 < headline.y1 and headline.y0 < r.y1]
        if all(r.size >= _LARGE * size for r in beside):
            found.append((min(r.x0 for r in beside), max(r.x1 for r in beside)))
    return found


def _column(part: Sequence[Run], em: float) -> bool:
    """Whether runs may be a column: two lines, one below the other, of some width."""
    if _rows(part) < 2:
        return False
    return max(r.x1 for r in part) - min(r.x0 for r in part) >= 4 * em


def _rows(part: Sequence[Run]) -> int:
    """Return how many lines stand one below the other, or nearly so."""
    rows, reached = 0, float("-inf")
    for run in sorted(part, key=lambda r: (r.middle, r.x0)):
        if run.middle - reached > 0.5 * run.size:
            rows, reached = rows + 1, run.middle
    return rows


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
