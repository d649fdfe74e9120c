"""Foreign places without a head word: a transliterated run between words that license a place."""

from collections.abc import Iterator

from kg.recognise.page import Page
from kg.recognise.parts import directed
from kg.recognise.shapes import edge, foreign, is_han
from kg.recognise.span import Span
from kg.recognise.vocabulary import locality

_ABOVE = frozenset({"Province", "City"})


def bare_places(page: Page) -> list[Span]:
    """Return transliterated names after 抵达, 首都, 南部 … or before 等地, 附近 …, and lists that such a name is in."""
    found = {*_after(page), *_before(page), *_towns(page)}
    for span in sorted(found):
        found.update(_list(page, span.begin, span.stop))
    for tile in page.tiles:
        if directed(page, tile.begin):
            found.add(Span(tile.begin - 1, tile.stop, "Place", (), "place-direction"))
        if "name" in tile.roles and _is_place(page, tile.word):
            found.update(_list(page, tile.begin, tile.stop))
    return sorted(found)


def _is_place(page: Page, word: str) -> bool:
    iris = page.lexicon.ontology.names.get(word, ())
    return bool(iris) and page.lexicon.type_of(iris[0]) == "Place"


def _run(page: Page, begin: int, least: int = 3) -> int:
    """Return the end of a transliterated run of so many characters that no known word begins, or the begin."""
    stop = foreign(page, begin)
    tile = page.tile(begin)
    if stop - begin < least or not edge(page, stop) or (tile and len(tile.word) > 1):
        return begin
    return stop


def _after(page: Page) -> Iterator[Span]:
    for begin in sorted(page.ends.get("placeBefore", {})):
        seat = page.plain[page.ends["placeBefore"][begin] : begin] in page.lexicon.words("seatNames")
        stop = _run(page, begin, 2 if seat else 3)
        if stop > begin and not _person_follows(page, stop):
            yield Span(begin, stop, "Place", (), "place-context")
    for tile in page.tiles:
        if "name" in tile.roles and any(
            page.lexicon.type_of(i) in ("Country", "Place") for i in page.lexicon.ontology.names.get(tile.word, ())
        ):
            stop = _run(page, tile.stop)
            within = tile.word.endswith(tuple(page.lexicon.words("regionEnds"))) and not _person_follows(page, stop)
            if stop > tile.stop and (within or page.role("placeAfter").get(stop)):
                yield Span(tile.stop, stop, "Place", (), "place-context")


def _towns(page: Page) -> Iterator[Span]:
    """Yield Chinese towns right behind the province or city that they lie in: 江苏|太仓."""
    unlikely = page.lexicon.words("localityNot")
    for tile in page.tiles:
        if "name" not in tile.roles or _kind(page, tile.word) not in _ABOVE:
            continue
        for size in (4, 3, 2):
            stop = tile.stop + size
            word = page.plain[tile.stop : stop]
            covered = any((t := page.tile(i)) is not None and len(t.word) > 1 for i in range(tile.stop, stop))
            if len(word) == size and not covered and word not in unlikely and locality(word):
                yield Span(tile.stop, stop, "Place", (), "place-town")
                break


def _kind(page: Page, word: str) -> str:
    ontology = page.lexicon.ontology
    return ontology.entries[ontology.names[word][0]].kind


def _person_follows(page: Page, stop: int) -> bool:
    return bool(page.role("title").get(stop) or page.role("speechWords").get(stop))


def _before(page: Page) -> Iterator[Span]:
    starts = page.role("placeAfter")
    for stop in sorted(starts):
        begin = stop
        while (
            begin > 0 and stop - begin < 12 and page.plain[begin - 1] in page.lexicon.words("transliterationCharacters")
        ):
            tile = page.tile(begin - 1)
            if tile and len(tile.word) > 1:
                break
            begin -= 1
        while begin < stop and page.plain[begin] in page.lexicon.words("runTrim"):
            begin += 1
        if stop - begin >= 3 and (
            begin == 0 or not is_han(page.plain[begin - 1]) or edge(page, begin - 1) or page.ending(begin)
        ):
            yield Span(begin, stop, "Place", (), "place-context")


def _list(page: Page, begin: int, stop: int) -> Iterator[Span]:
    position = stop
    while page.char(position) == "、":
        end = _run(page, position + 1)
        tile = page.starting(position + 1)
        if end == position + 1:
            if tile and tile.named and _is_place(page, tile.word):
                position = tile.stop
                continue
            return
        yield Span(position + 1, end, "Place", (), "place-list")
        position = end
    position = begin
    while page.char(position - 1) == "、":
        start = position - 1
        while (
            start > 0
            and page.plain[start - 1] in page.lexicon.words("transliterationCharacters")
            and position - start < 14
        ):
            start -= 1
        while position - 1 - start > 2 and page.plain[start] in page.lexicon.words("runTrim"):
            start += 1
        if position - 1 - start < 3 or _run(page, start) != position - 1:
            return
        yield Span(start, position - 1, "Place", (), "place-list")
        position = start
