"""Lists of persons: 蔡奇、王毅等 after a name that something else licenses, 丁薛祥、何立峰等参加会见 by their end."""

from collections.abc import Iterator, Sequence

from kg.recognise.page import Page
from kg.recognise.personal import names, plain_name, shaped
from kg.recognise.shapes import edge, foreign
from kg.recognise.span import Span

_COMMA = "、"
_OPEN = frozenset("、。\n 　，")
_ENDS = frozenset({"、", "，", "。", "（", ""})
_HARD_ENDS = frozenset({"、", "，", "。", ""})
_LONGEST = 16


def enrolled(page: Page, licensed: Sequence[Span]) -> Iterator[Span]:
    """Yield the persons listed after licensed or known ones, and those of lists whose end shows what they are."""
    ontology = page.lexicon.ontology
    ends = {span.stop for span in licensed}
    for tile in page.tiles:
        if "name" in tile.roles and page.lexicon.type_of(ontology.names[tile.word][0]) == "Person":
            ends.add(tile.stop)
    for stop in sorted(ends):
        yield from _after(page, stop)
    yield from _closed(page)


def _after(page: Page, position: int) -> Iterator[Span]:
    joiners = page.lexicon.words("nameJoiners")
    while page.char(position) == _COMMA or page.char(position) in joiners:
        stop = _element(page, position + 1)
        if stop == position + 1 or (page.char(position) in joiners and not edge(page, stop)):
            return
        yield Span(position + 1, stop, "Person", (), "person-list")
        position = stop


def _element(page: Page, begin: int) -> int:
    """Return the end of a list element that is a name up to a separator, or its begin."""
    ends = _ENDS | page.lexicon.words("nameJoiners")
    for stop in range(begin + 2, begin + _LONGEST):
        char = page.char(stop)
        if char not in ends and stop not in page.role("listEnds") and stop not in page.role("speechWords"):
            continue
        if shaped(page, begin, stop) and plain_name(page, begin, stop):
            return stop
        if foreign(page, begin) == stop and not names(page.tile(begin)):
            return stop
        if char in _HARD_ENDS:
            return begin
    return begin


def _closed(page: Page) -> Iterator[Span]:
    """Yield the members of a list that opens a clause and ends in 等参加会见 or the like."""
    ambiguous = page.lexicon.words("surnames_ambiguous")
    for end in sorted(page.role("listEnds")):
        members: list[Span] = []
        stop, whole = end, False
        while not whole:
            begin = _member(page, stop)
            if begin < 0:
                break
            members.append(Span(begin, stop, "Person", (), "person-list"))
            whole = page.char(begin - 1) != _COMMA
            stop = begin - 1
        lone = (
            page.char(members[0].begin) not in ambiguous and page.role("listEnds")[end] - end > 1 if members else False
        )
        if whole and (len(members) > 1 or lone):
            yield from members


def _member(page: Page, stop: int) -> int:
    """Return the begin of the Chinese name that ends at a position and fills what stands between separators, or -1."""
    for begin in range(stop - 2, max(-1, stop - 5), -1):
        if begin == 0 or page.plain[begin - 1] in _OPEN:
            return begin if shaped(page, begin, stop) and plain_name(page, begin, stop) else -1
    return -1
