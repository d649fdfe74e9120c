"""Forums and events by head word: 慕尼黑安全会议, 金砖国家领导人第十五次会晤, 2024年古巴旅游节."""

from collections.abc import Iterator, Sequence

from kg.recognise.boundary import Part, ordinals, walk
from kg.recognise.page import Page, Tile
from kg.recognise.parts import OWN, bracketed, quoted, types
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_SHORTEST_SUBJECT = 6
_LONGEST_SUBJECT = 34
_EDITION_REACH = 3
_SHORT_HEAD = 2
_QUOTES = frozenset("“”")


def meeting_names(page: Page, tile: Tile) -> Iterator[Span]:
    """Yield the meetings and happenings whose head is the tile."""
    if "headEvent_work" in tile.roles:
        yield from _working(page, tile)
    if "headForum" not in tile.roles and "headEvent" not in tile.roles:
        return
    parts = _opened(page, _trimmed(page, tile, walk(page, tile.begin, joins=True)))
    if not parts or page.plain[parts[0].begin : parts[0].stop].endswith("周年"):
        return
    yield from _gathering(page, tile, parts) if "headForum" in tile.roles else _happening(page, tile, parts)


def _trimmed(page: Page, tile: Tile, parts: list[Part]) -> list[Part]:
    """Drop what stands before the first name; a number keeps what stands before it: 理事会第十九次会议."""
    first = next((i for i, p in enumerate(parts) if p.kind in OWN and not bracketed(page, p)), None)
    if first is None:
        return parts
    before = parts[:first]
    if parts[first].kind == "ordinal" and any(p.kind != "inner" for p in before):
        return parts
    if "headForum_strong" in tile.roles and before and all(p.kind in ("unknown", "inner") for p in before):
        return parts
    return parts[first:]


def _opened(page: Page, parts: list[Part]) -> list[Part]:
    """Drop item numbers at the front, and verbs that elsewhere may build names: 促进|…论坛."""
    while parts and (_numbered(page, parts[0]) or _verb(page, parts[0])):
        parts = parts[1:]
    return parts


def _numbered(page: Page, part: Part) -> bool:
    """Whether a part is a round bracket, which at the front only numbers an item: （5）|第四届…."""
    return part.kind == "mark" and page.plain[part.begin] in "（("


def _verb(page: Page, part: Part) -> bool:
    tile = page.starting(part.begin)
    return tile is not None and {"stopWords", "innerWords"} <= tile.roles


def _gathering(page: Page, tile: Tile, parts: Sequence[Part]) -> Iterator[Span]:
    strong = "headForum_strong" in tile.roles
    own = [p for p in parts if p.kind in OWN and not bracketed(page, p)]
    unknown = sum(1 for p in parts if p.kind == "unknown")
    numbered = any(p.kind == "ordinal" for p in own)
    named = types(page, parts)
    states = named.count("Country")
    if not own and not (strong and unknown > 1) and not _worldwide(page, parts):
        return
    if _unspecific(page, parts):
        return
    if all(p.kind == "ordinal" or (p.kind == "inner" and p.stop - p.begin == 1) for p in parts):
        return
    if not strong and not numbered and set(named) <= {"Country", "Place"}:
        bare = all(p.kind in ("name", "join") for p in parts)
        if bare or (states == len(named) == 2):
            return
    words = page.plain[parts[0].begin : tile.stop]
    many = states > 1 or any(t in ("Forum", "Place") for t in named) or _international(page, parts)
    many = many or any(word in words for word in page.lexicon.words("multilateralWords"))
    many = many and not (states == len(named) == 2 and not strong)
    many = many or any(_treaty(page, part) for part in parts)
    national = any(word in words for word in page.lexicon.words("nationalWords"))
    yield Span(parts[0].begin, tile.stop, "Forum" if many and not national else "Event", (), "head-forum")


def _unspecific(page: Page, parts: Sequence[Part]) -> bool:
    """Whether only a series stands before the head, and before it that no edition is meant: 新一届|X|峰会."""
    before = page.plain[max(0, parts[0].begin - _EDITION_REACH) : parts[0].begin]
    return types(page, parts) == ["Forum"] and before.endswith(tuple(page.lexicon.words("unspecificEditions")))


def _treaty(page: Page, part: Part) -> bool:
    """Whether a part is a treaty in title marks, whose conferences are between many."""
    title = page.plain[part.begin + 1 : part.stop - 1]
    return bracketed(page, part) and title.endswith(tuple(page.lexicon.words("treatyEnds")))


