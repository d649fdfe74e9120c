"""Names of the gazetteer, compounds and short names as spans; and titles that stand beside names."""

from kg.recognise.context import Named
from kg.recognise.page import Page, Tile
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_TOWN = "市"
_DISTRICT = 2
"""A word behind a place that is as long, 市区, is no part of its name."""
_ALIAS = 3
"""A single short name is one character, or two with 方; a longer one is an alias."""


def known_spans(page: Page, known: Named) -> list[Span]:
    """Return the tiles that name something."""
    lexicon, found = page.lexicon, []
    for tile in page.tiles:
        iris, rule = _reading(page, tile, known)
        stop = tile.stop - _tail(page, tile)
        if iris and _vessel(page, tile, iris[0]):
            continue
        if rule == "person-list":
            found.append(Span(tile.begin, tile.stop, "Person", iris, rule))
        elif iris:
            found.append(Span(tile.begin, stop + _municipal(page, tile), lexicon.type_of(iris[0]), iris, rule))
    return found


def _municipal(page: Page, tile: Tile) -> int:
    """Return 1 where 市 belongs to the name of a city: 亚特兰大|市的, but not 首尔|市中心."""
    iris = page.lexicon.ontology.names.get(tile.word, ()) if "name" in tile.roles else ()
    if not iris or page.lexicon.ontology.entries[iris[0]].kind != "City" or tile.word[-1] == _TOWN:
        return 0
    loose = page.char(tile.stop) == _TOWN and not ordinary(page.plain[tile.stop : tile.stop + 2])
    return int(loose and page.role("placeAfter").get(tile.stop, 0) - tile.stop < _DISTRICT)


def _vessel(page: Page, tile: Tile, iri: str) -> bool:
    """Whether what follows the name of a place makes it that of a ship: 山东|舰."""
    after = page.char(tile.stop)
    if page.lexicon.type_of(iri) != "Place" or after not in page.lexicon.words("vesselAfter"):
        return False
    return not ordinary(page.plain[tile.stop : tile.stop + 2])


def _tail(page: Page, tile: Tile) -> int:
    """Return the length of a tail that is no part of the name of a place: 地区 of 加勒比地区."""
    if "name" not in tile.roles or page.lexicon.type_of(page.lexicon.ontology.names[tile.word][0]) != "Place":
        return 0
    for tail in sorted(page.lexicon.words("nameTails")):
        if tile.word.endswith(tail) and tile.word[: -len(tail)] in page.lexicon.ontology.names:
            return len(tail)
    return 0


def _reading(page: Page, tile: Tile, known: Named) -> tuple[tuple[str, ...], str]:
    ontology = page.lexicon.ontology
    if tile.iris:
        rule = "abbreviation-frame" if len(tile.word) < _ALIAS else "context-alias"
        return tile.iris, "compound-run" if len(tile.iris) > 1 else rule
    if "name" in tile.roles:
        iris = ontology.names[tile.word]
        if page.lexicon.type_of(iris[0]) == "Person":
            return _person(page, tile, iris), "person-list"
        return ((known.nearest(iris, page.field, tile.begin) or iris[0],) if len(iris) > 1 else iris), "gazetteer"
    if "compound" in tile.roles:
        return ontology.compounds[tile.word], "compound"
    if "short" in tile.roles and len(tile.word) > 1:
        alias = known.nearest(ontology.context.get(tile.word, ()), page.field, tile.begin)
        return ((alias,), "context-alias") if alias else ((), "")
    return (), ""


def _person(page: Page, tile: Tile, iris: tuple[str, ...]) -> tuple[str, ...]:
    """Return who a listed name is: the one whose full name it is, or the only one who bears it; else nobody known."""
    entries = page.lexicon.ontology.entries
    full = tuple(iri for iri in iris if entries[iri].zh == tile.word)
    return full if len(full) == 1 else iris if len(iris) == 1 else ()
