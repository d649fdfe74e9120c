"""Names learnt once and found again: bare, shortened, or by an abbreviation that the document defines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from kg.ontology.pattern import alternation
from kg.recognise.page import Page
from kg.recognise.shapes import DOTS, Counts, edge, is_han
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary

_INNER = re.compile(r"[“\"]([^”\"]{2,12})[”\"]")
_QUOTED = re.compile(r"“([\u4e00-\u9fff]{2,6})”")
_TAILED = frozenset({"Organization", "Forum", "Document", "Initiative"})
_HEADS = ("headDocument", "headInitiative", "headForum", "quotedInitiative", "quotedDocument")
_QUOTED_TYPES = frozenset({"Initiative", "Document", "Forum"})
_FIRST, _LAST = 3, 2
_GLOSS = re.compile(r"（([\u4e00-\u9fff]{2,6}|[A-Z]{2,8}[0-9]{0,3})）")


def relearn(pages: Sequence[Page], spans: dict[str, list[Span]], counts: Counts) -> None:
    """Add to `spans` every further occurrence of the persons, and of defined abbreviations."""
    names: dict[str, str] = {}
    for page in pages:
        for span in spans[page.field]:
            text = page.plain[span.begin : span.stop]
            if span.type == "Person" and span.rule != "surname-title":
                names.setdefault(text, "learnt")
                for part in _parts(text):
                    names.setdefault(part, "learnt-part")
    for page in pages:
        for name in sorted(names):
            for begin in _occurrences(page.plain, name):
                if _fits(page, begin, begin + len(name)):
                    spans[page.field].append(Span(begin, begin + len(name), "Person", (), names[name]))


def _parts(name: str) -> Iterator[str]:
    for dot in DOTS & set(name):
        first, last = name.split(dot, 1)[0], name.rsplit(dot, 1)[1]
        if len(last) >= _LAST:
            yield last
        if len(first) >= _FIRST:
            yield first


def _occurrences(text: str, name: str) -> Iterator[int]:
    begin = text.find(name)
    while begin >= 0:
        yield begin
        begin = text.find(name, begin + len(name))


def _fits(page: Page, begin: int, stop: int) -> bool:
    """Whether an occurrence is the name itself and no piece of a longer word."""
    for position in (begin, stop - 1):
        tile = page.tile(position)
        if tile and (tile.begin < begin or tile.stop > stop) and len(tile.word) > 1 and not tile.named:
            return (tile.begin >= begin and "stopWords" not in tile.roles and False) or edge(page, stop)
    return True


def defined(pages: Sequence[Page], spans: dict[str, list[Span]]) -> dict[str, tuple[str, str]]:
    """Add the abbreviations that the document defines in brackets after a name, wherever they occur.

    Returns short form → (type, full form).
    """
    found: dict[str, tuple[str, str]] = {}
    for page in pages:
        ends = {s.stop: s for s in sorted(spans[page.field], key=lambda s: (s.stop, -s.begin)) if s.type != "Title"}
        for short, at in _definitions(page):
            full = ends.get(at) or ends.get(at - 1)
            if full and full.type not in ("Person", "Country"):
                found.setdefault(short, (full.type, page.plain[full.begin : full.stop]))
    for page in pages:
        for short in sorted(found):
            for begin in _occurrences(page.plain, short):
                spans[page.field].append(Span(begin, begin + len(short), found[short][0], (), "defined"))
    return found


def tails(pages: Sequence[Page], spans: dict[str, list[Span]]) -> None:
    """Add the bare tail of a name met in full: 快速支援部队 after 苏丹快速支援部队, “框架” after “印太经济框架”."""
    short: dict[str, str] = {}
    names: dict[str, str] = {}
    for page in pages:
        for span in spans[page.field]:
            if span.type in _TAILED and span.rule not in ("title-person", "turn-label"):
                names[page.plain[span.begin : span.stop]] = span.type
                short.update((tail, span.type) for tail in _tail(page, span))
    heads = set().union(*(page.lexicon.words(role) for page in pages[:1] for role in _HEADS))
    for page in pages:
        for tail in sorted(short):
            for begin in _occurrences(page.plain, tail):
                spans[page.field].append(Span(begin, begin + len(tail), short[tail], (), "learnt-tail"))
        for match in _QUOTED.finditer(page.plain):
            if match[1] not in heads:
                continue
            full = sorted(
                n for n, kind in names.items() if kind in _QUOTED_TYPES and n.endswith(match[1]) and n != match[1]
            )
            if len(full) == 1:
                spans[page.field].append(Span(match.start(1), match.end(1), names[full[0]], (), "learnt-tail"))


def _tail(page: Page, span: Span) -> Iterator[str]:
    lexicon, text = page.lexicon, page.plain[span.begin : span.stop]
    if span.type == "Document":
        yield from (w for w in sorted(lexicon.words("headDocument")) if len(w) >= 4 and text.endswith(w) and w != text)
        return
    yield from (w for w in sorted(lexicon.words("loneTails")) if text.endswith(w) and text != w)
    seats = (w for w in page.words.get(span.begin, ()) if "name" in w.roles and _seat(page, w.word))
    first = next((w.stop for w in seats), 0)
    tail = page.plain[first : span.stop] if first else ""
    bodies = lexicon.words("stateBodies")
    known = tail in lexicon.ontology.names or tail in lexicon.words("headOrganization_generic")
    vague = len(tail) < 3 or (len(tail) == 3 and tail in bodies) or tail.startswith(tuple(lexicon.words("tailNot")))
    if not known and not vague and (tail in bodies or not ordinary(tail)):
        yield tail


def _seat(page: Page, word: str) -> bool:
    kinds = {page.lexicon.type_of(iri) for iri in page.lexicon.ontology.names[word]}
    return bool(kinds & {"Country", "Place", "Organization"})


@cache
def _defining(words: frozenset[str]) -> re.Pattern[str]:
    """Return the expression of a bracket that gives a name a short form: （以下简称“上合组织”）."""
    return re.compile(rf"（{alternation(tuple(words))}([^（）\n]{{2,30}})）")


def _definitions(page: Page) -> Iterable[tuple[str, int]]:
    for match in _defining(page.lexicon.words("definingWords")).finditer(page.plain):
        for short in _INNER.findall(match[1]) or [match[1]]:
            yield short, match.start()
    for match in _GLOSS.finditer(page.plain):
        if match.start() and (is_han(page.plain[match.start() - 1]) or page.plain[match.start() - 1] == "》"):
            yield match[1], match.start()
