"""The frozen values of a merged graph; every tuple is sorted and free of doubles."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from kg.model import BASE, Statement, digest


@dataclass(frozen=True, slots=True, order=True)
class Article:
    """What a graph keeps of a document: its metadata and the lengths of its raw texts, not the texts.

    `title` is the re-flowed title; `title_length` and `length` count the raw ones, into which offsets point.
    """

    id: str
    title: str
    title_length: int
    length: int
    date: str = ""
    publisher: str = ""
    author: str = ""
    url: str = ""
    language: str = "zh"
    rights: str = ""
    sha256: str = ""
    found_url: str = ""
    collection: str = ""

    @property
    def iri(self) -> str:
        """The IRI of the document, which is also that of its named graph."""
        return f"{BASE}d/{digest(self.id)}"


class Occurrence(NamedTuple):
    """One mention of an entity: document id, field, raw offsets, clean text, and the IRI of the turn it stands in.

    A graph holds more of these than of anything else, so they are tuples: made and sorted in half the time.
    """

    document: str
    field: str
    start: int
    end: int
    text: str
    turn: str = ""

    def iri(self, entity: str) -> str:
        """Return the IRI of this mention of the entity with the given IRI."""
        return f"{BASE}m/{digest(self.document, self.field, str(self.start), str(self.end), entity)}"


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """An entity of the whole graph.

    `aliases` are surface forms found by a pattern, each naming this entity alone where it stood; `why` lists the
    reasons for the merges within documents, `same_as` what reviewers linked it to. Documents are merged by equality of
    IRIs.
    """

    iri: str
    type: str
    name: str
    known: bool
    aliases: tuple[str, ...]
    occurrences: tuple[Occurrence, ...]
    why: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Speech:
    """One turn of a press conference; `speaker`, `outlet` and `reply_to` are IRIs or ""; `text` is clean."""

    document: str
    field: str
    start: int
    end: int
    role: str
    name: str
    text: str
    speaker: str = ""
    outlet: str = ""
    reply_to: str = ""

    @property
    def iri(self) -> str:
        """The IRI of this turn."""
        return speech_iri(self.document, self.field, self.start, self.end)


def speech_iri(document: str, field: str, start: int, end: int) -> str:
    """Return the IRI of the turn at the given raw offsets of a document."""
    return f"{BASE}t/{digest(document, field, str(start), str(end))}"


class Turns:
    """Turns of any documents, to be asked in which of them an offset lies; those of one field do not overlap."""

    __slots__ = ("_places",)

    def __init__(self, turns: Iterable[Speech]) -> None:
        self._places: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
        for turn in turns:
            self._places[turn.document, turn.field].append((turn.start, turn.end, turn.iri))
        for places in self._places.values():
            places.sort()

    def at(self, document: str, field: str, offset: int) -> str:
        """Return the IRI of the turn in which a raw offset lies, or ""."""
        places = self._places.get((document, field), ())
        place = bisect_right(places, offset, key=itemgetter(0)) - 1
        return places[place][2] if place >= 0 and offset < places[place][1] else ""


@dataclass(frozen=True, slots=True, order=True)
class Together:
    """Two entities, by their IRIs in order, that are named beside each other `times` times in `documents` documents."""

    one: str
    other: str
    times: int
    documents: int

    @property
    def iri(self) -> str:
        """The IRI of this co-occurrence."""
        return f"{BASE}c/{digest(self.one, self.other)}"


@dataclass(frozen=True, slots=True)
class Graph:
    """All documents, entities, statements and turns, each sorted and unique by its IRI.

    `together` is who is named beside whom, where that is asked for.
    """

    documents: tuple[Article, ...]
    entities: tuple[Node, ...]
    statements: tuple[Statement, ...]
    turns: tuple[Speech, ...]
    together: tuple[Together, ...] = ()
