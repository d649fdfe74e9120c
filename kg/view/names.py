"""What the search of the page completes by besides the names: how they are read, and traditional characters."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from opencc import OpenCC

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_UNIFIED = range(0x4E00, 0xA000)


def readings(names: Sequence[str]) -> list[str]:
    """Return the pinyin of each name without tones, or "" where it has no Chinese character.

    Syllables are parted by blanks, readings among which no phrase decides by slashes, the likeliest first
    (zeng/ceng qing hong); 重庆 is only chong qing. Other characters stay as they are, in lower case.
    """
    return [_reading(name) if _HAN.search(name) else "" for name in names]


@lru_cache(maxsize=65536)
def _reading(name: str) -> str:
    from pypinyin import Style, pinyin  # its dictionaries take a fifth of a second

    rows = pinyin(name, style=Style.NORMAL, heteronym=True)
    return " ".join("/".join(re.sub(r"[\s/]", "", one).lower() for one in row) for row in rows)


def traditional(names: Iterable[str]) -> Mapping[str, str]:
    """Return what folds traditional characters: two strings of equal length, `from` and `to`.

    Only characters that stand in `names` or come to stand for one that does are listed.
    """
    used = {character for name in names for character in name}
    characters = [chr(code) for code in _UNIFIED]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    changed = [(one, other) for one, other in zip(characters, simple, strict=True) if one != other]
    pairs = [(one, other) for one, other in changed if one in used or other in used]
    return {"from": "".join(one for one, _ in pairs), "to": "".join(other for _, other in pairs)}
