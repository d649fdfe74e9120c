"""A sentence with each group replaced by one character that says which types it holds, so that frames are regexes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import TimeSpan
from kg.ontology.terms import TYPES
from kg.relate.items import Chain, Group, Item

ONE, MANY, OWNER = 0xE000, 0xE100, 0xE200
"""Private-use blocks, each plus the bits of the types: a group with one head, one with several, and one that is the
attribute of the noun after it (希腊农民), which fills no slot but {owner}."""
TIME, UNNAMED, LAST = 0xE300, 0xE301, 0xE30F
_MARKS = {("“", "”"), ("《", "》"), ("‘", "’"), ("「", "」"), ("『", "』"), ("〈", "〉")}
_PRIVATE = dict.fromkeys(range(ONE, LAST + 1), 0xFFFD)
_BIT = {name: 1 << i for i, name in enumerate(TYPES)}
ANY = f"[{chr(ONE)}-{chr(OWNER - 1)}]"
TIME_CHAR = chr(TIME)
OPAQUE = f"{chr(ONE)}-{chr(LAST)}"


def bits(types: Iterable[str]) -> int:
    """Return the bit set of some entity types."""
    return sum(_BIT[t] for t in types)


def slot(types: frozenset[str], blocks: tuple[int, ...] = (ONE, MANY)) -> str:
    """Return a character class of the groups of some blocks that hold a head of one of `types`."""
    wanted = bits(types)
    return "[" + "".join(chr(b + m) for b in blocks for m in range(1, 256) if m & wanted) + "]"


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
) -> Mask:
    """Replace groups and time expressions of a sentence by one character each.

    Marks that enclose a group go with it. A group directly before one of `nouns` (希腊农民, 央视网消息) is an attribute
    of that noun; before one of `agents` (巴武装组织) it is not even what the noun stands for.
    """
    parts: list[str] = []
    starts: list[int] = []
    at_group: dict[int, Group] = {}
    at_time: dict[int, TimeSpan] = {}
    spans: list[tuple[int, int, Group | TimeSpan]] = [(*_enclosed(text, g), g) for g in groups]
    covered = [s[:2] for s in spans]
    spans += [(t.start, t.end, t) for t in times if not any(t.start < e and b < t.end for b, e in covered)]
    position = 0
    for begin, stop, value in sorted(spans, key=lambda s: s[:2]):
        parts.append(text[position:begin].translate(_PRIVATE))
        starts += range(position, begin)
        if isinstance(value, Group):
            at_group[len(starts)] = value
            noun = nouns.match(text, stop) if nouns else None
            agent = agents.match(text, stop) if agents else None
            parts.append(chr(UNNAMED) if agent else _char(value, owner=bool(noun)))
        else:
            at_time[len(starts)] = value
            parts.append(TIME_CHAR)
        starts.append(begin)
        position = stop
    parts.append(text[position:].translate(_PRIVATE))
    starts += range(position, len(text) + 1)
    return Mask("".join(parts), tuple(starts), at_group, at_time)


def _enclosed(text: str, group: Group) -> tuple[int, int]:
    """Return the span of a group with the marks directly around it."""
    begin, stop = group.begin, group.stop
    if begin and stop < len(text) and (text[begin - 1], text[stop]) in _MARKS:
        return begin - 1, stop + 1
    return begin, stop


def _char(group: Group, owner: bool) -> str:
    if any(c.head is None for c in group.chains):
        types = {e.type for e in group.owners} if not group.entities else set()
        return chr(OWNER + bits(types)) if types else chr(UNNAMED)
    block = OWNER if owner else MANY if len(group.entities) > 1 else ONE
    return chr(block + bits({t for c in group.chains for t in c.types}))


def items_as_groups(items: Sequence[Item]) -> tuple[Group, ...]:
    """Let every single item be a group of its own, for frames at item level; titles stay text."""
    return tuple(Group(i.begin, i.stop, (Chain(i.begin, i.stop, i),)) for i in items if not i.title)
