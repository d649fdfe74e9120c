"""Markdown as plain text: mark-up written over by hidden characters, so that offsets stay those of the file."""

import re

from kg.read.lines import ERASED

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*)$", re.MULTILINE)
_MARKUP = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+][ \t]+|(?:[-*_][ \t]*){3,}$)"  # heads, quotations, lists, rules
    r"|!?\[(?=[^\[\]\n]{0,400}\]\([^()\s]{0,2000}\))"  # what stands around the text of a link
    r"|\]\([^()\s]{0,2000}\)"
    r"|\*\*|__"
    r"|(?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?:[ \t/][^<>\n]{0,1000})?>)",
    re.MULTILINE,
)
_BLOCKS = re.compile(r"(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6r]|blockquote|section|article)\Z", re.IGNORECASE)


def unmarked(raw: str) -> tuple[str, tuple[int, int]]:
    """Return `raw` with its mark-up written over, and the span of the text of its first heading, (0, 0) for none.

    HTML tags inside are mark-up too; those of blocks leave a line break.
    """
    heading = _HEADING.search(raw)
    if not heading:
        return _MARKUP.sub(_over, raw), (0, 0)
    text = heading[1].rstrip().rstrip("#").rstrip()
    return _MARKUP.sub(_over, raw), (heading.start(1), heading.start(1) + len(text))


def heads(raw: str, begin: int) -> bool:
    """Whether the row that holds the character at `begin` is a heading."""
    return bool(_HEADING.match(raw, raw.rfind("\n", 0, begin) + 1))


def _over(found: re.Match[str]) -> str:
    block = found["tag"] and _BLOCKS.match(found["name"])
    return ("\n" if block else ERASED) + ERASED * (len(found[0]) - 1)
