"""A stretch of one field that may name something, and the one order in which such stretches win."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.ontology.terms import TYPES

TITLE = "Title"
_RANK = {name: index for index, name in enumerate((*TYPES, TITLE))}

_SURE = frozenset({"title-person", "learnt-person"})
"""Rules as good as the gazetteer: what a title makes a person is no city of that name."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A candidate at clean offsets; several `iris` make a compound, none a name that the gazetteer lacks."""

    begin: int
    stop: int
    type: str
    iris: tuple[str, ...]
    rule: str

    @property
    def length(self) -> int:
        """Number of characters."""
        return self.stop - self.begin

    def overlaps(self, other: "Span") -> bool:
        """Whether both share a character."""
        return self.begin < other.stop and other.begin < self.stop


def precedence(span: Span) -> tuple[int, int, bool, int, int, tuple[str, ...], str]:
    """Return the sort key of the total order: longest, leftmost, known, strength of the rule, type, IRI, rule."""
    guessed = not span.iris and span.rule not in _SURE
    strength = 1 if span.rule.startswith("learnt") else 2 if span.rule.startswith("place-") else 0
    return -span.length, span.begin, guessed, strength, _RANK[span.type], span.iris, span.rule


def settle(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Keep the spans that win against every overlapping one, in order of position."""
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(set(spans), key=precedence):
        places = range(span.begin, span.stop)
        if not taken.intersection((span.begin, span.stop - 1)) and taken.isdisjoint(places):
            taken.update(places)
            kept.append(span)
    return tuple(sorted(kept))
