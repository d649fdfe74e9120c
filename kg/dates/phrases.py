"""Points in their surroundings: ranges (6月18日至21日), limits (本月底前), open starts (3月14日起), 去年同期."""

import re
from dataclasses import replace

from kg.dates import almanac, points
from kg.dates.almanac import number
from kg.dates.context import Context, Value
from kg.dates.edtf import window
from kg.dates.grammar import compiled_grammar
from kg.errors import DateError

Found = tuple[int, Value]
_YEAR_GROUPS = frozenset({"y", "era", "yy", "yrel", "iy"})
_DATED = _YEAR_GROUPS | {"drel", "week", "wend", "stem"}
_YEAR_ONLY = _YEAR_GROUPS | {"eray", "daypart"}
_SETTLED = frozenset({"y", "iy", "yrel", "mrel", "drel", "week", "srel"})  # groups that no cue can change
_CALLED = 14  # characters before an expression in which a cue may stand


def groups(match: re.Match[str]) -> dict[str, str]:
    """Return the groups that took part in a match."""
    return {k: v for k, v in match.groupdict().items() if v is not None}


def looks_ahead(text: str, place: int, end: int) -> bool:
    """Whether the words around an expression look forward (将于…)."""
    cues = compiled_grammar().cues
    before = text[max(0, place - _CALLED) : place]
    return bool(cues["ahead_after"].match(text, end) or cues["ahead"].search(before))


def point(text: str, place: int, context: Context) -> Found | None:
    """Return end and value of the point that begins at `place`, with a range and what follows."""
    match = compiled_grammar().point.match(text, place)
    if not match or match.end() == place:
        return None
    g, end = groups(match), _end(text, place, match.end())
    marks = _marks(text, place, end)
    ahead = not g.keys() & _SETTLED and looks_ahead(text, place, end)
    value = points.value_of(g | marks, context, place, ahead)
    if value is None:
        return None
    if g.keys() <= _YEAR_ONLY:
        value, end = _year_alone(text, end, g, value, context)
    ranged = _range(text, place, end, g | marks, value, context)
    if ranged:
        return ranged
    return suffixed(text, place, end, value, context)


def short_range(text: str, match: re.Match[str], context: Context) -> Found | None:
    """Return 2013—2021年, 今年1—11月, 18日 as in 6月18至21日: the unit of the second number is that of the first."""
    g = groups(match)
    unit, place, end = g["u"][0].replace("号", "日"), match.start(), match.end()
    key = {"年": "y", "月": "m", "日": "d"}[unit]
    first, second = number(g["n1"]), number(g["n2"])
    if first is None or second is None or first >= second or (key == "y" and len(g["n1"]) + len(g["n2"]) != 8):
        return None
    if "list" in g and second - first != match[0].count("、"):
        return None
    mark = {"mark": "日"} if key == "d" else {}
    base = {k: v for k, v in g.items() if k in _YEAR_GROUPS | {"eray", "m", "mrel"}}
    ahead = looks_ahead(text, place, end)
    value = points.value_of(base | {key: str(first)} | mark, context, place, ahead)
    if value is None:
        return None
    right = _continued({key: str(second)} | mark, value)
    last = points.value_of(right, context.after(value, place), place, ahead)
    joined = _joined(value, last)
    return suffixed(text, place, end, joined, context) if joined else None


def _end(text: str, place: int, end: int) -> int:
    while end > place and text[end - 1] in " \u3000的":
        end -= 1
    return end


def _marks(text: str, place: int, end: int) -> dict[str, str]:
    """Return pseudo-groups for what the words before and after say of a point."""
    g, before = compiled_grammar(), text[max(0, place - _CALLED) : place]
    marks = {}
    since = g.since.match(text, end)
    if since and since["open"]:
        marks["opens"] = "opens"
    if g.cues["limit"].search(before) or g.before.match(text, end):
        marks["limit"] = "limit"
    if g.cues["holiday"].search(before) or since or g.before.match(text, end):
        marks["framed"] = "framed"
    return marks


