"""From the groups of a matched point to its value, against the document date and what was said before."""

from collections.abc import Mapping
from datetime import date

from kg.dates import almanac, feasts, near
from kg.dates.almanac import number
from kg.dates.context import Context, Value
from kg.dates.vocabulary import TimeWord, shipped_words

Groups = Mapping[str, str]
_CORE = (  # groups of which one at least makes a point
    frozenset({"iy", "era", "y", "yy", "yrel", "m", "mrel", "d", "drel", "q", "q1", "qrel", "qn", "half", "mn"})
    | {"srel", "hol", "yspot", "mspot", "whole", "within", "week", "wend", "stem", "pd"}
)


def value_of(g: Groups, context: Context, place: int, ahead: bool) -> Value | None:
    """Return the value of a point, with edtf "" where it stays open, or None where the words are no time after all.

    `g` holds the groups that matched, `place` where the point begins; `ahead` says that the words around it look
    forward.
    """
    if _CORE.isdisjoint(g):
        day, basis = context.day or context.now, "context" if context.day else "document"
        return _with_clock(g, Value("", basis, day=day)) if {"daypart", "h"} <= g.keys() else None
    if not _plausible(g):
        return None
    value = _value(g, context, place, ahead)
    return _with_clock(g, value) if value and value.day else value


def _plausible(g: Groups) -> bool:
    """Refuse what only looks like a point: a bare 3号, a bare 三日, a season or feast without a year or frame."""
    if "d" in g and not g.keys() & {"m", "mrel", "y", "iy", "yrel", "pd"}:
        if g["mark"] == "号" and not g.keys() & {"daypart", "h", "h2", "framed"}:
            return False
        if not g["d"].isascii() and (number(g["d"]) or 0) < 10:
            return False
    dated = g.keys() & {"y", "yrel", "era", "srel"}
    if "season" in g and not dated:
        return False
    if "hol" in g and not dated and not g.keys() & {"frame", "nth", "framed", "pd"}:
        return shipped_words().holidays[g["hol"]].unframed
    return not ("ypart" in g and not dated)


def _value(g: Groups, context: Context, place: int, ahead: bool) -> Value | None:
    if "iy" in g:
        found = almanac.day(int(g["iy"]), int(g["im"]), int(g["id"]))
        return near.single(found, "stated", True) if found else None
    if g.keys() & {"week", "wend", "stem"}:
        return near.week(g, context, ahead)
    if g.keys() & {"drel", "pd"} and not g.keys() & {"m", "y"}:
        return near.relative_day(g, context)
    year, basis, last = year_of(g, context)
    if year is not None and not -9999 <= year <= 9998:
        return None
    said = year is not None
    if "m" in g or "mrel" in g:
        return _month(g, context, place, ahead, year, basis)
    if "d" in g:
        return None if said else near.bare_day(g, context, place, ahead)
    if "hol" in g:
        return feasts.holiday(g, context, year, basis, ahead)
    if g.keys() & {"q", "q1", "qrel", "qn", "half", "mn"}:
        return _months(g, context, place, ahead, year, basis)
    if "srel" in g or ("season" in g and said):
        if "srel" in g:
            year, basis = _counted(shipped_words().times[g["srel"]], context)
        season = shipped_words().seasons[g["season"]].number
        return Value(f"{year:04}-{season}", basis, year, said_year=True) if year is not None and year > 0 else Value("")
    if "mspot" in g:
        if not context.now:
            return Value("")
        return _part(g["mspot"], context.now.year, context.now.month, "document", g)
    if g.keys() & {"ypart", "yspot"}:
        word = g.get("ypart") or g["yspot"]
        if not said:
            year, basis = (context.now.year, "document") if context.now else (None, "stated")
        if year is None or year < 1:
            return Value("")
        low, high = shipped_words().parts["year", word]
        text = f"{year:04}-{low:02}" if low == high else f"{year:04}-{low:02}/{year:04}-{high:02}"
        return Value(text, basis, year, low if low == high else None, said_year=said)
    if "whole" in g or "within" in g:
        return _whole(g, context, place, year, basis)
    if year is None:
        return Value("") if "yrel" in g else None
    if last is not None and last != year:
        return Value(f"{year:04}/{last:04}", basis, year, said_year=True)
    return Value(_year_text(year), basis, year, said_year=True)


def _year_text(year: int) -> str:
    return f"{year:04}" if year >= 0 else f"-{-year:04}"


def year_of(g: Groups, context: Context) -> tuple[int | None, str, int | None]:
    """Return the year that the words give, its basis, and the last year of a stretch."""
    v = shipped_words()
    if "y" in g:
        year = number(g["y"])
        return (year, "stated", year) if year and 1000 <= year < 2200 else (10_000, "stated", None)
    if "era" in g:
        count = 1 if g["eray"] == "元" else number(g["eray"]) or 0
        first = v.eras[g["era"]]
        year = 1 - count if first == 0 else first + count - 1
        return year, "stated", year
    if "yy" in g:
        short, now = number(g["yy"]) or 0, context.now.year if context.now else 2030
        year = now // 100 * 100 + short
        year -= 100 if year > now + 10 else 0
        return year, "document", year
    if "yrel" in g:
        word = v.times[g["yrel"]]
        year, basis = _counted(word, context)
        return year, basis, None if year is None else year + word.until - word.offset
    return None, "stated", None


def _counted(word: TimeWord, context: Context) -> tuple[int | None, str]:
    """Return the year that a word counts to, and its basis; None where there is nothing to count from."""
    start, basis = context.now.year if context.now else None, "document"
    if word.anchor == "sentence":
        start, basis = context.said_year, "context"
    elif word.context and context.year is not None:
        start, basis = context.year, "context"
    elif word.context and word.offset >= 0:
        start = None
    if start is None or not -9998 <= start + word.offset <= 9999:
        return None, "stated"
    return start + word.offset, basis


