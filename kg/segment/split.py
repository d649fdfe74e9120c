"""Titles and texts as sentences."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.model import Document, Sentence, Text, Turn

CLOSERS = "”’」』）)》〉】］]〕\"'"
_GOES_ON = frozenset("，、；：,;:")
_END = re.compile(rf"(?:[。！？…]|[!?](?![A-Za-z0-9=&/]))[。！？!?…]*+[{re.escape(CLOSERS)}]*+")
_COLON = re.compile("[：:]")
_PAUSE = re.compile("[，、；：,;: \u3000]")
LONGEST = 2000
"""Characters that a sentence has at most; longer lists of names are cut, so that no later stage meets worse."""
_TITLE_LIMIT = 60


def paragraphs_in(plain: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each paragraph of a clean text."""
    begin = 0
    while (stop := plain.find("\n", begin)) >= 0:
        yield begin, stop
        begin = stop + 1
    yield begin, len(plain)


def sentences(document: Document, turns: Sequence[Turn]) -> tuple[Sentence, ...]:
    """Return the sentences of title and text, in clean offsets; `text` of a sentence is in simplified characters.

    A sentence ends with 。！？!?… and the marks that close after it, or with its paragraph; a semicolon ends none. The
    label of a turn is a sentence by itself (中新社记者：), so that it is no part of what is said.
    """
    return (*_sentences_in("title", document.title, ()), *_sentences_in("text", document.text, turns))


def _sentences_in(field: str, text: Text, turns: Sequence[Turn]) -> Iterator[Sentence]:
    plain = text.plain
    openings = {turn.begin: turn for turn in turns}
    current: Turn | None = None
    for number, (begin, stop) in enumerate(paragraphs_in(plain)):
        cuts = [begin]
        if turn := openings.get(begin):
            current = turn
            colon = _COLON.search(plain, turn.label_stop, stop)
            cuts.append(colon.end() if colon else turn.label_stop)
        elif current and begin >= current.stop:
            current = None
        cuts += [end.end() for end in _END.finditer(plain, cuts[-1], stop) if _ends(plain, cuts[-1], end)]
        if stop - begin > LONGEST:
            cuts = list(_shortened(plain, [*cuts, stop]))
        for left, right in zip(cuts, [*cuts[1:], stop], strict=True):
            part = plain[left:right].rstrip()
            first = right if not part else left + len(plain[left:right]) - len(plain[left:right].lstrip())
            last = left + len(part)
            if any(c.isalnum() for c in part):
                yield Sentence(field, first, last, number, current.index if current else -1, plain[first:last])


def _shortened(plain: str, cuts: Sequence[int]) -> Iterator[int]:
    """Yield where sentences begin, given that and the end, so that none is too long: after a mark if there is one."""
    for left, right in pairwise(cuts):
        while right - left > LONGEST:
            yield left
            marks = [m.end() for m in _PAUSE.finditer(plain, left + LONGEST // 2, left + LONGEST)]
            left = marks[-1] if marks else left + LONGEST
        yield left


def _ends(plain: str, begin: int, end: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: not before a comma, and not inside a work's title (《加油！中国》)."""
    if plain[end.end() : end.end() + 1] in _GOES_ON:
        return False
    opened = plain.rfind("《", max(begin, end.start() - _TITLE_LIMIT), end.start())
    if opened < 0 or plain.find("》", opened, end.end()) >= 0:
        return True
    return plain.find("》", end.end(), end.end() + _TITLE_LIMIT) < 0
