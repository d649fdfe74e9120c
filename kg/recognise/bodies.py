"""Organisations by head word: 美国供应管理学会, 乌国防部情报总局, 推特公司, 以军, 广东省政府."""

from collections.abc import Iterator, Sequence

from kg.recognise.boundary import Part, walk
from kg.recognise.page import Page, Tile
from kg.recognise.parts import between, bracketed, directed, from_name, quoted, types
from kg.recognise.shapes import foreign_run
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_OWNERS = frozenset({"Country", "Place", "Organization", "Forum"})
_MEETING_OWNERS = _OWNERS | {"Event"}
_LONGEST_UNKNOWN = 4
_LEAST_NATIONAL = 2
_LEAST_SUBJECT = 2


def body_names(page: Page, tile: Tile) -> Iterator[Span]:
    """Yield the organisations whose head is the tile."""
    free = "headOrganization_free" in tile.roles
    state = "headOrganization_state" in tile.roles or "stateBodies" in tile.roles
    apart = "headOrganization_apart" in tile.roles
    if not (free or state or apart):
        return
    office = tile.word in page.lexicon.words("officeHeads")
    parts = _own(page, tile, walk(page, tile.begin, joins=True))
    named = from_name(page, parts, _MEETING_OWNERS if office else _OWNERS)
    if named and apart and not (free or state):
        if types(page, named[-1:]) == ["Place"] and named[-1].stop == tile.begin:
            yield _span(named[-1].begin, tile)
    elif named:
        named = _sender(page, tile, named)
        if _hall(page, tile, named):
            yield Span(named[0].begin, tile.stop, "Place", (), "head-place")
        elif not _vague(page, tile, named):
            yield _span(_prefixed(page, named[0].begin), tile)
    elif parts and _national(page, tile, parts):
        yield _span(parts[0].begin, tile)
    elif free and parts:
        begin = _proper_begin(page, tile, parts)
        if begin >= 0:
            yield _span(_prefixed(page, begin), tile)
    elif parts and _after_army(page, parts):
        yield _span(parts[0].begin, tile)


def _prefixed(page: Page, begin: int) -> int:
    """Take in 东, 西, 南, 北 before a name after an edge: 南|汗尤尼斯营."""
    return begin - 1 if directed(page, begin) else begin


def _span(begin: int, tile: Tile) -> Span:
    return Span(begin, tile.stop, "Organization", (), "head-organization")


def _vague(page: Page, tile: Tile, named: Sequence[Part]) -> bool:
    """Whether a general head stands right behind the name of a state: 美国公司 names no company."""
    alone = not between(named)
    if tile.word in page.lexicon.words("missionWords"):
        return not _posted(page, named)
    if tile.word in page.lexicon.words("embassyWords"):
        return not alone and not _posted(page, named)
    if tile.word in page.lexicon.words("actingHeads"):
        before = page.ending(tile.begin)
        return before is None or not any(r == "innerWords" or r.startswith("head") for r in before.roles)
    if tile.word in page.lexicon.words("armyWords"):
        return not alone or len(named) > 1 or types(page, named) != ["Country"]
    if tile.word in page.lexicon.words("nationalBodies") and alone and len(named) == 1 and _city(page, named[0]):
        return True
    general = tile.word in page.lexicon.words("headOrganization_generic") or len(tile.word) == 1
    states = types(page, named)
    joint = len(states) > 1 and tile.word in page.lexicon.words("jointBodies")
    tailed = tuple(page.lexicon.words("nameTails"))
    alone_here = alone or page.plain[named[-1].begin : tile.begin].endswith(tailed)
    if alone_here and states[-1:] == ["Place"] and tile.word in page.lexicon.words("placelessHeads"):
        return not page.plain.startswith(tuple(page.lexicon.words("posted")), named[0].stop)
    return alone and general and set(states) == {"Country"} and not joint


def _hall(page: Page, tile: Tile, named: Sequence[Part]) -> bool:
    """Whether the head is a room in a named building: 人民大会堂|河北厅."""
    entries = page.lexicon.ontology.entries
    kinds = {entries[iri].kind for iri in named[0].iris}
    return tile.word in page.lexicon.words("roomHeads") and kinds == {"Place"}


