"""A sentence with each group replaced by one character that says which types it holds, so that frames are regexes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import TimeSpan
from kg.relate.items import Chain, Group, Item
from kg.relate.signs import LAST, MANY, ONE, OPAQUE, OWNER, SPOKESMAN, TIME_CHAR, UNNAMED, bits

_MARKS = {("“", "”"), ("《", "》"), ("‘", "’"), ("「", "」"), ("『", "』"), ("〈", "〉")}
_PRIVATE = dict.fromkeys(range(ONE, LAST + 1), 0xFFFD)
_HAS_PRIVATE = re.compile(f"[{OPAQUE}]")


@dataclass(frozen=True, slots=True)
class Mask:
    """The masked text, and for each of its characters where it stands in the sentence and which group it is."""

    text: str
    starts: tuple[int, ...]
    groups: dict[int, Group]
    times: dict[int, TimeSpan]

    def origin(self, position: int) -> int:
        """Return the offset in the sentence of a position in the masked text."""
        return self.starts[position]


def masked(
    text: str,
    groups: Sequence[Group],
    times: Sequence[TimeSpan],
    nouns: re.Pattern[str] | None = None,
    agents: re.Pattern[str] | None = None,
    leaders: frozenset[str] = frozenset(),
) -> Mask:
    """Replace groups and time expressions of a sentence by one character each.

    Marks that enclose a group go with it. A group directly before one of `nouns` (希腊农民, 央视网消息) is an attribute
    of that noun; before one of `agents` (巴武装组织) it is not even what the noun stands for. `leaders` are the titles
    whose unnamed holders speak for their state.
    """
    if _HAS_PRIVATE.search(text):
        text = text.translate(_PRIVATE)
    parts: list[str] = []
    starts: list[int] = []
    at_group: dict[int, Group] = {}
    at_time: dict[int, TimeSpan] = {}
    spans: list[tuple[int, int, Group | TimeSpan]] = [(*_enclosed(text, g), g) for g in groups]
    covered = [s[:2] for s in spans]
    spans += [(t.start, t.end, t) for t in times if not any(t.start < e and b < t.end for b, e in covered)]
    position = 0
    for begin, stop, value in sorted(spans, key=lambda s: s[:2]):
        parts.append(text[position:begin])
        starts += range(position, begin)
        if isinstance(value, Group):
            at_group[len(starts)] = value
            noun = nouns.match(text, stop) if nouns else None
            agent = agents.match(text, stop) if agents else None
            body = any(e.type == "Organization" for e in value.entities)  # whose armed men are the body itself
            if _leads_state(value, leaders):
                parts.append(SPOKESMAN)
            else:
                parts.append(chr(UNNAMED) if agent and not body else _char(value, owner=bool(noun) and not agent))
        else:
            at_time[len(starts)] = value
            parts.append(TIME_CHAR)
        starts.append(begin)
        position = stop
    parts.append(text[position:])
    starts += range(position, len(text) + 1)
    return Mask("".join(parts), tuple(starts), at_group, at_time)


def _enclosed(text: str, group: Group) -> tuple[int, int]:
    """Return the span of a group with the marks around it, or around its first and its last name (“甲”、“乙”)."""
    begin, stop, first, last = group.begin, group.stop, group.chains[0].stop, group.chains[-1].begin
    opened, closed = text[begin - 1 : begin], text[stop : stop + 1]
    if (opened, closed) in _MARKS:
        return begin - 1, stop + 1
    return (
        begin - 1 if (opened, text[first : first + 1]) in _MARKS else begin,
        stop + 1 if (text[last - 1 : last], closed) in _MARKS else stop,
    )


def _leads_state(group: Group, leaders: frozenset[str]) -> bool:
    """Whether a group is one unnamed leader of one state: 德国总理."""
    chain = group.chains[0]
    if len(group.chains) > 1 or chain.head is not None or not chain.posts:
        return False
    title = chain.posts[-1].title.mentions[0].name
    return title in leaders and {e.type for e in group.owners} == {"Country"}


def _char(group: Group, owner: bool) -> str:
    if any(c.head is None for c in group.chains):
        types = {e.type for e in group.owners} if not group.entities else set()
        return chr(OWNER + bits(types)) if types else chr(UNNAMED)
    block = OWNER if owner else MANY if len(group.entities) > 1 else ONE
    return chr(block + bits({t for c in group.chains for t in c.types}))


def items_as_groups(items: Sequence[Item]) -> tuple[Group, ...]:
    """Let every single item be a group of its own, for frames at item level; titles stay text."""
    return tuple(Group(i.begin, i.stop, (Chain(i.begin, i.stop, i),)) for i in items if not i.title)
