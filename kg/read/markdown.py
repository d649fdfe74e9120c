"""Markdown as plain text: mark-up written over by hidden characters, so that offsets stay those of the file."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kg.read.layout import Layout
from kg.read.lines import ERASED, Line

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*)$", re.MULTILINE)
_MARKUP = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+][ \t]+|(?:[-*_][ \t]*){3,}$)"  # heads, quotations, lists, rules
    r"|!?\[(?=[^\[\]\n]{0,400}\]\([^()\s]{0,2000}\))"  # what stands around the text of a link
    r"|\]\([^()\s]{0,2000}\)"
    r"|\*\*|__"
    r"|(?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?:[ \t/][^<>\n]{0,1000})?>)",
    re.MULTILINE,
)
_BLOCKS = re.compile(r"(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6r]|blockquote|section|article)\Z", re.IGNORECASE)
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\r?$", re.MULTILINE)
_LINK = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?\[[^\[\]\n]{0,200}\]\(<?(https?://[^()\s<>]{1,2000})>?\)[ \t]*\r?$", re.MULTILINE
)
_COLOPHON = 120


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading: the span of the heading's text, that of the body, and the body's own link."""

    level: int
    heading: tuple[int, int]
    begin: int
    stop: int
    link: str = ""
    link_span: tuple[int, int] = (0, 0)


def unmarked(raw: str) -> tuple[str, tuple[int, int]]:
    """Return `raw` with its mark-up written over, and the span of the text of its first heading, (0, 0) for none.

    HTML tags inside are mark-up too; those of blocks leave a line break.
    """
    heading = _HEADING.search(raw)
    return _MARKUP.sub(_over, raw), _text_span(heading) if heading else (0, 0)


def heads(raw: str, begin: int) -> bool:
    """Whether the row that holds the character at `begin` is a heading."""
    return bool(_HEADING.match(raw, raw.rfind("\n", 0, begin) + 1))


def items_of(raw: str, lines: Sequence[Line], layout: Layout) -> list[Section]:
    """Return the sections that are documents of their own, [] where the file is one document.

    They are the sections of the deepest level at which several stand side by side and most stand for themselves: they
    hold a link of their own, a line with nothing else, or open with the credit of who sent them.
    """
    levels: dict[int, list[Section]] = defaultdict(list)
    for section in _sections(raw):
        levels[section.level].append(section)
    begins = [line.begin for line in lines]
    for level in sorted(levels, reverse=True):
        sections = levels[level]
        alone = sum(bool(s.link) or _credited(s, lines, begins, layout) for s in sections)
        if len(sections) > 1 and 2 * alone > len(sections):
            return sections
    return []


def _sections(raw: str) -> list[Section]:
    found = list(_HEADING.finditer(raw))
    stops = [len(raw)] * len(found)
    open_at: list[int] = []
    for i, heading in enumerate(found):
        while open_at and len(found[open_at[-1]][1]) >= len(heading[1]):
            stops[open_at.pop()] = heading.start()
        open_at.append(i)
    return [_section(raw, heading, stop) for heading, stop in zip(found, stops, strict=True)]


def _section(raw: str, heading: re.Match[str], stop: int) -> Section:
    begin = heading.end()
    bodies = found.start() if (found := _HEADING.search(raw, begin, stop)) else stop
    rules = list(_RULE.finditer(raw, begin, bodies))
    if rules and len(raw[rules[-1].end() : bodies].strip()) <= _COLOPHON:  # what a file says of itself at its end
        stop = bodies = rules[-1].start()
    links = list(_LINK.finditer(raw, begin, bodies))
    link = links[0] if len(links) == 1 else None
    return Section(
        len(heading[1]), _text_span(heading), begin, stop, link[1] if link else "", link.span() if link else (0, 0)
    )


def _credited(section: Section, lines: Sequence[Line], begins: Sequence[int], layout: Layout) -> bool:
    at = bisect_left(begins, section.begin)
    if at == len(lines) or lines[at].begin >= section.stop:
        return False
    return bool(layout.credit.match(lines[at].text[:400].replace(ERASED, "")))


def _text_span(heading: re.Match[str]) -> tuple[int, int]:
    text = heading[2].rstrip().rstrip("#").rstrip()
    return heading.start(2), heading.start(2) + len(text)


def _over(found: re.Match[str]) -> str:
    block = found["tag"] and _BLOCKS.match(found["name"])
    return ("\n" if block else ERASED) + ERASED * (len(found[0]) - 1)