def _sender(page: Page, tile: Tile, named: list[Part]) -> list[Part]:
    """Drop what stands before the state whose mission it is: …|日本驻华使馆."""
    posted = tuple(page.lexicon.words("posted"))
    owners = [i for i, p in enumerate(named) if p.kind == "name" and page.plain.startswith(posted, p.stop)]
    missions = page.lexicon.words("embassyWords") | page.lexicon.words("missionWords")
    return named[owners[-1] :] if owners and tile.word.endswith(tuple(missions)) else named


def _posted(page: Page, named: Sequence[Part]) -> bool:
    """Whether the name of a state and the place where its mission is stand on both sides of 驻."""
    between_both = page.plain.startswith(tuple(page.lexicon.words("posted")), named[0].stop)
    return between_both and any(p.kind == "name" for p in named[1:])


def _city(page: Page, part: Part) -> bool:
    return any(page.lexicon.ontology.entries[iri].kind == "City" for iri in part.iris)


def _own(page: Page, tile: Tile, parts: list[Part]) -> list[Part]:
    """Cut what stands before a title, a bracket, an army, a list or a long unknown stretch: no body reaches over it."""
    keep, unknown = len(parts), 0
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        unknown = unknown + 1 if part.kind == "unknown" else 0
        if bracketed(page, part) or (part.kind == "title" and part.stop != tile.begin) or _army(page, part):
            break
        if part.kind == "head" and page.plain[part.begin : part.stop] in page.lexicon.words("armyWords"):
            break
        joined = part.kind == "join" and page.plain[part.begin] in page.lexicon.words("nameJoiners")
        if joined and index and parts[index - 1].kind == "name":
            break
        if unknown > _LONGEST_UNKNOWN and foreign_run(page, part.begin + unknown) > part.begin:
            break
        keep = index
    return parts[keep:]


def _army(page: Page, part: Part) -> bool:
    posted = page.plain.startswith(tuple(page.lexicon.words("posted")), part.stop)
    if posted or not any(page.lexicon.ontology.entries[iri].kind == "ArmedForce" for iri in part.iris):
        return False
    return page.plain[part.begin : part.stop].endswith(tuple(page.lexicon.words("armyWords")))


def _national(page: Page, tile: Tile, parts: Sequence[Part]) -> bool:
    """Whether a word such as 国家 or 世界 opens a name of words that build names: 国家减灾委员会."""
    opening = page.plain[parts[0].begin : parts[0].stop]
    if opening not in page.lexicon.words("nationalOpenings") or len(parts) < _LEAST_NATIONAL:
        return False
    built = all(p.kind in ("inner", "head", "join") for p in parts) and tile.begin - parts[0].stop > _LEAST_SUBJECT
    return built and tile.word in page.lexicon.words("nationalHeads")


def _after_army(page: Page, parts: Sequence[Part]) -> bool:
    """Whether the parts are ordinary words of a name right behind an army: 以军|南方司令部."""
    before = page.ending(parts[0].begin)
    if before is None or not all(p.kind == "inner" for p in parts):
        return False
    if before.word in page.lexicon.words("armyWords"):
        return True
    iris = before.iris or page.lexicon.ontology.names.get(before.word, ())
    return any(page.lexicon.ontology.entries[iri].kind == "ArmedForce" for iri in iris)


def _proper_begin(page: Page, tile: Tile, parts: Sequence[Part]) -> int:
    """Return where a transliterated, quoted or unheard-of name right before the head begins, or -1."""
    inner = tile.begin
    for part in reversed(parts):
        if quoted(page, part) or part.kind == "ascii":
            return part.begin
        if part.kind not in ("inner", "head"):
            break
        inner = part.begin
    begin = foreign_run(page, inner)
    if page.char(begin - 1) in page.lexicon.words("nameJoins") and begin - foreign_run(page, begin - 1) > 2:
        begin = foreign_run(page, begin - 1)
    unknown = [p for p in parts if p.kind == "unknown" and p.stop <= inner]
    first = unknown[0].begin if unknown else inner
    if inner - begin >= 2 and begin <= first:
        return begin
    if tile.word not in page.lexicon.words("headOrganization_firm") or not 2 <= inner - first <= _LONGEST_UNKNOWN:
        return begin if inner - begin >= 3 else -1
    if parts[0].begin != first or len(unknown) != inner - first or ordinary(page.plain[first:inner]):
        return -1
    return first
