"""Names of the gazetteer, compounds and short names as spans; and titles that stand beside names."""

from collections.abc import Sequence

from kg.recognise.page import Page, Tile
from kg.recognise.short import Named
from kg.recognise.span import TITLE, Span


def known_spans(page: Page, known: Named) -> list[Span]:
    """Return the tiles that name something."""
    lexicon, found = page.lexicon, []
    for tile in page.tiles:
        iris, rule = _reading(page, tile, known)
        stop = tile.stop - _tail(page, tile)
        if rule == "person-list":
            found.append(Span(tile.begin, tile.stop, "Person", iris, rule))
        elif iris:
            found.append(Span(tile.begin, stop, lexicon.type_of(iris[0]), iris, rule))
    return found


def _tail(page: Page, tile: Tile) -> int:
    """Return the length of a tail that is no part of the name: 地区 of 加勒比地区."""
    for tail in sorted(page.lexicon.words("nameTails")):
        if tile.word.endswith(tail) and tile.word[: -len(tail)] in page.lexicon.ontology.names:
            return len(tail)
    return 0


def _reading(page: Page, tile: Tile, known: Named) -> tuple[tuple[str, ...], str]:
    ontology = page.lexicon.ontology
    if tile.iris:
        return tile.iris, "compound-run" if len(tile.iris) > 1 else "abbreviation-frame"
    if "name" in tile.roles:
        iris = ontology.names[tile.word]
        if page.lexicon.type_of(iris[0]) == "Person":
            return _person(page, tile, iris), "person-list"
        return ((known.nearest(iris, page.field, tile.begin) or iris[0],) if len(iris) > 1 else iris), "gazetteer"
    if "compound" in tile.roles:
        return ontology.compounds[tile.word], "compound"
    if "short" in tile.roles and len(tile.word) > 1 and not tile.roles - {"short"}:
        iris = tuple(i for i in ontology.context.get(tile.word, ()) if known.count.get(i))
        return iris[:1], "context-alias"
    return (), ""


def _person(page: Page, tile: Tile, iris: tuple[str, ...]) -> tuple[str, ...]:
    """A list of persons tells that a string is a name; who it is, only where it is the full name of one."""
    entries = page.lexicon.ontology.entries
    full = tuple(iri for iri in iris if entries[iri].zh == tile.word)
    return full if len(full) == 1 else ()


def titles(page: Page, kept: Sequence[Span]) -> list[Span]:
    """Return the titles outside of the kept spans that stand beside one of them, or beside such a title."""
    taken = {i for span in kept for i in range(span.begin, span.stop)}
    edges = {span.stop for span in kept} | {span.begin for span in kept}
    waiting = [t for t in page.tiles if "title" in t.roles and not t.named and taken.isdisjoint(range(t.begin, t.stop))]
    found: list[Span] = []
    prefixes = page.lexicon.words("titlePrefixes")
    again = True
    while again:
        again, rest = False, []
        for tile in waiting:
            begin = tile.begin
            for size in (2, 1):
                if page.plain[begin - size : begin] in prefixes and begin >= size:
                    begin -= size
            if taken.intersection(range(begin, tile.begin)):
                begin = tile.begin
            if begin in edges or tile.stop in edges or _joined(page, tile, edges):
                found.append(Span(begin, tile.stop, TITLE, (), "title"))
                edges |= {begin, tile.stop}
                again = True
            else:
                rest.append(tile)
        waiting = rest
    return sorted(found)


def _joined(page: Page, tile: Tile, edges: set[int]) -> bool:
    joints = page.lexicon.words("titleJoints")
    return (page.char(tile.begin - 1) in joints and tile.begin - 1 in edges) or (
        page.char(tile.stop) in joints and tile.stop + 1 in edges
    )
