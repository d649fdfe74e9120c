"""Short forms built of the first characters of the words of a name in the document: 首规委 of 首都规划建设委员会."""

from collections.abc import Iterator, Sequence

from kg.recognise.page import Page
from kg.recognise.shapes import Counts
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_SIZES = (3, 4)
_LONGEST_SHARE = 2
_TYPES = frozenset({"Organization", "Event", "Forum"})


def add_acronyms(pages: Sequence[Page], spans: dict[str, list[Span]], counts: Counts) -> None:
    """Add the bodies that a short form names: its characters begin words of a longer name, the last one its head."""
    sources = [
        initials
        for page in pages
        for span in sorted(spans[page.field])
        if span.type in _TYPES and span.length >= _LONGEST_SHARE * _SIZES[0]
        for initials in [_initials(page, span)]
    ]
    for page in pages:
        for candidate in _candidates(page):
            word = page.plain[candidate.begin : candidate.stop]
            if any(_within(word, initials) for initials in sources) and _used(page, candidate, counts.of(word)):
                spans[page.field].append(candidate)


def _initials(page: Page, span: Span) -> str:
    """Return the first characters of the words of a name, in order."""
    return "".join(tile.word[0] for tile in page.tiles if span.begin <= tile.begin < tile.stop <= span.stop)


def _candidates(page: Page) -> Iterator[Span]:
    """Yield the stretches that end like a short form and that no known word covers."""
    ends = page.lexicon.words("acronymEnds")
    for stop in range(_SIZES[0], len(page.plain) + 1):
        if page.plain[stop - 1] not in ends:
            continue
        for size in _SIZES:
            begin = max(0, stop - size)
            tiles = [page.tile(i) for i in range(begin, stop)]
            single = all(t is None or len(t.word) == 1 for t in tiles)
            if single and not ordinary(page.plain[begin:stop]):
                yield Span(begin, stop, "Organization", (), "learnt-acronym")


def _within(word: str, initials: str) -> bool:
    """Whether the characters occur in the initials in this order."""
    position = -1
    for char in word:
        position = initials.find(char, position + 1)
        if position < 0:
            return False
    return True


def _used(page: Page, candidate: Span, count: int) -> bool:
    """Whether a short form is used like a name: more than once, or right before a title."""
    return count > 1 or candidate.stop in page.role("title")
