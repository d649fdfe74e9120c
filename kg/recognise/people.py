"""Persons: names licensed by a title, a verb of saying, a list, a label; and surnames with a title."""

import re
from collections.abc import Iterator

from kg.recognise.page import Page, Tile
from kg.recognise.shapes import DOTS, JOINTS, Counts, chinese, edge, foreign, is_han, surname, word_edge
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_CLAUSE = frozenset("。！？；，、：“”（）()《》\n\r\t 　―—…")
_DOT = re.compile("[·•・‧∙⋅]")


def licensed(page: Page, counts: Counts) -> list[Span]:
    """Return the persons that a word beside the name licenses, and the lists that they head or end."""
    found = {*_titled(page, counts), *_spoken(page, counts), *_after_word(page, counts), *_dotted(page)}
    lists = {*found}
    known = [Span(t.begin, t.stop, "Person", (), "") for t in page.tiles if "name" in t.roles and _person(page, t)]
    for span in sorted({*found, *known}):
        lists.update(_list_after(page, span, counts))
    lists.update(_closed_lists(page, counts))
    return sorted(lists)


def _person(page: Page, tile: Tile) -> bool:
    return page.lexicon.type_of(page.lexicon.ontology.names[tile.word][0]) == "Person"


def _titled(page: Page, counts: Counts) -> Iterator[Span]:
    for tile in page.tiles:
        if "title" not in tile.roles or tile.named:
            continue
        position = page.lexicon.titles.get(tile.word, "both")
        if position != "post":
            stop = name_after(page, tile.stop, counts)
            if stop > tile.stop and (tile.word not in page.lexicon.words("verbTitles") or _sure(page, tile.stop, stop)):
                yield Span(tile.stop, stop, "Person", (), "person-title")
        if position != "pre":
            begin = name_before(page, tile.begin, counts)
            if begin < tile.begin:
                yield Span(begin, tile.begin, "Person", (), "title-person")
            short = _surname_before(page, tile)
            if short >= 0:
                yield Span(short, tile.stop, "Person", (), "surname-title")


def _sure(page: Page, begin: int, stop: int) -> bool:
    """Whether a name is one even behind a word that is more often a verb (代表)."""
    common = page.plain[begin] in page.lexicon.words("surnames_Han_common") and stop - begin < 4
    return (common or stop - begin > 2) and edge(page, stop)


def name_after(page: Page, position: int, counts: Counts) -> int:
    """Return the end of the name that a title licenses at a position, or the position itself."""
    if edge(page, position):
        return position
    if word_edge(page, position) or _names(page.tile(position)):
        return position
    run = foreign(page, position)
    native = chinese(page, position, counts)
    rare = page.plain[position] not in page.lexicon.words("surnames_Han_common")
    if run - position < 2 and rare and ordinary(page.plain[position : position + 2]):
        return position
    if run - position >= 2 and (run >= native or not edge(page, native)):
        return position if run - position == 2 and ordinary(page.plain[position:run]) else run
    if native > position and _plain_name(page, position, native):
        return _longer(page, position, native)
    return position


def _longer(page: Page, position: int, native: int) -> int:
    """Extend a name of Chinese characters to an edge nearby: 茂木敏充, 岸田文雄 after a surname of two."""
    if page.plain[position : position + 2] in page.lexicon.words("surnames_Japanese") and not edge(page, native):
        for stop in (native + 1, native + 2):
            if is_han(page.char(stop - 1)) and edge(page, stop):
                return stop
    return native


def _names(tile: Tile | None) -> bool:
    """Whether a tile names something, other than by a short name or a compound, or is a title."""
    return bool(tile and ("name" in tile.roles or "title" in tile.roles) and len(tile.word) > 1)


def name_before(page: Page, stop: int, counts: Counts) -> int:
    """Return the begin of the name that a title licenses before it, or the position itself."""
    known = page.ending(stop)
    if known and "name" in known.roles:
        return known.begin if _namesake(page, known) else stop
    run = _foreign_before(page, stop)
    if stop - run >= 2 and not ordinary(page.plain[run:stop]):
        return run
    for size in (4, 3, 2):
        begin = stop - size
        if begin < 0 or not surname(page.lexicon, page.plain, begin) or not _free(page, begin):
            continue
        if all(is_han(c) for c in page.plain[begin:stop]) and _shape(page, begin, stop) and _native(page, begin, stop):
            return begin
    return stop


def _namesake(page: Page, tile: Tile) -> bool:
    """Whether a foreign city before the title of a state's minister is a person: 拉马拉|外长, after no state's name."""
    entry = page.lexicon.ontology.entries[page.lexicon.ontology.names[tile.word][0]]
    before = page.ending(tile.begin)
    title = page.plain[tile.stop : page.role("title").get(tile.stop, tile.stop)]
    national = title in page.lexicon.words("nationalTitles")
    return entry.kind == "City" and national and len(tile.word) > 2 and not (before and before.named)


