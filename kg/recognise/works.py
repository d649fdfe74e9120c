"""Initiatives and texts by head word: 中柬命运共同体, “双轨并进”思路, 中新自由贸易协定, 第2231号决议."""

from collections.abc import Iterator

from kg.recognise.boundary import walk
from kg.recognise.marks import formula
from kg.recognise.page import Page, Tile
from kg.recognise.parts import from_name, quoted
from kg.recognise.span import Span

_ACTORS = frozenset({"Country", "Place", "Organization", "Forum"})
_ABOUT_REACH = 40
_SUBJECT = 5
_VERB_REACH = 3
_LEAST, _LEAST_UNNAMED = 2, 3
_CLAUSE = frozenset("，。；！？、\n")


def work_names(page: Page, tile: Tile) -> Iterator[Span]:
    """Yield the initiatives and documents whose head is the tile."""
    if "headInitiative" in tile.roles:
        yield from _initiative(page, tile)
    if "headDocument" in tile.roles:
        yield from _document(page, tile)


def _initiative(page: Page, tile: Tile) -> Iterator[Span]:
    parts = walk(page, tile.begin, joins=False)
    last = parts[-1] if parts else None
    if last and quoted(page, last):
        known = page.plain[last.begin + 1 : last.stop - 1] in page.lexicon.ontology.names
        if not known and not formula(page, last.begin, last.stop):
            yield Span(last.begin, tile.stop, "Initiative", (), "head-initiative")
    elif parts and "headInitiative_sure" in tile.roles:
        cut = max((i + 1 for i, p in enumerate(parts) if p.kind == "title"), default=0)
        parts = parts[cut:]
        named = from_name(page, parts, _ACTORS)
        parts = named or parts
        opening = page.plain[parts[0].begin : parts[0].stop] if parts and parts[0].kind == "inner" else ""
        if opening in page.lexicon.words("vagueOpenings"):
            return
        if tile.word in page.lexicon.words("verbHeads") and all(p.kind in ("name", "join") for p in parts):
            return
        size = sum(p.stop - p.begin for p in parts if p.kind in ("name", "unknown", "inner", "ascii"))
        if size >= (_LEAST if named or any(p.kind == "mark" for p in parts) else _LEAST_UNNAMED):
            yield Span(parts[0].begin, tile.stop, "Initiative", (), "head-initiative")


def _document(page: Page, tile: Tile) -> Iterator[Span]:
    parts = walk(page, tile.begin, joins=True)
    first = next((i for i, p in enumerate(parts) if p.kind in ("name", "ordinal", "mark")), None)
    if first is not None:
        parts = parts[first:]
        between = [p for p in parts if p.kind not in ("name", "join")]
        if between or len(tile.word) > 2:
            yield Span(parts[0].begin, tile.stop, "Document", (), "head-document")
        return
    subject = [p for p in parts if p.kind in ("inner", "head", "unknown", "join")]
    if len(tile.word) >= 4 and subject and tile.begin - subject[0].begin >= _SUBJECT and subject[0].kind == "inner":
        yield Span(subject[0].begin, tile.stop, "Document", (), "head-document")
        return
    before = page.plain[max(0, tile.begin - _VERB_REACH) : tile.begin]
    particular = tile.word in page.lexicon.words("particularDocuments")
    if particular and before.endswith(tuple(page.lexicon.words("issuing"))):
        yield Span(tile.begin, tile.stop, "Document", (), "head-document")
        return
    reach = max(0, tile.begin - _ABOUT_REACH)
    about = max((page.plain.rfind(w, reach, tile.begin) for w in page.lexicon.words("aboutWords")), default=-1)
    if about >= 0 and page.plain[tile.begin - 1] == "的" and not _CLAUSE & set(page.plain[about : tile.begin]):
        yield Span(about, tile.stop, "Document", (), "head-document")
