"""Text as words and as pairs of characters, for the search index and for what is searched."""

import logging
import re
import tempfile
import unicodedata
import warnings
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from opencc import OpenCC

if TYPE_CHECKING:
    import jieba

_WORD = re.compile(r"\w", re.UNICODE)
_BLANKS = re.compile(r"\s+")
_LONGEST = 20


class Words:
    """Cuts text into words; the names of the graph are words."""

    def __init__(self, names: Iterable[str]) -> None:
        self._jieba = _fresh()
        for name in names:
            if 2 <= len(name) <= _LONGEST and not name.isascii():
                self._jieba.add_word(simple(name))

    def of_text(self, text: str) -> str:
        """Return the words of a text to be found, and the shorter words inside them, set apart by blanks."""
        return " ".join(w for w in self._jieba.cut_for_search(simple(text), HMM=False) if _WORD.search(w))

    def asked(self, text: str) -> list[str]:
        """Return the words to look for."""
        return [w for w in self._jieba.cut(simple(text), HMM=False) if _WORD.search(w)]


def simple(text: str) -> str:
    """Return text in simplified characters, NFKC, small letters."""
    return str(_converter().convert(unicodedata.normalize("NFKC", text).casefold()))


def folded(name: str) -> str:
    """Return a name without what may differ where the same is meant: blanks, width, case, script."""
    return _BLANKS.sub("", simple(name))


def pairs(name: str) -> list[str]:
    """Return the pairs of neighbouring characters of a folded name, its first character, and the whole if it is one."""
    found = [name[i : i + 2] for i in range(len(name) - 1)] or [name]
    return sorted({p for p in found if p})


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _fresh() -> "jieba.Tokenizer":
    """Return a tokenizer of one's own; its dictionary is copied, as reading it takes most of a second."""
    known = _tokenizer()
    found = type(known)()
    found.FREQ, found.total, found.initialized = dict(known.FREQ), known.total, True
    return found


@cache
def _tokenizer() -> "jieba.Tokenizer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:  # jieba's own place for its cache is one all share
            tokenizer.tmp_dir = folder
            tokenizer.initialize()
    return tokenizer
