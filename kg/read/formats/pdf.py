"""PDF: characters with their boxes give columns, indents and sizes, and those give paragraphs, titles and articles.

The text that comes out has a row for each line of the page, and a blank line between paragraphs. What stands in
the margin of several pages alike stays on the first; page numbers are left away.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2

from kg.errors import ReadError
from kg.read.formats.columns import columns_of
from kg.read.formats.extract import Extract, Region
from kg.read.formats.glyphs import Run, lines_among, runs_on
from kg.read.formats.measure import Block, blocks_of
from kg.read.limits import PAGES

_FOLIO = re.compile(r"[\s\d\-—–－·.,/|第页共版A-D]{1,12}")
_DIGITS = re.compile(r"\d+")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_MARGIN = 0.08


@dataclass(frozen=True, slots=True)
class _Page:
    height: float
    columns: list[list[Run]]


def pdf_text(data: bytes) -> Extract:
    """Return the text of a PDF and the articles in it.

    Raises:
        ReadError: it is damaged, encrypted, too large, or has no text in it.
    """
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = "an encrypted PDF; save it without a password" if locked else "a damaged PDF; save it again, or as text"
        raise ReadError(what) from None
    try:
        if len(file) > PAGES:
            raise ReadError(f"a PDF of {len(file)} pages; split it")
        pages = [_page(file, number) for number in range(len(file))]
    finally:
        file.close()
    columns = [lines for page in _bared(pages) for lines in page.columns if lines]
    text = "".join(line.text for lines in columns for line in lines)
    if not text.strip():
        raise ReadError("no text in it, only pictures (a scan?); run character recognition over it")
    if len(_PRIVATE.findall(text)) > 0.2 * len(text):
        raise ReadError("its fonts do not say which characters they show; run character recognition over it")
    return _extract(blocks_of(columns))


def _page(file: pypdfium2.PdfDocument, number: int) -> _Page:
    page = file[number]
    try:
        height = page.get_height()
        text_page = page.get_textpage()
        try:
            runs = runs_on(text_page.raw, height)
        finally:
            text_page.close()
    except pypdfium2.PdfiumError:
        raise ReadError(f"a damaged PDF (page {number + 1}); save it again, or as text") from None
    finally:
        page.close()
    return _Page(height, [lines_among(column) for column in columns_of(runs)])


def _bared(pages: Sequence[_Page]) -> list[_Page]:
    """Return the pages without page numbers and without the lines in their margins that stood on one before."""
    seen: set[tuple[str, int]] = set()
    found: list[_Page] = []
    for page in pages:
        here = {_place(line) for column in page.columns for line in column if _marginal(line, page)}
        columns = [[line for line in column if _kept(line, page, seen)] for column in page.columns]
        found.append(_Page(page.height, columns))
        seen |= here
    return found


def _kept(line: Run, page: _Page, seen: set[tuple[str, int]]) -> bool:
    if not _marginal(line, page):
        return True
    return _place(line) not in seen and not (_FOLIO.fullmatch(line.text) and _DIGITS.search(line.text))


def _marginal(line: Run, page: _Page) -> bool:
    return line.middle < _MARGIN * page.height or line.middle > (1 - _MARGIN) * page.height


def _place(line: Run) -> tuple[str, int]:
    return _DIGITS.sub("0", line.text), round(line.middle / 4)


def _extract(blocks: Sequence[Block]) -> Extract:
    """Write the blocks down and say where the articles are: from each title to the next.

    What stands before the first title is an article without one if there is a sentence in it, else the page's head.
    """
    parts: list[str] = []
    length = 0
    regions: list[Region] = []
    begin, heading, text_there = 0, (0, 0), False
    for block in blocks:
        text = "\n".join(block.lines)
        if block.title:
            if text_there or heading != (0, 0):
                regions.append(Region(begin, length, heading))
            begin, heading, text_there = length, (length, length + len(text)), False
        text_there = text_there or block.closed
        parts.append(text + "\n\n")
        length += len(text) + 2
    regions.append(Region(begin, length, heading))
    return Extract("".join(parts).rstrip("\n") + "\n", regions=regions, laid=True)
