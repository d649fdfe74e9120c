"""Documents from a raw text: lines, paragraphs, articles, title, date, and the three forms of their texts."""

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.errors import DateError, ReadError
from kg.model import Document, Text
from kg.ontology import Ontology
from kg.read import markdown
from kg.read.addresses import normal_address
from kg.read.articles import articles_of, marks_apart
from kg.read.clean import text_of, title_of
from kg.read.layout import Layout, layout_of
from kg.read.lines import Line, is_blank, lines_of
from kg.read.page import iso_day, named_day, named_year, page_day, page_title
from kg.read.reflow import paragraphs_of

TEXT, MARKDOWN, RECORD, LAID = "text", "markdown", "record", "laid"
"""Kinds of raw text: a page of plain text, the same with mark-up, a record, one whose blank lines part paragraphs."""
FACTS = ("publisher", "author", "url", "language", "rights", "collection")
_SHORT_LABEL = re.compile("([\u4e00-\u9fff·•]{2,12})[ \u3000]*[：:]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMPTY = "empty: nothing to read; remove it or give it text"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document beforehand; "" is unknown. `path`, relative to the argument, may name the day."""

    id: str
    title: str = ""
    date: str = ""
    path: str = ""
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One document not yet read: all that it depends on but for the ontology, so that one read before need not be.

    Raises:
        ReadError: nothing but blanks in it, or half a surrogate pair (the message names no file).
    """

    raw: str
    known: Known
    path: str = field(default="", compare=False)
    place: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        _refuse_surrogates(self.raw, self.known)
        if is_blank(self.raw):
            raise ReadError(_EMPTY)

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.known.id

    def document(self, ontology: Ontology) -> Document:
        """Read it."""
        (document,) = articles_in(self.raw, ontology, RECORD, self.known)
        return replace(document, path=self.path, place=self.place)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a raw text that is an article, as whoever extracted the text knows it: spans in raw offsets."""

    begin: int
    stop: int
    heading: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Piece:
    title: Text
    paragraphs: Sequence[Sequence[Line]]
    link: str = ""


def from_text(text: str, ontology: Ontology, *, date: str | None = None, title: str = "", id: str = "text") -> Document:  # noqa: A002
    """Return one document from a string.

    Raises:
        ReadError: the text is blank, or holds half a surrogate pair.
        DateError: `date` is not a day.
    """
    day = option_day(date)
    return Record(text, Known(id, title, day)).document(ontology)


def option_day(date: str | None) -> str:
    """Return the day given as an option, "" where none is.

    Raises:
        DateError: it is not a day.
    """
    if not date:
        return ""
    day = iso_day(date)
    if not day:
        raise DateError(f"date {date!r} is not a day; write it as 2024-03-08")
    return day


def articles_in(
    raw: str, ontology: Ontology, kind: str, known: Known, parts: Sequence[Part] = ()
) -> Iterator[Document]:
    """Yield the documents of one raw text: one, or its articles with ids id#1, id#2….

    The articles have the whole raw text in common, so that their offsets point into it, and their clean texts part it
    among them. They share the date of the page.

    Args:
        raw: The text as decoded or extracted.
        ontology: Where the layout words stand.
        kind: TEXT, MARKDOWN or LAID, whose pages may bear their own titles, or RECORD.
        known: What is known of the document.
        parts: The articles, where the extraction knows them.

    Raises:
        ReadError: nothing but blanks in it, or half a surrogate pair (the message names no file).
    """
    facts = known.facts or {}
    _refuse_surrogates(raw, known)
    layout = layout_of(ontology)
    view, heading = markdown.unmarked(raw) if kind == MARKDOWN else (raw, (0, 0))
    if kind in (TEXT, LAID):
        view = marks_apart(raw, layout)
    lines = lines_of(view)
    if not lines:
        raise ReadError(_EMPTY)
    day = known.date or named_day(known.path.rsplit("/", 1)[-1]) or named_day(known.path)
    if not day and heading != (0, 0):
        day = named_day(raw[slice(*heading)])
    if not day:
        day = page_day(lines, layout, named_year(known.path))
    pieces = _pieces(raw, view, lines, kind, known.title, heading, layout, parts)
    digest = hashlib.sha256(raw.encode("utf-8")).hexdigest()
    for number, piece in enumerate(pieces, 1):
        found_url = piece.link or facts.get("url", "")
        url = normal_address(found_url, ontology)
        yield Document(
            id=f"{known.id}#{number}" if len(pieces) > 1 else known.id,
            title=piece.title,
            text=text_of(raw, view, piece.paragraphs),
            date=day,
            publisher=facts.get("publisher", ""),
            author=facts.get("author", ""),
            url=url,
            language=facts.get("language", "") or "zh",
            rights=facts.get("rights", ""),
            sha256=digest,
            found_url=found_url if found_url != url else "",
            collection=facts.get("collection", ""),
        )


def _refuse_surrogates(raw: str, known: Known) -> None:
    """Raise a ReadError where a text, or what is known of it, holds what no Unicode text does."""
    facts = known.facts or {}
    for name, value in (("text", raw), ("title", known.title), ("id", known.id), *facts.items()):
        if found := _SURROGATE.search(value):
            raise ReadError(
                f"{name} holds half a surrogate pair (\\u{ord(found.group()):04x}) at character {found.start()}; "
                "write the character as UTF-8, or read it with --lenient"
            )


def _pieces(
    raw: str,
    view: str,
    lines: Sequence[Line],
    kind: str,
    title: str,
    heading: tuple[int, int],
    layout: Layout,
    parts: Sequence[Part],
) -> list[_Piece]:
    """Return title and paragraphs of each article, of the one there is if nothing parts them."""
    paragraphs = _paragraphs(raw, lines, kind, layout)
    if kind == RECORD or title:
        return [_Piece(title_of(title), paragraphs)]
    found: list[_Piece] = []
    if kind == MARKDOWN:
        items = [_item(raw, view, paragraphs, s) for s in markdown.items_of(raw, lines, layout)]
        found = [item for item in items if item.paragraphs or item.title.clean]
    elif len(parts) > 1 or any(p.heading != (0, 0) for p in parts):
        found = [piece for p in parts if (piece := _part(raw, view, paragraphs, p)).paragraphs]
    if not found and kind != MARKDOWN:
        articles = [a for a in articles_of(paragraphs, layout) if a.paragraphs]
        found = [_Piece(_title_at(raw, view, a.title), a.paragraphs) for a in articles]
    return found or [_titled(raw, view, paragraphs, heading, layout)]


def _paragraphs(raw: str, lines: Sequence[Line], kind: str, layout: Layout) -> list[list[Line]]:
    heads = [kind == MARKDOWN and markdown.heads(raw, line.begin) for line in lines]
    alone, asked = _roles(lines, heads, layout)
    if kind != LAID:
        return paragraphs_of(lines, alone, asked)
    found: list[list[Line]] = []
    for i, line in enumerate(lines):
        if not found or line.gap or alone[i] or alone[i - 1]:
            found.append([])
        found[-1].append(line)
    return found


def _roles(lines: Sequence[Line], heads: Sequence[bool], layout: Layout) -> tuple[list[bool], list[bool]]:
    """Return for each line whether it is a paragraph by itself, and whether it opens with a speaker's label."""
    alone = [head or bool(layout.mark.fullmatch(line.text)) for line, head in zip(lines, heads, strict=True)]
    asked = [bool(layout.label.match(line.text)) for line in lines]
    if not any(asked):
        return alone, asked
    labels = [found.group(1) if (found := _SHORT_LABEL.match(line.text)) else "" for line in lines]
    times = Counter(labels)
    return alone, [a or (name != "" and times[name] > 1) for a, name in zip(asked, labels, strict=True)]


def _item(raw: str, view: str, paragraphs: Sequence[Sequence[Line]], section: markdown.Section) -> _Piece:
    inside = _within(paragraphs, section.begin, section.stop)
    body = [p for p in inside if not section.link_span[0] <= p[0].begin < section.link_span[1]]
    return _Piece(title_of(raw[slice(*section.heading)], view[slice(*section.heading)]), body, section.link)


def _within(paragraphs: Sequence[Sequence[Line]], begin: int, stop: int) -> Sequence[Sequence[Line]]:
    first = bisect_left(paragraphs, begin, key=lambda p: p[0].begin)
    return paragraphs[first : bisect_left(paragraphs, stop, lo=first, key=lambda p: p[0].begin)]


def _part(raw: str, view: str, paragraphs: Sequence[Sequence[Line]], part: Part) -> _Piece:
    inside = _within(paragraphs, part.begin, part.stop)
    body = [p for p in inside if not part.heading[0] <= p[0].begin < part.heading[1]]
    return _Piece(title_of(raw[slice(*part.heading)], view[slice(*part.heading)]), body)


def _titled(
    raw: str, view: str, paragraphs: Sequence[Sequence[Line]], heading: tuple[int, int], layout: Layout
) -> _Piece:
    """Return the title that a page bears and the paragraphs without it."""
    if heading != (0, 0):
        rest = [p for p in paragraphs if not heading[0] <= p[0].begin < heading[1]]
        return _Piece(title_of(raw[slice(*heading)], view[slice(*heading)]), rest) if rest else _untitled(paragraphs)
    at = page_title(paragraphs, layout)
    if at < 0:
        return _untitled(paragraphs)
    return _Piece(_title_at(raw, view, [paragraphs[at]]), [*paragraphs[:at], *paragraphs[at + 1 :]])


def _untitled(paragraphs: Sequence[Sequence[Line]]) -> _Piece:
    return _Piece(title_of(""), paragraphs)


def _title_at(raw: str, view: str, title: Sequence[Sequence[Line]]) -> Text:
    if not title:
        return title_of("")
    span = slice(title[0][0].begin, title[-1][-1].stop)
    return title_of(raw[span], view[span])
