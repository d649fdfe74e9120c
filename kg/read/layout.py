"""The layout words of the ontology compiled to patterns."""

import re
from dataclasses import dataclass
from functools import cache

from kg.ontology import Ontology
from kg.ontology.pattern import alternation

_LISTS = (
    "continuationMarks", "continuedFromMarks", "mastheadWords", "datelineAgencies", "datelineEndings", "todayWords",
    "askers", "askingWords", "answerLabels",
)  # fmt: skip
_DAY = r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日"


@dataclass(frozen=True, slots=True)
class Layout:
    """What pages look like: `mark` is a note of continuation, `onward` one whose text began on another page, `edge` one
    that shares its line with text; `label` the opening of a question or answer, `masthead` a word beside a date,
    `agency` who files a dispatch, `credit` what a dispatch opens with, `dateline` its place and day, `today` the day of
    publication."""

    mark: re.Pattern[str]
    onward: re.Pattern[str]
    edge: re.Pattern[str]
    label: re.Pattern[str]
    masthead: re.Pattern[str]
    agency: re.Pattern[str]
    credit: re.Pattern[str]
    dateline: re.Pattern[str]
    today: re.Pattern[str]


def layout_of(ontology: Ontology) -> Layout:
    """Return the patterns of the layout words."""
    return _compiled(tuple(ontology.words[name] for name in _LISTS))


@cache
def _compiled(lists: tuple[tuple[str, ...], ...]) -> Layout:
    marks, onward, masthead, agencies, endings, today, askers, asking, answers = map(alternation, lists)
    name = r"[^，。！？；：:,“”\n]"
    note = rf"{marks}[^（()），。！？；：\n]{{0,12}}"
    return Layout(
        mark=re.compile(rf"[（(【\[]?\s*{note}[）)】\]]?"),
        onward=re.compile(rf"[（(【\[]?\s*{onward}"),
        edge=re.compile(
            rf"^[ \t\u3000]*[（(【\[][ \u3000]*{note}(?P<close>[）)】\]])(?=[ \t\u3000]*\S)"
            rf"|(?<=\S)(?P<open>[（(【\[]){note}[）)】\]](?=[ \t\u3000\r]*$)",
            re.MULTILINE,
        ),
        label=re.compile(rf"(?:{name}{{0,24}}?{askers}{asking}?|{asking}|{answers})[ \u3000]*[：:]"),
        masthead=re.compile(masthead),
        agency=re.compile(agencies),
        credit=re.compile(rf"[（(【\[]?{agencies}[^，。！？；：\n]{{0,24}}?{endings}"),
        dateline=re.compile(
            rf"(?:{agencies})[^，。！？；：\n]{{0,24}}?(?:(?P<year>\d{{4}})年)?{_DAY}[^，。！？；：\n]{{0,4}}?{endings}"
        ),
        today=re.compile(rf"{today}[（(]{_DAY}[）)]"),
    )
