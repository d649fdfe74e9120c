"""The words of ontology/times.ttl as one frozen `Vocabulary`; what is malformed is refused."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kg.dates.items import Item, read_items
from kg.errors import OntologyError
from kg.model import ONTOLOGY
from kg.resources import ontology_folder

UNITS = frozenset(
    {"day", "week", "weekday", "weekend", "month", "quarter", "year"}
    | {"seasonYear", "yearPart", "monthPart", "wholeYear", "withinYear"}
)
SCOPES = frozenset({"month", "quarter", "year", "half", "century", "plan"})
EFFECTS = frozenset({"recess", "day", "eve", "around", "first", "last"})
NEEDED = (
    UNITS | {f"in {scope}" for scope in SCOPES} | {"amount", "season", "holiday", "frame", "dayPart", "era", "window"}
)
ANCHORS = frozenset({"document", "context", "sentence"})
STEPS = frozenset({"month", "day", "second"})
HALVES = frozenset({"", "am", "noon", "pm"})
LISTS = (
    "timeStarts",
    "lunarCalendars",
    "vagueTimes",
    "timeGuards",
    "futureTimeCues",
    "sinceWords",
    "holidayCues",
    "samePeriodWords",
    "limitParts",
    "limitCues",
    "formerHeads",
    "timeNameHeads",
    "planNameHeads",
    "bareYearCues",
    "timeCounters",
    "timeVariants",
    "yearMarks",
    "monthMarks",
    "dayMarks",
    "numberMarks",
    "hourMarks",
    "weekUnits",
    "dayUnits",
    "weekdayNumbers",
    "sundayNumbers",
    "mondayNumbers",
    "agoWords",
    "laterWords",
    "sinceThenWords",
    "withinWords",
    "untilNowWords",
    "aboutTimeWords",
    "deadlineNot",
)


@dataclass(frozen=True, slots=True)
class TimeWord:
    """Steps of a unit from the `anchor`: "document", "context" (an earlier expression) or "sentence" (one in the same).

    `until` ends a stretch of several units.
    """

    unit: str
    offset: int
    until: int
    anchor: str
    half: str

    @property
    def context(self) -> bool:
        """Whether an earlier expression is the anchor."""
        return self.anchor != "document"


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """A unit of amounts: so many months, days or seconds (`step`)."""

    step: str
    count: int


@dataclass(frozen=True, slots=True)
class Season:
    """`number` is the EDTF season, `longitude` the sun's at its beginning."""

    number: int
    longitude: int


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of the year by one of three calendars, and the official days off that are known."""

    month_day: tuple[int, int] | None
    lunar_day: tuple[int, int] | None
    longitude: int | None
    shift: int
    unframed: bool
    recess: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class LunarYear:
    """`lengths` has the days of each month; the one after month `leap` is the leap month (0: none)."""

    begins: date
    leap: int
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words by kind; `patterns` has one regular expression a kind, longest words first, with their guards."""

    times: Mapping[str, TimeWord]
    units: Mapping[str, TimeUnit]
    seasons: Mapping[str, Season]
    holidays: Mapping[str, Holiday]
    frames: Mapping[str, str]
    parts: Mapping[tuple[str, str], tuple[int, int]]
    day_parts: Mapping[str, str]
    eras: Mapping[str, int]
    windows: Mapping[str, int]
    lunar_years: Mapping[int, LunarYear]
    words: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, str]


@cache
def shipped_words() -> Vocabulary:
    """Return the shipped vocabulary of times.

    Raises:
        OntologyError: times.ttl is missing, is not Turtle, or holds a malformed definition.
    """
    return load(ontology_folder() / "times.ttl")


