"""From the groups of a matched point to its value, against the document date and what was said before."""

from collections.abc import Mapping
from datetime import date, timedelta

from kg.dates import almanac, feasts
from kg.dates.almanac import number
from kg.dates.context import Context, Value
from kg.dates.vocabulary import TimeWord, vocabulary

Groups = Mapping[str, str]
_CORE = frozenset(
    "iy era y yy yrel m mrel d drel q q1 qrel qn half mn srel hol yspot mspot whole within week wend stem pd".split()
)


def resolve(g: Groups, context: Context, place: int, ahead: bool) -> Value | None:
    """Return the value of a point, with edtf "" where it stays open, or None where the words are no time after all.

    `g` holds the groups that matched, `place` where the point begins; `ahead` says that the words around it look forward.
    """
    if not _CORE & g.keys() or not _plausible(g, context):
        return None
    value = _value(g, context, place, ahead)
    return _with_clock(g, value) if value and value.day else value


def _plausible(g: Groups, context: Context) -> bool:
    """Refuse what only looks like a point: a bare 3号, a bare 三日, a season or feast without a year or frame."""
    if "d" in g and not g.keys() & {"m", "mrel", "y", "iy", "yrel", "pd"}:
        if g["mark"] == "号" and not g.keys() & {"daypart", "h", "h2"}:
            return False
        if not g["d"].isascii() and (number(g["d"]) or 0) < 11:
            return False
    dated = g.keys() & {"y", "yrel", "era", "srel"}
    if "season" in g and not dated:
        return False
    if "hol" in g and not dated and "frame" not in g and "nth" not in g and "framed" not in g:
        return False
    return not ("ypart" in g and not dated)


def _value(g: Groups, context: Context, place: int, ahead: bool) -> Value | None:
    if "iy" in g:
        found = almanac.day(int(g["iy"]), int(g["im"]), int(g["id"]))
        return _day(found, "stated", True) if found else None
    if g.keys() & {"week", "wend", "stem"}:
        return _week(g, context, ahead)
    if g.keys() & {"drel", "pd"} and not g.keys() & {"m", "y"}:
        return _relative_day(g, context, ahead)
    year, basis, last = year_of(g, context)
    if year is not None and not -9999 <= year <= 9998:
        return None
    said = year is not None
    if "m" in g or "mrel" in g:
        return _month(g, context, place, ahead, year, basis)
    if "d" in g:
        return None if said else _bare_day(g, context, place, ahead)
    if "hol" in g:
        return feasts.holiday(g, context, year, basis, ahead)
    if g.keys() & {"q", "q1", "qrel", "qn", "half", "mn"}:
        return _months(g, context, place, ahead, year, basis)
    if "srel" in g or ("season" in g and said):
        if "srel" in g:
            year, basis = _counted(vocabulary().times[g["srel"]], context)
        season = vocabulary().seasons[g["season"]].number
        return Value(f"{year:04}-{season}", basis, year, said_year=True) if year is not None and year > 0 else Value("")
    if "mspot" in g:
        if not context.date:
            return Value("")
        return _part(g["mspot"], context.date.year, context.date.month, "document", g)
    if g.keys() & {"ypart", "yspot"}:
        word = g.get("ypart") or g["yspot"]
        if not said:
            year, basis = (context.date.year, "document") if context.date else (None, "stated")
        if year is None or year < 1:
            return Value("")
        low, high = vocabulary().parts["year", word]
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


def _day(found: date | None, basis: str, said: bool = False) -> Value | None:
    return Value(found.isoformat(), basis, found.year, found.month, found, said) if found else None


def year_of(g: Groups, context: Context) -> tuple[int | None, str, int | None]:
    """Return the year that the words give, its basis, and the last year of a stretch."""
    v = vocabulary()
    if "y" in g:
        year = number(g["y"])
        return (year, "stated", year) if year and 1000 <= year < 2200 else (10_000, "stated", None)
    if "era" in g:
        count = 1 if g["eray"] == "元" else number(g["eray"]) or 0
        first = v.eras[g["era"]]
        year = 1 - count if first == 0 else first + count - 1
        return year, "stated", year
    if "yy" in g:
        short, now = number(g["yy"]) or 0, context.date.year if context.date else 2030
        year = now // 100 * 100 + short
        year -= 100 if year > now + 10 else 0
        return year, "document", year
    if "yrel" in g:
        word = v.times[g["yrel"]]
        year, basis = _counted(word, context)
        return year, basis, None if year is None else year + word.until - word.offset
    return None, "stated", None


