"""Short names of states: one character inside a frame (访法, 法方, 俄外长), runs that name several (中吉乌)."""

from collections.abc import Iterable

from kg.recognise.context import Named
from kg.recognise.lexicon import Lexicon
from kg.recognise.listed import listed_shorts
from kg.recognise.page import SHORT, STRONG, Page, Tile
from kg.recognise.runs import short_runs
from kg.recognise.vocabulary import ordinary

_SIDE = "sideWords"
_NAME_REACH = 4
_STOPS = frozenset("。，；\n")
_OUTSIDE = frozenset({"stopWords", "speechWords"})
_LONGEST_FRAME = 6
_CLAUSE_REACH = 12
_BODY_REACH = 10
_NUMERALS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十")


def short_names(page: Page, known: Named) -> list[Tile]:
    """Return the short names that stand in a frame, as tiles with their IRIs."""
    found = [*short_runs(page, known), *listed_shorts(page, known)]
    for hit in page.hits:
        if hit.begin and page.plain[hit.begin - 1] in _NUMERALS:
            continue
        if len(hit.word) > 1 and "short" in hit.roles and "name" not in hit.roles:
            found += _alias(page, hit, known)
        elif len(hit.word) == 1 and "name" in hit.roles:
            found += _side(page, hit, page.lexicon.ontology.names[hit.word][0])
        elif "short" in hit.roles and "name" not in hit.roles:
            found += _framed(page, hit, known)
    return found


def _alias(page: Page, hit: Tile, known: Named) -> Iterable[Tile]:
    """Yield a longer alias that counts once the document names its entity in full: 海关 after 海关总署."""
    iris = page.lexicon.ontology.context.get(hit.word, ())
    iri = known.nearest(iris, page.field, hit.begin)
    if iri:
        yield Tile(hit.begin, hit.stop, hit.word, SHORT, (iri,))


def _framed(page: Page, hit: Tile, known: Named) -> Iterable[Tile]:
    iri = known.meaning(page, hit)
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
    if hit.word in lexicon.words("pairOnly") or _inside(page, hit):
        return
    bound = hit.word in lexicon.words("beforeOnly")
    if hit.word in lexicon.words("prepositions") and (
        not in_document or "为" in text[hit.stop : hit.stop + _CLAUSE_REACH]
    ):
        return
    after = [] if bound else _licensing(lexicon, text, hit)
    if (after or (in_document and not bound and _bodied(page, hit))) and not _ordinary_before(page, hit):
        yield Tile(hit.begin, hit.stop, hit.word, STRONG if in_document else SHORT, (iri,))
    elif (_preceded(lexicon, text, hit.begin, in_document and not bound) and not _ordinary_after(page, hit)) or (
        in_document and (_headline_subject(page, hit) or _alone(page, hit))
    ):
        yield Tile(hit.begin, hit.stop, hit.word, SHORT, (iri,))


def _inside(page: Page, hit: Tile) -> bool:
    """Whether the character ends a transliterated name: 德 of 库尔德."""
    letters, stops = page.lexicon.words("transliterationCharacters"), page.lexicon.words("stopWords")
    before = page.plain[max(0, hit.begin - 2) : hit.begin]
    free = all(page.tile(i) is None for i in range(hit.begin - len(before), hit.begin))
    return len(before) > 1 and free and all(c in letters and c not in stops for c in before) and not ordinary(before)


def _alone(page: Page, hit: Tile) -> bool:
    """Whether the short name of a state named in the text stands between an edge and a word: 称|美|侦察机."""
    lexicon, text = page.lexicon, page.plain
    if _covered(page, hit) or _ordinary_after(page, hit) or _ordinary_before(page, hit):
        return False
    before, after, char = page.ending(hit.begin), page.starting(hit.stop), page.char(hit.begin - 1)
    if hit.word not in lexicon.words("loneNames"):
        verb = page.role("stopWords").get(hit.stop, 0) - hit.stop > 1
        return verb and char in _STOPS and hit.word in lexicon.words("clauseNames")
    opened = not char.isalnum()
    if opened and page.char(hit.stop) in lexicon.words("speechWords"):
        return True
    opened = opened or char in lexicon.words("loneAfter")
    opened = opened or bool(before and len(before.word) > 1 and _OUTSIDE & before.roles)
    worded = any(ordinary(text[hit.stop : hit.stop + n]) for n in (2, 3))
    worded = worded or (char in _STOPS and page.char(hit.stop) in lexicon.words("loneFollowing"))
    return opened and (worded or bool(after and after.named and len(after.word) > 1))


def _covered(page: Page, hit: Tile) -> bool:
    """Whether a longer name or compound lies over the character: 中美, 朝鲜."""
    tables = (page.role("name"), page.role("compound"))
    begins = range(hit.begin - _NAME_REACH, hit.begin + 1)
    return any(table.get(b, 0) > hit.stop - (b < hit.begin) for table in tables for b in begins)


def _side(page: Page, hit: Tile, iri: str) -> list[Tile]:
    return [
        Tile(hit.begin, hit.stop + len(side), hit.word + side, STRONG, (iri,))
        for side in sorted(page.lexicon.words(_SIDE))
        if page.plain.startswith(side, hit.stop)
    ]


def _following(lexicon: Lexicon, text: str, position: int) -> list[str]:
    longest = range(_LONGEST_FRAME, 0, -1)
    return [text[position : position + n] for n in longest if text[position : position + n] in lexicon.after]


def _licensing(lexicon: Lexicon, text: str, hit: Tile) -> list[str]:
    """Return the frames that follow; one of a single character makes no frame where it makes a word (日元)."""
    word = ordinary(text[hit.begin : hit.stop + 1])
    return [w for w in _following(lexicon, text, hit.stop) if len(w) > 1 or not word]


def _bodied(page: Page, hit: Tile) -> bool:
    """Whether words that build names and the head of a body follow: 法|财政|总局."""
    position = hit.stop
    while position - hit.stop < _BODY_REACH:
        head = max(page.role(role).get(position, 0) for role in ("headOrganization", "stateBodies"))
        if head - position > 1:
            return not _ordinary_after(page, hit)
        inner = page.role("innerWords").get(position, 0)
        if not inner:
            return False
        position = inner
    return False


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
