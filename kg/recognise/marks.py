"""Names that enclosing marks show: 《开罗宣言》, 《环球时报》记者, “双轨并进”思路."""

import re
from collections.abc import Iterator

from kg.recognise.boundary import ordinals
from kg.recognise.lexicon import Lexicon
from kg.recognise.page import Page
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_BOOK = re.compile(r"《([^《》\n]{2,60})》")
_FORMULA = re.compile(r"[两三四五六七八九十](?![一二三四五六七八九十])[\u4e00-\u9fff]{2,7}")
_LEAST_STEM = 2
_LEAST_SUBJECT = 4
_PROPOSING_REACH = 5
_HELD = frozenset({"Forum", "Event"})
_QUOTE = re.compile(r"“([^“”\n]{2,24})”")


def marked(page: Page) -> list[Span]:
    """Return the names inside title marks and quotation marks, without the marks."""
    return [*_books(page), *_quotes(page)]


def _books(page: Page) -> Iterator[Span]:
    lexicon = page.lexicon
    for match in _BOOK.finditer(page.plain):
        begin, stop = match.span(1)
        iris = lexicon.ontology.names.get(match[1], ())
        if iris:
            yield Span(begin, stop, lexicon.type_of(iris[0]), iris[:1], "gazetteer")
        elif match[1].endswith(tuple(lexicon.words("outletEnds"))) or page.plain.startswith(
            tuple(lexicon.words("outletAfter")), match.end()
        ):
            yield Span(begin, stop, "Organization", (), "marks-outlet")
        elif match[1] not in lexicon.words("programmes") and not _programme(page, match.start(), match.end()):
            yield Span(begin, stop, "Document", (), "marks-document")


def _programme(page: Page, begin: int, stop: int) -> bool:
    """Whether title marks enclose a programme, film or song."""
    lexicon, text = page.lexicon, page.plain
    if text.startswith(tuple(lexicon.words("programmeAfter")), stop):
        return True
    return text[max(0, begin - 4) : begin].endswith(tuple(lexicon.words("programmeBefore")))


def _quotes(page: Page) -> Iterator[Span]:
    lexicon = page.lexicon
    for match in _QUOTE.finditer(page.plain):
        begin, stop = match.span(1)
        iris = lexicon.ontology.names.get(match[1], ())
        if iris:
            yield Span(begin, stop, lexicon.type_of(iris[0]), iris[:1], "gazetteer")
            continue
        kind = "Initiative" if formula(page, match.start(), match.end()) else _kind(lexicon, match[1])
        if kind in _HELD and match.start() in ordinals(page.plain):
            begin, stop = ordinals(page.plain)[match.start()], match.end()
        if kind:
            yield Span(begin, stop, kind, (), f"marks-{kind.lower()}")


def formula(page: Page, begin: int, stop: int) -> bool:
    """Whether a numbered formula stands in quotation marks, and right before them that somebody proposed it."""
    before = page.plain[max(0, begin - _PROPOSING_REACH) : begin]
    inside = _FORMULA.fullmatch(page.plain, begin + 1, stop - 1)
    return inside is not None and before.endswith(tuple(page.lexicon.words("proposing")))


def _kind(lexicon: Lexicon, name: str) -> str:
    """Return what a quoted name is by its last word, or ""."""
    for kind in ("Initiative", "Document", "Organization", "Forum", "Event"):
        ends = lexicon.words(f"quoted{kind}")
        least = {end: _LEAST_SUBJECT if end in lexicon.words("plainTexts") else _LEAST_STEM for end in ends}
        stems = [name[: -len(end)] for end in ends if name.endswith(end) and len(name) - len(end) >= least[end]]
        if any(stem not in lexicon.words("vagueOpenings") and not _common(kind, stem) for stem in stems):
            return kind
    return ""


def _common(kind: str, stem: str) -> bool:
    """Whether ordinary words before a head make no body: “恐怖组织”."""
    return kind == "Organization" and ordinary(stem)
