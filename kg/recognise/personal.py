"""Personal names beside a word that licenses them: where a name that begins or ends at a position ends or begins."""

from kg.recognise.page import Page, Tile
from kg.recognise.shapes import (
    JOINTS,
    Counts,
    chinese,
    edge,
    foreign,
    is_han,
    surname,
    word_edge,
)
from kg.recognise.vocabulary import ordinary

_LONGEST_RUN = 20
_GIVEN = 3
_SHORT = 2


def name_after(page: Page, position: int, counts: Counts) -> int:
    """Return the end of the name that a title licenses at a position, or the position itself."""
    tile = page.tile(position)
    if _front(page, tile, foreign(page, position)):
        return foreign(page, position) if edge(page, foreign(page, position)) else position
    if edge(page, position) or word_edge(page, position) or names(tile) or (tile and "guards" in tile.roles):
        return position
    run, native, eastern = foreign(page, position), chinese(page, position, counts), _japanese(page, position)
    if eastern > max(run, native):
        return eastern
    size = surname(page.lexicon, page.plain, position)
    common = size > 1 or page.plain[position] in page.lexicon.words("surnames_Han_common")
    if run - position < 2 and not common and ordinary(page.plain[position : position + 2]):
        return position
    if run - position >= 2 and (run >= native or not edge(page, native)):
        return position if run - position == 2 and _word(page, page.plain[position:run]) else run
    if native > position and plain_name(page, position, native) and not _wordy(page, position, native):
        return _longer(page, position, native)
    return max(_spoken(page, position), _odd(page, position))


def _japanese(page: Page, position: int) -> int:
    """Return the end of a name behind a Japanese surname and up to an edge: 丸川|珠代, or the position itself."""
    sizes = (3, 2)
    size = next((n for n in sizes if page.plain[position : position + n] in page.lexicon.words("surnames_Japanese")), 0)
    for stop in (position + size + n for n in (2, 1, 3)):
        if size and all(map(is_han, page.plain[position + size : stop])) and edge(page, stop):
            return stop if plain_name(page, position, stop) else position
    return position


def _odd(page: Page, position: int) -> int:
    """Return the end of a transliterated name whose first character seldom begins one: 真|蒂洛尼."""
    stop = foreign(page, position + 1)
    free_run = page.tile(position) is None and page.tile(position + 1) is None
    first = page.char(position)
    odd = is_han(first) and first not in page.lexicon.words("stopWords")
    return stop if odd and free_run and stop - position > _GIVEN and edge(page, stop) else position


def _spoken(page: Page, position: int) -> int:
    """Return the end of three characters that no word covers, before a verb of saying: 总裁|博乐仁|表示."""
    stop, text = position + _GIVEN, page.plain
    clear = all(is_han(page.char(i)) and page.tile(i) is None for i in range(position, stop))
    if not clear or stop not in page.role("speechWords"):
        return position
    return position if any(ordinary(text[i : i + 2]) for i in range(position, stop - 1)) else stop


def _word(page: Page, run: str) -> bool:
    """Whether a short run is an ordinary word and not a name that many bear: 布朗, 马丁."""
    return ordinary(run) and run not in page.lexicon.words("homonymNames")


def _front(page: Page, tile: Tile | None, run: int) -> bool:
    """Whether a city or a short personal name is the front of a name behind a title: 外长|科隆|纳, 总理|克里|斯托.

    Behind a person one more character may belong to what follows: 同拉夫罗夫|通话.
    """
    iris = page.lexicon.ontology.names.get(tile.word, ()) if tile else ()
    if not tile or not iris or run <= page.starts["name"].get(tile.begin, tile.begin):
        return False
    kind = page.lexicon.ontology.entries[iris[0]].kind
    return kind == "City" or (kind == "Person" and len(tile.word) == _SHORT and run > tile.stop + 1)


def _longer(page: Page, position: int, native: int) -> int:
    """Extend a name behind a Japanese surname to an edge nearby: 岸田文雄."""
    if page.plain[position : position + 2] in page.lexicon.words("surnames_Japanese") and not edge(page, native):
        for stop in (native + 1, native + 2):
            if is_han(page.char(stop - 1)) and edge(page, stop):
                return stop
    return native


