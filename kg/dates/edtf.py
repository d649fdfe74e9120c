"""EDTF: which strings are values, which days they span, and where an open one begins."""

import re

from kg.dates import almanac
from kg.errors import DateError
from kg.model import TimeSpan

_PLAIN = re.compile(r"(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?)?)?[~?%]?")
_MASKED = re.compile(r"([0-9]{3})X|([0-9]{2})XX")
_GROUPS = {  # months that seasons, quarters and halves of a year span; winter ends in the next year
    21: (3, 5),
    22: (6, 8),
    23: (9, 11),
    24: (12, 14),
    33: (1, 3),
    34: (4, 6),
    35: (7, 9),
    36: (10, 12),
    40: (1, 6),
    41: (7, 12),
}


def window(edtf: str) -> tuple[str, str]:
    """Return first and last day that an EDTF value allows, as ISO days; "" where it is open or before the year 1.

    Seasons are those of the northern hemisphere, by months: spring is March to May, winter ends in the next year.

    Raises:
        DateError: `edtf` is no value of EDTF level 1 (quarters and halves are understood too).
    """
    if not edtf:
        return "", ""
    left, slash, right = edtf.partition("/")
    if not slash:
        return _bounds(edtf)
    if left == right == ".." or "T" in edtf:
        raise _fail(edtf)
    low, end = ("", "") if left in {"", ".."} else _bounds(left), ("", "") if right in {"", ".."} else _bounds(right)
    if low[0] and end[1] and low[0] > end[1]:
        raise _fail(edtf)
    return low[0], end[1]


def start_of(span: TimeSpan) -> str:
    """Return the value that dates a statement: of X起 ("2024-03-14/..") the start, and never the time of day."""
    edtf = span.edtf.removesuffix("/..")
    return edtf.partition("T")[0]


def _bounds(value: str) -> tuple[str, str]:
    masked = _MASKED.fullmatch(value)
    if masked:
        decade, century = masked.groups()
        low, high = (decade + "0", decade + "9") if decade else (century + "00", century + "99")
        return (f"{low}-01-01" if low != "0000" else "", f"{high}-12-31")
    match = _PLAIN.fullmatch(value)
    if not match:
        raise _fail(value)
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4] and (int(match[4]) > 23 or int(match[5]) > 59 or int(match[6] or 0) > 59):
        raise _fail(value)
    first, last = (month, month) if month else (1, 12)
    if month in _GROUPS and not day:
        first, last = _GROUPS[month]
    elif month > 12 or (match[2] and not month):
        raise _fail(value)
    elif match[3]:
        if not 1 <= day <= almanac.last_day(year, month):
            raise _fail(value)
        return (f"{year:04}-{month:02}-{day:02}",) * 2 if year > 0 else ("", "")
    return _first(year, first), _last(year, last)


def _first(year: int, month: int) -> str:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04}-{month:02}-01" if year > 0 else ""


def _last(year: int, month: int) -> str:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04}-{month:02}-{almanac.last_day(year, month):02}" if 0 < year <= 9999 else ""


def _fail(edtf: str) -> DateError:
    return DateError(
        f"{edtf!r} is no EDTF value; write for example 2024, 2024-03, 2024-03-14, 2024-23 or 2024-03-14/.."
    )
