"""What the parts before a head word say: whom they name, where a name of their kind may begin."""

from collections.abc import Sequence

from kg.recognise.boundary import Part
from kg.recognise.page import Page
from kg.recognise.shapes import edge

OWN = frozenset({"name", "mark", "ordinal", "ascii"})
STATES = frozenset({"Country", "Place"})


def types(page: Page, parts: Sequence[Part]) -> list[str]:
    """Return the entity types that the parts name."""
    return [page.lexicon.type_of(iri) for part in parts for iri in part.iris]


def from_name(page: Page, parts: Sequence[Part], wanted: frozenset[str]) -> list[Part]:
    """Return the parts from the leftmost one that names an entity of the types."""
    for index, part in enumerate(parts):
        if part.iris and page.lexicon.type_of(part.iris[0]) in wanted:
            return list(parts[index:])
    return []


def between(parts: Sequence[Part]) -> list[Part]:
    """Return the parts that are neither names nor joins."""
    return [p for p in parts if p.kind not in ("name", "join")]


def quoted(page: Page, part: Part) -> bool:
    """Whether a part is a stretch in quotation marks."""
    return part.kind == "mark" and page.plain[part.begin] == "“"


def bracketed(page: Page, part: Part) -> bool:
    """Whether a part is a bracket or a title in title marks."""
    return part.kind == "mark" and page.plain[part.begin] in "（(《"


def directed(page: Page, begin: int) -> bool:
    """Whether a direction belongs to the place name that begins here: 南|顿涅茨克 after 、 or the like."""
    before = page.plain[begin - 1 : begin]
    tile = page.starting(begin)
    if not before or before not in page.lexicon.words("directions") or not tile or "name" not in tile.roles:
        return False
    entry = page.lexicon.ontology.entries[page.lexicon.ontology.names[tile.word][0]]
    outside = page.char(begin - 2)
    return (
        entry.type == "Place"
        and len(tile.word) > 2
        and (not outside.isalnum() or (page.tile(begin - 1) is None and edge(page, begin - 2)))
    )
