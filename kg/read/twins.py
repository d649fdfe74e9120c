"""Documents that are the same text twice: one release sent by two agencies, a page saved from two sites.

Two texts are twins where most of what stands in either stands in both (resemblance of their eight-character pieces),
their numbers agree, and their days, if known, lie no further apart than a release travels. Which of a family counts
depends on the documents alone, not on their order: the earliest, then the longest, then the first by id.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

import numpy as np

from kg.model import Document, digest
from kg.read.problem import Problem

_PIECE = 8
_SKETCH = 128
_KEYS = 24
_ALIKE = 0.7
_OTHER_NUMBERS, _MORE_NUMBERS = 0.1, 3
_DAYS = 2
_LEAST = 40
"""Characters below which only equal texts are twins."""
_CROWD = 64
"""Texts that share a piece from which on the piece is a formula and tells nothing."""
_NOISE = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")
_UNKNOWN = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Sketch:
    """What comparing needs to know of a document: small, of fixed size, and the same for the same document.

    `keys` are the smallest hashes of its pieces, `numbers` those in it, `exact` the hash of all its characters.
    """

    id: str
    date: str
    length: int
    exact: str
    keys: tuple[int, ...]
    numbers: tuple[tuple[str, int], ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """What two sketches must share one of to be compared at all."""
        return self.exact, *map(str, self.keys[:_KEYS])

    @property
    def rank(self) -> tuple[str, int, str]:
        """The order in which documents count: the earliest, the longest, the first by id."""
        return self.date or _UNKNOWN, -self.length, self.id


def sketch_of(document: Document) -> Sketch:
    """Return the sketch of a document; its title does not count, for each agency writes its own."""
    text = _NOISE.sub("", document.text.plain)
    numbers = Counter(_NUMBER.findall(document.text.plain))
    exact = digest(text) if text else digest("", document.title.plain, document.date)
    return Sketch(document.id, document.date, len(text), exact, _smallest(text), tuple(sorted(numbers.items())))


def twins_among(sketches: Iterable[Sketch]) -> dict[str, str]:
    """Return for the id of each document that repeats another the id of the one that counts."""
    ranked = sorted(sketches, key=lambda s: s.rank)
    parents = list(range(len(ranked)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for i, j in _candidates(ranked):
        if _same(ranked[i], ranked[j]):
            low, high = sorted((root(i), root(j)))
            parents[high] = low
    return {ranked[i].id: ranked[root(i)].id for i in range(len(ranked)) if root(i) != i}


def distinct(documents: Iterable[Document | Problem]) -> Iterator[Document | Problem]:
    """Yield documents in their order without those that repeat another; each of these is a problem that left none out.

    All have to be read before the first is yielded, for a later one may be the one that counts.
    """
    items = list(documents)
    repeated = twins_among(sketch_of(d) for d in items if isinstance(d, Document))
    for item in items:
        if isinstance(item, Document) and item.id in repeated:
            yield repetition(item, repeated)
        else:
            yield item


def repetition(document: Document, repeated: Mapping[str, str]) -> Problem:
    """Return the notice that a document repeats the one that counts."""
    reason = f"repeats document {repeated[document.id]!r}, which is counted once"
    remedy = "nothing to do"
    path, first = document.path or document.id, repeated[document.id]
    return Problem(path, document.place, reason, remedy, left_out=False, id=document.id, repeats=first)


def _candidates(ranked: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Yield pairs that share something rare; equal texts are compared with the first of them alone."""
    first: dict[tuple[str, str], int] = {}
    alone: list[int] = []
    for i, sketch in enumerate(ranked):
        at = first.setdefault((sketch.exact, sketch.date), i)
        if at == i:
            alone.append(i)
        else:
            yield at, i
    equal: dict[str, list[int]] = defaultdict(list)
    holders: dict[int, list[int]] = defaultdict(list)
    for i in alone:
        equal[ranked[i].exact].append(i)
        for key in ranked[i].keys[:_KEYS]:
            holders[key].append(i)
    for group in equal.values():
        yield from pairwise(group)  # they are in order of time, so neighbours are enough
    seen: set[tuple[int, int]] = set()
    for group in holders.values():
        if len(group) > _CROWD:
            continue
        for pair in combinations(group, 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _same(one: Sketch, other: Sketch) -> bool:
    if one.date and other.date and _days_apart(one.date, other.date) > _DAYS:
        return False
    if one.exact == other.exact:
        return True
    if min(one.length, other.length) < _LEAST:
        return False
    return _resemblance(one.keys, other.keys) >= _ALIKE and _numbers_agree(one.numbers, other.numbers)


def _resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated share of common pieces, by the smallest hashes of both together."""
    union = sorted({*one, *other})[: min(_SKETCH, max(len(one), len(other)))]
    both = set(one) & set(other)
    return sum(key in both for key in union) / len(union) if union else 0.0


def _numbers_agree(one: Sequence[tuple[str, int]], other: Sequence[tuple[str, int]]) -> bool:
    """Whether hardly any number of one text is another in the other; one may have some more, as in its dateline."""
    left, right = Counter(dict(one)), Counter(dict(other))
    fewer, more = sorted((sum((left - right).values()), sum((right - left).values())))
    whole = sum((left | right).values())
    return fewer <= _OTHER_NUMBERS * whole and more <= max(_MORE_NUMBERS, whole // 4)


def _days_apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _smallest(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of the pieces of a text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    if len(codes) < _PIECE:
        return ()
    hashes = np.zeros(len(codes) - _PIECE + 1, dtype=np.uint64)
    for k in range(_PIECE):
        hashes = hashes * np.uint64(0x100000001B3) + codes[k : k + len(hashes)]
    # a multiplication and shifts, so that neighbours in the alphabet lie far apart
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> np.uint64(33)
    return tuple(np.unique(hashes)[:_SKETCH].tolist())