def _counted(word: TimeWord, context: Context) -> tuple[int | None, str]:
    if word.context and context.year is not None:
        return context.year + word.offset, "context"
    if context.date and (not word.context or word.offset < 0):
        return context.date.year + word.offset, "document"
    return None, "stated"


def _month(g: Groups, context: Context, place: int, ahead: bool, year: int | None, basis: str) -> Value | None:
    said = year is not None
    if "mrel" in g:
        word = vocabulary().times[g["mrel"]]
        base = context.date
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
        month = 1 if g["m"] == "元" else number(g["m"]) or 0
        if not 1 <= month <= 12 or g["m"].startswith("〇") or len(g["m"]) > 2:
            return None
        if year is None:
            year, basis = month_year(month, context, place, ahead)
    if "d" in g:
        count = number(g["d"]) or 0
        if not 1 <= count <= 31:
            return None
        if year is None:
            return Value("")
        return _day(almanac.day(year, month, count), basis, said)
    if year is None:
        return Value("")
    if year < 1:
        return Value("", basis)
    if "mpart" in g:
        return _part(g["mpart"], year, month, basis, g)
    return Value(f"{year:04}-{month:02}", basis, year, month, said_year=said)


def _part(word: str, year: int, month: int, basis: str, g: Groups) -> Value:
    """Return a part of a month; its end is its last day where the words set a limit (截至6月底)."""
    low, high = vocabulary().parts["month", word]
    last = almanac.last_day(year, month)
    if high == 31 and "limit" in g and word in vocabulary().words["limitParts"]:
        return Value(date(year, month, last).isoformat(), basis, year, month, date(year, month, last))
    text = f"{year:04}-{month:02}-{low:02}/{year:04}-{month:02}-{min(high, last):02}"
    return Value(text, basis, year, month)


def month_year(month: int, context: Context, place: int, ahead: bool) -> tuple[int | None, str]:
    """Return the year of a month named without one.

    A year stated shortly before in the sentence holds on; else the year of the document, but the one before where the
    month lies more than half a year ahead, and the one after where the words look forward to a month gone by.
    """
    said, now = context.year_at(place), context.date
    if said is not None and not (now and (said == now.year or ahead)):
        turn = context.month is not None and month < context.month and now is not None and said < now.year
        return said + turn, "context"
    if not now:
        return said, "context"
    gap = month - now.month
    year = now.year - (gap > 6 and not ahead) + (ahead and gap < 0)
    return year, "document"


def _bare_day(g: Groups, context: Context, place: int, ahead: bool) -> Value | None:
    count = number(g["d"]) or 0
    if not 1 <= count <= 31:
        return None
    now, last = context.date, context.last
    if last and last.day and place - context.end <= 40:
        same = almanac.day(last.day.year, last.day.month, count)
        linked = place - context.end <= 2
        if same and same > last.day and (linked or not now or ahead or same <= now or last.day > now):
            return _day(same, "context" if linked or not now else "document")
    if not now:
        return Value("")
    months = [almanac.plus_months(now.replace(day=1), i) for i in (-2, -1, 0, 1, 2)]
    days = [d for m in months if m for d in [almanac.day(m.year, m.month, count)] if d]
    before, after = [d for d in days if d <= now], [d for d in days if d >= now]
    if not before or not after:
        return Value("")
    forward, back = (after[0] - now).days, (now - before[-1]).days
    chosen = after[0] if ahead or forward * 10 < back * 7 else before[-1]
    return _day(chosen, "document")


def _relative_day(g: Groups, context: Context, ahead: bool) -> Value | None:
    word = vocabulary().times[g["drel"]] if "drel" in g else None
    base, basis = context.date, "document"
    if word and word.context and context.day:
        base, basis = context.day, "context"
    elif word and word.context and word.offset:
        base = None
    found = almanac.plus_days(base, word.offset) if base and word else None
    if "pd" in g:
        stated = _bracketed(g, context, found, ahead)
        if stated:
            return _day(stated, "stated" if "py" in g else "document")
    if not found or not word or not base:
        return Value("") if word else None
    if word.until != word.offset:
        last = almanac.plus_days(base, word.until)
        return Value(f"{found}/{last}", basis, found.year, found.month) if last else Value("")
    return _day(found, basis)


