"""Days and months that the words leave to the reader: bare, relative, in brackets, of the week."""

from collections.abc import Mapping
from datetime import date, timedelta

from kg.dates import almanac
from kg.dates.almanac import number
from kg.dates.context import Context, Value
from kg.dates.vocabulary import shipped_words

Groups = Mapping[str, str]


def single(found: date | None, basis: str, said: bool = False) -> Value | None:
    """Return the value of a single day."""
    return Value(found.isoformat(), basis, found.year, found.month, found, said) if found else None


def month_year(month: int, context: Context, place: int, ahead: bool, opens: bool) -> tuple[int | None, str]:
    """Return the year of a month named without one.

    A year stated shortly before in the sentence holds on; else the year of the document, but the one before where the
    month lies more than half a year ahead, and the one after where the words look forward to a month gone by (1月1日起
    too: it `opens`, half a year after the month or more).
    """
    said, now = context.year_at(place), context.now
    if said is not None and not (now and (said == now.year or ahead)):
        turn = context.month is not None and month < context.month and now is not None and said < now.year
        return said + turn, "context"
    if not now:
        return said, "context"
    gap = month - now.month
    year = now.year - (gap > 6 and not ahead) + ((ahead and gap < 0) or (opens and gap < -6))
    return year if 1 <= year <= 9999 else None, "document"


def bare_day(g: Groups, context: Context, place: int, ahead: bool) -> Value | None:
    """Return a day named without its month: after a day just named, or nearest to the document date, rather past."""
    count = number(g["d"]) or 0
    if not 1 <= count <= 31:
        return None
    now, last = context.now, context.last
    if last and last.day and place - context.end <= 40:
        same = almanac.day(last.day.year, last.day.month, count)
        linked = place - context.end <= 2
        if same and same > last.day and (linked or not now or ahead or same <= now or last.day > now):
            return single(same, "context")
    if not now:
        return Value("")
    months = [almanac.plus_months(now.replace(day=1), i) for i in (-2, -1, 0, 1, 2)]
    days = [d for m in months if m for d in [almanac.day(m.year, m.month, count)] if d]
    before, after = [d for d in days if d <= now], [d for d in days if d >= now]
    if not before or not after:
        return Value("")
    forward, back = (after[0] - now).days, (now - before[-1]).days
    chosen = after[0] if ahead or forward * 2 <= back else before[-1]
    return single(chosen, "document")


def relative_day(g: Groups, context: Context) -> Value | None:
    """Return 今天, 次日, 今天（3月7日）, 去年今日."""
    word = shipped_words().times[g["drel"]] if "drel" in g else None
    base, basis = context.now, "document"
    if word and word.context and context.day:
        base, basis = context.day, "context"
    elif word and word.context and word.offset:
        base = None
    found = almanac.plus_days(base, word.offset) if base and word else None
    if "pd" in g:
        stated = _bracketed(g, context, found)
        if stated:
            return single(stated, "stated" if "py" in g else "document")
    if not found or not word or not base:
        return Value("") if word else None
    if "yrel" in g:
        found = almanac.plus_months(found, 12 * shipped_words().times[g["yrel"]].offset)
        return single(found, basis, True) or Value("")
    if word.until != word.offset:
        last = almanac.plus_days(base, word.until)
        return Value(f"{found}/{last}", basis, found.year, found.month) if last else Value("")
    return single(found, basis)


def _bracketed(g: Groups, context: Context, found: date | None) -> date | None:
    """Return the day of 今天（3月7日）, in the year that lies nearest to what the word says."""
    count = number(g["pd"]) or 0
    if "pm" not in g:
        return found if found and found.day == count else None
    month = number(g["pm"]) or 0
    if "py" in g:
        return almanac.day(int(g["py"]), month, count)
    near = found or context.now
    if not near:
        return None
    days = [d for y in (near.year - 1, near.year, near.year + 1) for d in [almanac.day(y, month, count)] if d]
    return min(days, key=lambda d: (abs((d - near).days), d), default=None)


def week(g: Groups, context: Context, ahead: bool) -> Value | None:
    """Return a week, a weekend or a day of the week; a bare one is the last, or the next if `ahead`."""
    now = context.now
    if "pd" in g:
        stated = _bracketed(g, context, now)
        if stated:
            return single(stated, "document")
    if not now:
        return Value("")
    monday = now - timedelta(now.weekday()) if now.toordinal() > 7 else now
    if "stem" in g:
        gap = (_weekday(g["wd1"]) - now.weekday()) % 7
        return single(almanac.plus_days(now, gap if ahead or gap == 0 else gap - 7), "document")
    if "wend" in g:
        offset = shipped_words().times[g["wend"]].offset + (now.weekday() >= 5 and g["wend"].startswith("刚"))
        return _days(monday, 7 * offset + 5, 7 * offset + 6)
    offset = 7 * shipped_words().times[g["week"]].offset
    if g.get("wd") == "末":
        return _days(monday, offset + 5, offset + 6)
    if "wd" in g:
        return single(almanac.plus_days(monday, offset + _weekday(g["wd"])), "document")
    return _days(monday, offset, offset + 6)


def _weekday(char: str) -> int:
    return 6 if char in "日天" else "一二三四五六".index(char)


def _days(start: date, low: int, high: int) -> Value:
    first, last = almanac.plus_days(start, low), almanac.plus_days(start, high)
    return Value(f"{first}/{last}", "document", first.year, first.month) if first and last else Value("")
