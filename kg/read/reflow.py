"""From lines to paragraphs: recognise hard-wrapped text and join its lines; leave all other text as it is.

In hard-wrapped text a line breaks where the column is full, whatever the sense. Whether a line ends its paragraph is
decided for all lines together, as the likeliest sequence of paragraph starts: a line that goes on is as wide as the
column (counting the indent that extraction loses), one that ends a paragraph may have any width but mostly closes a
sentence. Where a break could be either, the text stays joined.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import mean, median

from kg.read.lines import CLOSERS, Line, columns, first_token

_INSIDE = re.compile(r"[，。！？；：、,;](?=.)")
_INDENT = 4.0
_ORDINARY = 4
"""Columns by which the marks and words of a full line may make it narrower or wider than the column."""


@dataclass(frozen=True, slots=True)
class Column:
    """The measure of a hard-wrapped text, in half-width columns.

    `lost` is the indent of first lines that the text no longer shows, or what it may be where too few lines tell;
    `spread` is the mean deviation of full lines;
    `gaps` says whether a blank line parts paragraphs, `indents` whether an indent does.
    """

    width: float
    lost: tuple[float, ...]
    spread: float
    gaps: bool
    indents: bool


def paragraphs_of(lines: Sequence[Line], alone: Sequence[bool], labelled: Sequence[bool]) -> list[list[Line]]:
    """Group lines into paragraphs.

    Args:
        lines: The lines of the text.
        alone: For each line whether it is a paragraph by itself (a page mark, a heading in mark-up).
        labelled: For each line whether it opens with the label of a speaker.
    """
    column = column_of(lines, labelled)
    if column is None:
        return [[line] for line in lines]
    starts = _starts(lines, column, alone, labelled)
    found: list[list[Line]] = []
    for line, start in zip(lines, starts, strict=True):
        if start:
            found.append([line])
        else:
            found[-1].append(line)
    return found


def column_of(lines: Sequence[Line], labelled: Sequence[bool]) -> Column | None:
    """Return the measure of hard-wrapped text, or None where each line is a paragraph.

    Hard-wrapped text has many lines with marks inside (so they are no headlines) that break off in mid-sentence, nearly
    all of one width, and hardly any line that is wider.
    """
    running = [line.columns for line in lines[:-1] if not line.closed and _INSIDE.search(line.text)]
    if len(running) < 3 or len(running) < 0.25 * len(lines):
        return None
    middle = median(running)
    full = sum(abs(columns - middle) <= 1.5 * _ORDINARY for columns in running)
    wider = sum(line.columns > middle + 4 * _ORDINARY for line in lines)
    if middle < 16 or full < 0.75 * len(running) or wider > 0.03 * len(lines):
        return None
    return _measure(lines, labelled, middle)


def _measure(lines: Sequence[Line], labelled: Sequence[bool], middle: float) -> Column:
    indented = sum(line.indent >= 2 for line in lines)
    indents = 2 <= indented <= 0.7 * len(lines)
    pairs = list(pairwise(lines))
    gaps = [after.gap > 0 for line, after in pairs if not line.closed and abs(line.columns - middle) <= _ORDINARY]
    going, opening = [], []
    for (before, line), after, label in zip(pairs, lines[2:], labelled[1:], strict=False):
        if line.closed or abs(line.columns - middle) > 2 * _ORDINARY or after.indent > line.indent:
            continue
        if label and before.closed:
            opening.append(line.columns)
        elif not before.closed and abs(before.columns - middle) <= 1.5 * _ORDINARY:
            going.append(line.columns)
        elif before.closed and before.columns < 0.7 * middle:
            opening.append(line.columns)
    width = median(going) if going else middle
    lost: tuple[float, ...] = (0.0, _INDENT)
    if indents:
        lost = (0.0,)
    elif len(going) >= 3 and len(opening) >= 3:
        narrower = mean(going) - mean(opening)
        lost = (narrower if 2 <= narrower <= 8 else 0.0,)
    spread = (sum(abs(c - width) for c in going) + 5.0) / (len(going) + 5)
    parted = any(line.gap for line in lines) and mean(gaps or [0.0]) < 0.5
    return Column(width, lost, max(1.0, spread), parted, indents)


def _starts(lines: Sequence[Line], column: Column, alone: Sequence[bool], labelled: Sequence[bool]) -> list[bool]:
    """Return for each line whether it starts a paragraph, as the likeliest sequence for the whole text.

    The states of a line are (goes on from the line before, starts a paragraph); what a line costs depends on its own
    state, for a lost indent, and on the next line's.
    """
    best = [float("-inf"), 0.0]
    trail: list[tuple[int, int]] = []
    for i, line in enumerate(lines[:-1]):
        after = lines[i + 1]
        ends = _chance(line, after, column, labelled[i + 1])
        forced = alone[i] or alone[i + 1] or _parted(after, column)
        goes_on = [best[s] + (log(1 - ends) + _full(line, after, column, s) if not forced else -1e9) for s in (0, 1)]
        stops = [best[s] + (log(ends) + _last(line, column, s) if not forced else 0.0) for s in (0, 1)]
        trail.append((int(goes_on[1] > goes_on[0]), int(stops[1] > stops[0])))
        best = [max(goes_on), max(stops)]
    state = int(best[1] > best[0])
    starts = [bool(state)]
    for back in reversed(trail):
        state = back[state]
        starts.append(bool(state))
    return starts[::-1]


def _parted(line: Line, column: Column) -> bool:
    """Whether the page itself shows that a paragraph starts with this line."""
    return line.gap > 1 or (column.gaps and line.gap > 0) or (column.indents and line.indent >= 2)


def _chance(line: Line, after: Line, column: Column, labelled: bool) -> float:
    """Return how likely the paragraph ends with `line`, its width left aside."""
    if labelled:
        return 0.97 if line.closed else 0.5
    shown = column.gaps or column.indents  # paragraphs show by blank lines or indents, so all others are few
    if line.closed:
        return 0.05 if shown else 0.7
    return 0.3 if line.text.rstrip(CLOSERS)[-1:] in "：:—" else 0.01


def _full(line: Line, after: Line, column: Column, start: int) -> float:
    """Return the log likelihood of the width of a line that is not the last of its paragraph."""
    rooms = [column.width - line.columns - (lost if start else 0.0) for lost in column.lost]
    token = columns(first_token(after.text)) - 2
    miss = min(max(0.0, room - token) if room > 0 else -room for room in rooms)
    return -log(2 * column.spread) - miss / column.spread


def _last(line: Line, column: Column, start: int) -> float:
    """Return the log likelihood of the width of the last line of a paragraph: any up to the full one."""
    over = line.columns + (column.lost[0] if start else 0.0) - column.width - column.spread
    return -log(column.width) - max(0.0, over) / column.spread
