"""The words of ontology/times.ttl as one frozen `Vocabulary`; what is malformed is refused with file, IRI and remedy."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.model import ONTOLOGY
from kg.resources import ontology_folder

UNITS = frozenset(
    "day week weekday weekend month quarter year seasonYear yearPart monthPart wholeYear withinYear".split()
)
SCOPES = frozenset("month year half century plan".split())
EFFECTS = frozenset("recess day eve around first last".split())
ANCHORS = frozenset({"document", "context", "sentence"})
HALVES = frozenset({"", "am", "noon", "pm"})
LISTS = (
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


@dataclass(slots=True)
class _Item:
    """One individual: its properties by local name, and errors that name its file."""

    iri: str
    file: str
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def fail(self, problem: str, remedy: str) -> OntologyError:
        return OntologyError(f"{self.file}: <{self.iri}>: {problem}; {remedy}")

    def words(self) -> list[str]:
        found = sorted(self.values["word"], key=lambda w: (-len(w), w))
        if not found or "" in found:
            raise self.fail("no word, or an empty one", "give :word values")
        return found

    def text(self, name: str, allowed: Iterable[str] = (), default: str | None = None) -> str:
        found = self.values.get(name, [] if default is None else [default])
        if len(found) != 1:
            raise self.fail(f":{name} stands {len(found)} times", f"give it one :{name}")
        if allowed and found[0] not in allowed:
            raise self.fail(f":{name} {found[0]!r} is not known", f"use one of {', '.join(sorted(filter(None, allowed)))}")
        return found[0]

    def number(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self.text(name, default=None if default is None else str(default))
        if not re.fullmatch(r"-?[0-9]{1,5}", value) or not low <= int(value) <= high:
            raise self.fail(f":{name} {value!r} is no number from {low} to {high}", "mend it")
        return int(value)

    def day(self, value: str, name: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.fail(f":{name} {value!r} is no day", "write YYYY-MM-DD") from error

    def pair(self, name: str, pattern: str) -> tuple[int, int] | None:
        if name not in self.values:
            return None
        match = re.fullmatch(pattern, self.text(name))
        if not match or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= 31:
            raise self.fail(f":{name} {self.text(name)!r} is no month and day", "write month-day")
        return int(match[1]), int(match[2])

    def guarded(self, word: str) -> str:
        """Return the regular expression of a word with its neighbours ruled out; it begins with the word, for speed."""
        found = re.escape(word)
        before = "".join(f"(?<!{re.escape(w + word)})" for w in sorted(self.values.get("unlessAfter", [])))
        after = "|".join(re.escape(w) for w in sorted(self.values.get("unlessBefore", []), key=lambda w: (-len(w), w)))
        return found + before + (f"(?!{after})" if after else "")


@cache
def vocabulary() -> Vocabulary:
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
    items = _items(path)
    patterns: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def words(kind: str, pattern: str = "") -> Iterator[tuple[str, _Item]]:
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
    seasons = {w: Season(i.number("number", 21, 24), i.number("longitude", 0, 359)) for w, i in words("Season", "season")}
    holidays = {w: _holiday(i) for w, i in words("Holiday", "holiday")}
    frames = {w: i.text("effect", EFFECTS) for w, i in words("HolidayFrame", "frame")}
    parts = {(i.text("scope", SCOPES), w): _stretch(i) for w, i in words("PartOfPeriod")}
    day_parts = {w: i.text("half", HALVES) for w, i in words("DayPart", "dayPart")}
    eras = {w: i.number("firstYear", -9999, 9999) for w, i in words("Era", "era")}
    windows = {w: i.number("direction", -1, 1) for w, i in words("TimeWindow", "window")}
    lists = {i.iri.removeprefix(ONTOLOGY): i for i in items.get("WordList", ())}
    missing = [name for name in LISTS if name not in lists]
    if missing:
        raise OntologyError(f"{path}: <{ONTOLOGY}{missing[0]}>: a word list is missing; define it as :WordList")
    for name in LISTS:
        patterns[name] = [(w, lists[name].guarded(w)) for w in lists[name].words()]
    for variant in lists["timeVariants"].words():
        if len(variant) != 2:
            raise lists["timeVariants"].fail(f"{variant!r} is no pair", "write the variant and its usual form")
    return Vocabulary(
        *(MappingProxyType(m) for m in (times, seasons, holidays, frames)),
        parts=MappingProxyType(parts),
        day_parts=MappingProxyType(day_parts),
        eras=MappingProxyType(eras),
        windows=MappingProxyType(windows),
        lunar_years=MappingProxyType({i.number("year", 1, 9999): _lunar_year(i) for i in items.get("LunarYear", ())}),
        words=MappingProxyType({name: tuple(lists[name].words()) for name in LISTS}),
        patterns=MappingProxyType(
            {k: "(?:" + "|".join(p for _, p in sorted(v, key=lambda e: (-len(e[0]), e))) + ")" for k, v in patterns.items()}
        ),
    )


def _items(path: Path) -> dict[str, list[_Item]]:
    """Return the individuals of a file by the local name of their class, sorted."""
    found: dict[str, _Item] = {}
    try:
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
            if not isinstance(quad.subject, ox.NamedNode):
                raise OntologyError(f"{path}: a blank node at {quad.predicate}; give it an IRI")
            item = found.setdefault(quad.subject.value, _Item(quad.subject.value, path.name))
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                item.values[re.split("[#/]", quad.predicate.value)[-1]].append(quad.object.value)
    except (OSError, SyntaxError, ValueError) as error:
        raise OntologyError(f"{path}: not readable as Turtle: {' '.join(str(error).split())}; mend the file") from error
    kinds: dict[str, list[_Item]] = defaultdict(list)
    for _, item in sorted(found.items()):
        for kind in sorted(item.values.get("type", [])):
            kinds[kind.removeprefix(ONTOLOGY)].append(item)
    return kinds


def _time_word(item: _Item) -> TimeWord:
    offset = item.number("offset", -99, 99)
    until = item.number("until", offset, 99, default=offset)
    anchor = item.text("anchor", ANCHORS, default="document")
    return TimeWord(item.text("unit", UNITS), offset, until, anchor, item.text("half", HALVES, default=""))


def _holiday(item: _Item) -> Holiday:
    day, lunar = item.pair("monthDay", "([0-9]{2})-([0-9]{2})"), item.pair("lunarDay", "([0-9]{1,2})-([0-9]{1,2})")
    sun = item.number("longitude", 0, 359) if "longitude" in item.values else None
    if [day, lunar, sun].count(None) != 2:
        raise item.fail("a holiday needs one calendar", "give one of :monthDay, :lunarDay, :longitude")
    recess = [value.split("/") for value in sorted(item.values.get("recess", []))]
    if any(len(r) != 2 for r in recess):
        raise item.fail("a malformed :recess", "write first day/last day")
    spans = tuple((item.day(a, "recess"), item.day(b, "recess")) for a, b in recess)
    return Holiday(day, lunar, sun, item.number("shift", -30, 30, default=0), spans)


def _stretch(item: _Item) -> tuple[int, int]:
    low = item.number("from", 0, 99)
    return low, item.number("to", low, 99)


def _lunar_year(item: _Item) -> LunarYear:
    lengths, leap = item.text("monthLengths"), item.number("leapMonth", 0, 12, default=0)
    if not re.fullmatch("[01]{13}" if leap else "[01]{12}", lengths):
        raise item.fail(":monthLengths does not fit :leapMonth", "give one digit, 0 or 1, for each month")
    return LunarYear(item.day(item.text("begins"), "begins"), leap, tuple(29 + int(c) for c in lengths))
