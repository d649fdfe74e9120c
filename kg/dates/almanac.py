"""Days, months and years: arithmetic that never leaves the calendar, Chinese numerals, moon and sun."""

import math
from datetime import date, timedelta

from kg.dates.vocabulary import Holiday, shipped_words

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SHORT_TENS = {"廿": 20, "卅": 30}
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def number(text: str) -> int | None:
    """Read 14, 十四, 一百五十, 廿三 or the digit by digit 二〇二四; None for anything else."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if len(text) > 1 and all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, digit, last = 0, -1, 10_000
    for char in text:
        if char in DIGITS:
            if digit > 0:
                return None
            digit = DIGITS[char]
        elif char in _SHORT_TENS:
            total += _SHORT_TENS[char]
            digit, last = -1, 10
        elif char in _TENS and _TENS[char] < last:
            last = _TENS[char]
            total += (1 if digit < 0 else digit) * last
            digit = -1
        else:
            return None
    return total + max(digit, 0)


def either(text: str) -> tuple[int, int] | None:
    """Read 三四 as three or four: two neighbouring digits that mean no one number."""
    digits = [DIGITS.get(c, 0) for c in text]
    return (digits[0], digits[1]) if len(digits) == 2 and 0 < digits[0] == digits[1] - 1 else None


def day(year: int, month: int, number: int) -> date | None:
    """Return the day, or None where the calendar has no such day."""
    try:
        return date(year, month, number)
    except (ValueError, OverflowError):
        return None


def plus_days(start: date, days: int) -> date | None:
    """Return the day so many days later, or None beyond the calendar."""
    try:
        return start + timedelta(days)
    except OverflowError:
        return None


def plus_months(start: date, months: int) -> date | None:
    """Return the same day so many months later (the last of a shorter month), or None beyond the calendar."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(start.day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return 29 if month == 2 and _leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def lunar_month(year: int, month: int, leap: bool = False) -> tuple[date, int] | None:
    """Return first day and length of a month of the Chinese calendar, or None where it is not known."""
    known = shipped_words().lunar_years.get(year)
    if known is None or not 1 <= month <= 12 or (leap and known.leap != month):
        return None
    index = month - 1 + (leap or 0 < known.leap < month)
    return known.begins + timedelta(sum(known.lengths[:index])), known.lengths[index]


def lunar_day(year: int, month: int, number: int, leap: bool = False) -> date | None:
    """Return a day of the Chinese calendar, or None where there is no such day."""
    found = lunar_month(year, month, leap)
    return found[0] + timedelta(number - 1) if found and 1 <= number <= found[1] else None


def holiday_day(holiday: Holiday, year: int) -> date | None:
    """Return the day of a holiday in a year (of the Chinese calendar for its own feasts)."""
    if holiday.month_day:
        found = day(year, *holiday.month_day)
    elif holiday.lunar_day:
        found = lunar_day(year, *holiday.lunar_day)
    else:
        found = solar_term(year, holiday.longitude or 0)
    return plus_days(found, holiday.shift) if found else None


def solar_term(year: int, longitude: int) -> date | None:
    """Return the day (Beijing time) on which the sun reaches a longitude, for 1900 to 2100.

    Meeus' low-precision series: right within two minutes, which misses the official day five times in 4,800.
    """
    if not 1900 <= year <= 2100:
        return None
    moment = 2451544.5 + (year - 2000) * 365.2422 + (longitude - 280) % 360 / 360 * 365.2422
    for _ in range(6):
        moment += ((longitude - _sun(moment) + 180) % 360 - 180) * 365.2422 / 360
    years = year - 2000
    if years >= 5:  # seconds from dynamical to universal time
        delta = 62.92 + 0.32217 * years + 0.005589 * years**2
    else:
        delta = 63 if years > -14 else 30 + max(-6, (years + 50) * 0.9)
    return date.fromordinal(math.floor(moment + 8 / 24 - delta / 86400 + 0.5) - 1721425)


def _sun(moment: float) -> float:
    """Return the apparent longitude of the sun in degrees at a Julian date."""
    t = (moment - 2451545) / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t * t) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    since_1900 = t + 1
    pulls = (
        0.00134 * math.cos(math.radians(153.23 + 22518.7541 * since_1900))
        + 0.00154 * math.cos(math.radians(216.57 + 45037.5082 * since_1900))
        + 0.00200 * math.cos(math.radians(312.69 + 32964.3577 * since_1900))
        + 0.00179 * math.sin(math.radians(350.74 + 445267.1142 * since_1900 - 0.00144 * since_1900**2))
        + 0.00178 * math.sin(math.radians(231.19 + 20.20 * since_1900))
    )
    node = math.radians(125.04 - 1934.136 * t)
    return (280.46646 + 36000.76983 * t + 0.0003032 * t * t + centre + pulls - 0.00569 - 0.00478 * math.sin(node)) % 360
