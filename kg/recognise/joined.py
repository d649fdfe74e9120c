"""Known names that what stands before them makes longer: 英国|国家统计局, 俄罗斯|统一俄罗斯党, 第17届|东亚峰会."""

from collections.abc import Iterator

from kg.recognise.boundary import ordinals
from kg.recognise.page import Page, Tile
from kg.recognise.span import Span

_FULL = 4
"""A longer name of a state is the official one, which stands for itself before a body and a title."""
_LATER = frozenset({"Forum", "Event"})


def joined_names(page: Page) -> list[Span]:
    """Return known bodies with the state or party before them, and editions of known meetings."""
    found: list[Span] = []
    for tile in page.tiles:
        iris = page.lexicon.ontology.names.get(tile.word, ()) if "name" in tile.roles else ()
        if iris and page.lexicon.type_of(iris[0]) == "Organization":
            found += _body(page, tile, iris[0])
        if iris:
            found += _edition(page, tile, iris[0])
            found += _session(page, tile, iris[0])
    return found


def _body(page: Page, tile: Tile, iri: str) -> Iterator[Span]:
    """Yield a body with the state before it; a body that every state has is then that state's own."""
    ontology = page.lexicon.ontology
    before = page.ending(tile.begin)
    if before is None or ontology.entries[iri].kind == "IntergovernmentalOrganization":
        return
    owners = before.iris or ontology.names.get(before.word, ())
    if len(owners) != 1:
        return
    owner = ontology.entries[owners[0]]
    common = tile.word in page.lexicon.words("stateBodies") or ontology.entries[iri].kind == "GovernmentBody"
    if owner.type == "Country":
        home = owner.local in page.lexicon.words("homeCountry")
        if home and before.word in owner.labels[1:] and len(before.word) > _FULL and page.role("title").get(tile.stop):
            return
        yield Span(before.begin, tile.stop, "Organization", () if common and not home else (iri,), "state-body")
    elif owner.kind == "Party":
        yield Span(before.begin, tile.stop, "Organization", (), "state-body")


def _edition(page: Page, tile: Tile, iri: str) -> Iterator[Span]:
    """Yield a numbered edition of a meeting, or a happening with its year."""
    entry = page.lexicon.ontology.entries[iri]
    if tile.word[0].isdigit() and page.plain[tile.begin - 1 : tile.begin] == "第":
        yield Span(tile.begin - 1, tile.stop, entry.type, (iri,), "edition")
    begin = ordinals(page.plain).get(tile.begin)
    if begin is None or (entry.type not in _LATER and tile.word not in page.lexicon.words("sessionBodies")):
        return
    kind = entry.type if entry.type in _LATER else "Forum"
    year = page.plain[begin : tile.begin].rstrip("度").endswith("年")
    above = page.ending(begin)
    if above and not year and "name" in above.roles and _meeting(page, above):
        begin = above.begin
    yield Span(begin, tile.stop, kind, (iri,) if year and entry.type in _LATER else (), "edition")


def _session(page: Page, tile: Tile, iri: str) -> Iterator[Span]:
    """Yield a known meeting with the one it belongs to before it: 世界互联网大会|乌镇峰会."""
    above = page.ending(tile.begin)
    if above and "name" in above.roles and _meeting(page, tile) and _meeting(page, above):
        yield Span(above.begin, tile.stop, page.lexicon.type_of(iri), (iri,), "edition")


def _meeting(page: Page, tile: Tile) -> bool:
    return page.lexicon.type_of(page.lexicon.ontology.names[tile.word][0]) == "Forum"
