"""Items reduced to appositive chains: titles with their bodies, names in names."""

import re
from collections.abc import Mapping, Sequence

from kg.ontology import Ontology
from kg.relate.items import Chain, Item, Post
from kg.relate.lexicon import lexicon

_NESTS = {
    "Place": frozenset({"Place", "Country"}),
    "Forum": frozenset({"Place", "Country"}),
    "Organization": frozenset({"Organization", "Place"}),
}
"""What may stand directly before an inner name of a type."""

_BODIES = frozenset({"Country", "Organization", "Place"})
"""What may stand directly before a title; before that of a named person a gathering too: 世界经济论坛|主席|施瓦布."""


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
        posts, begin = _posts_before(text, head.begin, at, joiners, stations, used, _BODIES | {"Forum"})
        behind = _posts_after(text, head.stop, starts, joiners)
        behind = _own(behind, bool(posts), ontology)
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


def _own(behind: tuple[Post, ...], titled: bool, ontology: Ontology) -> tuple[Post, ...]:
    """Leave out what is the title of somebody who acts for a person named with his own: 国家主席习近平|特使曹建明."""
    for number, post in enumerate(behind):
        if (titled or number) and post.title.mentions[0].name in ontology.words["dependentTitles"]:
            return behind[:number]
    return behind


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
    kinds: frozenset[str] = _BODIES,
) -> tuple[tuple[Post, ...], int]:
    """Collect titles leftwards from `begin`, each with the bodies before it; return them in text order."""
    posts: list[Post] = []
    while True:
        title = at.get(begin)
        if title is None or not title.title or title in used:
            break
        bodies: list[Item] = []
        begin = title.begin
        while (body := at.get(begin)) and body.types & kinds and body not in used:
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
