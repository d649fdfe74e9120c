"""What a page says about itself: its date and its title; nothing is guessed."""

import re
from collections.abc import Sequence
from datetime import date

from kg.read.layout import Layout
from kg.read.lines import CLOSERS, FINAL, Line

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:$|[T ])")
_WRITTEN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:\s*年\s*(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*日"
    r"|(?P<mark>[-_./])(?P<m2>\d{1,2})(?P=mark)(?P<d2>\d{1,2})(?!\d)"
    r"|(?P<m3>\d{2})(?P<d3>\d{2})(?![0-9A-Za-z]))"
)
_YEAR = re.compile(r"(?:^|[/_\-. ])((?:19|20)\d\d)(?=[/_\-. 年]|$)")
_SENTENCE = re.compile("[，。！？；]")
HEADING_COLUMNS = 80
"""How wide a title may be."""
_TOP, _BOTTOM = 6, 3
"""How many lines at the top and at the bottom of a page may be a masthead or hold a dateline."""


def iso_day(text: str) -> str:
    """Return the day that a record or option writes as a date (2024-03-08, 20240308, 2024年3月8日), or ""."""
    text = text.strip()
    found = _ISO.match(text) or _WRITTEN.match(text)
    return _day(found) if found else ""


def named_day(name: str) -> str:
    """Return the one day that a file name, path or id holds, or ""."""
    found = {day for m in _WRITTEN.finditer(name) if (day := _day(m))}
    return found.pop() if len(found) == 1 else ""


def named_year(name: str) -> str:
    """Return the one year that stands by itself in a path, or ""."""
    found = set(_YEAR.findall(name))
    return found.pop() if len(found) == 1 else ""


def page_day(lines: Sequence[Line], layout: Layout, year: str) -> str:
    """Return the day that the masthead or dateline of a page says, or "".

    A dateline without a year (新华社北京3月6日电) counts only where `year` is known.
    """
    edge = [*lines[:_TOP], *lines[max(_TOP, len(lines) - _BOTTOM) :]]
    for line in edge:
        if day := _masthead_day(line.text, layout):
            return day
    for line in edge:
        head = line.text.lstrip("（(【[")[:60]
        found = layout.dateline.match(head) or layout.dateline.search(line.text[-60:]) or layout.today.search(head)
        if found and (stated := found.groupdict().get("year") or year):
            return _valid(stated, found["month"], found["day"])
    return ""


def is_masthead(line: Line, layout: Layout) -> bool:
    """Whether a line is the masthead of a page: a date and little else."""
    return bool(_masthead_day(line.text, layout))


def page_title(paragraphs: Sequence[Sequence[Line]], layout: Layout) -> int:
    """Return the index of the paragraph that is the title of a page, or -1 where that is not certain.

    A title is short, closes no sentence, is no page mark, label or dateline, and stands right above body text.
    """
    for i, paragraph in enumerate(paragraphs[:_TOP]):
        if len(paragraph) == 1 and is_masthead(paragraph[0], layout):
            continue
        width = sum(line.columns for line in paragraph)
        text = paragraph[-1].text
        open_end = text.rstrip(CLOSERS)[-1:] not in f"{FINAL}，。；：、,;:—"
        first = paragraph[0].text
        odd = layout.mark.match(first) or layout.label.match(first) or layout.dateline.match(first.lstrip("（("))
        body = any(p[-1].closed and sum(line.columns for line in p) > width for p in paragraphs[i + 1 : i + 4])
        return i if open_end and not odd and 8 <= width <= HEADING_COLUMNS and body else -1
    return -1


def _masthead_day(text: str, layout: Layout) -> str:
    """Return the day of a line that is a date beside a short name and words of a masthead, or ""."""
    found = _WRITTEN.search(text[:60])
    if not found or len(text) > 60 or _SENTENCE.search(text):
        return ""
    before = layout.masthead.sub(" ", text[: found.start()])
    after = layout.masthead.sub(" ", text[found.end() :])
    if before[-1:].isalpha() or after[:1].isalpha():
        return ""
    names = sum(c.isalpha() for c in before + after)
    return _day(found) if names <= 8 else ""


def _day(found: re.Match[str]) -> str:
    groups = found.groupdict()
    month = groups.get("month") or groups.get("m1") or groups.get("m2") or groups.get("m3") or ""
    day = groups.get("day") or groups.get("d1") or groups.get("d2") or groups.get("d3") or ""
    return _valid(groups["year"], month, day)


def _valid(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