def _month(g: Groups, context: Context, place: int, ahead: bool, year: int | None, basis: str) -> Value | None:
    said = year is not None
    if "mrel" in g:
        word = shipped_words().times[g["mrel"]]
        base = context.now
        if word.context:
            base = date(context.year, context.month, 1) if context.year and context.month else None
            basis = "context"
        elif not said:
            basis = "document"
        moved = almanac.plus_months(base.replace(day=1), word.offset) if base else None
        if not moved:
            return Value("")
        year, month = moved.year, moved.month
    else:
        pair = almanac.either(g["m"])
        month = 1 if g["m"] == "元" else pair[0] if pair else number(g["m"]) or 0
        if not 1 <= month <= 12 or g["m"].startswith("〇") or len(g["m"]) > 2:
            return None
        if year is None:
            year, basis = near.month_year(month, context, place, ahead, "opens" in g)
    if "d" in g:
        count = number(g["d"]) or 0
        if not 1 <= count <= 31:
            return None
        if year is None:
            return Value("")
        return near.single(almanac.day(year, month, count), basis, said)
    if year is None:
        return Value("")
    if year < 1:
        return Value("", basis)
    if "m" in g and (pair := almanac.either(g["m"])):
        return _stretch(year, *pair, basis, said)
    if "mpart" in g:
        return _part(g["mpart"], year, month, basis, g)
    return Value(f"{year:04}-{month:02}", basis, year, month, said_year=said)


def _part(word: str, year: int, month: int, basis: str, g: Groups) -> Value:
    """Return a part of a month; its end is its last day where the words set a limit (截至6月底)."""
    low, high = shipped_words().parts["month", word]
    last = almanac.last_day(year, month)
    if high == 31 and "limit" in g and word in shipped_words().words["limitParts"]:
        return Value(date(year, month, last).isoformat(), basis, year, month, date(year, month, last))
    text = f"{year:04}-{month:02}-{low:02}/{year:04}-{month:02}-{min(high, last):02}"
    return Value(text, basis, year, month)


def _months(g: Groups, context: Context, place: int, ahead: bool, year: int | None, basis: str) -> Value | None:
    """Return quarters, halves and the first months of a year."""
    said, now = year is not None, context.now
    if "qrel" in g:
        word = shipped_words().times[g["qrel"]]
        base = now
        if word.context and context.year and context.month:
            base, basis = date(context.year, context.month, 1), "context"
        elif not said:
            basis = "document"
        moved = almanac.plus_months(base.replace(day=1), 3 * word.offset) if base else None
        if not moved:
            return Value("")
        low = (moved.month - 1) // 3 * 3 + 1
        return _stretch(moved.year, low, low + 2, basis, True)
    if "half" in g:
        low, high = shipped_words().parts["half", g["half"]]
    elif "mn" in g:
        low, high = 1, number(g["mn"]) or 0
    elif "qn" in g:
        low, high = 1, 3 * (number(g["qn"]) or 0)
    else:
        low = 3 * (number(g["q"][-1]) or 1) - 2 if "q" in g else 1
        high = low + 2
        if "qpart" in g:
            first, last = shipped_words().parts["quarter", g["qpart"]]
            low, high = low + first - 1, low + last - 1
    if not 1 <= high <= 12:
        return None
    if year is None:
        year, basis = context.year_at(place), "context"
    if year is None and now:
        begun = high if "mn" in g or "qn" in g else low
        margin = {"q": 0, "mn": 1, "qn": 1}  # months by which a period may run ahead of its telling
        late = begun > now.month + next((m for k, m in margin.items() if k in g), 5) and not ahead
        year, basis = now.year - late, "document"
    return _stretch(year, low, high, basis, said) if year and 1 <= year <= 9999 else Value("")


def _stretch(year: int, low: int, high: int, basis: str, said: bool) -> Value:
    text = f"{year:04}-{low:02}/{year:04}-{high:02}" if low < high else f"{year:04}-{low:02}"
    return Value(text, basis, year, low, said_year=said)


def _whole(g: Groups, context: Context, place: int, year: int | None, basis: str) -> Value:
    """Return 全年 or 年内; a bare 全年 in the first months looks back on the year before."""
    if year is None:
        year, basis = context.year_at(place), "context"
    if year is None and context.now:
        year, basis = context.now.year - ("whole" in g and context.now.month <= 3), "document"
    return Value(_year_text(year), basis, year, said_year=True) if year is not None else Value("")


def _with_clock(g: Groups, value: Value) -> Value:
    """Add the time of day; what is no time of day is left out."""
    hour = number(g.get("h") or g.get("h2") or "")
    if hour is None or not value.day or not g.keys() & {"h", "h2"}:
        return value
    minute = number(g.get("mi") or g.get("mi2") or "0") or 0
    minute = 30 if "hh" in g else 15 * (number(g["hq"]) or 0) if "hq" in g else minute
    half = shipped_words().day_parts[g["daypart"]] if "daypart" in g else ""
    late = "drel" in g and shipped_words().times[g["drel"]].half == "pm"
    hour += 12 * (late and hour == 12)  # 昨晚12点 is midnight
    half = half or ("pm" if late else "")
    hour += 12 * ((half == "pm" and hour < 12) or (half == "noon" and hour < 3))
    day = almanac.plus_days(value.day, 1) if hour == 24 and minute == 0 else value.day
    if hour > 24 or minute > 59 or (hour == 24 and minute) or not day:
        return value
    return Value(f"{day}T{hour % 24:02}:{minute:02}", value.basis, value.year, value.month, value.day, value.said_year)
