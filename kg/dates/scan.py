"""Find the time expressions of a text: the longest at each place, left to right."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from kg.dates import feasts, phrases, points, spans
from kg.dates.context import Context, Value
from kg.dates.edtf import window
from kg.dates.grammar import compiled_grammar
from kg.dates.phrases import Found, groups
from kg.model import TimeSpan

_MEASURE = re.compile("R?/?P")


def find(text: str, date: datetime.date | None = None, *, measures: bool = True) -> tuple[TimeSpan, ...]:
    """Return the time expressions of a Chinese text, in order and without overlap, at code points of `text`.

    Args:
        text: simplified or traditional Chinese.
        date: the day of the document, against which relative expressions are resolved; without it they stay open.
        measures: give durations and sets their ISO 8601 values (P34Y, R/P1Y), which are no EDTF; else they have "".
    """
    return tuple(_spans(text.translate(compiled_grammar().variants), Context(date), measures))


def _spans(text: str, context: Context, measures: bool) -> Iterator[TimeSpan]:
    search, place = compiled_grammar().start.search, 0
    while match := search(text, place):
        place = match.start()
        context = context.at(text[context.end : place], place)
        name, end, value = _longest(text, place, context)
        if end == place:
            place += 1
            continue
        if value:
            if context.recurring and value.edtf and not value.said_year and value.basis != "stated":
                value = Value("")
            shown = "" if _MEASURE.match(value.edtf) and not measures else value.edtf
            bounds = window(shown) if shown == value.edtf and not _MEASURE.match(shown) else ("", "")
            yield TimeSpan(place, end, shown, *bounds, value.basis if shown else "stated")
            if name != "duration":
                context = replace(context.after(value, end), recurring=name == "recurring" or context.recurring)
        place = end


def _longest(text: str, place: int, context: Context) -> tuple[str, int, Value | None]:
    """Return kind, end and value of the longest expression that begins at `place`; a guard has no value."""
    patterns = compiled_grammar()
    found: list[tuple[int, int, str, re.Match[str] | None]] = []
    for rank, (name, pattern) in enumerate(patterns.kinds.items()):
        match = pattern.match(text, place)
        if match and match.end() > place:
            found.append((-match.end(), rank, name, match))
    point = phrases.point(text, place, context)
    if point:
        found.append((-point[0], _POINT_RANK, "point", None))
    for end, _, name, match in sorted(found, key=lambda f: f[:2]):
        if match is None:
            return name, -end, point[1] if point else None
        result = _KINDS[name](text, match, context)
        if result:
            return name, *result
    return "", place, None


def _guard(text: str, match: re.Match[str], context: Context) -> tuple[int, None]:
    return match.end(), None


def _recurring(text: str, match: re.Match[str], context: Context) -> Found:
    end = match.end()
    point = phrases.point(text, end, context)
    return point[0] if point else end, Value(spans.recurring(groups(match)))


def _ago(text: str, match: re.Match[str], context: Context) -> Found | None:
    return _at(match, spans.ago(groups(match), context))


def _window(text: str, match: re.Match[str], context: Context) -> Found | None:
    return _at(match, spans.window(groups(match), context, text, match.end()))


def _plan(text: str, match: re.Match[str], context: Context) -> Found | None:
    named = bool(compiled_grammar().names["plan"].match(text, match.end()))
    return _at(match, spans.plan(groups(match), context, named))


def _century(text: str, match: re.Match[str], context: Context) -> Found | None:
    """Return a century or decade, with what follows; the pattern may match nothing, or a bare 中期."""
    value = spans.century(groups(match), context)
    return phrases.suffixed(text, match.start(), match.end(), value, context) if value else None


def _lunar(text: str, match: re.Match[str], context: Context) -> Found | None:
    g = groups(match)
    year, basis, _ = points.year_of(g, context)
    return _at(match, feasts.lunar(g, context, year, basis))


def _season_start(text: str, match: re.Match[str], context: Context) -> Found | None:
    return _at(match, feasts.season_start(match["season"], context))


def _years(text: str, match: re.Match[str], context: Context) -> Found | None:
    """Return 1925—1949 where brackets or marks set it off."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match["y1"] >= match["y2"] or not (before in set("（(《") or after in set("）)》年")):
        return None
    return match.end(), Value(f"{match['y1']}/{match['y2']}", "stated", int(match["y1"]))


def _bare_year(text: str, match: re.Match[str], context: Context) -> Found | None:
    """Return a year written without 年: after a word such as 迎接, or near the document's year before what it dates."""
    place, end, year = match.start(), match.end(), int(match[0])
    cue = compiled_grammar().cues["year"].search(text[max(0, place - 4) : place])
    near = context.now and abs(context.now.year - year) <= 2
    follows = text[end : end + 1]
    if (
        not 1900 <= year < 2100
        or compiled_grammar().names["counter"].match(text, end)
        or (place and text[place - 1] in "-—.#")
    ):
        return None
    if compiled_grammar().names["year"].match(text, end):
        return None
    if cue or (near and "\u4e00" <= follows <= "\u9fff"):
        return end, Value(f"{year}", "stated", year, said_year=True)
    return None


def _vague(text: str, match: re.Match[str], context: Context) -> Found:
    return match.end(), Value("")


def _duration(text: str, match: re.Match[str], context: Context) -> Found | None:
    if match[0][0] in "百千" or re.match("[12][0-9]{3}年[^多余半]", match[0]):
        return None
    return match.end(), Value(spans.duration(match[0], compiled_grammar().amount))


def _at(match: re.Match[str], value: Value | None) -> Found | None:
    return (match.end(), value) if value else None


def _short_range(text: str, match: re.Match[str], context: Context) -> Found | None:
    return phrases.short_range(text, match, context)


_Kind = Callable[[str, re.Match[str], Context], Found | tuple[int, None] | None]
_KINDS: dict[str, _Kind] = {
    "guard": _guard,
    "recurring": _recurring,
    "ago": _ago,
    "window": _window,
    "plan": _plan,
    "century": _century,
    "lunar": _lunar,
    "season_start": _season_start,
    "short_range": _short_range,
    "years": _years,
    "bare_year": _bare_year,
    "vague": _vague,
    "duration": _duration,
}
_POINT_RANK = list(_KINDS).index("years")
