"""Rules compiled to regular expressions over a masked sentence, and their matches."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.ontology import Ontology, Rule
from kg.ontology.pattern import alternation, regex
from kg.relate.discourse import Speech
from kg.relate.mask import ANY, MANY, ONE, OPAQUE, OWNER, TIME_CHAR, Mask, slot

BREAK = "，。；：！？!?;\\n“”《》并"
_GAP = 22
_LINK = 22
_BARE = f"(?![^{OPAQUE}{BREAK}与和及、][^{OPAQUE}{BREAK}]{{0,9}}的{ANY})"
"""After an object: it is not the beginning of another one's attribute (支持中方提出的倡议)."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule with its expression; `ellipsis` is the same order with the subject left out, where that makes sense."""

    rule: Rule
    expression: re.Pattern[str]
    ellipsis: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule fits: positions in the masked text; `subject` is -1 where it is left out, `both` likewise."""

    rule: Rule
    begin: int
    stop: int
    subject: int
    object: int
    both: int
    trigger: int
    trigger_stop: int


_CACHE: dict[str, tuple[Compiled, ...]] = {}


def compiled(ontology: Ontology) -> tuple[Compiled, ...]:
    """Return the rules of the ontology, compiled once for each content of it."""
    if ontology.digest not in _CACHE:
        _CACHE[ontology.digest] = tuple(_compile(rule, dict(ontology.words)) for rule in ontology.rules)
    return _CACHE[ontology.digest]


def _compile(rule: Rule, words: dict[str, tuple[str, ...]]) -> Compiled:
    adjunct = adjunct_of(words)
    gap = f"(?:{adjunct}|{TIME_CHAR}|[^{OPAQUE}{BREAK}]){{0,{_GAP}}}?"
    noun = f"(?:(?:{ANY}|[^{OPAQUE}{BREAK}]){{0,10}}?{alternation(words['titledNouns'])})?"
    titled = f"{alternation(words['determiners'])}?{noun}"
    free = "".join(f"(?<!{re.escape(w)})" for w in words["adjunctPrepositions"])
    slots = {
        "subject": f"(?P<s>{slot(rule.subject)})(?!、)",
        "object": f"(?P<o>{slot(rule.object)}){_BARE}" if rule.object else "",
        "owner": f"(?P<o>{slot(rule.object, (ONE, MANY, OWNER))}){_BARE}" if rule.object else "",
        "given": "",
        "said": "",
        "both": f"(?P<b>{slot(rule.subject & rule.object, (MANY,))})",
        "group": ANY,
        "place": slot(frozenset({"Place", "Country"})),
        "time": TIME_CHAR,
        "trigger": f"(?P<t>{alternation(rule.triggers)})",
        "gap": gap,
        "tight": f"(?:{TIME_CHAR}|[^{OPAQUE}{BREAK}]){{0,{_GAP}}}?",
        "near": f"[^{OPAQUE}{BREAK}]{{0,3}}",
        "link": f"(?:(?:{ANY}|{TIME_CHAR}|[^{OPAQUE}{BREAK}]){{0,{_LINK}}}?的)?{titled}",
        "start": f"(?:^|(?<=[，；：“{''.join(words['clauseOpeners'])}]))",
    }
    pattern, ellipsis = rule.frame.pattern, None
    expression = regex(pattern, slots, words)
    if pattern.startswith(("{subject}", "{object}", "{both}")):
        expression = free + expression
    for head in ("{subject}", "{both}"):
        if pattern.startswith(head):
            adverbs = f"(?:{adjunct}|{TIME_CHAR}|{alternation(words['clauseAdverbs'])}){{0,6}}?"
            rest = "{start}" + pattern.removeprefix(head)
            if head == "{subject}":  # a subject that a gap could hide is none left out
                rest = rest.replace("{start}{gap}", "{start}")
            if "{object}" in rest or "{owner}" in rest or head == "{both}":
                start = {**slots, "start": slots["start"] + adverbs}
                ellipsis = re.compile(regex(rest, start, words))
    return Compiled(rule, re.compile(expression), ellipsis)


def matches(ontology: Ontology, mask: Mask, level: str) -> Iterable[Match]:
    """Yield every match of every rule of a level ("group" or "item"); the order is that of rules, then of the text."""
    for item in compiled(ontology):
        if item.rule.frame.level != level or not any(t in mask.text for t in item.rule.triggers):
            continue
        direct = list(_all(item.rule, item.expression, mask.text))
        yield from direct
        if item.ellipsis:
            taken = {m.trigger for m in direct}
            yield from (m for m in _all(item.rule, item.ellipsis, mask.text) if m.trigger not in taken)


def _all(rule: Rule, expression: re.Pattern[str], text: str) -> Iterable[Match]:
    position = 0
    seen: set[tuple[int, int, int]] = set()
    while found := expression.search(text, position):
        names = found.re.groupindex
        at = {n: found.start(n) if n in names else -1 for n in ("s", "o", "b", "t")}
        key = (at["t"], at["o"], at["b"])
        if key not in seen:
            seen.add(key)
            stop = found.end("t") if "t" in names else found.end()
            yield Match(rule, found.start(), found.end(), at["s"], at["o"], at["b"], at["t"], stop)
        position = found.start() + 1


def adjunct_of(words: Mapping[str, tuple[str, ...]]) -> str:
    """Return the expression of an adjunct: a preposition with a group, or with a noun phrase (在多边层面)."""
    prepositions = alternation(words["adjunctPrepositions"])
    return f"(?:{prepositions}{ANY}|{prepositions}[^{OPAQUE}{BREAK}]{{1,14}}?{alternation(words['adjunctEnds'])})"


def nouns_after(ontology: Ontology) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of nouns whose attribute a name before them is: any, and those that act themselves."""
    return re.compile(alternation(ontology.words["headNouns"])), re.compile(alternation(ontology.words["agentNouns"]))