def _worldwide(page: Page, parts: Sequence[Part]) -> bool:
    """Whether the words before a head open with 全球 or the like and go on: 全球健康峰会."""
    return len(parts) > 1 and page.plain[parts[0].begin : parts[0].stop] in page.lexicon.words("worldWords")


def _international(page: Page, parts: Sequence[Part]) -> bool:
    entries = page.lexicon.ontology.entries
    return any(entries[iri].kind == "IntergovernmentalOrganization" for part in parts for iri in part.iris)


def _happening(page: Page, tile: Tile, parts: Sequence[Part]) -> Iterator[Span]:
    own = [p for p in parts if p.kind in OWN]
    loose = any(p.kind == "unknown" for p in parts)
    numbered = any(p.kind == "ordinal" for p in own)
    national = _worldwide(page, parts) and tile.word not in page.lexicon.words("stateEvents")
    if not (own or national) or ("headEvent_numbered" in tile.roles and not numbered):
        return
    if not own:
        yield Span(parts[0].begin, tile.stop, "Event", (), "head-event")
        return
    if numbered and all(p.kind == "ordinal" for p in own):
        edition = page.plain[own[0].begin : own[0].stop].endswith(tuple(page.lexicon.words("editionMarks")))
        sure = edition or (len(tile.word) > _SHORT_HEAD and tile.word not in page.lexicon.words("stateEvents"))
        if parts[0].kind == "ordinal" and (len(own) == len(parts) or (loose and not sure)):
            return
    if quoted(page, own[-1]) and own[-1].stop == tile.begin:
        yield Span(own[-1].begin, tile.stop, "Event", (), "head-event")
        return
    states = types(page, parts).count("Country")
    towards = states == 1 and page.char(parts[0].begin - 1) in page.lexicon.words("towards")
    placed = loose and tile.word in page.lexicon.words("earthquakes") and _placed(page, tile, parts)
    if tile.word in page.lexicon.words("stateEvents") and (not states or (loose and not placed) or towards):
        return
    named = any(p.kind in ("name", "mark") for p in own)
    if named or tile.stop - parts[0].begin > _SHORTEST_SUBJECT:
        yield Span(parts[0].begin, tile.stop, "Event", (), "head-event")


def _placed(page: Page, tile: Tile, parts: Sequence[Part]) -> bool:
    """Whether what stands between a state and its earthquake may be the name of a place: 日本|能登|地震."""
    last = max((i for i, p in enumerate(parts) if p.kind == "name"), default=0)
    place = page.plain[parts[last].stop : tile.begin]
    return 1 < len(place) < _SHORTEST_SUBJECT and not any(
        ordinary(place[a:b]) for a in range(len(place)) for b in range(a + 2, len(place) + 1)
    )


def _working(page: Page, tile: Tile) -> Iterator[Span]:
    """Yield a conference named by its subject, a whole clause behind a verb: 召开|推动…工作视频会议."""
    text = page.plain
    begin = -1
    for opening in page.lexicon.words("openingVerbs"):
        at = text.rfind(opening, max(0, tile.begin - _LONGEST_SUBJECT), tile.begin)
        begin = max(begin, at + len(opening) if at >= 0 else -1)
    subject = text[begin : tile.begin] if begin >= 0 else ""
    spoken = subject.startswith(tuple(page.lexicon.words("subjectNot"))) or subject.endswith("的")
    if len(subject) >= _SHORTEST_SUBJECT and not spoken and all(c.isalnum() or c in _QUOTES for c in subject):
        yield Span(begin, tile.stop, "Event", (), "head-event")


def anniversaries(page: Page) -> Iterator[Span]:
    """Yield the anniversaries that are the occasion itself: 就|中柬建交65周年|互致贺电."""
    for stop, begin in sorted(ordinals(page.plain).items()):
        of = page.ending(begin)
        if (
            not page.plain[begin:stop].endswith("周年")
            or of is None
            or of.word not in page.lexicon.words("anniversaryOf")
        ):
            continue
        parts = walk(page, of.begin, joins=True)
        first = next((i for i, p in enumerate(parts) if p.kind == "name"), None)
        if first is None:
            continue
        start = parts[first].begin
        if page.plain[max(0, start - 4) : start].endswith(tuple(page.lexicon.words("celebrating"))):
            yield Span(start, stop, "Event", (), "anniversary")
