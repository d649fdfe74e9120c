"""From bytes to text: strict decoding in the encodings of Chinese text; nothing is replaced unless asked for."""

import codecs
import re

from kg.errors import ReadError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HAN = re.compile("[\u4e00-\u9fff]")
_REMEDY = "convert it to UTF-8, or read it with --lenient"


def decoded(data: bytes) -> str:
    """Return the text of `data`, without byte order mark: UTF-8, UTF-16 with a mark, or GB 18030 that reads as Chinese.

    Raises:
        ReadError: the bytes are in none of these encodings (the message names no file: the caller adds it).
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(name)
            except UnicodeDecodeError as error:
                raise ReadError(f"broken {name.upper()} at byte {error.start + len(bom)}; {_REMEDY}") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        chinese = _chinese(data)
        if chinese is None:
            raise ReadError(f"in no known encoding (not UTF-8 at byte {error.start}); {_REMEDY}") from None
        return chinese
    if text.count("\0") > len(text) / 10:
        raise ReadError(f"in no known encoding (every tenth byte is zero: UTF-16 or no text); {_REMEDY}")
    return text


def replaced(data: bytes) -> tuple[str, int]:
    """Return the text of `data` with what cannot be decoded replaced by U+FFFD, and the number of replacements."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            readings = [data[len(bom) :].decode(name, "replace")]
            break
    else:
        readings = [data.decode(name, "replace") for name in ("utf-8", "gb18030")]
    counted = [(text.count("\ufffd"), text) for text in readings]
    count, text = min(counted, key=lambda c: c[0])
    return text, count


def _chinese(data: bytes) -> str | None:
    """Return `data` read as GB 18030 if that makes ordinary Chinese of it.

    Bytes of other encodings often are valid GB 18030 too, but hit its rare characters.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    strange = [c for c in text if c > "\x7f"]
    usual = "".join(strange).encode("gb2312", "ignore")
    # the first level of GB 2312, the 3,755 commonest characters, has lead bytes B0 to D7
    common = sum(0xB0 <= lead <= 0xD7 for lead in usual[::2])
    if len(usual) // 2 < 0.9 * len(strange) or common < 0.6 * len(strange):
        return None
    return text if _HAN.search(text) else None
