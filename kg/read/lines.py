"""Raw text as lines: where each begins and ends, what surrounds it, and how wide it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BLANKS = "".join(map(chr, [9, 0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]))
"""White space inside a line."""
HIDDEN = "".join(
    chr(code)
    for first, last in [
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB),
    ]
    for code in range(first, last + 1)
)  # fmt: skip
"""Characters without a shape of their own: controls, direction marks, zero-width signs."""
ERASED = "\u200b"
"""The hidden character written over mark-up, so that it vanishes from the clean text."""
FINAL = "。！？!?…"
CLOSERS = "”’」』）)》〉】］]〕\"'"
OPENERS = "“‘「『（(《〈【［[〔"

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_VISIBLE = re.compile(f"[^{re.escape(BLANKS + HIDDEN)}\n\r\x0b\x0c\x85\u2028\u2029]")
# an indent of two ideographic spaces after a closed sentence: paragraphs whose line breaks were lost
_INNER = re.compile(rf"[{FINAL}][{re.escape(CLOSERS)}]{{0,2}}(\u3000\u3000+)(?=\S)")
_NARROW = re.compile("[\x20-\u10ff\uff61-\uffdc]")
_TOKEN = re.compile(
    rf"[{re.escape(OPENERS)}]*(?:[A-Za-z0-9\xc0-\u024f]+(?:[.,%:+\-'’/·]+[A-Za-z0-9\xc0-\u024f]+)*[%+]?|.)"
    rf"[{re.escape(CLOSERS)}{FINAL}，、；：,.;:—]*"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the blanks around it, in raw offsets.

    `gap` counts the blank lines before it, `indent` the columns of blanks it starts with, `columns` its width in
    half-width columns with the indent, and `newline` is the raw index of the character that parts it from the line
    before (-1 for the first).
    """

    begin: int
    stop: int
    text: str
    gap: int
    indent: int
    columns: int
    newline: int

    @property
    def closed(self) -> bool:
        """Whether the line ends as a sentence does."""
        core = self.text.rstrip(CLOSERS)
        return not core or core[-1] in FINAL


def is_blank(text: str) -> bool:
    """Whether a text has no line to read."""
    return _VISIBLE.search(text) is None


def columns(text: str) -> int:
    """Return the width of `text` where a Chinese character takes two columns."""
    return 2 * len(text) - len(_NARROW.findall(text))


def first_token(text: str) -> str:
    """Return what a typesetter would not part at the start of a line: a word or character and the marks bound to it."""
    found = _TOKEN.match(text[:64])
    return found.group() if found else text[:1]


def lines_of(view: str) -> list[Line]:
    """Return the lines of a text that are not blank."""
    found: list[Line] = []
    gap, newline = 0, -1
    for begin, stop, mark in _rows(view):
        row = view[begin:stop]
        body = row.lstrip(BLANKS + HIDDEN)
        start = stop - len(body)
        body = body.rstrip(BLANKS + HIDDEN)
        newline = mark if newline < 0 and found else newline
        if not body:
            gap += 1
            continue
        indent = columns("".join(c for c in row[: start - begin] if c in BLANKS))
        found.append(Line(start, start + len(body), body, gap, indent, indent + columns(body), newline))
        gap, newline = 0, -1
    return found


def _rows(view: str) -> Iterator[tuple[int, int, int]]:
    """Yield begin and end of each row, and the raw index of the break before it."""
    begin, mark = 0, -1
    ends = [m.span() for m in _BREAK.finditer(view)]
    for stop, after in [*ends, (len(view), len(view))]:
        for inner in _INNER.finditer(view, begin, stop):
            yield begin, inner.start(1), mark
            begin, mark = inner.end(1), inner.start(1)
        yield begin, stop, mark
        begin, mark = after, stop
