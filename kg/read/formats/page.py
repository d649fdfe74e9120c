"""HTML: where the site's pages are known to keep their text, else trafilatura; and what the page says of itself."""

import re
from collections.abc import Sequence

from lxml import etree, html
from lxml.cssselect import CSSSelector, SelectorError

from kg.errors import ReadError
from kg.read.formats.extract import Extract, Region, Selectors
from kg.read.formats.rows import Row, flat, rows_of
from kg.read.formats.saved import main_part

_WHOLE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_SITE = re.compile(r"(?<![—–|_-])\s*(?:[_|]|\s[—–-]\s|-)\s*[^—–|_-]{2,24}$")
_MOST_TITLE_ROWS = 4
_MOST_TITLE = 120
_NEEDS = "a page of a site whose layout is not known; pip install 'zongheng[formats]', or name its element in sites.ttl"


def page_text(data: bytes, selectors: Selectors) -> Extract:
    """Return the text of a page, a row for each block, and its facts.

    The text is that of the longest element that the selectors know; else, of a fragment, all; else what trafilatura
    takes for the article, first with precision, then by default.

    Raises:
        ReadError: there is no text, or none that can be told from the rest.
    """
    source = main_part(data).replace("\0", "")
    if not source.strip():
        raise ReadError("empty: nothing to read; remove it or give it text")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = html.document_fromstring(source.encode("utf-8", "replace"), parser)
    omitted = set(_all(root, selectors.omitted))
    rows = _known(root, selectors, omitted)
    if not rows and not _WHOLE.search(source):
        rows = list(rows_of(root, omitted))
    rows = rows or [Row(line, False) for line in _guessed(source) if line.strip()]
    if not rows:
        raise ReadError("no article found in this page; save its text as .txt")
    facts = {
        "title": _first(root, selectors.title, ()),
        "date": _first(root, selectors.date, selectors.labels),
        "publisher": _first(root, selectors.publisher, selectors.labels),
        "author": _first(root, selectors.author, selectors.labels),
        "url": _first(root, selectors.url, ()),
    }
    facts = {name: value for name, value in facts.items() if value}
    return _titled(root, rows, facts, selectors)


def _titled(root: etree._Element, rows: Sequence[Row], facts: dict[str, str], selectors: Selectors) -> Extract:
    """Take from the rows those that repeat the title, or that are it."""
    if "title" not in facts:
        centred = next((i for i, row in enumerate(rows) if not row.centred), len(rows))
        title = "\n".join(row.text for row in rows[:centred])
        if 0 < centred <= min(_MOST_TITLE_ROWS, len(rows) - 1) and len(title) <= _MOST_TITLE:
            text = "\n".join(row.text for row in rows)
            return Extract(text, facts, (Region(0, len(text), (0, len(title))),))
        title = _first(root, selectors.heading, ()) or _first(root, ("title",), ())
        if 0 < len(title) <= 2 * _MOST_TITLE and (title := _SITE.sub("", title, count=1)):
            facts["title"] = title
    repeated = len(rows) > 1 and rows[0].text == facts.get("title")
    return Extract("\n".join(row.text for row in rows[repeated:]), facts)


def _known(root: etree._Element, selectors: Selectors, omitted: set[etree._Element]) -> list[Row]:
    found = [list(rows_of(element, omitted)) for element in _all(root, selectors.text)]
    return max(found, key=lambda rows: sum(len(row.text) for row in rows), default=[])


def _all(root: etree._Element, words: Sequence[str]) -> list[etree._Element]:
    """Return the elements that any of the selectors matches, in the order of the page."""
    if not words:
        return []
    try:
        return list(CSSSelector(", ".join(words), translator="html")(root))
    except SelectorError as error:
        raise ReadError(f"a selector of the ontology is malformed: {error}; mend it in sites.ttl") from None


def _first(root: etree._Element, words: Sequence[str], labels: Sequence[str]) -> str:
    for element in _all(root, words):
        value = element.get("content") or element.get("href")
        text = flat(value if value is not None else "".join(element.itertext()))
        label, colon, rest = text.partition("：") if "：" in text else text.partition(":")
        if colon and label.strip() in labels:
            text = rest.strip()
        if text:
            return text
    return ""


def _guessed(source: str) -> list[str]:
    try:
        from trafilatura import extract
    except ImportError:
        raise ReadError(_NEEDS) from None
    for precise in (True, False):
        text = extract(source, favor_precision=precise, include_comments=False, output_format="txt", deduplicate=False)
        if text and text.strip():
            return str(text).splitlines()
    return []
