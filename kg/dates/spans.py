"""Stretches and amounts: 三年前, 过去40天, 十四五, 上世纪80年代, 农历正月初三, 每年, 34年."""

import re
from collections.abc import Mapping
from datetime import date

from kg.dates import almanac
from kg.dates.almanac import either, number
from kg.dates.context import Context, Value
from kg.dates.vocabulary import shipped_words

Groups = Mapping[str, str]
_ISO = {"周": "W", "星期": "W", "礼拜": "W", "天": "D", "日": "D", "晚": "D", "小时": "H", "分钟": "M", "秒": "S"}
_YEARS = {"年": 1, "世纪": 100}
_MONTHS = {"月": 1, "季度": 3, "季": 3}
_DAYS = {"天": 1, "周": 7, "星期": 7, "礼拜": 7}


def _kind(unit: str) -> str:
    return unit.removeprefix("个").lstrip("多半").removesuffix("钟" if unit.startswith("秒") else "")


def _back(g: Groups, start: date, sign: int) -> tuple[date | None, str]:
    """Return the day so many units from `start`, and the precision of the unit: year, month, day, hour or ""."""
    unit, half = _kind(g["unit"]), g["n"] == "半"
    count = 0 if half else number(g["n"]) or 0
    half = half or "半" in g["unit"] or g.get("tail") == "半"
    if unit in _YEARS:
        months = 12 * _YEARS[unit] * count + 6 * _YEARS[unit] * half
        return almanac.plus_months(start, sign * months), "year" if not months % 12 else "month"
    if unit in _MONTHS:
        found = almanac.plus_months(start, sign * _MONTHS[unit] * count)
        return (almanac.plus_days(found, sign * 15) if half and found else found), "month"
    if unit in _DAYS:
        return almanac.plus_days(start, sign * _DAYS[unit] * count), "day"
    if unit == "小时":
        return almanac.plus_days(start, sign * -(-count // 24)), "hour"
    return None, ""


def _is_year(g: Groups) -> bool:
    """Whether the number is a year and no amount: 2013年 against 2000年前 and 300年前."""
    count = number(g["n"]) or 0
    return _kind(g["unit"]) == "年" and count > 1000 and (count % 1000 != 0 or g["n"][-1] in "〇零") and "more" not in g


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
    if len(g["win"]) == 1 and (_kind(g["unit"]) not in {*_YEARS, *_MONTHS, *_DAYS} or not _closed(g, text, end)):
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
    unit = _kind(g["unit"])
    if g.get("n") == "半":
        return "R/P6M" if unit in _YEARS else f"R/P{'T30M' if unit == '小时' else '15D'}"
    count = number(g.get("n", "1")) or 1
    if unit in _MONTHS:
        return f"R/P{count * _MONTHS[unit]}M"
    if unit in _YEARS:
        return f"R/P{count * _YEARS[unit]}Y"
    return f"R/P{'T' if unit in {'小时', '分钟', '秒'} else ''}{count}{_ISO[unit]}"


def duration(text: str, amount: re.Pattern[str]) -> str:
    """Return the ISO 8601 value of a duration: 34年 → P34Y, 一个半小时 → PT1H30M; "" where a part is unknown."""
    if text.endswith("周年"):
        return f"P{number(text[:-2]) or 0}Y"
    dates: dict[str, int] = {}
    times: dict[str, int] = {}
    for match in amount.finditer(text):
        g = {k: v for k, v in match.groupdict().items() if v is not None}
        unit, half = _kind(g["unit"]), g["n"] == "半" or "半" in g["unit"] or g.get("tail") == "半"
        count = 0 if g["n"] == "半" else number(g["n"]) or 0
        if either(g["n"]):
            return ""
        if unit in _YEARS:
            dates["Y"] = dates.get("Y", 0) + _YEARS[unit] * count + (50 if half and unit == "世纪" else 0)
            dates["M"] = dates.get("M", 0) + (6 if half and unit == "年" else 0)
        elif unit in _MONTHS:
            dates["M"] = dates.get("M", 0) + _MONTHS[unit] * count
            dates["D"] = dates.get("D", 0) + (15 if half else 0)
        elif unit in _DAYS:
            dates["W" if _DAYS[unit] == 7 else "D"] = count
            times["H"] = times.get("H", 0) + (12 if half else 0)
        elif unit in _ISO:
            times[_ISO[unit]] = times.get(_ISO[unit], 0) + count
            if half and unit in {"小时", "分钟"}:
                smaller = "M" if unit == "小时" else "S"
                times[smaller] = times.get(smaller, 0) + 30
    days = "".join(f"{dates[k]}{k}" for k in "YMWD" if dates.get(k))
    hours = "".join(f"{times[k]}{k}" for k in "HMS" if times.get(k))
    return f"P{days}" + (f"T{hours}" if hours else "") if days or hours else ""