def load(path: Path) -> Vocabulary:
    """Read one file of time words.

    Raises:
        OntologyError: the file is missing, is not Turtle, or holds a malformed definition.
    """
    items = read_items(path)
    patterns: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def words(kind: str, pattern: str = "") -> Iterator[tuple[str, Item]]:
        seen: set[tuple[str, str]] = set()
        for item in items.get(kind, ()):
            scope = f"in {item.text('scope')}" if kind == "PartOfPeriod" else ""
            for word in item.words():
                if (scope, word) in seen:
                    raise item.fail(f"{word} is defined twice", "keep one of the definitions")
                seen.add((scope, word))
                patterns[scope or pattern or item.text("unit")].append((word, item.guarded(word)))
                yield word, item

    times = {w: _time_word(i) for w, i in words("TimeWord")}
    units = {w: TimeUnit(i.text("step", STEPS), i.number("count", 1, 9999)) for w, i in words("TimeUnit", "amount")}
    seasons = {w: _season(i) for w, i in words("Season", "season")}
    holidays = {w: _holiday(i) for w, i in words("Holiday", "holiday")}
    frames = {w: i.text("effect", EFFECTS) for w, i in words("HolidayFrame", "frame")}
    parts = {(i.text("scope", SCOPES), w): _stretch(i) for w, i in words("PartOfPeriod")}
    day_parts = {w: i.text("half", HALVES) for w, i in words("DayPart", "dayPart")}
    eras = {w: i.number("firstYear", -9999, 9999) for w, i in words("Era", "era")}
    windows = {w: i.number("direction", -1, 1) for w, i in words("TimeWindow", "window")}
    lists = _lists(path, items)
    for name in sorted(NEEDED.difference(patterns)):
        raise OntologyError(f"{path.name}: <{ONTOLOGY}>: no words for {name!r}; define at least one")
    patterns |= {name: [(w, item.guarded(w)) for w in item.words()] for name, item in lists.items()}
    return Vocabulary(
        times=MappingProxyType(times),
        units=MappingProxyType(units),
        seasons=MappingProxyType(seasons),
        holidays=MappingProxyType(holidays),
        frames=MappingProxyType(frames),
        parts=MappingProxyType(parts),
        day_parts=MappingProxyType(day_parts),
        eras=MappingProxyType(eras),
        windows=MappingProxyType(windows),
        lunar_years=MappingProxyType({i.number("year", 1, 9999): _lunar_year(i) for i in items.get("LunarYear", ())}),
        words=MappingProxyType({name: tuple(item.words()) for name, item in lists.items()}),
        patterns=MappingProxyType({name: _alternation(found) for name, found in patterns.items()}),
    )


def _alternation(found: Iterable[tuple[str, str]]) -> str:
    return "(?:" + "|".join(p for _, p in sorted(found, key=lambda e: (-len(e[0]), e))) + ")"


def _lists(path: Path, items: Mapping[str, list[Item]]) -> dict[str, Item]:
    lists = {i.iri.removeprefix(ONTOLOGY): i for i in items.get("WordList", ())}
    for name in LISTS:
        if name not in lists:
            raise OntologyError(f"{path.name}: <{ONTOLOGY}{name}>: a word list is missing; define it as :WordList")
    for variant in lists["timeVariants"].words():
        if len(variant) != 2:
            raise lists["timeVariants"].fail(f"{variant!r} is no pair", "write the variant and its usual form")
    return {name: lists[name] for name in LISTS}


def _season(item: Item) -> Season:
    return Season(item.number("number", 21, 24), item.number("longitude", 0, 359))


def _time_word(item: Item) -> TimeWord:
    offset = item.number("offset", -99, 99)
    until = item.number("until", offset, 99, default=offset)
    anchor = item.text("anchor", ANCHORS, default="document")
    return TimeWord(item.text("unit", UNITS), offset, until, anchor, item.text("half", HALVES, default=""))


def _holiday(item: Item) -> Holiday:
    day, lunar = item.pair("monthDay"), item.pair("lunarDay")
    sun = item.number("longitude", 0, 359) if "longitude" in item.values else None
    if [day, lunar, sun].count(None) != 2:
        raise item.fail("a holiday needs one calendar", "give one of :monthDay, :lunarDay, :longitude")
    unframed = item.text("unframed", {"true", "false"}, default="false") == "true"
    recess = [value.split("/") for value in sorted(item.values.get("recess", []))]
    if any(len(r) != 2 for r in recess):
        raise item.fail("a malformed :recess", "write first day/last day")
    spans = tuple((item.day(a, "recess"), item.day(b, "recess")) for a, b in recess)
    return Holiday(day, lunar, sun, item.number("shift", -30, 30, default=0), unframed, spans)


def _stretch(item: Item) -> tuple[int, int]:
    low = item.number("from", 0, 99)
    return low, item.number("to", low, 99)


def _lunar_year(item: Item) -> LunarYear:
    lengths, leap = item.text("monthLengths"), item.number("leapMonth", 0, 12, default=0)
    if not re.fullmatch("[01]{13}" if leap else "[01]{12}", lengths):
        raise item.fail(":monthLengths does not fit :leapMonth", "give one digit, 0 or 1, for each month")
    return LunarYear(item.day(item.text("begins"), "begins"), leap, tuple(29 + int(c) for c in lengths))
