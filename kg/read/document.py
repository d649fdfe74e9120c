"""One document from its raw text: lines, paragraphs, title, date, and the three forms of its texts."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from kg.errors import DateError, ReadError
from kg.model import Document
from kg.ontology import Ontology
from kg.read import markdown
from kg.read.clean import text_of, title_of
from kg.read.layout import Layout, layout_of
from kg.read.lines import Line, lines_of
from kg.read.page import iso_day, named_day, named_year, page_day, page_title
from kg.read.reflow import paragraphs_of

TEXT, MARKDOWN, RECORD = "text", "markdown", "record"
_SHORT_LABEL = re.compile("([\u4e00-\u9fff·•]{2,12})[ \u3000]*[：:]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def from_text(text: str, ontology: Ontology, *, date: str | None = None, title: str = "", id: str = "text") -> Document:  # noqa: A002
    """Return one document from a string.

    Raises:
        ReadError: the text is blank, or holds half a surrogate pair.
        DateError: `date` is not a day.
    """
    day = option_day(date)
    return composed(text, ontology, kind=RECORD, id=id, date=day, title=title)


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


def composed(
    raw: str,
    ontology: Ontology,
    *,
    kind: str,
    id: str,  # noqa: A002
    date: str = "",
    path: str = "",
    title: str = "",
    facts: Mapping[str, str] | None = None,
) -> Document:
    """Return the document of one raw text.

    Args:
        raw: The text as decoded.
        ontology: Where the layout words stand.
        kind: TEXT or MARKDOWN, whose pages may bear their own title, or RECORD.
        id: The document's id.
        date: Its ISO day if known.
        path: The path relative to the argument; it may name the day.
        title: Its title if known.
        facts: Publisher, author, url, language and rights, as far as known.

    Raises:
        ReadError: nothing but blanks in it, or half a surrogate pair (the message names no file).
    """
    for name, value in (("text", raw), ("title", title), ("id", id), *(facts or {}).items()):
        if found := _SURROGATE.search(value):
            raise ReadError(
                f"{name} holds half a surrogate pair (\\u{ord(found.group()):04x}) at character {found.start()}; "
                "write the character as UTF-8, or read it with --lenient"
            )
    layout = layout_of(ontology)
    view, heading = markdown.unmarked(raw) if kind == MARKDOWN else (raw, (0, 0))
    lines = lines_of(view)
    if not lines:
        raise ReadError("empty: nothing to read; remove it or give it text")
    heads = [kind == MARKDOWN and markdown.heads(raw, line.begin) for line in lines]
    paragraphs = paragraphs_of(lines, *_roles(lines, heads, layout))
    if kind != RECORD and not title:
        title, paragraphs = _titled(raw, paragraphs, heading, layout)
    if not date:
        date = named_day(path.rsplit("/", 1)[-1]) or named_day(path)
    if not date:
        date = page_day(lines, layout, named_year(path))
    said = facts or {}
    return Document(
        id=id,
        title=title_of(title),
        text=text_of(raw, view, paragraphs),
        date=date,
        publisher=said.get("publisher", ""),
        author=said.get("author", ""),
        url=said.get("url", ""),
        language=said.get("language", "") or "zh",
        rights=said.get("rights", ""),
        sha256=hashlib.sha256(raw.encode("utf-8")).hexdigest(),
    )


def _roles(lines: Sequence[Line], heads: Sequence[bool], layout: Layout) -> tuple[list[bool], list[bool]]:
    """Return for each line whether it is a paragraph by itself, and whether it opens with a speaker's label."""
    alone = [head or bool(layout.mark.fullmatch(line.text)) for line, head in zip(lines, heads, strict=True)]
    asked = [bool(layout.label.match(line.text)) for line in lines]
    if not any(asked):
        return alone, asked
    labels = [found.group(1) if (found := _SHORT_LABEL.match(line.text)) else "" for line in lines]
    times = Counter(labels)
    return alone, [a or (name != "" and times[name] > 1) for a, name in zip(asked, labels, strict=True)]


def _titled(
    raw: str, paragraphs: list[list[Line]], heading: tuple[int, int], layout: Layout
) -> tuple[str, list[list[Line]]]:
    """Return the title that a page bears and the paragraphs without it."""
    if heading != (0, 0):
        rest = [p for p in paragraphs if not heading[0] <= p[0].begin < heading[1]]
        return (raw[slice(*heading)], rest) if rest else ("", paragraphs)
    at = page_title(paragraphs, layout)
    if at < 0:
        return "", paragraphs
    title = raw[paragraphs[at][0].begin : paragraphs[at][-1].stop]
    return title, paragraphs[:at] + paragraphs[at + 1 :]
