"""From lines in columns to paragraphs and titles, by their sizes, indents and ends."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kg.read.formats.glyphs import Run
from kg.read.lines import CLOSERS, FINAL

_TITLE, _SUBHEAD = 1.35, 1.12
"""How many times larger than the text a title, and a heading inside an article, is set."""
_INDENT = (1.4, 2.8)
"""Widths of a character by which first lines are indented."""
_WIDEST = 1.9
"""How far apart, in heights of a character, the lines of a paragraph stand at most."""


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a paragraph; `title` if it is the title of an article."""

    lines: tuple[str, ...]
    title: bool = False

    @property
    def closed(self) -> bool:
        """Whether it ends as a sentence does."""
        return _closed(self.lines[-1])


@dataclass(frozen=True, slots=True)
class _Set:
    """A line as it is set in its column: blanks before and after it in widths of a character, its distance from the
    line above in ordinary ones; `first` of its column."""

    text: str
    scale: float
    before: float
    after: float
    above: float
    first: bool

    @property
    def closed(self) -> bool:
        return _closed(self.text)

    @property
    def middle(self) -> bool:
        """Whether it is set in the middle: a subhead, or a first line that is the last one too."""
        apart = abs(self.before - self.after)
        return min(self.before, self.after) > (1.9 if apart < 0.8 else _INDENT[1]) and apart < 1.5


def blocks_of(columns: Sequence[Sequence[Run]]) -> list[Block]:
    """Return the paragraphs and titles of columns in reading order."""
    body = _body_size(columns)
    lines = [line for column in columns for line in _set(column, body)]
    plain = [line for line in lines if line.scale < _SUBHEAD]
    indented = sum(_indented(line) for line in plain)
    indents = bool(plain) and 0.02 * len(plain) <= indented <= 0.75 * len(plain)
    groups: list[list[_Set]] = []
    for line in lines:
        if not groups or _starts(groups[-1][-1], line, indents):
            groups.append([])
        groups[-1].append(line)
    titles = _titles(groups)
    return [Block(tuple(x.text for x in group), title) for group, title in zip(groups, titles, strict=True)]


def _titles(groups: Sequence[Sequence[_Set]]) -> list[bool]:
    """Return for each group whether it is a title: of neighbours in large type the largest, the first of equals."""
    found = [False] * len(groups)
    i = 0
    while i < len(groups):
        j = i
        while j < len(groups) and groups[j][0].scale >= _SUBHEAD:
            j += 1
        largest = max(range(i, j), key=lambda k: (groups[k][0].scale, -k), default=i)
        if j > i and groups[largest][0].scale >= _TITLE:
            found[largest] = True
        i = j + 1
    return found


def _body_size(columns: Sequence[Sequence[Run]]) -> float:
    sizes: Counter[float] = Counter()
    for column in columns:
        for line in column:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) or 1.0


def _set(column: Sequence[Run], body: float) -> list[_Set]:
    plain = [line for line in column if line.size < _SUBHEAD * body] or list(column)
    left, right = min(line.x0 for line in plain), max(line.x1 for line in plain)
    steps = [b.middle - a.middle for a, b in itertools.pairwise(plain)]
    # where paragraphs of one line are many, most lines are further apart than the lines of a paragraph
    step = min(sorted(steps)[len(steps) // 5], _WIDEST * body) if steps else body
    found: list[_Set] = []
    for i, line in enumerate(column):
        above = (line.middle - column[i - 1].middle) / max(step, 0.1) if i else 1.0
        scale = line.size / body
        found.append(_Set(line.text, scale, (line.x0 - left) / line.em, (right - line.x1) / line.em, above, not i))
    return found


def _starts(before: _Set, line: _Set, indents: bool) -> bool:
    """Whether a line starts a paragraph."""
    if abs(before.scale - line.scale) > 0.12 * max(before.scale, line.scale):
        return True
    if line.scale >= _SUBHEAD:
        return line.first or line.above > 1.6 * line.scale  # the lines of one heading stand close
    if before.middle != line.middle:
        return True
    if indents and _indented(line):
        return True
    if line.above > 1.7:
        return True
    short = before.after > 1.5 + max(0.0, line.before)
    return before.closed and short and (not indents or before.after > 3)


def _indented(line: _Set) -> bool:
    return _INDENT[0] <= line.before <= _INDENT[1]


def _closed(text: str) -> bool:
    core = text.rstrip(CLOSERS)
    return not core or core[-1] in FINAL
