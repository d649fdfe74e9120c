"""Open names by their head word: 乌克兰国家通讯社, 第26次东盟与中日韩领导人会议, 中柬命运共同体, 别尔哥罗德州."""

from collections.abc import Iterator, Sequence

from kg.recognise.boundary import Part, walk
from kg.recognise.page import Page, Tile
from kg.recognise.shapes import foreign_run
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_ACTORS = frozenset({"Country", "Place", "Organization", "Forum"})
_OWN = frozenset({"name", "mark", "ordinal", "ascii"})


def headed(page: Page) -> list[Span]:
    """Return the names that end in a head word."""
    found: list[Span] = []
    for tile in page.tiles:
        roles = {role for role in tile.roles if role.startswith("head")}
        if not roles or tile.named or _continues(page, tile):
            continue
        for make in (_organization, _gathering, _initiative, _document, _place):
            found += make(page, tile, roles)
    return found


def _continues(page: Page, tile: Tile) -> bool:
    """Whether a head of one character belongs to another word: 部 of 部分, 市 of 市场, 局 of 开局."""
    if len(tile.word) > 1 or tile.word in page.lexicon.words("armyWords"):
        return False
    text, before = page.plain, page.ending(tile.begin)
    if not (before and len(before.word) > 1) and tile.begin - foreign_run(page, tile.begin) < 3:
        if ordinary(text[tile.begin - 1 : tile.stop]):
            return True
    return ordinary(text[tile.begin : tile.begin + 2])


def _types(page: Page, parts: Sequence[Part]) -> list[str]:
    return [page.lexicon.type_of(iri) for part in parts for iri in part.iris]


def _from_name(page: Page, parts: Sequence[Part], types: frozenset[str]) -> list[Part]:
    """Return the parts from the leftmost one that names an entity of the types."""
    for index, part in enumerate(parts):
        if part.iris and page.lexicon.type_of(part.iris[0]) in types:
            return list(parts[index:])
    return []


def _between(parts: Sequence[Part]) -> list[Part]:
    """Return the parts that are neither names of states or places nor joins."""
    return [p for p in parts if p.kind not in ("name", "join")]


def _organization(page: Page, tile: Tile, roles: set[str]) -> Iterator[Span]:
    free, state = "headOrganization_free" in tile.roles, "headOrganization_state" in tile.roles
    apart = "headOrganization_apart" in tile.roles
    if not (free or state or apart):
        return
    parts = _own_parts(page, walk(page, tile.begin, joins=True), tile)
    named = _from_name(page, parts, _ACTORS)
    if named and apart and not (free or state):
        if len(named) == 1 and page.lexicon.type_of(named[0].iris[0]) == "Place":
            yield Span(named[0].begin, tile.stop, "Organization", (), "head-organization")
    elif named:
        generic = tile.word in page.lexicon.words("headOrganization_generic") or len(tile.word) == 1
        alone = not _between(named)
        army = tile.word in page.lexicon.words("armyWords")
        if alone and (generic and not army):
            return
        yield Span(named[0].begin, tile.stop, "Organization", (), "head-organization")
    elif free and parts:
        begin = _proper_begin(page, tile, parts)
        if begin >= 0:
            yield Span(begin, tile.stop, "Organization", (), "head-organization")


def _own_parts(page: Page, parts: list[Part], tile: Tile) -> list[Part]:
    """Cut what stands before a title, a bracket or a long unknown stretch: no body reaches over these."""
    keep = len(parts)
    unknown = 0
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        unknown = unknown + part.stop - part.begin if part.kind == "unknown" else 0
        bracket = part.kind == "mark" and page.plain[part.begin] in "（(《"
        titled = part.kind == "title" and tile.word not in page.lexicon.words("officeHeads")
        if bracket or titled or (unknown > 4 and part.begin < foreign_run(page, parts[min(index + unknown, len(parts)) - 1].stop)):
            break
        keep = index
    return parts[keep:]


def _proper_begin(page: Page, tile: Tile, parts: Sequence[Part]) -> int:
    """Return where a transliterated or quoted name right before the head begins, or -1."""
    inner = tile.begin
    for part in reversed(parts):
        if part.kind == "mark" and page.plain[part.begin] == "“":
            return part.begin
        if part.kind == "ascii":
            return part.begin
        if part.kind not in ("inner", "head"):
            break
        inner = part.begin
    begin = foreign_run(page, inner)
    return begin if inner - begin >= 2 else -1


