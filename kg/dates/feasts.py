"""Holidays, the Chinese calendar and the seasons' beginnings."""

from collections.abc import Mapping
from datetime import date

from kg.dates import almanac
from kg.dates.almanac import BRANCHES, STEMS, number
from kg.dates.context import Context, Value
from kg.dates.vocabulary import Holiday, shipped_words

Groups = Mapping[str, str]
_SIXTY = {STEMS[i % 10] + BRANCHES[i % 12]: i for i in range(60)}
_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def holiday(g: Groups, context: Context, year: int | None, basis: str, ahead: bool) -> Value:
    """Return a feast, the days off around it (春节假期), or one of them (假期第二天)."""
    v = shipped_words()
    feast = v.holidays[g["hol"]]
    said = year is not None
    if year is None:
        year, basis = context.year_at(context.end), "context"
    if year is None and context.now:
        year, basis = _nearest(feast, context.now, ahead), "document"
    day = almanac.holiday_day(feast, year) if year is not None and 1 <= year <= 9999 else None
    if not day or year is None:
        return Value("", basis, year, said_year=said)
    effect = v.frames[g["frame"]] if "frame" in g else "day"
    off = next((r for r in feast.recess if r[0] <= day <= r[1] or _belongs(r, day)), None)
    if "nth" in g or effect in {"first", "last"}:
        first, last = off or (day, day)
        count = 1 if effect == "first" else number(g.get("nth", "1")) or 1
        found = last if effect == "last" and "nth" not in g else almanac.plus_days(first, count - 1)
        return Value(found.isoformat(), basis, found.year, found.month, found, said) if found else Value("")
    if effect == "recess" and off and off[0] < off[1]:
        return Value(f"{off[0]}/{off[1]}", basis, year, said_year=said)
    if effect == "eve":
        before = almanac.plus_days(day, -1)
        return Value(f"{before}~", basis, year, said_year=said) if before else Value("")
    if effect == "around":
        return Value(f"{day}~", basis, year, said_year=said)
    return Value(day.isoformat(), basis, year, day.month, day, said)


def _belongs(recess: tuple[date, date], day: date) -> bool:
    """Whether days off that leave the feast itself out still are its own (a shifted week)."""
    return abs((recess[0] - day).days) <= 2


def _nearest(feast: Holiday, now: date, ahead: bool) -> int:
    """Return the year of the occurrence nearest to a day."""
    near = ((almanac.holiday_day(feast, y), y) for y in (now.year - 1, now.year, now.year + 1) if y > 0)
    found = [(d, y) for d, y in near if d]
    if ahead:
        found = [(d, y) for d, y in found if d >= now] or found
    return min(found, key=lambda e: (abs((e[0] - now).days), e[1]), default=(now, now.year))[1]


def lunar(g: Groups, context: Context, year: int | None, basis: str) -> Value | None:
    """Return a day or month of the Chinese calendar; without a year, the nearest to the document date."""
    month = 1 if "ny" in g else _MONTHS.get(g["lm"]) or number(g["lm"]) or 0
    day_word = "初" + g["ny"] if "ny" in g else g.get("ld", "")
    day = number(day_word.removeprefix("初")) if day_word else None
    if len(day_word) == 1 and day_word != "十" and "calendar" not in g:
        return None
    marked = "calendar" in g or "ny" in g or "leap" in g or (day and (g["lm"] in _MONTHS or day_word[0] in "初廿"))
    if not marked or not 1 <= month <= 12:
        return None
    if "ganzhi" in g:
        index = _SIXTY.get(g["ganzhi"])
        if index is None:
            return None
        now = context.now.year if context.now else 2030
        year, basis = now - (now - 4 - index) % 60, "document"
    years = [year] if year is not None else []
    if year is None and context.now:
        years = [context.now.year - 1, context.now.year, context.now.year + 1]
        basis = "document"
    found = []
    for candidate in years:
        if day:
            start, length = almanac.lunar_day(candidate, month, day, "leap" in g), 1
        else:
            start, length = almanac.lunar_month(candidate, month, "leap" in g) or (None, 0)
        if start:
            found.append((start, length))
    if not found:
        return Value("", basis)
    now_day = context.now or found[0][0]
    start, length = min(found, key=lambda e: (abs((e[0] - now_day).days), e[0]))
    if day:
        return Value(start.isoformat(), basis, start.year, start.month, start, year is not None)
    last = almanac.plus_days(start, length - 1)
    return Value(f"{start}/{last}", basis, start.year)


def season_start(word: str, context: Context) -> Value:
    """Return 入夏以来: from the solar term that begins the season to the document date."""
    now = context.now
    if not now:
        return Value("")
    longitude = shipped_words().seasons[word].longitude
    near = (almanac.solar_term(y, longitude) for y in (now.year - 1, now.year) if y > 0)
    starts = [d for d in near if d and d <= now]
    return Value(f"{starts[-1]}/{now}", "document", starts[-1].year) if starts else Value("")
