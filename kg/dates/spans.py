"""Stretches and amounts: 三年前, 过去40天, 十四五, 上世纪80年代, 农历正月初三, 每年, 34年."""

import re
from collections.abc import Mapping
from datetime import date

from kg.dates import almanac
from kg.dates.almanac import either, number
from kg.dates.context import Context, Value
from kg.dates.vocabulary import TimeUnit, shipped_words

Groups = Mapping[str, str]


def _unit(g: Groups) -> TimeUnit:
    return shipped_words().units[g["unit"].removeprefix("个").lstrip("多半")]


def _half(g: Groups) -> bool:
    return g["n"] == "半" or "半" in g["unit"] or g.get("tail") == "半"


def _back(g: Groups, start: date, sign: int) -> tuple[date | None, str]:
    """Return the day so many units from `start`, and the precision of the unit: year, month, day or hour."""
    unit, half = _unit(g), _half(g)
    count = unit.count * (0 if g["n"] == "半" else number(g["n"]) or 0)
    if unit.step == "month":
        count += unit.count // 2 * half
        found = almanac.plus_months(start, sign * count)
        if unit.count == 1 and half and found:
            found = almanac.plus_days(found, sign * 15)
        return found, "month" if unit.count < 12 or count % 12 else "year"
    if unit.step == "day":
        return almanac.plus_days(start, sign * count), "day"
    return almanac.plus_days(start, sign * -(-count // 86400)), "hour"


def _is_year(g: Groups) -> bool:
    """Whether the number is a year and no amount: 2013年 against 2000年前 and 300年前."""
    count = number(g["n"]) or 0
    return _unit(g).count == 12 and count > 1000 and (count % 1000 != 0 or g["n"][-1] in "〇零") and "more" not in g


def _uncertain(g: Groups) -> bool:
    """Whether the amount is no number to count with: 两三年, 三千年."""
    return either(g["n"]) is not None or (number(g["n"]) or 0) >= 1000


def ago(g: Groups, context: Context) -> Value | None:
    """Return 三年前, 5天前 (a date), 十年来 (up to the document date); 三天后 counts from a day named before."""
    if _is_year(g):
        return None
    way, start = g["way"], context.now
    if "后" in way:
        last = context.last.day if context.last else None
        found, precision = _back(g, last, 1) if last else (None, "")
        if found and precision == "day" and "more" not in g:
            return Value(found.isoformat(), "context", found.year, found.month, found)
        return Value("")
    if not start or _uncertain(g):
        return Value("")
    found, precision = _back(g, start, -1)
    if not found or not precision:
        return Value("")
    about = "~" if g.keys() & {"more", "tail"} and "半" not in g.get("tail", "") else ""
    if "来" in way:
        return _until(found, start, precision, g)
    text = {"year": f"{found.year:04}", "month": f"{found.year:04}-{found.month:02}", "day": found.isoformat()}
    if precision == "hour":
        return Value("")
    exact = found if precision == "day" and not about else None
    return Value(text[precision] + about, "document", found.year, day=exact)


def _until(found: date, now: date, precision: str, g: Groups) -> Value:
    """Return a stretch from `found` to now; years are counted in years, but a single one to the day."""
    whole = precision == "year" and number(g["n"]) != 1
    return Value(f"{found.year:04}/{now}" if whole else f"{found}/{now}", "document", found.year)


def window(g: Groups, context: Context, text: str, end: int) -> Value | None:
    """Return 过去30年, 近5年来, 未来三天."""
    now, direction = context.now, shipped_words().windows[g["win"]]
    if _is_year(g):
        return None
    if len(g["win"]) == 1 and (_unit(g).step == "second" or not _closed(g, text, end)):
        return None
    if not now or "more" in g or "tail" in g or _uncertain(g):
        return Value("")
    found, precision = _back(g, now, direction)
    if not found or not precision:
        return Value("")
    return _until(found, now, precision, g) if direction < 0 else Value(f"{now}/{found}", "document", now.year)


def _closed(g: Groups, text: str, end: int) -> bool:
    """Whether 近三年 stands as an adverb; 近三年的努力 is nearly three years."""
    return "way" in g or text[end : end + 1] in {"，", ",", ""}


def plan(g: Groups, context: Context, named: bool) -> Value | None:
    """Return the years of a five-year plan; the plan itself (“十四五”规划) is a name and no time."""
    ordinal, quoted = number(g["plan"]) or 0, {"quote", "close"} <= g.keys()
    framed = bool(g.keys() & {"ppart", "during"})
    if (not quoted and ordinal < 11) or (not framed and (named or ordinal < 11)):
        return None
    first = (1953, 1958)[ordinal - 1] if ordinal < 3 else 1966 + 5 * (ordinal - 3)
    if "ppart" in g:
        year = first + shipped_words().parts["plan", g["ppart"]][0]
        return Value(f"{year}", "stated", year)
    if g.get("during") == "以来":
        until = context.now if context.now and context.now.year >= first else ".."
        return Value(f"{first}/{until}")
    return Value(f"{first}/{first + 4}")


def century(g: Groups, context: Context) -> Value | None:
    """Return centuries and decades, and their parts: 19XX, 198X, 1950/1999; a bare decade is the latest begun."""
    now, basis = context.now.year if context.now else None, "stated"
    if "c" in g:
        count = number(g["c"]) or 0
    elif "crel" in g and now is not None:
        count, basis = (now - 1) // 100 + "上本下".index(g["crel"]), "document"
    elif "ten" in g and now is not None and "crel" not in g:
        count, basis = now // 100 + (now % 100 >= (number(g["ten"]) or 0)), "document"
    else:
        return Value("") if g.keys() & {"crel", "ten"} else None
    if not 1 <= count <= 99:
        return None
    if "bc" in g:
        return Value(f"-{100 * count - 1:04}/-{100 * count - 100:04}".replace("-0000", "0000")) if count > 0 else None
    base = 100 * (count - 1)
    return _decade(g, base, basis) if "ten" in g else _century_part(g, base, basis)


def _decade(g: Groups, base: int, basis: str) -> Value | None:
    """Return 80年代 (its parts too), 七八十年代, 80、90年代."""
    low = high = number(g["ten"]) or 0
    if "first" in g:
        low = 10 * (number(g["first"]) or 0)
    if "also" in g:
        high = number(g["also"]) or 0
    if low % 10 or high % 10 or low > high or high > 90:
        return None
    if low == high:
        return Value(f"{(base + low) // 10:03}X", basis, base + low)
    return Value(f"{base + low:04}/{base + high + 9:04}", basis, base + low)


def _century_part(g: Groups, base: int, basis: str) -> Value:
    if "cpart" not in g:
        return Value(f"{base // 100:02}XX", basis, base)
    low, high = shipped_words().parts["century", g["cpart"]]
    if low == high:
        return Value(f"{base + low:04}~", basis, base + low)
    text = f"{(base + low) // 10:03}X" if high - low == 9 else f"{base + low:04}/{base + high:04}"
    return Value(text, basis, base + low)


def recurring(g: Groups) -> str:
    """Return the ISO 8601 value of a set such as 每年."""
    value = _iso([g if "n" in g else {**g, "n": "1"}])
    return f"R/{value}" if value else ""


def duration(text: str, amount: re.Pattern[str]) -> str:
    """Return the ISO 8601 value of a duration: 34年 → P34Y, 一个半小时 → PT1H30M; "" where a part is unknown."""
    if text.endswith("周年"):
        return f"P{number(text[:-2]) or 0}Y"
    return _iso([{k: v for k, v in m.groupdict().items() if v is not None} for m in amount.finditer(text)])


def _iso(parts: list[Groups]) -> str:
    """Return P…; halves count as months, days or minutes, and weeks stay weeks where they stand alone."""
    total = dict.fromkeys(("month", "day", "second"), 0)
    if any(either(g["n"]) for g in parts):
        return ""
    for g in parts:
        unit, count = _unit(g), 0 if g["n"] == "半" else number(g["n"]) or 0
        total[unit.step] += unit.count * count
        if _half(g):
            smaller = {"month": ("day", 15), "day": ("second", 43200)}
            step, half = (
                smaller[unit.step] if unit.count == 1 and unit.step in smaller else (unit.step, unit.count // 2)
            )
            total[step] += half
    only = _unit(parts[0]) if len(parts) == 1 else None
    years, months = divmod(total["month"], 12)
    if only and only.step == "month" and only.count < 12:
        years, months = 0, total["month"]
    days, seconds = total["day"], total["second"]
    date_part = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    if days and only and only.count == 7:
        date_part += f"{days // 7}W" if days % 7 == 0 else f"{days}D"
    elif days:
        date_part += f"{days}D"
    time_part = _clock(seconds, only.count if only and only.step == "second" else 3600) if seconds else ""
    return f"P{date_part}{time_part}" if date_part or time_part else ""


def _clock(seconds: int, largest: int) -> str:
    """Return T…, in units up to `largest` seconds: 90分钟 stays PT90M."""
    found = ""
    for size, letter in ((3600, "H"), (60, "M"), (1, "S")):
        if size <= max(largest, 1):
            count, seconds = divmod(seconds, size)
            found += f"{count}{letter}" if count else ""
    return f"T{found}"