def name_before(page: Page, stop: int) -> int:
    """Return the begin of the name that a title licenses before it, or the position itself."""
    known = page.ending(stop)
    if known and "name" in known.roles:
        return known.begin if _namesake(page, known) else stop
    run = foreign_before(page, stop)
    if page.plain[stop - 1 : stop] == page.char(stop):
        return stop
    if stop - run >= 2 and not ordinary(page.plain[run:stop]):
        return run
    for begin in (stop - 4, stop - 3, stop - 2):
        if begin >= 0 and shaped(page, begin, stop) and free(page, begin) and _native(page, begin, stop):
            return begin
    return stop


def foreign_before(page: Page, stop: int, anywhere: bool = False) -> int:
    """Return the begin of a transliterated name that ends at a position and begins after an edge (or `anywhere`)."""
    lexicon = page.lexicon
    common, stops = lexicon.words("transliterationCharacters"), lexicon.words("stopWords")
    if anywhere:
        stops &= lexicon.words("transliterationCharacters_rare")
    begin = stop
    while begin > 0 and stop - begin < _LONGEST_RUN:
        char = page.plain[begin - 1]
        if char in JOINTS and begin < stop and is_han(page.char(begin - 2)):
            begin -= 1
            continue
        tile = page.tile(begin - 1)
        fixed = tile and len(tile.word) > 1 and not (anywhere and tile.named)
        given = page.plain[max(0, begin - 2) : begin]
        if given in lexicon.words("givenFronts"):
            begin -= len(given)
            continue
        if fixed or char not in common or char in stops:
            break
        begin -= 1
    while begin < stop and page.plain[begin] in JOINTS:
        begin += 1
    return begin if anywhere or free(page, begin) else stop


def names(tile: Tile | None) -> bool:
    """Whether a tile names something, other than by a short name or a compound, or is a title."""
    return bool(tile and ("name" in tile.roles or "title" in tile.roles) and len(tile.word) > 1)


def shaped(page: Page, begin: int, stop: int) -> bool:
    """Whether the stretch is a Chinese surname and one or two characters."""
    size = surname(page.lexicon, page.plain, begin)
    return bool(size) and 1 <= stop - begin - size <= 2 and all(map(is_han, page.plain[begin:stop]))


def plain_name(page: Page, begin: int, stop: int) -> bool:
    """Whether the stretch is no ordinary word and no known word reaches over its ends or fills it."""
    text, lexicon = page.plain, page.lexicon
    if ordinary(text[begin:stop]) or text[stop - 1] in lexicon.words("nameless"):
        return False
    if not lexicon.words("neverGiven").isdisjoint(text[begin + 1 : stop]):
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


def free(page: Page, begin: int) -> bool:
    """Whether a name may begin here: after an edge, a tile, or a word that stands outside of names."""
    if begin == 0 or not is_han(page.plain[begin - 1]):
        return True
    before = page.ending(begin)
    if before and len(before.word) > 1:
        return True
    lexicon, char = page.lexicon, page.plain[begin - 1]
    return char in lexicon.words("stopWords") or char in lexicon.words("nameBoundaryWords")


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
    if text[begin] in lexicon.words("stopWords") or not plain_name(page, begin, stop):
        return False
    if text[begin] in lexicon.words("surnames_Han_common") - lexicon.words("surnames_ambiguous"):
        return True
    given = begin + surname(lexicon, text, begin)
    covered = any((tile := page.tile(i)) is not None and len(tile.word) > 1 for i in range(given, stop))
    return not (covered or ordinary(text[given:stop]) or ordinary(text[begin : begin + 2]))


def _wordy(page: Page, begin: int, stop: int) -> bool:
    """Whether behind a rare surname that is a word itself ordinary words stand: 代表|权问题, 总理|后首次."""
    lexicon, text = page.lexicon, page.plain
    size = surname(lexicon, text, begin)
    if text[begin : begin + size] not in lexicon.words("surnames_ambiguous") - lexicon.words("surnames_Han_common"):
        return False  # also 欧阳
    return any(ordinary(text[a:b]) for a in range(begin + 1, stop) for b in range(a + 2, stop + 2))


def _state(page: Page, tile: Tile) -> bool:
    iris = page.lexicon.ontology.names.get(tile.word, ())
    return bool(iris) and page.lexicon.type_of(iris[0]) in ("Country", "Organization")
