"""The left boundary of an open name: a walk from its head word over what may stand inside a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.recognise.page import Page, Tile

_NUMBER = "[0-9０-９一二三四五六七八九十百零〇两]"
_ORDINAL = re.compile(
    rf"(?:第{_NUMBER}{{1,6}}(?:届|次|轮|号|期|任)?|(?<![新上下历]){_NUMBER}{{1,4}}届|首届|[0-9]{{4}}年?—[0-9]{{4}}(?:年度?|(?=赛季))|[0-9]{{4}}年度?|(?<![0-9])20[0-9]{{2}}(?=[\u4e00-\u9fff“（])(?!年)|{_NUMBER}{{1,4}}周年)"
)
_OPEN = {"”": "“", "》": "《", "）": "（", ")": "(", "’": "‘", "」": "「", "』": "『"}
_DASHES = frozenset("—–―－-·•・‧")
_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千万数几多")
_UNKNOWN_LIMIT = 10
_INSIDE_MARKS = 24
_INSIDE_BRACKETS = 8
_OUTSIDE = frozenset({"speechWords", "personBefore", "kinWords", "notInitiatives"})


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A piece of a name: `kind` is name, title, inner, head, ordinal, mark, join, ascii or unknown."""

    begin: int
    stop: int
    kind: str
    iris: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def ordinals(plain: str) -> dict[int, int]:
    """Return end → begin of the ordinals and years in a text."""
    return {m.end(): m.start() for m in _ORDINAL.finditer(plain)}


def walk(page: Page, position: int, joins: bool) -> list[Part]:
    """Return the parts that stand before a position without a break, from left to right.

    `joins` allows 和 and the like between two parts that name or build names.
    """
    parts: list[Part] = []
    unknown = 0
    for part in _leftward(page, position, joins):
        unknown = unknown + part.stop - part.begin if part.kind == "unknown" else 0
        if unknown > _UNKNOWN_LIMIT:
            break
        parts.append(part)
    parts.reverse()
    while parts and parts[0].kind == "join":
        parts.pop(0)
    return parts


def _leftward(page: Page, position: int, joins: bool) -> Iterator[Part]:
    text, numbers = page.plain, ordinals(page.plain)
    stops, measures = page.lexicon.words("stopWords"), page.lexicon.words("measureWords")
    joiners = page.lexicon.words("nameJoiners")
    right: Part | None = None
    while position > 0:
        char = text[position - 1]
        tile = page.ending(position)
        if position in numbers and not (tile and tile.named):
            right = Part(numbers[position], position, "ordinal")
        elif tile and (len(tile.word) > 1 or tile.iris):
            kind, iris = _kind(tile), _iris(page, tile)
            if tile.word in page.lexicon.words("seatWords") and right and right.kind == "name":
                return
            if tile.word in page.lexicon.words("anniversaryOf") and right and right.kind == "ordinal":
                kind = "inner"
            if not kind or any(page.lexicon.type_of(iri) == "Person" for iri in iris):
                return
            right = Part(tile.begin, tile.stop, kind, iris)
        elif char in _OPEN:
            begin = text.rfind(_OPEN[char], max(0, position - _INSIDE_MARKS), position - 1)
            if begin < 0 or "\n" in text[begin:position] or (char in "）)" and position - begin > _INSIDE_BRACKETS):
                return
            right = Part(begin, position, "mark")
        elif char in _DASHES:
            right = Part(position - 1, position, "join")
        elif char in joiners:
            left = page.ending(position - 1)
            both = char == "暨" and (position - 1 in numbers or (left is not None and _kind(left) == "head"))
            linked = both or (left is not None and _kind(left) in ("name", "inner"))
            foreign = char == "及" and right is not None and right.kind == "unknown" and _foreign(page, position)
            joinable = joins and right is not None and (both or right.kind in ("name", "inner", "head")) and linked
            if not (joinable or foreign) or _meeting(page, left):
                return
            right = Part(position - 1, position, "join")
        elif _counts(page, position) or (
            char in stops or not char.isalnum() or (char in measures and text[position - 2 : position - 1] in _NUMERALS)
        ):
            return
        elif char.isascii():
            begin = position - 1
            while begin > 0 and (text[begin - 1].isascii() and (text[begin - 1].isalnum() or text[begin - 1] in "+.")):
                begin -= 1
            if text[begin:position].isdigit():
                return
            right = Part(begin, position, "ascii")
        else:
            right = Part(position - 1, position, "unknown")
        yield right
        position = right.begin


def _counts(page: Page, position: int) -> bool:
    """Whether 一 behind a name counts what follows: 英国伦敦|一警局."""
    left = page.ending(position - 1) if page.char(position - 1) == "一" else None
    return left is not None and left.named


def _foreign(page: Page, position: int) -> bool:
    """Whether transliterated names stand on both sides of the join before a position: 比尔及梅琳达."""
    letters = page.lexicon.words("transliterationCharacters")
    return page.char(position) in letters and page.char(position - 2) in letters and page.tile(position - 2) is None


def _meeting(page: Page, tile: Tile | None) -> bool:
    """Whether a tile names a meeting, which a list may join to another but no name contains."""
    iris = _iris(page, tile) if tile else ()
    return any(page.lexicon.type_of(iri) in ("Forum", "Event") and tile and tile.word[-1:] == "会" for iri in iris)


def _kind(tile: Tile) -> str:
    """Return what a tile is inside a name, or "" where none reaches over it."""
    if tile.named:
        return "name"
    if "innerWords" in tile.roles and not any(role.startswith("head") for role in tile.roles):
        return "title" if "title" in tile.roles else "inner"
    if "stopWords" in tile.roles:
        return ""
    if any(role.startswith("head") for role in tile.roles):
        return "head"
    if "title" in tile.roles:
        return "title"
    if tile.roles & _OUTSIDE or "guards" in tile.roles:
        return ""
    return "unknown"


def _iris(page: Page, tile: Tile) -> tuple[str, ...]:
    ontology = page.lexicon.ontology
    return tile.iris or ontology.compounds.get(tile.word) or ontology.names.get(tile.word, ())
