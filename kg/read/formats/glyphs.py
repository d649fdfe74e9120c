"""The characters of a PDF page and the runs they form: pieces of lines, in page coordinates that grow downwards."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import pypdfium2.raw as pdfium

from kg.errors import ReadError
from kg.read.limits import GLYPHS

_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_WIDE = "\u2e80"
_GAP = 0.9
"""Widths of a character that part two runs of one line."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand side by side: their box, the height of their font, the width of a character."""

    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    em: float
    text: str

    @property
    def middle(self) -> float:
        """The height at which the run stands."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class _Glyph:
    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def runs_on(text_page: "pdfium.FPDF_TEXTPAGE", height: float) -> list[Run]:
    """Return the runs of a page.

    Raises:
        ReadError: it has more characters than a page can have.
    """
    count = pdfium.FPDFText_CountChars(text_page)
    if count > GLYPHS:
        raise ReadError(f"a page with {count} characters; save it as plain text")
    pieces: list[list[_Glyph]] = []
    for glyph in _glyphs(text_page, count, height):
        if pieces and _follows(pieces[-1][-1], glyph):
            pieces[-1].append(glyph)
        else:
            pieces.append([glyph])
    return [run for piece in pieces if (run := _run(piece))]


def _glyphs(text_page: "pdfium.FPDF_TEXTPAGE", count: int, height: float) -> Iterator[_Glyph]:
    box = pdfium.FS_RECTF()
    high = 0
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, i)
        if code in _HIGH:
            high = code
            continue
        if code in _LOW:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        if code < 0x20 or code in _HIGH or pdfium.FPDFText_IsGenerated(text_page, i) == 1:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page, i, box):
            continue
        left, right = sorted((box.left, box.right))
        low, top = sorted((box.bottom, box.top))
        if all(abs(edge) < 1e5 for edge in (left, right, low, top)):
            yield _Glyph(left, height - top, right, height - low, chr(code))


def _follows(before: _Glyph, after: _Glyph) -> bool:
    """Whether a character goes on the run of the one before it: on one line, of one size, and close by."""
    em = max(before.height, after.height, 0.1)
    if not 0.8 <= (before.height + 0.01) / (after.height + 0.01) <= 1.25:
        return False
    return abs(before.y0 + before.y1 - after.y0 - after.y1) < 0.6 * em and -0.6 * em < after.x0 - before.x1 < 0.7 * em


def _run(piece: Sequence[_Glyph]) -> Run | None:
    """Return the run of glyphs, blanks at its ends left away and words of letters parted; None if there is no text."""
    glyphs = list(piece)
    while glyphs and glyphs[-1].text.isspace():
        glyphs.pop()
    while glyphs and glyphs[0].text.isspace():
        glyphs.pop(0)
    if not glyphs:
        return None
    size = median(g.height for g in glyphs)
    wide = [g.x1 - g.x0 for g in glyphs if g.text >= _WIDE]
    em = median(wide) if wide else 0.9 * size
    text = glyphs[0].text
    for before, after in itertools.pairwise(glyphs):
        apart = after.x0 - before.x1 > 0.25 * em and min(before.text, after.text) < _WIDE
        if apart and not before.text.isspace() and not after.text.isspace():
            text += " "
        text += after.text
    x0, x1 = min(g.x0 for g in glyphs), max(g.x1 for g in glyphs)
    y0, y1 = min(g.y0 for g in glyphs), max(g.y1 for g in glyphs)
    return Run(x0, y0, x1, y1, max(size, 0.1), max(em, 0.1), text)


def lines_among(runs: Iterable[Run]) -> list[Run]:
    """Return the lines of one column, from top to bottom, each as one run."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (r.middle, r.x0, r.text)):
        if rows and abs(run.middle - rows[-1][-1].middle) < 0.5 * min(run.size, rows[-1][-1].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_joined(sorted(row, key=lambda r: (r.x0, r.text))) for row in rows]


def _joined(row: Sequence[Run]) -> Run:
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for before, after in itertools.pairwise(row):
        gap = after.x0 - before.x1
        if gap >= _GAP * before.em and before.text[-1] >= _WIDE and after.text[0] >= _WIDE:
            text += "\u3000"
        elif gap > 0.25 * before.em and min(before.text[-1], after.text[0]) < _WIDE:
            text += " "
        text += after.text
    longest = max(row, key=lambda r: len(r.text))
    y0, y1 = min(r.y0 for r in row), max(r.y1 for r in row)
    return Run(row[0].x0, y0, max(r.x1 for r in row), y1, longest.size, longest.em, text)
