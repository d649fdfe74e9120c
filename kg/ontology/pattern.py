"""The frame syntax: a small language of word orders that compiles to a linear regular expression.

    {subject} {object}    a group whose head has a type of the rule's domain or range
    {both}                a group of two or more that fills subject and object alike (中俄, 习近平和普京)
    {owner}               an object, or the attribute of a noun that stands for it (击中俄境内的…)
    {given}               nothing: the object stands in the clause before (峰会开幕，习近平出席并致辞)
    {victim}              the subject, or what is its own (中国|内政), where the speaker is on its side
    {post}                a title nobody is named with (外交部发言人), which the subject comes to hold
    {said}                nothing: the subject is who says the sentence, where its state is not named in the clause
    {group} {gathering}   any group; a forum or event
    {place} {time}        a place or country; a time expression
    {trigger}             one of the rule's trigger words
    {gap}                 up to a dozen characters of the same clause without another candidate
    {tight}               as {gap}, but past no name at all
    {wide}                up to thirty characters of the same clause, names among them
    {near}                up to three characters of the same clause
    {link}                nothing, or an attribute that ends with 的
    {start}               the start of a clause, for a subject that is left out
    <list>                one word of the word list with that name
    ( | ) ?               grouping, choice, option

There is no repetition but the bounded gap, each step of which reads the text in one way, so nothing can blow up.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

_ENDS = ("subject", "object", "owner", "given", "victim", "post", "said", "both")
_REST = ("group", "gathering", "place", "time", "trigger", "gap", "tight", "wide", "near", "link", "start")
SLOTS = frozenset((*_ENDS, *_REST))
_TOKEN = re.compile(r"\{(\w+)\}|<(\w+)>|([()|?])|([^{}<>()|?]+)")


class PatternError(ValueError):
    """A pattern that does not parse; the message says where and why."""


def tokens(pattern: str) -> list[tuple[str, str]]:
    """Split a pattern into ("slot", name), ("list", name), ("mark", one of ()|?) and ("literal", text).

    Raises:
        PatternError: an unknown slot, an unbalanced bracket, or a character out of place.
    """
    found: list[tuple[str, str]] = []
    position = depth = 0
    while position < len(pattern):
        match = _TOKEN.match(pattern, position)
        if not match:
            raise PatternError(f"stray {pattern[position]!r} at {position}")
        slot, words, mark, literal = match.groups()
        if slot is not None:
            if slot not in SLOTS:
                raise PatternError(f"unknown slot {{{slot}}} at {position}; known: {', '.join(sorted(SLOTS))}")
            found.append(("slot", slot))
        elif words is not None:
            found.append(("list", words))
        elif mark is not None:
            depth += {"(": 1, ")": -1}.get(mark, 0)
            if depth < 0 or (mark == "?" and (not found or found[-1] in {("mark", "("), ("mark", "|"), ("mark", "?")})):
                raise PatternError(f"{mark!r} at {position} has nothing before it")
            found.append(("mark", mark))
        else:
            found.append(("literal", literal))
        position = match.end()
    if depth:
        raise PatternError("a bracket is not closed")
    slots = {name for kind, name in found if kind == "slot"}
    target = slots & {"object", "owner", "given", "post"}
    if not ("both" in slots or (slots & {"subject", "said"} and target) or "start" in slots):
        raise PatternError("needs {subject} or {said} with {object}, or {both}, or {start}")
    return found


def regex(pattern: str, slots: Mapping[str, str], words: Mapping[str, tuple[str, ...]]) -> str:
    """Return the regular expression of a pattern; `slots` gives the expression of each slot.

    Raises:
        PatternError: as `tokens`, or a word list that does not exist.
    """
    parts: list[str] = []
    for kind, value in tokens(pattern):
        if kind == "slot":
            parts.append(slots[value])
        elif kind == "list":
            if value not in words:
                raise PatternError(f"no word list named <{value}>")
            parts.append(alternation(words[value]))
        elif kind == "mark":
            parts.append("(?:" if value == "(" else value)
        else:
            parts.append(_literal(value))
    return "".join(parts)


@lru_cache(maxsize=4096)
def alternation(words: tuple[str, ...]) -> str:
    """Return a group that matches any of `words`, longest first; without words, one that matches nothing."""
    if not words:
        return "(?!)"
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


def unless_after(words: tuple[str, ...]) -> str:
    """Return an expression that holds where none of `words`, of whatever lengths, stands directly before."""
    return "".join(f"(?<!{re.escape(word)})" for word in words)


def _literal(text: str) -> str:
    """Escape a literal; `?` after it applies to its last character only, so each character is a group of its own."""
    return "".join(f"(?:{re.escape(char)})" if not char.isalnum() else char for char in text)
