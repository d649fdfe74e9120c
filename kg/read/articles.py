"""A page as articles: where notes of continuation part them, and which title is whose.

A note such as （上接2版） opens an article that began elsewhere, （下转4版） ends one that goes on elsewhere;
nothing else parts a page of plain text. Titles may stand above their text or, where text was taken from a printed
page, after it: how the last article of the page is set decides for all.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.read.layout import Layout
from kg.read.lines import CLOSERS, FINAL, OPENERS, Line
from kg.read.page import HEADING_COLUMNS, page_title

_MOST_TITLE_LINES = 4


@dataclass(frozen=True, slots=True)
class Article:
    """The paragraphs of an article and those that are its title; `continued` if it began on another page."""

    title: tuple[Sequence[Line], ...]
    paragraphs: tuple[Sequence[Line], ...]
    continued: bool = False


@dataclass(slots=True)
class _Segment:
    continued: bool
    paragraphs: list[list[Line]] = field(default_factory=list)


def marks_apart(raw: str, layout: Layout) -> str:
    """Return `raw` with a line break in place of the bracket that parts a note of continuation from text beside it."""
    cuts = [found.start(found.lastgroup or 0) for found in layout.edge.finditer(raw)]
    if not cuts:
        return raw
    ends = [*cuts[1:], len(raw)]
    return raw[: cuts[0]] + "".join(f"\n{raw[at + 1 : end]}" for at, end in zip(cuts, ends, strict=True))


def articles_of(paragraphs: Iterable[list[Line]], layout: Layout) -> list[Article]:
    """Return the articles of a page that has notes of continuation, [] if it has none."""
    segments = [_Segment(False)]
    marked = False
    for paragraph in paragraphs:
        if len(paragraph) == 1 and layout.mark.fullmatch(paragraph[0].text):
            marked = True
            segments.append(_Segment(bool(layout.onward.match(paragraph[0].text))))
        else:
            segments[-1].paragraphs.append(paragraph)
    segments = [s for s in segments if s.paragraphs]
    if not marked or not segments:
        return []
    last = segments[-1]
    after = last.continued and page_title(last.paragraphs, layout) < 0 and _tail(last, layout) > 0
    if not after:
        _move_titles_down(segments, layout)
    return [_article(s, after, layout) for s in segments if s.paragraphs]


def _move_titles_down(segments: Sequence[_Segment], layout: Layout) -> None:
    """Give what stands right above a note, and looks like a title, to the article that the note opens."""
    for above, below in itertools.pairwise(segments):
        if below.continued and page_title(below.paragraphs, layout) < 0 and (count := _tail(above, layout)):
            below.paragraphs[:0] = above.paragraphs[-count:]
            del above.paragraphs[-count:]


def _article(segment: _Segment, after: bool, layout: Layout) -> Article:
    paragraphs = segment.paragraphs
    if segment.continued and not after and (count := _head(segment, layout)):
        return Article(tuple(paragraphs[:count]), tuple(paragraphs[count:]), segment.continued)
    if (at := page_title(paragraphs, layout)) >= 0:
        return Article((paragraphs[at],), (*paragraphs[:at], *paragraphs[at + 1 :]), segment.continued)
    count = _tail(segment, layout) if after else 0
    body = len(paragraphs) - count
    return Article(tuple(paragraphs[body:]), tuple(paragraphs[:body]), segment.continued)


def _tail(segment: _Segment, layout: Layout) -> int:
    """Return how many paragraphs at the end of a segment are a title; a title of several lines has no gaps in it."""
    count = 0
    for paragraph in reversed(segment.paragraphs[-_MOST_TITLE_LINES:]):
        apart = count and segment.paragraphs[-count][0].gap
        if apart or not _heading(paragraph, layout):
            break
        count += 1
    return count


def _head(segment: _Segment, layout: Layout) -> int:
    """Return how many paragraphs at the beginning of a segment are a title of several lines."""
    count = 0
    while count < min(_MOST_TITLE_LINES, len(segment.paragraphs) - 1) and _heading(segment.paragraphs[count], layout):
        count += 1
    return count


def _heading(paragraph: Sequence[Line], layout: Layout) -> bool:
    """Whether a paragraph may be a title: short, no sentence, no dateline, label, byline or note."""
    text = "".join(line.text for line in paragraph)
    end = text.rstrip(CLOSERS)[-1:]
    width = sum(line.columns for line in paragraph)
    if not 8 <= width <= HEADING_COLUMNS or not end or end in f"{FINAL}，。；：、,;:—":
        return False
    bare = text.lstrip(OPENERS)
    note = text[0] in "（(【[" and text[-1] in "）)】]"
    return not (note or "。" in text or "；" in text or layout.label.match(text) or layout.agency.match(bare))
