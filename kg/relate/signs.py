"""The characters that stand for groups and times in a masked sentence, and expressions that match them."""

from collections.abc import Iterable
from functools import cache

from kg.ontology.terms import TYPES

ONE, MANY, OWNER = 0xE000, 0xE100, 0xE200
"""Private-use blocks, each plus the bits of the types: a group with one head, one with several, and one that is the
attribute of the noun after it (希腊农民), which fills no slot but {owner}."""
TIME, UNNAMED, LEADER, LAST = 0xE300, 0xE301, 0xE302, 0xE30F
ACTORS = frozenset({"Person", "Country", "Organization"})
GATHERINGS = frozenset({"Forum", "Event"})
_BIT = {name: 1 << i for i, name in enumerate(TYPES)}
ANY = f"[{chr(ONE)}-{chr(OWNER - 1)}]"
TIME_CHAR = chr(TIME)
OPAQUE = f"{chr(ONE)}-{chr(LAST)}"
NAMED = f"{chr(ONE)}-{chr(TIME - 1)}{chr(UNNAMED)}-{chr(LAST)}"
"""All that stands for somebody or something, named or not, but no time."""
OFFICE = f"[{chr(OWNER)}-{chr(TIME - 1)}{chr(UNNAMED)}{chr(LEADER)}]"
"""What may be an office-holder without a name, which a list of names is not."""
SPOKESMAN = chr(LEADER)
"""An unnamed head of state or government (德国总理), whose stance is that of the state."""


def bits(types: Iterable[str]) -> int:
    """Return the bit set of some entity types."""
    return sum(_BIT[t] for t in types)


@cache
def slot(types: frozenset[str], blocks: tuple[int, ...] = (ONE, MANY)) -> str:
    """Return a character class of the groups of some blocks that hold a head of one of `types`."""
    wanted = bits(types)
    return "[" + "".join(chr(b + m) for b in blocks for m in range(1, 256) if m & wanted) + "]"