def _native(page: Page, begin: int, stop: int) -> bool:
    """Whether a Chinese name before a title is one: its surname common, or no ordinary word in it."""
    lexicon, text = page.lexicon, page.plain
    if text[begin] in lexicon.words("stopWords") or not _plain_name(page, begin, stop):
        return False
    if text[begin] in lexicon.words("surnames_Han_common"):
        return True
    given = begin + surname(lexicon, text, begin)
    return not ordinary(text[given:stop]) and not ordinary(text[begin : begin + 2]) and not _covered(page, given, stop)


def _covered(page: Page, begin: int, stop: int) -> bool:
    return any((tile := page.tile(i)) is not None and len(tile.word) > 1 for i in range(begin, stop))


def _shape(page: Page, begin: int, stop: int) -> bool:
    size = surname(page.lexicon, page.plain, begin)
    return bool(size) and 1 <= stop - begin - size <= 2


def _plain_name(page: Page, begin: int, stop: int) -> bool:
    """Whether the stretch is no ordinary word and no known word reaches over its ends or fills it."""
    given = set(page.plain[begin + 1 : stop])
    if ordinary(page.plain[begin:stop]) or given & page.lexicon.words("neverGiven"):
        return False
    if page.plain[stop - 1] in page.lexicon.words("nameless"):
        return False
    for position in range(begin, stop):
        tile = page.tile(position)
        if tile is None or len(tile.word) < 2 or not (tile.named or "title" in tile.roles):
            continue
        if "compound" in tile.roles and tile.stop < stop:
            continue
        if _state(page, tile) or tile.begin <= begin or tile.stop > stop or len(tile.word) > 2:
            return False
    return True


def _state(page: Page, tile: Tile) -> bool:
    iris = page.lexicon.ontology.names.get(tile.word, ())
    return bool(iris) and page.lexicon.type_of(iris[0]) in ("Country", "Organization")


def _free(page: Page, begin: int) -> bool:
    """Whether a name may begin here: after an edge, a tile, or a word that stands outside of names."""
    if begin == 0 or not is_han(page.plain[begin - 1]):
        return True
    before = page.ending(begin)
    if before and len(before.word) > 1:
        return True
    return page.plain[begin - 1] in page.lexicon.words("stopWords") or page.plain[begin - 1] in page.lexicon.words("nameBoundaryWords")


def _foreign_before(page: Page, stop: int, free: bool = True) -> int:
    """Return the begin of a transliterated name that ends at a position and, if asked, begins after an edge."""
    lexicon = page.lexicon
    common, stops = lexicon.words("transliterationCharacters"), lexicon.words("stopWords")
    begin = stop
    while begin > 0 and stop - begin < 20:
        char = page.plain[begin - 1]
        if char in JOINTS and begin < stop and is_han(page.char(begin - 2)):
            begin -= 1
            continue
        tile = page.tile(begin - 1)
        if tile and len(tile.word) > 1:
            break
        if char not in common or char in stops:
            break
        begin -= 1
    while begin < stop and page.plain[begin] in JOINTS:
        begin += 1
    return begin if not free or _free(page, begin) else stop


def _surname_before(page: Page, tile: Tile) -> int:
    """Return the begin of a surname before a title (习主席), or -1."""
    lexicon = page.lexicon
    if tile.word not in lexicon.words("surnameTitles"):
        return -1
    begin = tile.begin - 1
    if page.plain[begin:][:1] in lexicon.words("titlePrefixes"):
        return -1
    if begin < 0 or page.plain[begin] not in lexicon.words("surnames_Han_common") or not _free(page, begin):
        return -1
    covering = page.tile(begin)
    if covering and (len(covering.word) > 1 or covering.named):
        return -1
    return begin if page.plain[begin] not in lexicon.words("stopWords") else -1


def _spoken(page: Page, counts: Counts) -> Iterator[Span]:
    """Yield names at the start of a clause and directly before a verb of saying."""
    for stop in page.role("speechWords"):
        begin = next((b for b in (stop - 2, stop - 3, stop - 4) if b >= 0 and _clause(page, b) and _speaker(page, b, stop)), -1)
        if begin >= 0:
            yield Span(begin, stop, "Person", (), "person-speech")
            continue
        run = _foreign_before(page, stop)
        if stop - run >= 3 and _clause(page, run) and not _names(page.tile(run)):
            yield Span(run, stop, "Person", (), "person-speech")


