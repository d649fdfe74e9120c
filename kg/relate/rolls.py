"""Lists of attending persons some of whose titles nobody knows: 甲、会议主办国客人乙、丙出席会议."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kg.ontology import Ontology
from kg.relate.items import Chain
from kg.relate.lexicon import lexicon

_ENDS = re.compile("[，。；：！？\n　 “”《》]")
_LONGEST = 28


def roll_called(text: str, chains: Sequence[Chain], ontology: Ontology) -> tuple[Chain, ...]:
    """Let a person's chain take in the unknown words between it and the list that it goes on.

    Only in a list of persons, one for each member, that the verb of attending follows directly: there the words between
    two members are a title.
    """
    known = lexicon(ontology)
    persons = [c for c in chains if c.types == {"Person"}]
    last = next((c for c in reversed(persons) if known.lists["attending"].match(text, c.stop)), None)
    if last is None:
        return tuple(chains)
    begin = max((m.end() for m in _ENDS.finditer(text, 0, last.stop)), default=0)
    listed = [c for c in persons if begin <= c.begin and c.stop <= last.stop]
    widened: dict[Chain, Chain] = {}
    for before, chain in pairwise(listed):
        joiner = known.list_joiner.match(text, before.stop)
        if joiner is None:
            return tuple(chains)  # a clause, not a list
        within = [c for c in chains if joiner.end() <= c.begin and c.stop <= chain.begin]
        words = _between(text, joiner.end(), chain.begin, within)
        if words and len(words) <= _LONGEST and not known.no_title.search(words):
            widened[chain] = replace(chain, begin=joiner.end())
    spans = [(wide.begin, wide.stop) for wide in widened.values()]
    kept = (c for c in chains if c in widened or not any(b <= c.begin and c.stop <= e for b, e in spans))
    return tuple(widened.get(c, c) for c in kept)


def _between(text: str, begin: int, stop: int, names: Sequence[Chain]) -> str:
    """Return a stretch of text without the names in it."""
    parts = []
    for chain in names:
        parts.append(text[begin : chain.begin])
        begin = chain.stop
    return "".join([*parts, text[begin:stop]])
