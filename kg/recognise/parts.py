"""What the parts before a head word say: whom they name, where a name of their kind may begin."""

from collections.abc import Sequence

from kg.recognise.boundary import Part
from kg.recognise.page import Page

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
