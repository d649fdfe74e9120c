"""Persons: names licensed by a title, a verb of saying, another word, a dot; and surnames with a title."""

from collections.abc import Iterator

from kg.recognise.page import Page, Tile
from kg.recognise.personal import foreign_before, free, name_after, name_before, names, plain_name, shaped
from kg.recognise.rolls import enrolled
from kg.recognise.shapes import DOTS, Counts, edge, foreign, is_han, surname
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_CLAUSE = frozenset("。！？；，、：“”（）()《》\n\r\t 　―—…")
_BLANKS = frozenset(" 　")
_DATE = frozenset("年月日")
_LISTED = frozenset("、，。（")
_SPEAKER_SIZES = (2, 3, 4)
_SURE_RUN = 3


def licensed(page: Page, counts: Counts) -> list[Span]:
    """Return the persons that a word beside the name licenses, and the lists that they head or end."""
    found = {*_titled(page, counts), *_between(page), *_spoken(page), *_after_word(page, counts), *_dotted(page)}
    return sorted(found | set(enrolled(page, sorted(found))))


def _titled(page: Page, counts: Counts) -> Iterator[Span]:
    for tile in page.tiles:
        if "title" not in tile.roles or tile.named:
            continue
        position = page.lexicon.titles.get(tile.word, "both")
        if position != "post":
            stop = name_after(page, tile.stop, counts)
            verb = tile.word in page.lexicon.words("verbTitles")
            if stop > tile.stop and (not verb or _sure(page, tile.stop, stop)):
                yield Span(tile.stop, stop, "Person", (), "person-title")
        if position != "pre":
            begin = name_before(page, tile.begin)
            if begin < tile.begin:
                yield Span(begin, tile.begin, "Person", (), "title-person")
            elif _surname(page, tile):
                yield Span(tile.begin - 1, tile.stop, "Person", (), "surname-title")


def _between(page: Page) -> Iterator[Span]:
    """Yield Chinese names, of ordinary words too, between a title and how deputies are called: 市长|王子联|代表."""
    for end in sorted(page.role("title").values()):
        for stop in (end + 2, end + 3):
            tile = page.starting(stop)
            if tile is None or tile.word not in page.lexicon.words("deputyTitles") or not shaped(page, end, stop):
                continue
            words = page.plain[end:stop]
            common = words[0] in page.lexicon.words("surnames_Han_common")
            ranked = words.startswith(tuple(page.lexicon.words("rankWords")))
            if common and not ranked and not ordinary(words) and not _named_inside(page, end, stop):
                yield Span(end, stop, "Person", (), "person-title")


def _named_inside(page: Page, begin: int, stop: int) -> bool:
    return any(tile is not None and tile.named for tile in map(page.tile, range(begin, stop)))


def _sure(page: Page, begin: int, stop: int) -> bool:
    """Whether a name is one even behind a word that is more often a verb (代表)."""
    common = page.plain[begin] in page.lexicon.words("surnames_Han_common") and stop - begin < 4
    return (common or stop - begin >= _SURE_RUN) and edge(page, stop)


def _surname(page: Page, tile: Tile) -> bool:
    """Whether a bare surname stands before the title: 习主席, 李总理."""
    lexicon, begin = page.lexicon, tile.begin - 1
    char, covering = page.char(begin), page.tile(begin)
    if tile.word not in lexicon.words("surnameTitles") or char not in lexicon.words("surnames_Han_common"):
        return False
    if char in lexicon.words("titlePrefixes") or char in lexicon.words("stopWords") or not free(page, begin):
        return False
    return not (covering and (len(covering.word) > 1 or covering.named))


def _spoken(page: Page) -> Iterator[Span]:
    """Yield names at the start of a clause and directly before a verb of saying."""
    for stop in sorted(page.role("speechWords")):
        native = (stop - n for n in _SPEAKER_SIZES if stop >= n and _clause(page, stop - n))
        begin = next((b for b in native if _speaker(page, b, stop)), -1)
        run = foreign_before(page, stop)
        if begin < 0 and stop - run >= _SURE_RUN and _clause(page, run) and not names(page.tile(run)):
            begin = run
        if begin >= 0:
            yield Span(begin, stop, "Person", (), "person-speech")


def _clause(page: Page, begin: int) -> bool:
    return begin == 0 or page.plain[begin - 1] in _CLAUSE


def _speaker(page: Page, begin: int, stop: int) -> bool:
    """Whether a stretch that speaks is a Chinese name: the surname nothing else, no ordinary word in what follows."""
    lexicon, text = page.lexicon, page.plain
    size = surname(lexicon, text, begin)
    if text[begin : begin + size] in lexicon.words("surnames_ambiguous"):
        return False
    if not shaped(page, begin, stop) or not plain_name(page, begin, stop):
        return False
    if all(page.tile(i) is not None for i in range(begin, stop)):
        return False
    return not any(ordinary(text[a:b]) for a in range(begin + 1, stop - 1) for b in range(a + 2, stop + 1))


def _dotted(page: Page) -> Iterator[Span]:
    """Yield foreign names in full, whose parts a dot joins, wherever they stand: 普拉博沃·苏比延多."""
    position = 0
    while position < len(page.plain):
        if page.plain[position] not in DOTS:
            position += 1
            continue
        begin = foreign_before(page, position, anywhere=True)
        known = page.starting(position + 1)
        stop = max(foreign(page, position + 1), known.stop if known and known.named else 0)
        if begin < position - 1 and stop > position + 2 and _whole(page, begin, stop):
            yield Span(begin, stop, "Person", (), "person-dotted")
        position = max(stop, position + 1)


def _whole(page: Page, begin: int, stop: int) -> bool:
    """Whether a dotted name begins and ends here, and what follows does not make it a ship, a firm or a place."""
    before = page.char(begin - 1)
    dated = before in _DATE and page.char(begin - 2).isdigit()
    opened = dated or not is_han(before) or before in page.lexicon.words("runTrim") or free(page, begin)
    named = page.plain.startswith(tuple(page.lexicon.words("dottedNot")), stop)
    return opened and edge(page, stop) and not named


def _after_word(page: Page, counts: Counts) -> Iterator[Span]:
    """Yield names after a word that is no title but stands before names: 记者吴刚, 夫人程虹."""
    for role in ("personBefore", "kinWords"):
        for end in sorted(page.ends.get(role, {})):
            start = end + (page.char(end) in _BLANKS)
            stop = name_after(page, start, counts)
            common = page.char(start) in page.lexicon.words("surnames_Han_common")
            run = stop - start >= _SURE_RUN and foreign(page, start) == stop
            listed = page.char(stop) in _LISTED and stop - start == _SURE_RUN
            sure = stop - start >= 2 and (common or run or listed) and edge(page, stop)
            if sure and not ordinary(page.plain[start:stop]):
                yield Span(start, stop, "Person", (), "person-word")
    cases = page.lexicon.words("caseWords")
    for stop, end in sorted(page.role("personAfter").items()):
        begin = name_before(page, stop)
        plural = page.char(end) in page.lexicon.words("pluralMarks")
        if begin < stop and not plural and (stop - begin >= _SURE_RUN or page.char(stop) not in cases):
            yield Span(begin, stop, "Person", (), "person-word")
