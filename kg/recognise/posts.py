"""Titles that stand beside names, with what belongs to them: 国际贸易大臣, 前总统, 国务委员 and 外长 around 兼."""

from collections.abc import Sequence

from kg.recognise.page import Page, Tile
from kg.recognise.span import TITLE, Span


def titles(page: Page, kept: Sequence[Span]) -> list[Span]:
    """Return the titles outside of the kept spans that stand beside one of them, or beside such a title."""
    taken = {i for span in kept for i in range(span.begin, span.stop)}
    edges = {span.stop for span in kept} | {span.begin for span in kept}
    persons = {span.begin for span in kept if span.type == "Person"}
    waiting = []
    for tile in page.tiles:
        verb = tile.word in page.lexicon.words("verbTitles") and tile.stop not in persons
        apart = taken.isdisjoint(range(tile.begin, tile.stop))
        if "title" in tile.roles and not tile.named and not verb and apart:
            waiting.append(Span(_begin(page, tile, taken), tile.stop, TITLE, (), "title"))
    found: list[Span] = []
    again = True
    while again:
        again, rest = False, []
        for span in waiting:
            if span.begin in edges or span.stop in edges or _joined(page, span, edges):
                found.append(span)
                edges |= {span.begin, span.stop}
                again = True
            else:
                rest.append(span)
        waiting = rest
    return sorted(found)


def _begin(page: Page, tile: Tile, taken: set[int]) -> int:
    """Return where a title begins with its field and rank: 国际贸易|大臣, 外交与安全政策|高级代表, 前|总统."""
    prefixes, joiners = page.lexicon.words("titlePrefixes"), page.lexicon.words("nameJoiners")
    begin = tile.begin
    while begin > 0:
        before = page.ending(begin)
        size = next((n for n in (2, 1) if page.plain[begin - n : begin] in prefixes), 0)
        if before and len(before.word) > 1 and _field(before):
            size = before.stop - before.begin
        elif not size and page.plain[begin - 1] in joiners and begin < tile.begin:
            left = page.ending(begin - 1)
            size = 1 if left and _field(left) else 0
        if not size or not taken.isdisjoint(range(begin - size, begin)):
            break
        begin -= size
    return begin


def _field(tile: Tile) -> bool:
    """Whether a tile can say what a post is about."""
    return "innerWords" in tile.roles and "title" not in tile.roles and not tile.named


def _joined(page: Page, span: Span, edges: set[int]) -> bool:
    joints = page.lexicon.words("titleJoints")
    return (page.char(span.begin - 1) in joints and span.begin - 1 in edges) or (
        page.char(span.stop) in joints and span.stop + 1 in edges
    )
