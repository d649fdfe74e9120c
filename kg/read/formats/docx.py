"""DOCX: the paragraphs of the document's body, in order; deleted text and what repeats it is left aside."""

import io
import zipfile

from lxml import etree

from kg.errors import ReadError
from kg.read.formats.extract import Extract, Region
from kg.read.limits import FILE_BYTES, RATIO

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_STYLES = "word/styles.xml"
_LEFT_ASIDE = {f"{_W}del", f"{_W}moveFrom", f"{_W}delText", f"{_W}instrText", _FALLBACK}
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_DAMAGED = "a damaged DOCX; save it again, or as plain text"
_MEBI = 1 << 20


def docx_text(data: bytes) -> Extract:
    """Return the text of a DOCX, one paragraph a line, and its title where the style says so.

    Raises:
        ReadError: it is damaged, encrypted or too large.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError("an encrypted or old Word file; save it as DOCX without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            titles = _title_styles(archive)
            return _text(_part(archive, _BODY), titles)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, etree.XMLSyntaxError, EOFError, OSError):
        raise ReadError(_DAMAGED) from None
    except ValueError:
        raise ReadError(_DAMAGED) from None


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part, never more of it than its limit, whatever the archive says of its size."""
    info = archive.getinfo(name)
    limit = min(FILE_BYTES // 4, max(_MEBI, RATIO * info.compress_size))
    with archive.open(info) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ReadError("unpacks to far more than it is (a bomb?); save it as plain text")
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise ReadError("its XML declares entities, which no Word file does; save it again, or as plain text")
    return data


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    return etree.fromstring(data, parser)  # no entities, no network, no DTD


def _title_styles(archive: zipfile.ZipFile) -> set[str]:
    """Return the ids of the styles named Title, whatever the language of Word calls their ids."""
    if _STYLES not in archive.namelist():
        return {"Title"}
    found = {"Title"}
    for style in _parsed(_part(archive, _STYLES)).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None and (name.get(f"{_W}val") or "").lower() == "title":
            found.add(style.get(f"{_W}styleId") or "")
    return found


def _text(data: bytes, titles: set[str]) -> Extract:
    rows: list[str] = []
    title_rows: list[int] = []
    open_rows: list[list[str]] = []  # a text box has paragraphs inside a paragraph
    skipping = 0
    for event, element in etree.iterwalk(_parsed(data), events=("start", "end")):
        tag = element.tag
        if tag in _LEFT_ASIDE:
            skipping += 1 if event == "start" else -1
        if skipping:
            continue
        if tag == f"{_W}p":
            if event == "start":
                open_rows.append([])
                continue
            row = "".join(open_rows.pop())
            style = element.find(f"{_W}pPr/{_W}pStyle")
            if style is not None and style.get(f"{_W}val") in titles and row.strip():
                title_rows.append(len(rows))
            rows.append(row)
        elif event == "start" and open_rows:
            if tag == f"{_W}t":
                open_rows[-1].append(element.text or "")
            elif tag in _SIGNS and element.getparent().tag == f"{_W}r":
                open_rows[-1].append(_SIGNS[tag])
    text = "\n".join(rows)
    if not title_rows or title_rows != list(range(title_rows[0], title_rows[0] + len(title_rows))):
        return Extract(text)
    begin = sum(len(row) + 1 for row in rows[: title_rows[0]])
    stop = begin + sum(len(rows[i]) + 1 for i in title_rows) - 1
    return Extract(text, regions=(Region(0, len(text), (begin, stop)),))