def _bracketed(g: Groups, context: Context, found: date | None, ahead: bool) -> date | None:
    """Return the day of 今天（3月7日）, in the year that lies nearest to what the word says."""
    count = number(g["pd"]) or 0
    if "pm" not in g:
        return found if found and found.day == count else None
    month = number(g["pm"]) or 0
    if "py" in g:
        return almanac.day(int(g["py"]), month, count)
    near = found or context.date
    if not near:
        return None
    days = [d for y in (near.year - 1, near.year, near.year + 1) for d in [almanac.day(y, month, count)] if d]
    return min(days, key=lambda d: (abs((d - near).days), d), default=None)


def _week(g: Groups, context: Context, ahead: bool) -> Value | None:
    now = context.date
    if "pd" in g:
        stated = _bracketed(g, context, now, ahead)
        if stated:
            return _day(stated, "document")
    if not now:
        return Value("")
    monday = now - timedelta(now.weekday()) if now.toordinal() > 7 else now
    if "stem" in g:
        gap = (_weekday(g["wd1"]) - now.weekday()) % 7
        return _day(almanac.plus_days(now, gap if ahead or gap == 0 else gap - 7), "document")
    if "wend" in g:
        offset = vocabulary().times[g["wend"]].offset + (now.weekday() >= 5 and g["wend"].startswith("刚"))
        return _days(monday, 7 * offset + 5, 7 * offset + 6)
    offset = 7 * vocabulary().times[g["week"]].offset
    if g.get("wd") == "末":
        return _days(monday, offset + 5, offset + 6)
    if "wd" in g:
        return _day(almanac.plus_days(monday, offset + _weekday(g["wd"])), "document")
    return _days(monday, offset, offset + 6)


def _weekday(char: str) -> int:
    return 6 if char in "日天" else "一二三四五六".index(char)


def _days(start: date, low: int, high: int) -> Value:
    first, last = almanac.plus_days(start, low), almanac.plus_days(start, high)
    return Value(f"{first}/{last}", "document", first.year, first.month) if first and last else Value("")


def _months(g: Groups, context: Context, place: int, ahead: bool, year: int | None, basis: str) -> Value | None:
    """Return quarters, halves and the first months of a year."""
    said, now = year is not None, context.date
    if "qrel" in g:
        word = vocabulary().times[g["qrel"]]
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
        low, high = vocabulary().parts["half", g["half"]]
    elif "mn" in g:
        low, high = 1, number(g["mn"]) or 0
    elif "qn" in g:
        low, high = 1, 3 * (number(g["qn"]) or 0)
    else:
        low = 3 * (number(g["q"][-1]) or 1) - 2 if "q" in g else 1
        high = low + 2
    if not 1 <= high <= 12:
        return None
    if year is None:
        year, basis = context.year_at(place), "context"
    if year is None and now:
        begun = high if "mn" in g or "qn" in g else low
        late = begun > now.month + (0 if "q" in g else 5) and not ahead
        year, basis = now.year - late, "document"
    return _stretch(year, low, high, basis, said) if year and 1 <= year <= 9999 else Value("")


def _stretch(year: int, low: int, high: int, basis: str, said: bool) -> Value:
    return Value(f"{year:04}-{low:02}/{year:04}-{high:02}", basis, year, low, said_year=said)


def _whole(g: Groups, context: Context, place: int, year: int | None, basis: str) -> Value:
    """Return 全年 or 年内; a bare 全年 in the first months looks back on the year before."""
    if year is None:
        year, basis = context.year_at(place), "context"
    if year is None and context.date:
        year, basis = context.date.year - ("whole" in g and context.date.month <= 3), "document"
    return Value(_year_text(year), basis, year, said_year=True) if year is not None else Value("")


def _with_clock(g: Groups, value: Value) -> Value:
    """Add the time of day; what is no time of day is left out."""
    hour = number(g.get("h") or g.get("h2") or "")
    if hour is None or not value.day or not g.keys() & {"h", "h2"}:
        return value
    minute = number(g.get("mi") or g.get("mi2") or "0") or 0
    minute = 30 if "hh" in g else 15 * (number(g["hq"]) or 0) if "hq" in g else minute
    half = vocabulary().day_parts[g["daypart"]] if "daypart" in g else ""
    half = half or (vocabulary().times[g["drel"]].half if "drel" in g else "")
    hour += 12 * ((half == "pm" and hour < 12) or (half == "noon" and hour < 3))
    day = almanac.plus_days(value.day, 1) if hour == 24 and minute == 0 else value.day
    if hour > 24 or minute > 59 or (hour == 24 and minute) or not day:
        return value
    return Value(f"{day}T{hour % 24:02}:{minute:02}", value.basis, value.year, value.month, value.day, value.said_year)
