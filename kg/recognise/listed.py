"""Lists of short names of states: 美、英、法、德; 中、美两国."""

from collections.abc import Iterator

from kg.recognise.context import Named
from kg.recognise.page import STRONG, Page, Tile
from kg.recognise.shapes import is_han

_COMMA = "、"
_SURE = 3


def listed_shorts(page: Page, known: Named) -> list[Tile]:
    """Return the short names in lists of three or more, or of two before 两国 or the like."""
    singles = {hit.begin: hit for hit in page.hits if len(hit.word) == 1 and "short" in hit.roles}
    found: list[Tile] = []
    done = -1
    for begin in sorted(singles):
        if begin < done or page.char(begin + 1) != _COMMA:
            continue
        members = list(_members(page, begin, singles))
        done = members[-1].stop
        sure = len(members) >= _SURE or page.plain.startswith(tuple(page.lexicon.words("listAfter")), done)
        meant = [known.meaning(page, hit) for hit in members]
        if len(members) > 1 and sure and all(meant) and len(set(meant)) == len(meant):
            found += [Tile(h.begin, h.stop, h.word, STRONG, (iri,)) for h, iri in zip(members, meant, strict=True)]
    return found


def _members(page: Page, begin: int, singles: dict[int, Tile]) -> Iterator[Tile]:
    """Yield the members of the list that opens at a position."""
    position, joiners = begin, page.lexicon.words("nameJoiners")
    while position in singles:
        yield singles[position]
        joint, following = page.char(position + 1), page.char(position + 3)
        last = joint in joiners and not (following == _COMMA and is_han(page.char(position + 2)))
        if joint != _COMMA and not last:
            return
        position += 2
