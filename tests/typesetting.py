"""A small typesetter: newspaper pages as PDF, with the paragraphs that should be read from them."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 780.0, 1100.0
_TOKEN = re.compile(r"[“‘（《]?(?:[A-Za-z0-9.%]+|.)[，。、：；？！”’）》]*")


@dataclass
class Story:
    """An article: a headline over its columns, paragraphs, and which of them are subheads."""

    title: Sequence[str]
    paragraphs: Sequence[str]
    subheads: frozenset[int] = field(default_factory=frozenset)


@dataclass
class Style:
    """How a page is set."""

    columns: int = 3
    size: float = 10.0
    leading: float = 16.0
    gutter: float = 20.0
    indent: bool = True
    title_size: float = 26.0
    shuffled: bool = False


def broken(text: str, width: float, size: float, first: float) -> list[str]:
    """The lines of a paragraph: no closing mark begins one, no word of letters is cut."""
    rows, row, room = [], "", width - first
    for token in _TOKEN.findall(text):
        if row and pdfmetrics.stringWidth(row + token, FONT, size) > room + 0.01:
            rows.append(row)
            row, room = "", width
        row += token
    return [*rows, row]


def newspaper(stories: Sequence[Story], style: Style, head: str = "") -> bytes:
    """A PDF with the stories one below the other, each in columns, as many pages as it takes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(WIDTH, HEIGHT), invariant=1)
    margin = 40.0
    wide = (WIDTH - 2 * margin - style.gutter * (style.columns - 1)) / style.columns
    wide = int(wide / style.size) * style.size
    page, top = 1, HEIGHT - margin - 30
    pieces: list[tuple[float, float, float, str]] = []

    def furnish() -> None:
        if head:
            pieces.append((margin, HEIGHT - margin, 9, head))
        pieces.append((WIDTH / 2, 20, 9, f"- {page} -"))

    def shipped() -> None:
        nonlocal pieces
        order = sorted(pieces, key=lambda p: (-p[1], p[0])) if style.shuffled else pieces
        for x, y, size, text in order:
            canvas.setFont(FONT, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
        pieces = []

    furnish()
    for story in stories:
        for title in story.title:
            at = (WIDTH - pdfmetrics.stringWidth(title, FONT, style.title_size)) / 2
            pieces.append((at, top - style.title_size, style.title_size, title))
            top -= style.title_size * 1.5
        top -= style.leading
        rows: list[tuple[float, str]] = []
        for i, paragraph in enumerate(story.paragraphs):
            if i in story.subheads:
                blank = (wide - pdfmetrics.stringWidth(paragraph, FONT, style.size)) / 2
                rows.append((blank, paragraph))
                continue
            first = 2 * style.size if style.indent else 0.0
            lines = broken(paragraph, wide, style.size, first)
            rows += [(first if not n else 0.0, line) for n, line in enumerate(lines)]
            if not style.indent:
                rows.append((0.0, ""))
        while rows:
            room = int((top - margin - 20) / style.leading)
            each = min(room, -(-len(rows) // style.columns))
            for column in range(style.columns):
                for n in range(min(each, len(rows))):
                    indent, text = rows.pop(0)
                    x = margin + column * (wide + style.gutter) + indent
                    pieces.append((x, top - style.leading * (n + 1), style.size, text))
            top -= style.leading * (each + 2)
            if rows:
                shipped()
                page += 1
                top = HEIGHT - margin - 30
                furnish()
    shipped()
    canvas.save()
    return data.getvalue()
