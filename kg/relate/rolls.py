"""Persons with titles that nobody knows: 甲、会议主办国客人乙、丙出席会议; 会见全球总干事斯海特."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kg.ontology import Ontology
from kg.relate.items import Chain
from kg.relate.lexicon import lexicon

_ENDS = re.compile("[，。；：！？\n　 “”《》]")
_LONGEST = 28
_MARK = "、"


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
    return _without(chains, widened)


def received(text: str, chains: Sequence[Chain], ontology: Ontology) -> tuple[Chain, ...]:
    """Let the chain of a person with a title take in the unknown words between it and the verb of receiving before."""
    known = lexicon(ontology)
    widened: dict[Chain, Chain] = {}
    for chain in chains:
        if chain.types != {"Person"} or not chain.posts:
            continue
        verb = max((m.end() for m in known.lists["receiving"].finditer(text, 0, chain.begin)), default=-1)
        if verb < 0 or not 0 < chain.begin - verb <= _LONGEST or _ENDS.search(text, verb, chain.begin):
            continue
        within = [c for c in chains if verb <= c.begin and c.stop <= chain.begin]
        words = _between(text, verb, chain.begin, within)
        persons = any(c.types == {"Person"} or (c.head is None and _MARK in words) for c in within)
        if words and not persons and not known.no_title.search(words):
            widened[chain] = replace(chain, begin=verb)
    return _without(chains, widened)


def _without(chains: Sequence[Chain], widened: dict[Chain, Chain]) -> tuple[Chain, ...]:
    """Put widened chains in the place of their own, and of those that they take in."""
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
