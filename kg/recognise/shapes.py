"""Shapes of personal and foreign names: runs of transliteration characters, a surname and one or two characters."""

import re

from kg.recognise.lexicon import Lexicon
from kg.recognise.page import Page
from kg.recognise.vocabulary import ordinary

DOTS = frozenset("·•・‧∙⋅")
JOINTS = DOTS | frozenset("-－—–")
_LONGEST_RUN = 24
_REGNAL = re.compile("[一二三四五六七八九十]{1,3}世(?!纪)")
_GUARDS = frozenset({"guards", "guards_ordinary"})
_FOREIGN_GUARD = 4
"""A guard of that many transliteration characters hides a name within a longer one, 马里 in 马里科帕."""
_STRONG_STOPS = frozenset({"stopWords", "nameBoundaryWords", "speechWords", "title", "listEnds", "innerWords"})


def is_han(char: str) -> bool:
    """Whether a character is a Chinese ideograph."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def edge(page: Page, position: int) -> bool:
    """Whether a name may end before this position: no Chinese character, or a word that never continues a name."""
    char = page.char(position)
    if not is_han(char):
        return char not in DOTS
    return char in page.lexicon.words("stopWords") or word_edge(page, position)


def word_edge(page: Page, position: int) -> bool:
    """Whether a boundary word of two or more characters, or a known name of three, begins here."""
    for role in _STRONG_STOPS:
        if page.role(role).get(position, 0) - position > 1:
            return True
    tile = page.starting(position)
    if not tile or not tile.named or len(tile.word) < 2:
        return False
    if len(tile.word) > 2:
        return True
    if not tile.iris and "name" in tile.roles:
        kind = page.lexicon.type_of(page.lexicon.ontology.names[tile.word][0])
        following = page.char(tile.stop)
        return kind == "Country" and following not in page.lexicon.words("transliterationCharacters") | DOTS
    return False


def foreign(page: Page, position: int) -> int:
    """Return the end of the transliterated name that begins at a position (itself where there is none)."""
    lexicon = page.lexicon
    common, rare = lexicon.words("transliterationCharacters"), lexicon.words("transliterationCharacters_rare")
    stop = position
    while stop < len(page.plain) and stop - position < _LONGEST_RUN:
        char = page.plain[stop]
        if char in JOINTS:
            if stop == position or page.char(stop + 1) not in common:
                break
            stop += 1
            continue
        if char not in common or (stop > position and page.plain[stop - 1] not in JOINTS and _breaks(page, stop, rare)):
            break
        stop += 1
    while stop > position and page.plain[stop - 1] in JOINTS:
        stop -= 1
    regnal = _REGNAL.match(page.plain, stop) if stop - position > 1 else None
    return regnal.end() if regnal else stop


def _breaks(page: Page, position: int, rare: frozenset[str]) -> bool:
    """Whether a transliterated name ends before this character although it could continue it."""
    if word_edge(page, position):
        return True
    bound, text = page.lexicon.words("boundSyllables"), page.plain
    if text[position - 1 : position + 1] in bound or text[position : position + 2] in bound:
        return False
    char = page.plain[position]
    if char not in rare and char in page.lexicon.words("transliterationCharacters"):
        return False
    return char in page.lexicon.words("stopWords")


def foreign_run(page: Page, stop: int) -> int:
    """Return the begin of the transliterated name that ends at a position (itself where there is none)."""
    common = page.lexicon.words("transliterationCharacters")
    begin = stop
    while begin > 0 and stop - begin < _LONGEST_RUN:
        char = page.plain[begin - 1]
        if not (char in common or (char in DOTS and begin < stop)):
            break
        tile = page.tile(begin - 1)
        if (
            tile
            and not tile.named
            and len(tile.word) > 1
            and {"stopWords", "title", "guards", "innerWords"} & tile.roles
            and not (tile.roles <= _GUARDS and len(tile.word) >= _FOREIGN_GUARD)
        ):
            break
        if tile and tile.named and tile.stop <= stop and tile.begin < begin and len(tile.word) > 2 and tile.stop < stop:
            break
        begin -= 1
    while begin < stop and page.plain[begin] in DOTS:
        begin += 1
    begin = _outside(page, begin, stop)
    while stop - begin > 2 and page.plain[begin] in page.lexicon.words("runTrim"):
        begin += 1
    return _outside(page, begin, stop)


def _outside(page: Page, begin: int, stop: int) -> int:
    """Return the begin of a run, moved behind the name that it would cut: 日本|能登 rather than 本能登."""
    inside = page.tile(begin)
    return inside.stop if inside and inside.named and inside.begin < begin and inside.stop <= stop else begin


def surname(lexicon: Lexicon, text: str, position: int) -> int:
    """Return the length of the Chinese surname at a position, or 0."""
    if text[position : position + 2] in lexicon.words("surnames_Han_compound"):
        return 2
    return int(text[position : position + 1] in lexicon.words("surnames"))


def chinese(page: Page, position: int, counts: "Counts") -> int:
    """Return the end of the Chinese name (surname, one or two characters) at a position, or the position itself."""
    size = surname(page.lexicon, page.plain, position)
    if not size:
        return position
    two, three = position + size + 1, position + size + 2
    if not all(is_han(page.char(i)) for i in range(position, two)):
        return position
    first, second = page.plain[position:two], page.plain[position:three]
    whole = len(second) == size + 2 and is_han(second[-1])
    if not whole:
        return two
    here, there = counts.of(first), counts.of(second)
    if here > there:
        return two
    near, far = edge(page, two), edge(page, three)
    if near and (not far or word_edge(page, two) or page.char(two) in page.lexicon.words("neverGiven")):
        return two
    if near and there == 1 and page.char(two) in page.lexicon.words("joiningNames"):
        return two  # 总统哈桑和联合国秘书长
    if far or there > 1:
        return three
    return two if ordinary(page.plain[two : two + 2]) else three


class Counts:
    """How often strings occur in a document."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self._known: dict[str, int] = {}

    def of(self, word: str) -> int:
        """Return the number of occurrences in all fields."""
        if word not in self._known:
            self._known[word] = sum(text.count(word) for text in self._texts)
        return self._known[word]
