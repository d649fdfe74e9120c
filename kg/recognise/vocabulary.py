"""Ordinary words, by jieba's dictionary: evidence of where a word ends, never of what a name is.

The tokenizer is private (its cache stays out of shared folders) and loaded at the first question.
"""

import logging
import tempfile
import warnings
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ontology.cached import kept, key_of

if TYPE_CHECKING:
    import jieba

ORDINARY = 20
"""From this frequency in the dictionary on a string counts as an ordinary word."""

RARE = 5
"""Below this frequency the dictionary is no evidence of a place."""

SURE = 300
"""From this frequency on even one that the dictionary takes for a person's name does: 友谊, 宣言."""


@cache
def _tokenizer() -> "jieba.Tokenizer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:
            tokenizer.tmp_dir = folder
            tokenizer.initialize()
    return tokenizer


@cache
def _tagged() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that the dictionary tags as names of persons, and those of places."""
    with _tokenizer().get_dict_file() as lines:
        rows = [line.decode("utf-8").split() for line in lines]
    persons = frozenset(row[0] for row in rows if len(row) == 3 and row[2].startswith("nr"))
    return persons, frozenset(row[0] for row in rows if len(row) == 3 and row[2] == "ns")


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the ordinary words and the localities, kept between runs: the dictionary takes a second to load."""
    key = key_of([version("jieba").encode(), Path(__file__).read_bytes()])
    ordinary_words, localities = kept("vocabulary", key, tuple[str, str], _chosen)
    return frozenset(ordinary_words.split()), frozenset(localities.split())


def _chosen() -> tuple[str, str]:
    (persons, places), frequencies = _tagged(), _tokenizer().FREQ
    known = {w: n for w, n in frequencies.items() if n >= RARE}
    chosen = [w for w, n in known.items() if len(w) > 1 and (n >= SURE or (n >= ORDINARY and w not in persons))]
    return " ".join(sorted(chosen)), " ".join(sorted(known.keys() & places))


def locality(word: str) -> bool:
    """Whether the dictionary takes a string for a place: enough right behind the name of a province or city."""
    return word in _words()[1]


def ordinary(word: str) -> bool:
    """Whether the string is an ordinary word of two or more characters and hardly a name."""
    return word in _words()[0]
