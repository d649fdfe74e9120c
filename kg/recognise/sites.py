"""Places by head word: 别尔哥罗德州, 约翰内斯堡坦博国际机场, 扎波罗热核电站."""

from collections.abc import Iterator

from kg.recognise.boundary import walk
from kg.recognise.page import Page, Tile
from kg.recognise.parts import STATES, between, from_name, types
from kg.recognise.shapes import foreign_run
from kg.recognise.span import Span

_LONGEST_NAME = 3


def site_names(page: Page, tile: Tile) -> Iterator[Span]:
    """Yield the places whose head is the tile."""
    if "headPlace_run" in tile.roles:
        yield from _run(page, tile)
    if tile.word in page.lexicon.words("countyHeads"):
        yield from _county(page, tile)
    if "headPlace_anchored" in tile.roles:
        parts = walk(page, tile.begin, joins=False)
        cut = max((i + 1 for i, p in enumerate(parts) if p.kind in ("title", "mark", "ordinal")), default=0)
        named = from_name(page, parts[cut:], STATES)
        if named and (between(named) or "Place" in types(page, named[-1:]) or len(named[-1].iris) > 1):
            yield Span(named[0].begin, tile.stop, "Place", (), "head-place")


def _free(page: Page, begin: int, stop: int) -> bool:
    """Whether no word that stands outside of names, and no name, lies in the stretch."""
    tiles = [page.tile(i) for i in range(begin, stop)]
    stops = page.lexicon.words("stopWords")
    if any(page.char(i) in stops for i in range(begin, stop)):
        return False
    return not any(
        t and len(t.word) > 1 and (t.named or {"stopWords", "innerWords", "guards"} & t.roles) for t in tiles
    )


def _county(page: Page, tile: Tile) -> Iterator[Span]:
    """Yield a Chinese county or the like between the place above it and its head: 江苏|太仓市."""
    for begin in range(tile.begin - 1, tile.begin - 4, -1):
        before = page.ending(begin)
        if before and "name" in before.roles:
            entry = page.lexicon.ontology.entries[page.lexicon.ontology.names[before.word][0]]
            if (
                entry.kind in ("Province", "City")
                and _free(page, begin, tile.begin)
                and page.plain[begin : tile.begin].isalpha()
            ):
                yield Span(begin, tile.stop, "Place", (), "head-county")
            return


def _run(page: Page, tile: Tile) -> Iterator[Span]:
    """Yield a transliterated name with the head, and the place right before it (约翰内斯堡|坦博国际机场)."""
    begin = foreign_run(page, tile.begin)
    native = page.char(begin) in page.lexicon.words("surnames_Han_common") and tile.stop - begin <= _LONGEST_NAME
    if tile.begin - begin < 2 or (native and tile.word in page.lexicon.words("givenLike")):
        return
    whole = page.lexicon.ontology.names.get(page.plain[begin : tile.begin], ())
    if whole and tile.word in page.lexicon.words("landHeads") and page.lexicon.type_of(whole[0]) == "Country":
        return
    before = page.ending(begin)
    if before and len(tile.word) > 1 and "name" in before.roles:
        iris = page.lexicon.ontology.names[before.word]
        begin = before.begin if page.lexicon.type_of(iris[0]) == "Place" else begin
    yield Span(begin, tile.stop, "Place", (), "head-place")
