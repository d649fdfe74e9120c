"""From bytes to text: strict decoding in the encodings of Chinese text; nothing is replaced unless asked for."""

import codecs
import re
from collections.abc import Iterator

from kg.errors import ReadError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HAN = re.compile("[\u4e00-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u30ff]")
_REMEDY = "convert it to UTF-8, or read it with --lenient"
_SAMPLE = 1 << 18
_FOREIGN = (("euc_kr", _HANGUL, 0.95, "Korean in EUC-KR"), ("euc_jp", _KANA, 0.25, "Japanese in EUC-JP"))
"""Encodings that pass for Chinese ones: their letters, which share of the text these are, and what it is then."""
_LETTERS = 30
"""How many letters tell: fewer may be Chinese by chance."""
_ENOUGH = 0.6
"""The share of common characters from which text passes for Chinese."""


def decoded(data: bytes) -> str:
    """Return the text of `data`, without byte order mark.

    UTF-8, or UTF-16 with a mark, is taken at its word. Else the text is what reads as ordinary Chinese in GB 18030,
    Big5 or UTF-16 without a mark, or, if nothing does, in the encoding that charset-normalizer finds. What a file
    declares of itself counts for nothing.

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
        chinese = _chinese(data)
        if chinese is None:
            raise ReadError(f"in no known encoding (every tenth byte is zero: no text); {_REMEDY}")
        return chinese
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


def _foreign(data: bytes) -> str:
    """Return what the bytes are if they are Korean or Japanese, or "".

    The syllables of EUC-KR and the kana of EUC-JP are characters of GB 2312 and Big5 too, but other ones. Chinese read
    so mixes them with Chinese characters; Korean has syllables nearly alone, and Japanese kana in every sentence.
    """
    for encoding, letters, share, name in _FOREIGN:
        text = _decoded_in(data[:_SAMPLE], encoding) or _decoded_in(data[: _SAMPLE - 1], encoding) or ""
        own, characters = len(letters.findall(text)), len(_HAN.findall(text))
        if own + characters >= _LETTERS and own >= share * (own + characters):
            return name
    return ""


def _chinese(data: bytes) -> str | None:
    """Return the one reading of `data` that makes ordinary Chinese of it, the most ordinary if there are several.

    Raises:
        ReadError: it is Korean or Japanese.
    """
    if foreign := _foreign(data):
        raise ReadError(f"{foreign}, not Chinese; leave it out, or convert it to UTF-8")
    found: list[tuple[float, int, str]] = []
    for rank, text in enumerate(_readings(data)):
        if (share := _commonness(text)) >= _ENOUGH:
            found.append((share, -rank, text))
    if found:
        return max(found)[2]
    from charset_normalizer import from_bytes  # slow to load, rarely needed

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or best.encoding == "utf_8":
        return None
    whole = _decoded_in(data, best.encoding)
    return whole if whole is not None and _commonness(whole) >= _ENOUGH else None


def _readings(data: bytes) -> Iterator[str]:
    names = ["gb18030", "big5hkscs"]
    if len(data) % 2 == 0:
        names += ["utf-16-le", "utf-16-be"]
    for name in names:
        if (text := _decoded_in(data, name)) is not None:
            yield text


def _decoded_in(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _commonness(text: str) -> float:
    """Return which share of the characters beyond ASCII are those that most Chinese text is made of.

    Bytes of one encoding are often valid in another too, but hit its rare characters. Nearly all have to stand in one
    national standard, and the share of its first level, the commonest, is what counts: lead bytes B0 to D7 of GB 2312,
    A4 to C6 of Big5, with the punctuation beside.
    """
    sample = text[:_SAMPLE]
    strange = [c for c in sample if c > "\x7f"]
    if not strange or not _HAN.search(sample) or len(_KANA.findall(sample)) > 0.1 * len(strange):
        return 0.0
    controls = sum(c < " " and c not in "\t\n\r\f\v\x1a" for c in sample)
    if controls > 0.01 * len(sample):
        return 0.0
    return max(_share(strange, "gb2312", range(0xB0, 0xD8)), _share(strange, "big5", range(0xA4, 0xC7)))


def _share(strange: list[str], name: str, first_level: range) -> float:
    usual = "".join(strange).encode(name, "ignore")
    if len(usual) // 2 < 0.9 * len(strange):
        return 0.0
    return sum(lead in first_level for lead in usual[::2]) / len(strange)
