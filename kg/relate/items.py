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
_NESTS = {
    "Place": frozenset({"Place", "Country"}),
    "Forum": frozenset({"Place", "Country"}),
    "Organization": frozenset({"Organization", "Place"}),
}
"""What may stand directly before an inner name of a type."""


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


def chains_of(text: str, items: Sequence[Item], ontology: Ontology) -> tuple[Chain, ...]:
    """Reduce items to appositive chains, left to right, none overlapping."""
    joiners = lexicon(ontology).title_joiner
    stations = ontology.words["stationed"]
    at = {item.stop: item for item in items}
    starts = {item.begin: item for item in items}
    used: set[Item] = set()
    found: list[Chain] = []
    for head in items:
        if head.types != {"Person"}:
            continue
        posts, begin = _posts_before(text, head.begin, at, joiners, stations, used)
        behind = _posts_after(text, head.stop, starts, joiners)
        stop = behind[-1].title.stop if behind else head.stop
        posts = (*posts, *behind)
        used.update([head, *(i for p in posts for i in (p.title, *p.bodies))])
        found.append(Chain(begin, stop, head, posts))
    found += _unnamed(text, items, at, joiners, stations, used)
    found += _nested(text, items, at, ontology, used)
    found += [Chain(i.begin, i.stop, i) for i in items if i not in used]
    outermost: list[Chain] = []
    for chain in sorted(found, key=lambda c: (c.begin, -c.stop)):
        if not outermost or chain.begin >= outermost[-1].stop:  # 华 in 美驻华大使伯恩斯 is a part of the post
            outermost.append(chain)
    return tuple(outermost)


def _posts_after(text: str, stop: int, starts: Mapping[int, Item], joiners: re.Pattern[str]) -> tuple[Post, ...]:
    """Collect titles rightwards from `stop` (王毅国务委员兼外长); one that a name follows is that name's."""
    found: list[Post] = []
    while (title := starts.get(stop)) and title.title and not _leads(title, starts):
        found.append(Post(title, (), title.begin))
        stop = title.stop
        joiner = next((n for n in (1, 2) if stop + n in starts and joiners.fullmatch(text, stop, stop + n)), 0)
        stop += joiner
    return tuple(found)


def _leads(title: Item, starts: Mapping[int, Item]) -> bool:
    """Whether a name follows the title directly, so that the title is that name's."""
    after = starts.get(title.stop)
    return after is not None and after.types == {"Person"}


def _posts_before(
    text: str,
    begin: int,
    at: Mapping[int, Item],
    joiners: re.Pattern[str],
    stations: tuple[str, ...],
    used: set[Item],
) -> tuple[tuple[Post, ...], int]:
    """Collect titles leftwards from `begin`, each with the bodies before it; return them in text order."""
    posts: list[Post] = []
    while True:
        title = at.get(begin)
        if title is None or not title.title or title in used:
            break
        bodies: list[Item] = []
        begin = title.begin
        while (body := at.get(begin)) and body.types & {"Country", "Organization", "Place"} and body not in used:
            bodies.append(body)
            begin = body.begin
        stationed = next((w for w in stations if text.endswith(w, 0, begin)), "") if bodies else ""
        if stationed:  # 中国驻南非大使: the post is in 南非, the body is what stands before 驻
            begin -= len(stationed)
            sender = at.get(begin)
            fits = sender is not None and sender.types & {"Country", "Organization"} and sender not in used
            bodies = [sender] if sender is not None and fits else []
            posts.append(Post(title, tuple(bodies), begin))
            begin = bodies[0].begin if bodies else begin
        else:
            posts.append(Post(title, tuple(reversed(bodies)), title.begin))
        joiner = joiners.search(text, max(0, begin - 4), begin)
        before = at.get(joiner.start()) if joiner else None
        if joiner is None or before is None or not before.title or before in used:
            break
        begin = joiner.start()
    return tuple(reversed(posts)), begin


def _unnamed(
    text: str,
    items: Sequence[Item],
    at: Mapping[int, Item],
    joiners: re.Pattern[str],
    stations: tuple[str, ...],
    used: set[Item],
) -> list[Chain]:
    found = []
    for title in reversed([i for i in items if i.title]):
        if title in used:
            continue
        posts, begin = _posts_before(text, title.stop, at, joiners, stations, used)
        used.update(i for p in posts for i in (p.title, *p.bodies))
        found.append(Chain(begin, title.stop, None, posts))
    return found


def _nested(
    text: str, items: Sequence[Item], at: Mapping[int, Item], ontology: Ontology, used: set[Item]
) -> list[Chain]:
    """Reduce what stands inside what to the inner one: 湖南长沙, 埃及首都开罗, 德国慕尼黑安全会议, 哈马斯下属卡桑旅."""
    found = []
    links = ontology.words["nestLinks"]
    for inner in reversed(items):
        if inner in used or len(inner.entities) != 1:
            continue
        kind = inner.entities[0].type
        outer: list[Item] = []
        begin = inner.begin
        while kind in _NESTS:
            link = next((w for w in links if text.endswith(w, 0, begin)), "")
            if not link and kind == "Place" and _settled(inner, ontology):
                link = next((w for w in ontology.words["settlementLinks"] if text.endswith(w, 0, begin)), "")
            item = at.get(begin - len(link))
            if item is None or item in used or len(item.entities) != 1 or not item.types <= _NESTS[kind]:
                break
            if item.types == {"Organization"} and not link and not _is_force(item, ontology):
                break
            outer.append(item)
            begin = item.begin
        if outer:
            used.update([inner, *outer])
            found.append(Chain(begin, inner.stop, inner, (), tuple(reversed(outer))))
    return found


def _settled(item: Item, ontology: Ontology) -> bool:
    """Whether a place is a settlement or site, not a region that may lie anywhere (美国的亚太盟友)."""
    entry = ontology.entries.get(item.entities[0].iri)
    return entry is None or entry.kind in {"City", "Place"}


def _is_force(item: Item, ontology: Ontology) -> bool:
    """Whether a body is an armed force or party, whose units stand directly after it (俄军黑海舰队)."""
    entry = ontology.entries.get(item.entities[0].iri)
    return entry is not None and entry.kind in {"ArmedForce", "Party"}


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
