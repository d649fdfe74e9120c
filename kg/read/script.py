"""Text in simplified characters, of the same length, so that one vocabulary fits all text."""

import re
import unicodedata
from functools import cache
from itertools import chain
from typing import Protocol


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# full-width letters and digits, radicals and compatibility ideographs that stand for the usual character
_VARIANT = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2e80-\u2fdf\uf900-\ufaff]")


def simplified(text: str) -> str:
    """Return `text` in simplified characters and usual forms, character for character.

    Text whose characters are those of the mainland standard is returned as it is. A few foreign characters (a name
    such as 朱镕基, 毕昇) do not make a text traditional, and stay.
    """
    if _VARIANT.search(text):
        text = text.translate(_variants())
    return _converted(text) if _traditional(text) else text


def _traditional(text: str) -> bool:
    """Whether characters that Big5 has and the mainland standard GB 2312 lacks are common in a text."""
    if _has(text, "gb2312"):
        return False
    odd = sum(text.count(c) for c in set(text) if _only_big5(c))
    return odd >= 2 and odd >= 0.03 * len(_HAN.findall(text))


@cache
def _only_big5(char: str) -> bool:
    return _HAN.match(char) is not None and _has(char, "big5") and not _has(char, "gb2312")


def _has(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _converted(text: str) -> str:
    converter = _opencc()
    whole = converter.convert(text)
    if len(whole) == len(text):
        return whole
    return "".join(_line(converter, line) for line in text.splitlines(keepends=True))


def _line(converter: _Converter, line: str) -> str:
    whole = converter.convert(line)
    if len(whole) == len(line):
        return whole
    table = {c: converter.convert(c) for c in sorted(set(line))}
    return "".join(table[c] if len(table[c]) == 1 else c for c in line)


@cache
def _opencc() -> _Converter:
    from opencc import OpenCC  # loaded only for a text that needs it

    converter: _Converter = OpenCC("t2s")
    return converter


@cache
def _variants() -> dict[int, str]:
    codes = chain(range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B), range(0x2E80, 0x2FE0))
    found = {code: unicodedata.normalize("NFKC", chr(code)) for code in chain(codes, range(0xF900, 0xFB00))}
    return {code: usual for code, usual in found.items() if len(usual) == 1 and usual != chr(code)}
