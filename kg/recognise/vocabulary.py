"""Ordinary words, by jieba's dictionary: evidence of where a word ends, never of what a name is.

The tokenizer is private (its cache stays out of shared folders) and loaded at the first question.
"""

import logging
import tempfile
import warnings
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

ORDINARY = 20
"""From this frequency in the dictionary on a string counts as an ordinary word."""


@cache
def _tokenizer() -> "jieba.Tokenizer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        tokenizer = jieba.Tokenizer()
        jieba.setLogLevel(logging.WARNING)
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:
            tokenizer.tmp_dir = str(Path(folder))
            tokenizer.initialize()
    return tokenizer


def frequency(word: str) -> int:
    """Return how often jieba's dictionary has seen a word."""
    return int(_tokenizer().FREQ.get(word, 0) or 0)


def ordinary(word: str) -> bool:
    """Whether the string is an ordinary word of two or more characters."""
    return len(word) > 1 and frequency(word) >= ORDINARY


@lru_cache(maxsize=4096)
def cut(text: str) -> tuple[str, ...]:
    """Cut a stretch of text into words, without guessing at unknown ones."""
    return tuple(_tokenizer().cut(text, HMM=False))
