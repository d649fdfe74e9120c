"""The text of HTML elements as rows: what a reader sees, a row for each block, blanks as HTML means them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_SILENT = frozenset((
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas",
    "audio", "video", "map", "button", "select", "textarea", "input", "rt", "rp", "nav", "aside", "footer", "title",
))  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_BREAK = re.compile(r"[ \t\n\r\f]*\n[ \t\n\r\f]*")
_BLANKS = re.compile(r"[ \t\r\f]+")
_WIDE = "\u2e80"
_RULES = "|｜· \t\u3000\xa0"
"""What stands between facts in a line; nothing is left of it where the facts are taken out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of text, and whether it is set in the middle."""

    text: str
    centred: bool


def rows_of(element: etree._Element, omitted: set[etree._Element]) -> Iterator[Row]:
    """Yield the rows of an element that are not blank, without the elements that are no text."""
    parts: list[str] = []
    middle = [False]
    quiet = 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        silent = inner is not element and _silent(inner, omitted)
        if event == "start":
            quiet += silent
            if quiet:
                continue
            if inner.tag in _BLOCKS or inner.tag == "br":
                yield from _row(parts, middle[-1])
            if inner.tag in _BLOCKS:
                middle.append(middle[-1] or _centred(inner))
            parts.append(inner.text or "")
        else:
            quiet -= silent
            if quiet:
                continue
            if inner.tag in _BLOCKS and not silent:
                yield from _row(parts, middle.pop())
            elif silent and inner.tag in _BLOCKS:
                yield from _row(parts, middle[-1])
            if inner is not element:
                parts.append(inner.tail or "")
    yield from _row(parts, middle[-1])


def flat(text: str) -> str:
    """Return text with blanks as HTML means them: a line break between Chinese characters is none."""
    return _BLANKS.sub(" ", _BREAK.sub(_joint, text)).strip(" ")


def _row(parts: list[str], centred: bool) -> Iterator[Row]:
    text = flat("".join(parts))
    parts.clear()
    if text.strip(_RULES):
        yield Row(text, centred)


def _joint(found: re.Match[str]) -> str:
    whole, begin, stop = found.string, found.start(), found.end()
    return "" if begin and stop < len(whole) and whole[begin - 1] >= _WIDE and whole[stop] >= _WIDE else " "


def _silent(element: etree._Element, omitted: set[etree._Element]) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SILENT or element in omitted:
        return True
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _centred(element: etree._Element) -> bool:
    align = element.get("align", "").lower()
    return element.tag == "center" or align == "center" or bool(_CENTRED.search(element.get("style", "")))
