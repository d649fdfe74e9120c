"""The mentions of one sentence as items, and items as groups: a slot of a frame is a group.

An appositive chain (俄罗斯总统普京, 外长拉夫罗夫, 乔红委员) is reduced to its head; coordinated chains (瑞士、爱尔兰和
奥地利6国) make one group with several members. What a chain says of its head is kept as posts and affiliations.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Entity, Mention, Sentence
from kg.ontology import Ontology
from kg.relate.lexicon import lexicon

FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"Person", "Country", "Organization"}),
    frozenset({"Place", "Country"}),
    frozenset({"Forum", "Initiative", "Document", "Event"}),
)
"""Types that may stand in one coordination."""
@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Mentions with one span (several for a compound) and what they name; a title has no entity."""

    begin: int
    stop: int
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]

    @property
    def types(self) -> frozenset[str]:
        """The entity types of what is named; empty for a title."""
        return frozenset(e.type for e in self.entities)

    @property
    def title(self) -> bool:
        """Whether this is a title."""
        return self.mentions[0].type == "Title"


@dataclass(frozen=True, slots=True, order=True)
class Post:
    """One title of a chain with the bodies, countries and places written directly before it.

    `begin` is where the words of the title begin: before the title itself in 驻南非大使.
    """

    title: Item
    bodies: tuple[Item, ...]
    begin: int


@dataclass(frozen=True, slots=True, order=True)
class Chain:
    """An appositive chain: its whole span and its head; no head is an unnamed office-holder (俄罗斯总统)."""

    begin: int
    stop: int
    head: Item | None
    posts: tuple[Post, ...] = ()
    outer: tuple[Item, ...] = ()
    inferences: tuple[str, ...] = ()

    @property
    def types(self) -> frozenset[str]:
        """The types of the head."""
        return self.head.types if self.head else frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Coordinated chains; `stop` includes a tail such as 等6国."""

    begin: int
    stop: int
    chains: tuple[Chain, ...]

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The heads, in order of the text, each once."""
        return tuple(dict.fromkeys(e for c in self.chains if c.head for e in c.head.entities))

    @property
    def owners(self) -> tuple[Entity, ...]:
        """What an unnamed office-holder stands for (联合国安理会主席), or the heads."""
        offices = [b for c in self.chains if c.head is None for p in c.posts[-1:] for b in p.bodies[-1:]]
        return self.entities or tuple(dict.fromkeys(e for b in offices for e in b.entities))


def items_of(sentence: Sentence, mentions: Sequence[Mention], owner: Mapping[Mention, Entity]) -> tuple[Item, ...]:
    """Return the items of a sentence, left to right; offsets are relative to the sentence."""
    spans: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        spans.setdefault((mention.begin - sentence.begin, mention.stop - sentence.begin), []).append(mention)
    found: list[Item] = []
    for (begin, stop), group in sorted(spans.items()):
        entities = tuple(owner[m] for m in group if m in owner)
        same = bool(found and entities and entities == found[-1].entities)
        if same and _glossed(sentence.text, found[-1].stop, begin, stop):
            found[-1] = replace(found[-1], stop=stop + 1)
        elif entities or group[0].type == "Title":
            found.append(Item(begin, stop, tuple(group), entities))
    return tuple(found)


def _glossed(text: str, end: int, begin: int, stop: int) -> bool:
    """Whether a mention only repeats the one before it in brackets: 巴勒斯坦伊斯兰抵抗运动（哈马斯）."""
    return text[end:begin] == "（" and text[stop : stop + 1] == "）"


def groups_of(text: str, chains: Sequence[Chain], ontology: Ontology) -> tuple[Group, ...]:
    """Join coordinated chains of one family into groups and take in tails such as 等6国."""
    joiner, tail = lexicon(ontology).list_joiner, lexicon(ontology).list_tail
    found: list[Group] = []
    current: list[Chain] = []
    for chain in chains:
        if current:
            joined = joiner.fullmatch(text, current[-1].stop, chain.begin) or _abutting(current[-1], chain, ontology)
            listed = not found and text[: current[0].begin] == "" and text[current[-1].stop : chain.begin] == "，"
            listed = listed and all(c.types == {"Person"} and c.posts for c in (current[0], chain))
            if (joined or listed) and _fit([*current, chain]):
                current.append(chain)
                continue
            found.append(_group(text, current, tail))
        current = [chain]
    if current:
        found.append(_group(text, current, tail))
    return tuple(found)


def _abutting(one: Chain, other: Chain, ontology: Ontology) -> bool:
    """Whether a country and an intergovernmental organisation stand side by side as a pair (中国东盟)."""
    entry = ontology.entries.get(other.head.entities[0].iri) if other.head else None
    union = entry is not None and entry.kind == "IntergovernmentalOrganization"
    return one.stop == other.begin and one.types == {"Country"} and union


def _fit(chains: Sequence[Chain]) -> bool:
    if any(c.head is None for c in chains):
        return all(c.head is None or c.types == {"Person"} for c in chains)
    return any(all(c.types <= family for c in chains) for family in FAMILIES)


def _group(text: str, chains: Sequence[Chain], tail: re.Pattern[str]) -> Group:
    stop = chains[-1].stop
    match = tail.match(text, stop)
    return Group(chains[0].begin, match.end() if match else stop, tuple(chains))
