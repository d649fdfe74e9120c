"""Names hidden in texts: each character by a block, so that offsets stay true."""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

MASK = "█"
_BLANK = re.compile(r"\s")


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of the names, also where a line break or blanks stand inside; None for no names."""
    ordered = sorted({n for n in names if n.strip()}, key=lambda n: (-len(n), n))
    alternatives = (r"\s*".join(map(re.escape, _BLANK.sub("", name))) for name in ordered)
    found = "|".join(alternatives)
    return re.compile(found) if found else None


def masked(text: str, pattern: re.Pattern[str]) -> str:
    """Return the text with each character of the names replaced, blanks inside kept."""
    return pattern.sub(lambda m: "".join(c if c.isspace() else MASK for c in m[0]), text)


def hides(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds one of the names."""
    pattern = pattern_of(names)
    return pattern is not None and pattern.search(text) is not None


def hidden(value: Any, names: Iterable[str]) -> Any:
    """Return a frozen value with the names hidden in all its strings but web addresses of things (IRIs)."""
    pattern = pattern_of(names)
    return value if pattern is None else masked_value(value, pattern)


def masked_value(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return a frozen value with the names hidden in all its strings but web addresses of things (IRIs)."""
    if isinstance(value, str):
        return value if value.startswith("http") and value.isascii() else masked(value, pattern)
    if isinstance(value, tuple):
        make = getattr(type(value), "_make", tuple)  # named tuples stay so
        return make(masked_value(v, pattern) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{f.name: masked_value(getattr(value, f.name), pattern) for f in fields(value)})
    return value
