"""A single day as file names, mastheads and the command line write it."""

import re
from datetime import date

from kg.dates import almanac
from kg.dates.almanac import number
from kg.errors import DateError

_HAN = "[〇○零一二三四五六七八九十]"
_DAY = re.compile(
    r"(?<![0-9A-Za-z])(?P<y>[12][0-9]{3})(?P<sep>[-_/.])(?P<m>[01]?[0-9])(?P=sep)(?P<d>[0-3]?[0-9])(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])(?P<y2>(?:19|20)[0-9]{2})(?P<m2>[01][0-9])(?P<d2>[0-3][0-9])(?![0-9A-Za-z])"
    r"|(?<![0-9])(?P<y3>[12][0-9]{3})[ \u3000]{0,2}年[ \u3000]{0,2}(?P<m3>[01]?[0-9])[ \u3000]{0,2}月"
    r"[ \u3000]{0,2}(?P<d3>[0-3]?[0-9])[ \u3000]{0,2}[日号號]"
    rf"|(?P<y4>{_HAN}{{4}})年(?P<m4>{_HAN}{{1,2}})月(?P<d4>{_HAN}{{1,3}})日"
)
_WIDE = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")


def parse_day(text: str) -> date | None:
    """Return the first day written out in a file name or masthead (2024-03-08, 20240308, 2024年3月8日), or None."""
    for match in _DAY.finditer(text.translate(_WIDE)):
        parts = [v.replace("○", "〇") for k, v in match.groupdict().items() if v is not None and k != "sep"]
        year, month, day = (number(p) or 0 for p in parts)
        found = almanac.day(year, month, day)
        if found:
            return found
    return None


def option_day(value: str) -> date:
    """Return the day that an option gives.

    Raises:
        DateError: the value is not one day in one of the forms.
    """
    match = _DAY.fullmatch(value.strip().translate(_WIDE))
    found = parse_day(value) if match else None
    if not found:
        raise DateError(f"--date {value!r}: not a day; write YYYY-MM-DD, for example 2024-03-08")
    return found