def _clause(page: Page, begin: int) -> bool:
    return begin == 0 or page.plain[begin - 1] in _CLAUSE


def _speaker(page: Page, begin: int, stop: int) -> bool:
    lexicon, text = page.lexicon, page.plain
    size = surname(lexicon, text, begin)
    if not size or not 1 <= stop - begin - size <= 2 or text[begin : begin + size] in lexicon.words("surnames_ambiguous"):
        return False
    return all(is_han(c) for c in text[begin:stop]) and _plain_name(page, begin, stop) and not _worded(page, begin, stop)


def _worded(page: Page, begin: int, stop: int) -> bool:
    """Whether known words make up the stretch."""
    return all(page.tile(i) is not None for i in range(begin, stop)) or any(
        ordinary(page.plain[a:b]) for a in range(begin, stop - 1) for b in (a + 2, a + 3) if b <= stop and b - a >= 2 and a > begin
    )


def _dotted(page: Page) -> Iterator[Span]:
    """Yield foreign names in full, whose parts a dot joins, wherever they stand: 普拉博沃·苏比延多."""
    position = 0
    while position < len(page.plain):
        if page.plain[position] not in DOTS:
            position += 1
            continue
        begin = _foreign_before(page, position, free=False)
        stop = foreign(page, begin)
        clear = all(len(part) > 1 for part in _DOT.split(page.plain[begin:stop])[:1])
        if begin < position - 1 and stop > position + 2 and clear and _whole(page, begin, stop):
            yield Span(begin, stop, "Person", (), "person-dotted")
        position = max(stop, position + 1)


def _whole(page: Page, begin: int, stop: int) -> bool:
    if page.plain[begin - 1 : begin] in page.lexicon.words("runTrim") | {""} or not is_han(page.char(begin - 1)) or _free(page, begin):
        return not page.plain.startswith(tuple(page.lexicon.words("dottedNot")), stop) and edge(page, stop)
    return False


def _after_word(page: Page, counts: Counts) -> Iterator[Span]:
    """Yield names after a word that is no title but stands before names: 记者吴刚, 夫人程虹."""
    for role in ("personBefore", "kinWords"):
        for begin in sorted(page.ends.get(role, {})):
            start = begin + (page.char(begin) in (" ", "　"))
            stop = name_after(page, start, counts)
            sure = page.char(start) in page.lexicon.words("surnames_Han_common") or stop - start > 2 and foreign(page, start) == stop
            if stop - start >= 2 and sure and edge(page, stop) and not ordinary(page.plain[start:stop]):
                yield Span(start, stop, "Person", (), "person-word")


def _element(page: Page, begin: int, counts: Counts) -> int:
    """Return the end of a list element that is a name up to a separator, or its begin."""
    for stop in range(begin + 2, begin + 16):
        char = page.char(stop)
        ended = char in ("、", "和", "，", "。", "（", "") or any(page.role(r).get(stop, 0) for r in ("listEnds", "speechWords"))
        if not ended:
            continue
        text = page.plain[begin:stop]
        if _shape(page, begin, stop) and all(map(is_han, text)) and _plain_name(page, begin, stop):
            return stop
        if foreign(page, begin) == stop and stop - begin >= 2 and not _names(page.tile(begin)):
            return stop
        if char in ("、", "，", "。", ""):
            return begin
    return begin


def _list_after(page: Page, span: Span, counts: Counts) -> Iterator[Span]:
    position = span.stop
    while page.char(position) in ("、", "和"):
        stop = _element(page, position + 1, counts)
        if stop == position + 1 or (page.char(position) == "和" and not edge(page, stop)):
            return
        yield Span(position + 1, stop, "Person", (), "person-list")
        position = stop


def _closed_lists(page: Page, counts: Counts) -> Iterator[Span]:
    """Yield the members of a list that opens a clause and ends in 等参加会见 or the like."""
    for end in sorted(page.role("listEnds")):
        members: list[Span] = []
        stop = end
        while True:
            begin = next((b for b in range(stop - 2, max(-1, stop - 5), -1) if b >= 0 and (b == 0 or page.plain[b - 1] in "、。\n 　，")), -1)
            if begin < 0 or not _shape(page, begin, stop) or not _plain_name(page, begin, stop):
                break
            if page.plain[begin:stop][0] in page.lexicon.words("surnames_ambiguous") and not members:
                break
            members.append(Span(begin, stop, "Person", (), "person-list"))
            if begin == 0 or page.plain[begin - 1] != "、":
                break
            stop = begin - 1
        closed = members and (members[-1].begin == 0 or page.plain[members[-1].begin - 1] != "、")
        if closed and (len(members) > 1 or page.plain[end] != "等"):
            yield from members