def _year_alone(text: str, end: int, g: dict[str, str], value: Value, context: Context) -> tuple[Value, int]:
    """Return value and end of a bare year: 2030年…议程 is a name, 去年同期 the earlier stretch a year before."""
    if "y" in g and compiled_grammar().names["year"].match(text, end):
        return Value(""), end
    same = compiled_grammar().names["same_period"].match(text, end)
    if not same or value.year is None:
        return value, end
    last, year = context.last, value.year
    if last and last.edtf and last.year is not None:
        years = {int(y) for y in re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", last.edtf)}
        text_then = re.sub(r"(?<![0-9])[0-9]{4}(?![0-9])", f"{year:04}", last.edtf)
        if last.edtf == f"{year + 1:04}" and context.now and context.now.year == year + 1:
            until = almanac.plus_months(context.now, -12)
            text_then = f"{year:04}-01-01/{until}"
        if len(years) == 1 and _valid(text_then):
            return replace(value, edtf=text_then, basis="context"), same.end()
    return value, same.end()


def _valid(edtf: str) -> bool:
    try:
        window(edtf)
    except DateError:
        return False
    return True


def _range(text: str, place: int, end: int, g: dict[str, str], value: Value, context: Context) -> Found | None:
    to = compiled_grammar().to.match(text, end)
    match = compiled_grammar().point.match(text, to.end()) if to else None
    if not to or not match or match.end() == to.end():
        return None
    right, stop = groups(match), _end(text, to.end(), match.end())
    if right.keys() <= {"h", "h2", "mi", "mi2", "hh", "hq", "daypart"} and "h" in g.keys() | right.keys() and value.day:
        return stop, replace(value, edtf=value.day.isoformat())
    if "y" in right and not g.keys() & _YEAR_GROUPS and "m" in g:
        turned = (number(g["m"]) or 0) > (number(right.get("m", "12")) or 0)
        earlier = points.value_of(g | {"y": f"{(number(right['y']) or 0) - turned:04}"}, context, place, False)
        value = earlier or value
    if "m" in right and "d" in g and not g.keys() & (_YEAR_GROUPS | {"m", "mrel", "drel", "pd"}):
        month = (number(right["m"]) or 0) - ((number(g["d"]) or 0) > (number(right.get("d", "31")) or 0))
        value = points.value_of(g | {"m": str(month or 12)}, context, place, False) or value
    following = context.after(value, end)
    if "stem" in right and value.day:
        following = replace(following, now=value.day)
    marks = _marks(text, to.start() + 1, stop) | {"limit": "limit"}
    last = points.value_of(_continued(right, value) | marks, following, to.end(), "stem" in right)
    joined = _joined(value, last)
    return suffixed(text, place, stop, joined, context) if joined else None


def _continued(right: dict[str, str], left: Value) -> dict[str, str]:
    """Give the second half of a range the year and month that it leaves out."""
    if left.year is None or not 1000 <= left.year < 2199 or right.keys() & (_DATED):
        return right
    if "m" in right:
        turn = left.month is not None and (number(right["m"]) or 0) < left.month
        return right | {"y": str(left.year + turn)}
    if "d" in right and left.month is not None and "mrel" not in right:
        turn = left.day is not None and (number(right["d"]) or 0) < left.day.day
        month = left.month + turn
        return right | {"y": str(left.year + month // 13), "m": str((month - 1) % 12 + 1)}
    if "yspot" in right:
        return {k: v for k, v in right.items() if k != "yspot"} | {"ypart": right["yspot"], "y": str(left.year)}
    return right | {"y": str(left.year)} if right.keys() & {"q", "half", "hol", "season"} else right


def _joined(left: Value, right: Value | None) -> Value | None:
    """Return the stretch from one value to another; None where they do not follow each other."""
    if right is None:
        return None
    if not left.edtf or not right.edtf:
        return Value("", year=left.year)
    stop = right.day.isoformat() if right.day else _last(right.edtf)
    text = f"{_first(left.edtf)}/{stop}"
    if not _valid(text) or ".." in text:
        return None
    return Value(text, left.basis if left.basis != "stated" else right.basis, left.year, said_year=left.said_year)


def _first(edtf: str) -> str:
    """Return where a value begins, in the forms that level 1 allows in an interval: no seasons, no masked digits."""
    value = edtf.partition("/")[0].partition("T")[0]
    return _plain(value, 0)


def _last(edtf: str) -> str:
    value = edtf.rpartition("/")[2].partition("T")[0]
    return _plain(value, 1)


def _plain(value: str, side: int) -> str:
    if value.endswith("X"):
        return window(value)[side][:4] or "0001"
    return window(value)[side][:7] if re.fullmatch("[0-9]{4}-2[1-4]", value) else value


def suffixed(text: str, place: int, end: int, value: Value, context: Context) -> Found:
    """Apply 起, 以来 and 前."""
    g, now = compiled_grammar(), context.now
    since = g.since.match(text, end)
    if since:
        start = _first(value.edtf)
        closed = f"{start}/{now}"
        text_then = closed if since["closed"] and now and _valid(closed) else f"{start}/.."
        ok = bool(value.edtf) and start != ".." and _valid(text_then)
        return since.end(), replace(value, edtf=text_then if ok else "")
    about = g.about.match(text, end)
    if about and re.fullmatch("-?[0-9]{4}(?:-[0-9]{2}){0,2}", value.edtf):
        return about.end(), replace(value, edtf=value.edtf + "~")
    before = g.before.match(text, end)
    if before and value.edtf and "/.." not in value.edtf:
        return before.end(), replace(value, edtf=f"../{_last(value.edtf)}")
    return end, value
