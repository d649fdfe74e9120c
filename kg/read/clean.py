"""From raw to clean text: paragraphs one to a line, blanks that mean nothing gone, and the map back.

Every clean character is the raw character its offset points to, but for a kept blank, which is " " (or U+3000 where
the raw text has that), and "\\n", which stands for the break or the indent between two paragraphs.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import chain

from kg.model import Text
from kg.read.lines import BLANKS, HIDDEN, Line, lines_of
from kg.read.script import simplified

EMPTY = Text("", "", "", range(0))

_GAP = re.compile(f"[{re.escape(BLANKS)}{re.escape(HIDDEN)}]+")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_IS_HAN = re.compile(f"[{_HAN}]")
_MARKS = re.compile("[，。！？；]")
_THOUSANDS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[ \xa0\u2009\u202f]\d{{3}}){{1,4}}(?=[ \xa0]?[{_HAN}%％])")


def text_of(raw: str, view: str, paragraphs: Iterable[Sequence[Line]], *, heading: bool = False) -> Text:
    """Return the three forms of a text.

    Args:
        raw: The text as decoded.
        view: The same with mark-up written over by hidden characters.
        paragraphs: The lines of each paragraph.
        heading: Whether all of it is a title, in which blanks part clauses.
    """
    ranges: list[range] = []
    parts: list[str] = []
    for paragraph in paragraphs:
        if parts:
            parts.append("\n")
            ranges.append(range(paragraph[0].newline, paragraph[0].newline + 1))
        calm = heading or not any(_MARKS.search(line.text) for line in paragraph)
        for begin, stop, sign in _pieces(view, paragraph, calm):
            ranges.append(range(begin, stop))
            parts.append(sign or view[begin:stop])
    clean = "".join(parts)
    if clean == raw:
        return Text(raw, raw, simplified(raw), range(len(raw)))
    return Text(raw, clean, simplified(clean), array("L", chain.from_iterable(ranges)))


def title_of(raw: str, view: str | None = None) -> Text:
    """Return the three forms of a title; `view` is the same with mark-up written over."""
    lines = lines_of(raw if view is None else view)
    return text_of(raw, raw if view is None else view, [lines], heading=True) if lines else Text(raw, "", "", range(0))


def _pieces(view: str, paragraph: Sequence[Line], calm: bool) -> Iterable[tuple[int, int, str]]:
    """Yield what is kept of a paragraph, in order: raw begin and end, and the blank to write for it or ""."""
    begin = paragraph[0].begin
    for i, line in enumerate(paragraph):
        gaps = [m.span() for m in _GAP.finditer(view, line.begin, line.stop)]
        bound = _bound(view, line, gaps)
        for start, stop in gaps:
            yield begin, start, ""
            if start not in bound and _kept(view, line, start, stop, calm, len(paragraph) > 1 and not calm):
                blanks = [k for k in range(start, stop) if view[k] in BLANKS]
                wide = [k for k in blanks if view[k] == "\u3000"]
                if blanks:
                    at = (wide or blanks)[0]
                    yield at, at + 1, "\u3000" if wide else " "
            begin = stop
        yield begin, line.stop, ""
        if i + 1 < len(paragraph):
            after = paragraph[i + 1]
            if _latin(view[line.stop - 1]) and _latin(view[after.begin]):
                yield after.newline, after.newline + 1, " "
            begin = after.begin


def _kept(view: str, line: Line, start: int, stop: int, calm: bool, wrapped: bool) -> bool:
    """Whether blanks inside a line stand for something."""
    before, after = view[start - 1], view[stop]
    if not any(c in BLANKS for c in view[start:stop]):
        return False
    han_before, han_after = bool(_IS_HAN.match(before)), bool(_IS_HAN.match(after))
    if han_before and han_after:
        return not wrapped or "\u3000" in view[start:stop]
    if before < "\u2000" and after < "\u2000":
        return not (before.isdigit() and after == "%")
    if calm:
        return not _spaced_number(view, line, start, stop)
    return False


def _spaced_number(view: str, line: Line, start: int, stop: int) -> bool:
    """Whether the blanks set off a number from the characters on both its sides (第 29 位)."""
    if view[start - 1].isdigit():
        head = view[max(line.begin, start - 24) : start].rstrip("0123456789.,")
        return head[-1:] in BLANKS and bool(_IS_HAN.match(head.rstrip(BLANKS)[-1:]))
    if view[stop].isdigit():
        tail = view[stop : min(line.stop, stop + 24)].lstrip("0123456789.,")
        return tail[:1] in BLANKS and bool(_IS_HAN.match(tail.lstrip(BLANKS)[:1]))
    return False


def _bound(view: str, line: Line, gaps: Sequence[tuple[int, int]]) -> set[int]:
    """Return the starts of gaps inside one number (5 000人) or one name set wide (王　毅)."""
    if not gaps:
        return set()
    found: set[int] = set()
    for number in _THOUSANDS.finditer(view, line.begin, line.stop):
        found.update(m.start() for m in _GAP.finditer(view, *number.span()))
    edges = [line.begin, *chain.from_iterable(gaps), line.stop]
    tokens = [view[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    for i, (start, _) in enumerate(gaps):
        left, right = tokens[i], tokens[i + 1]
        if not (_lone(left[-2:][::-1]) and _lone(right[:2])):
            continue
        more_before = len(left) == 1 and i > 0 and _lone(tokens[i - 1][-2:][::-1])
        more_after = len(right) == 1 and i + 2 < len(tokens) and _lone(tokens[i + 2][:2])
        if not more_before and not more_after:
            found.add(start)
    return found


def _lone(chars: str) -> bool:
    """Whether the first of up to two characters is Chinese and the second is not."""
    return bool(chars) and bool(_IS_HAN.match(chars[0])) and not (len(chars) > 1 and _IS_HAN.match(chars[1]))


def _latin(char: str) -> bool:
    """Whether a character belongs to a word that blanks part from the next: a letter of an alphabet."""
    return char.isalpha() and char < "\u1100"
