"""Short names of states: one character inside a frame (访法, 法方, 俄外长), runs that name several (中吉乌)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.recognise.lexicon import Lexicon
from kg.recognise.page import Page, Tile
from kg.recognise.vocabulary import ordinary

SHORT, STRONG = frozenset({"short"}), frozenset({"short", "strong"})
_SIDE = "sideWords"
_PAIR = "pairAfter"
_LONGEST_FRAME = 6
_CLAUSE_REACH = 12
_NUMERALS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十")


@dataclass(frozen=True, slots=True)
class Named:
    """Which entities a document names in full, how often, and where in each field."""

    count: Mapping[str, int]
    places: Mapping[str, tuple[tuple[str, int], ...]]

    def nearest(self, iris: Sequence[str], field: str, position: int) -> str:
        """Return which of `iris` is named last before a position of a field, else the one named most, or ""."""
        known = [iri for iri in iris if self.count.get(iri)]
        if len(known) < 2:
            return known[0] if known else ""

        def distance(iri: str) -> tuple[int, int, str]:
            before = [at for name, at in self.places[iri] if name == field and at <= position]
            return (0 if before else 1, position - max(before) if before else -self.count[iri], iri)

        return min(known, key=distance)


def named(pages: Iterable[Page]) -> Named:
    """Collect the entities that full names point at."""
    count: Counter[str] = Counter()
    places: dict[str, list[tuple[str, int]]] = {}
    for page in pages:
        for tile in _fully_named(page):
            if "name" not in tile.roles:
                continue
            for iri in page.lexicon.ontology.names[tile.word]:
                count[iri] += 1
                places.setdefault(iri, []).append((page.field, tile.begin))
    return Named(count, {iri: tuple(at) for iri, at in places.items()})


def _fully_named(page: Page) -> Iterable[Tile]:
    """Yield the named tiles, and the names of states inside longer ones (巴勒斯坦 in 巴勒斯坦伊斯兰抵抗运动)."""
    yield from page.tiles
    for hit in page.hits:
        tile = page.tile(hit.begin)
        if tile is None or "name" not in hit.roles or len(hit.word) < 2 or hit.word == tile.word:
            continue
        inside = tile.begin <= hit.begin and hit.stop <= tile.stop
        if inside and page.lexicon.type_of(page.lexicon.ontology.names[hit.word][0]) == "Country":
            yield hit


def short_names(page: Page, known: Named) -> list[Tile]:
    """Return the short names that stand in a frame, as tiles with their IRIs."""
    found = [tile for run in _runs(page) for tile in _pair(page, run, known)]
    for hit in page.hits:
        if hit.begin and page.plain[hit.begin - 1] in _NUMERALS:
            continue
        if len(hit.word) == 1 and "name" in hit.roles:
            found += _side(page, hit, page.lexicon.ontology.names[hit.word][0])
        elif "short" in hit.roles and "name" not in hit.roles:
            found += _framed(page, hit, known)
    return found


def _meaning(page: Page, hit: Tile, known: Named) -> str:
    """Return the one entity a short name can stand for here, or ""."""
    ontology = page.lexicon.ontology
    framed, context = ontology.framed.get(hit.word, ()), ontology.context.get(hit.word, ())
    near = known.nearest((*framed, *context), page.field, hit.begin)
    if near:
        return near
    return framed[0] if len(framed) == 1 else ""


def _framed(page: Page, hit: Tile, known: Named) -> Iterable[Tile]:
    iri = _meaning(page, hit, known)
    if not iri:
        return
    lexicon, text = page.lexicon, page.plain
    in_document = bool(known.count.get(iri))
    if hit.word + text[hit.stop : hit.stop + 1] in lexicon.words("neverSides"):
        return
    side = _side(page, hit, iri)
    if side:
        if in_document or side[0].word not in lexicon.words("guards"):
            yield from side
        return
    if hit.word in lexicon.words("pairOnly"):
        return
    bound = hit.word in lexicon.words("beforeOnly")
    if hit.word in lexicon.words("prepositions") and (
        not in_document or "为" in text[hit.stop : hit.stop + _CLAUSE_REACH]
    ):
        return
    after = (
        []
        if bound
        else [w for w in _following(lexicon, text, hit.stop) if not ordinary(text[hit.begin : hit.stop + 1])]
    )
    if after and not _ordinary_before(page, hit):
        yield Tile(hit.begin, hit.stop, hit.word, STRONG if in_document else SHORT, (iri,))
    elif (_preceded(lexicon, text, hit.begin, in_document and not bound) and not _ordinary_after(page, hit)) or (
        in_document and _headline_subject(page, hit)
    ):
        yield Tile(hit.begin, hit.stop, hit.word, SHORT, (iri,))


def _side(page: Page, hit: Tile, iri: str) -> list[Tile]:
    return [
        Tile(hit.begin, hit.stop + len(side), hit.word + side, STRONG, (iri,))
        for side in sorted(page.lexicon.words(_SIDE))
        if page.plain.startswith(side, hit.stop)
    ]


def _following(lexicon: Lexicon, text: str, position: int) -> list[str]:
    longest = range(_LONGEST_FRAME, 0, -1)
    return [text[position : position + n] for n in longest if text[position : position + n] in lexicon.after]


def _preceded(lexicon: Lexicon, text: str, position: int, in_document: bool) -> bool:
    if any(text[position - n : position] in lexicon.before for n in (1, 2) if n <= position):
        return True
    return in_document and text[position - 1 : position] in lexicon.words("abbreviationBefore")


def _ordinary_after(page: Page, hit: Tile) -> bool:
    """Whether an ordinary word begins with the character: 在法律 is no 在法, but 在巴人员 is 在巴 before 人员."""
    text = page.plain
    for size in (2, 3, 4):
        if ordinary(text[hit.begin : hit.begin + size]):
            return not any(ordinary(text[hit.stop : hit.stop + n]) for n in range(size, 5))
    return False


def _ordinary_before(page: Page, hit: Tile) -> bool:
    """Whether an ordinary word ends with the character: 办法 in 办法总统."""
    return any(hit.stop - n >= 0 and ordinary(page.plain[hit.stop - n : hit.stop]) for n in (2, 3))


def _headline_subject(page: Page, hit: Tile) -> bool:
    """Whether the short name opens a headline: 俄称…, 美一架…; headlines end without a full stop."""
    text = page.plain
    if hit.begin and text[hit.begin - 1] not in "\n 　，、":
        return False
    stop = text.find("\n", hit.stop)
    line = text[hit.stop : stop if stop >= 0 else len(text)].rstrip()
    if page.field != "title" and line[-1:] in "。！？；：":
        return False
    return any(text[hit.stop : hit.stop + n] in page.lexicon.words("headlineAfter") for n in (1, 2))


def _runs(page: Page) -> Iterable[list[Tile]]:
    """Yield each run of two or more adjacent short names (a full name of two characters may take part)."""
    parts = sorted(h for h in page.hits if "short" in h.roles or _two(page, h))
    by_begin: dict[int, list[Tile]] = {}
    for part in parts:
        by_begin.setdefault(part.begin, []).append(part)
    done = -1
    for begin in sorted(by_begin):
        if begin < done:
            continue
        run: list[Tile] = []
        position = begin
        while position in by_begin:
            part = max(by_begin[position], key=lambda t: (_whole(page, t, by_begin), "short" in t.roles, t.stop))
            run.append(part)
            position = part.stop
        if len(run) > 1 and any(len(p.word) == 1 for p in run):
            yield run
            done = position


def _whole(page: Page, tile: Tile, by_begin: Mapping[int, list[Tile]]) -> bool:
    """Whether a full name is that of a state, or not just two short names side by side (巴中)."""
    if "name" not in tile.roles or len(tile.word) == 1:
        return False
    if not set(tile.word) & page.lexicon.words("pairOnly"):
        return True
    return not any("short" in t.roles and t.stop == tile.stop for t in by_begin.get(tile.begin + 1, ()))


def _two(page: Page, hit: Tile) -> bool:
    """Whether a full name of one or two characters is that of a state or region."""
    if "name" not in hit.roles or len(hit.word) > 2:
        return False
    if set(hit.word) & page.lexicon.words("fullMarks"):
        return False
    return page.lexicon.type_of(page.lexicon.ontology.names[hit.word][0]) in ("Country", "Place")


def _pair(page: Page, run: list[Tile], known: Named) -> Iterable[Tile]:
    """Yield the run, or what of it stands in the document, as one compound."""
    lexicon, text = page.lexicon, page.plain
    for size in range(len(run), 1, -1):
        for first in range(len(run) - size + 1):
            part = run[first : first + size]
            iris = [_member(page, tile, known) for tile in part]
            if not all(iris) or len(set(iris)) != len(iris):
                continue
            begin, stop = part[0].begin, part[-1].stop
            licensed = any(text.startswith(word, stop) for word in lexicon.words(_PAIR))
            home = lexicon.words("homeCountry")
            mine = any(lexicon.ontology.entries[i].local in home for i in iris)
            others = [i for i in iris if lexicon.ontology.entries[i].local not in home]
            in_document = all(known.count.get(i) for i in (others or iris))
            if (licensed and (mine or in_document)) or (in_document and mine and not _hidden(text, begin, stop)):
                yield Tile(begin, stop, text[begin:stop], STRONG if licensed else SHORT, tuple(iris))
                return


def _hidden(text: str, begin: int, stop: int) -> bool:
    """Whether an ordinary word straddles an end of the run: 集中日 in 集中日本."""
    return any(
        ordinary(text[a:b])
        for a, b in ((begin - 1, begin + 1), (stop - 1, stop + 1), (begin, stop), (begin, stop + 1))
        if a >= 0 and b <= len(text)
    )


def _member(page: Page, tile: Tile, known: Named) -> str:
    if "short" in tile.roles and "name" not in tile.roles:
        return _meaning(page, tile, known)
    iris = page.lexicon.ontology.names[tile.word]
    return known.nearest(iris, page.field, tile.begin) or iris[0]