def _gathering(page: Page, tile: Tile, roles: set[str]) -> Iterator[Span]:
    if not {"headForum", "headEvent"} & roles:
        return
    parts = walk(page, tile.begin, joins=True)
    parts = _trimmed(page, tile, parts)
    own = [p for p in parts if p.kind in _OWN]
    strong = "headForum_strong" in tile.roles and any(p.kind == "unknown" for p in parts)
    if not own and not strong:
        return
    words = page.plain[parts[0].begin : tile.stop]
    types = _types(page, parts)
    states = types.count("Country")
    if "headEvent" in roles and "headForum" not in roles:
        if own[-1].kind == "mark" and own[-1].stop == tile.begin:
            yield Span(own[-1].begin, tile.stop, "Event", (), "head-event")
        elif tile.word in page.lexicon.words("stateEvents") and not states:
            return
        elif any(p.kind in ("name", "mark") for p in own) or ("ordinal" in {p.kind for p in own} and len(words) > 6):
            yield Span(parts[0].begin, tile.stop, "Event", (), "head-event")
        return
    if "headForum_strong" not in tile.roles and states == len(types) == 2 and not any(p.kind == "ordinal" for p in own):
        return
    if not any(p.kind not in ("ordinal",) for p in parts) and "headForum_strong" not in tile.roles:
        return
    many = states > 1 or any(t in ("Forum", "Place") for t in types)
    many = many or any(word in words for word in page.lexicon.words("multilateralWords"))
    national = any(word in words for word in page.lexicon.words("nationalWords"))
    yield Span(parts[0].begin, tile.stop, "Forum" if many and not national else "Event", (), "head-forum")


def _trimmed(page: Page, tile: Tile, parts: list[Part]) -> list[Part]:
    """Drop what stands before the first part that is a meeting's own: a name, a number, a mark."""
    first = next((i for i, p in enumerate(parts) if p.kind in _OWN), None)
    if first is None:
        return parts
    if "headForum_strong" in tile.roles and all(p.kind in ("unknown", "inner") for p in parts[:first]):
        return parts
    return parts[first:]


def _initiative(page: Page, tile: Tile, roles: set[str]) -> Iterator[Span]:
    if "headInitiative" not in roles:
        return
    parts = walk(page, tile.begin, joins=False)
    quoted = parts[-1] if parts and parts[-1].kind == "mark" and page.plain[parts[-1].begin] == "“" else None
    if quoted and page.plain[quoted.begin + 1 : quoted.stop - 1] in page.lexicon.ontology.names:
        return
    if quoted:
        yield Span(quoted.begin, tile.stop, "Initiative", (), "head-initiative")
    elif parts and "headInitiative_sure" in tile.roles:
        named = _from_name(page, parts, _ACTORS)
        if named:
            parts = named
        if any(p.kind in ("name", "unknown", "inner", "ascii") for p in parts):
            yield Span(parts[0].begin, tile.stop, "Initiative", (), "head-initiative")


def _document(page: Page, tile: Tile, roles: set[str]) -> Iterator[Span]:
    if "headDocument" not in roles:
        return
    parts = walk(page, tile.begin, joins=True)
    named = [p for p in parts if p.kind in ("name", "ordinal", "mark")]
    if named:
        begin = parts[0].begin if parts[0].kind in ("name", "ordinal", "mark") else named[0].begin
        between = [p for p in parts if p.begin >= begin and p.kind not in ("name", "join")]
        if between or len(tile.word) > 2:
            yield Span(begin, tile.stop, "Document", (), "head-document")
        return
    about = page.plain.rfind("关于", max(0, tile.begin - 40), tile.begin)
    if about >= 0 and page.plain[tile.begin - 1] == "的" and not set("，。；！？、\n") & set(page.plain[about : tile.begin]):
        yield Span(about, tile.stop, "Document", (), "head-document")


def _place(page: Page, tile: Tile, roles: set[str]) -> Iterator[Span]:
    if "headPlace_run" in tile.roles:
        begin = foreign_run(page, tile.begin)
        if tile.begin - begin >= 2:
            before = page.ending(begin)
            if before and len(tile.word) > 1 and "name" in before.roles:
                iris = page.lexicon.ontology.names[before.word]
                begin = before.begin if page.lexicon.type_of(iris[0]) == "Place" else begin
            yield Span(begin, tile.stop, "Place", (), "head-place")
    if "headPlace_anchored" in tile.roles:
        parts = _own_parts(page, walk(page, tile.begin, joins=False), tile)
        named = _from_name(page, parts, frozenset({"Country", "Place"}))
        if named and (_between(named) or "Place" in _types(page, named[-1:])):
            yield Span(named[0].begin, tile.stop, "Place", (), "head-place")