def fits(match: Match, mask: Mask, speeches: Sequence[Speech], ontology: Ontology) -> bool:
    """Whether a match is one clause of one speaker.

    Refused are a subject outside the speech that holds the trigger (俄称击落…), a verb of control or an attribute
    between subject and trigger (欢迎各界来华参加, 北约提供的武器袭击…), who is urged to a stance, and a subject outside
    the relative clause that ends with the object (会见出席峰会的总统).
    """
    anchor = match.trigger if match.trigger >= 0 else match.begin
    text = mask.text
    if 0 <= match.subject < max((s.begin for s in speeches if s.begin <= anchor), default=0):
        return False
    between = text[match.subject : anchor] if 0 <= match.subject < anchor else ""
    words = ontology.words
    if any(w in between for w in words["controlVerbs"]) or not _plainly(between, ontology):
        return False
    if "的" in between and anchor < match.object:
        return False
    if ontology.properties[match.rule.predicate].stance and text.endswith(words["urging"], 0, max(match.subject, 0)):
        return False
    relative = match.subject < match.object and re.match(rf"[^{OPAQUE}{BREAK}]{{0,6}}的{ANY}", text[match.stop :])
    return not (relative and match.stop - 1 == match.object)


def _plainly(between: str, ontology: Ontology) -> bool:
    """Whether what stands between a verb of saying or wishing and the trigger is adverbs only (瑞典希望早日加入…)."""
    found = re.search(f".*{alternation(ontology.words['attitudeVerbs'])}", between)
    adverbs = f"(?:{TIME_CHAR}|{adjunct_of(ontology.words)}|{alternation(ontology.words['clauseAdverbs'])})*+"
    return not found or bool(re.fullmatch(adverbs, between[found.end() :]))


def nearest(found: Sequence[Match]) -> tuple[Match, ...]:
    """Keep for each rule, trigger and object the match with the nearest subject: the latest to start.

    Of matches of one relation with the same ends the longest stays: the order that explains most of the sentence.
    """
    best: dict[tuple[str, int, int], Match] = {}
    for match in found:
        key = (match.rule.name, match.trigger, match.object)
        if key not in best or match.begin > best[key].begin:
            best[key] = match
    longest: dict[tuple[str, int, int, int], Match] = {}
    for match in best.values():
        ends = (match.rule.predicate, match.subject, match.object, match.both)
        rank = (match.begin - match.stop, match.rule.name)
        if ends not in longest or rank < (longest[ends].begin - longest[ends].stop, longest[ends].rule.name):
            longest[ends] = match
    return tuple(sorted(longest.values(), key=lambda m: (m.begin, m.stop, m.rule.name)))
