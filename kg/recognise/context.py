"""What a document names in full, by which its short names are understood."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.recognise.page import Page, Tile


@dataclass(frozen=True, slots=True)
class Named:
    """Which entities a document names in full: how often, and at which positions of each field, in order."""

    count: Mapping[str, int]
    places: Mapping[tuple[str, str], Sequence[int]]

    def nearest(self, iris: Sequence[str], field: str, position: int) -> str:
        """Return which of `iris` is named last before a position of a field, else the one named most, or ""."""
        known = [iri for iri in iris if self.count.get(iri)]
        if len(known) < 2:
            return known[0] if known else ""

        def distance(iri: str) -> tuple[int, int, str]:
            places = self.places.get((iri, field), ())
            before = bisect_right(places, position)
            return (0, position - places[before - 1], iri) if before else (1, -self.count[iri], iri)

        return min(known, key=distance)

    def meaning(self, page: Page, tile: Tile) -> str:
        """Return the one entity that a short name can stand for here, or ""."""
        ontology = page.lexicon.ontology
        framed, context = ontology.framed.get(tile.word, ()), ontology.context.get(tile.word, ())
        near = self.nearest((*framed, *context), page.field, tile.begin)
        return near or (framed[0] if len(framed) == 1 else "")


def fully_named(pages: Iterable[Page]) -> Named:
    """Collect the entities that full names point at."""
    count: Counter[str] = Counter()
    places: dict[tuple[str, str], list[int]] = {}
    for page in pages:
        for tile in _full_names(page):
            for iri in page.lexicon.ontology.names[tile.word]:
                count[iri] += 1
                places.setdefault((iri, page.field), []).append(tile.begin)
    return Named(count, {key: sorted(at) for key, at in places.items()})


def _full_names(page: Page) -> Iterable[Tile]:
    """Yield the named tiles, and the names of states inside longer ones (巴勒斯坦 in 巴勒斯坦伊斯兰抵抗运动)."""
    yield from (tile for tile in page.tiles if "name" in tile.roles)
    for hit in page.hits:
        tile = page.tile(hit.begin)
        if tile is None or "name" not in hit.roles or len(hit.word) < 2 or hit.word == tile.word:
            continue
        inside = tile.begin <= hit.begin and hit.stop <= tile.stop
        if inside and page.lexicon.type_of(page.lexicon.ontology.names[hit.word][0]) == "Country":
            yield hit
