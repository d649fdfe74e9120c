"""Rules compiled to regular expressions over a masked sentence, and their matches."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.ontology import Ontology, Rule
from kg.ontology.pattern import alternation, regex, unless_after
from kg.relate.discourse import Speech
from kg.relate.items import Group
from kg.relate.lexicon import BREAK, Lexicon, lexicon
from kg.relate.mask import Mask
from kg.relate.signs import ANY, MANY, OFFICE, ONE, OPAQUE, OWNER, SPOKESMAN, TIME_CHAR, slot

_GAP = 22
_LINK = 22
_WIDE = 30
_AIMED = "<addressing>"
_ATTRIBUTE = re.compile(rf"[^{OPAQUE}{BREAK}]{{0,8}}的")
_GUESTS = re.compile(rf"[^，。；\n]{{0,24}}?的{ANY}")
_RELATIVE = re.compile(rf"[^{OPAQUE}{BREAK}]{{0,6}}的{ANY}")


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


@dataclass(frozen=True, slots=True)
class Level:
    """The rules of a level, for each trigger word which of them it triggers, and those compiled so far."""

    rules: tuple[Rule, ...]
    words: tuple[str, ...]
    users: tuple[tuple[int, ...], ...]
    automaton: AhoCorasick
    ready: dict[int, Compiled]


_CACHE: dict[str, dict[str, Level]] = {}


def compiled(ontology: Ontology, level: str) -> Level:
    """Return the rules of a level ("group" or "item"), compiled once for each content of the ontology."""
    if ontology.digest not in _CACHE:
        _CACHE[ontology.digest] = {name: _level(ontology, name) for name in ("group", "item")}
    return _CACHE[ontology.digest][level]


def _level(ontology: Ontology, name: str) -> Level:
    rules = tuple(rule for rule in ontology.rules if rule.frame.level == name)
    index: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for word in rule.triggers:
            index.setdefault(word, []).append(number)
    words = tuple(sorted(index))
    scanner = AhoCorasick(list(words) or ["\0"], MatchKind.Standard)
    return Level(rules, words, tuple(tuple(index[word]) for word in words), scanner, {})


def candidates(ontology: Ontology, level: str, text: str) -> list[Compiled]:
    """Return the rules of a level that have a trigger in `text`, in their order."""
    found = compiled(ontology, level)
    scanned = text.encode("utf-8", "replace").decode()
    hits = {index for index, _, _ in found.automaton.find_matches_as_indexes(scanned, overlapping=True)}
    numbers = sorted({n for index in hits for n in found.users[index]}) if found.words else []
    for n in numbers:
        if n not in found.ready:  # most texts need a few rules only
            found.ready[n] = _compile(found.rules[n], ontology)
    return [found.ready[n] for n in numbers]


def _compile(rule: Rule, ontology: Ontology) -> Compiled:
    words, known, pattern = dict(ontology.words), lexicon(ontology), rule.frame.pattern
    within = f"(?>{known.adjunct}|{TIME_CHAR}|“[^“”{OPAQUE}，。]{{1,12}}”|[^{OPAQUE}{BREAK}])"  # one way to read it
    gap = f"{within}{{0,{_GAP}}}?"
    noun = f"(?:(?:{ANY}|[^{OPAQUE}{BREAK}]){{0,10}}?{alternation(words['titledNouns'])})?"
    titled = f"(?:{known.count}|{alternation(words['determiners'])})?{noun}"
    free = unless_after(words["adjunctPrepositions"])
    stance = ontology.properties[rule.predicate].stance
    bare = "" if re.search(r"的(?:\{link\})?\{subject\}", pattern) else known.bare
    if stance:
        bare += f"(?!{alternation(words['bondNouns'])})"
    bare += "" if "{object}{trigger}" in pattern or "{object}(" in pattern else f"(?!{alternation(words['timeNouns'])})"
    leader = f"|{SPOKESMAN}" if stance and "Country" in rule.subject else ""
    owned = slot(rule.object, (ONE, MANY, OWNER))
    slots = {
        "subject": f"(?P<s>{slot(rule.subject)}{leader})(?!、)",
        "object": f"(?P<o>{slot(rule.object)}){bare}" if rule.object else "",
        "owner": f"(?P<o>{owned}){known.bare if bare else ''}{bare}" if rule.object else "",
        "victim": f"(?P<s>{slot(rule.subject, (ONE, MANY, OWNER))})",
        "post": f"(?P<o>{OFFICE})",
        "given": "",
        "said": "",
        "both": f"(?P<b>{slot(rule.subject & rule.object, (MANY,))})",
        "group": f"(?:{ANY}|{OFFICE})",
        "gathering": slot(frozenset({"Forum", "Event"})),
        "place": slot(frozenset({"Place", "Country"})),
        "time": TIME_CHAR,
        "trigger": f"(?P<t>{alternation(rule.triggers)})",
        "gap": gap,
        "tight": f"(?:{TIME_CHAR}|[^{OPAQUE}{BREAK}]){{0,{_GAP}}}?",
        "wide": f"(?:{ANY}|{within}){{0,{_WIDE}}}?",
        "near": f"[^{OPAQUE}{BREAK}]{{0,3}}",
        "link": f"(?:{known.guest.pattern}|(?:{ANY}|{TIME_CHAR}|[^{OPAQUE}{BREAK}]){{0,{_LINK}}}?的)?{titled}",
        "start": f"(?:^|(?<=[，；：“ {''.join(words['clauseOpeners'])}]))",
    }
    ellipsis = None
    expression = regex(pattern, slots, words)
    if pattern.startswith(("{subject}", "{object}", "{both}", "{said}")):
        expression = free + expression
    for head in ("{subject}", "{both}"):
        if pattern.startswith(head):
            series = f"[^{OPAQUE}{BREAK}、]{{2,4}}、"  # 安全、顺利、高质量共建
            openers = alternation((*words["clauseAdverbs"], *words["firstPersonCues"]))
            adverbs = f"(?>{known.adjunct}|{TIME_CHAR}|{series}|{openers}){{0,6}}?"
            rest = "{start}" + pattern.removeprefix(head)
            if head == "{subject}":  # a subject that a gap could hide is none left out
                rest = rest.replace("{start}{gap}", "{start}")
            if "{object}" in rest or "{owner}" in rest or head == "{both}":
                start = {**slots, "start": slots["start"] + adverbs}
                ellipsis = re.compile(regex(rest, start, words))
    return Compiled(rule, re.compile(expression), ellipsis)


def matches(ontology: Ontology, mask: Mask, level: str) -> Iterable[Match]:
    """Yield every match of every rule of a level ("group" or "item"); the order is that of rules, then of the text."""
    for item in candidates(ontology, level, mask.text):
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


def fits(match: Match, mask: Mask, speeches: Sequence[Speech], ontology: Ontology) -> bool:
    """Whether a match is one clause of one speaker.

    Refused are a subject outside the speech that holds the trigger (俄称击落…), unless it tells of itself
    (以军称空袭…), a verb of control or an attribute between subject and trigger (欢迎各界来华参加, 北约提供的武器
    袭击…), who is urged to a stance or ought to take it, and a subject outside the relative clause that ends with the
    object (会见出席峰会的总统).
    """
    anchor = match.trigger if match.trigger >= 0 else match.begin
    text, known = mask.text, lexicon(ontology)
    speech = next((s for s in reversed(speeches) if s.begin <= anchor), None)
    if speech and 0 <= match.subject < speech.begin and not _of_itself(mask.groups[match.subject], speech):
        return False
    if match.subject > 0 and known.topical.search(text, max(0, match.subject - 9), match.subject):
        return False  # 习近平主席就发展中美关系提出三点原则
    between = text[match.subject : anchor] if 0 <= match.subject < anchor else ""
    between = known.delegations.sub("", between)
    predicate = text[match.subject : match.object] if 0 <= match.subject < match.object < anchor else between
    controlled = "<urging>" not in match.rule.frame.pattern and known.lists["controlVerbs"].search(between)
    if controlled or not _plainly(predicate, known):
        return False
    if text.startswith("的", match.trigger_stop) and match.trigger < match.object and known.inner.search(between):
        return False  # 普京对习近平主席提出的倡议表示赞赏
    spelt = match.rule.frame.pattern.partition("{subject}")[2].partition("{trigger}")[0]
    if "的" in known.adjuncts.sub("", between) and "的" not in spelt and anchor < match.object:
        return False
    if 0 <= match.subject < match.object and known.company.search(text, match.subject + 1, match.object):
        return False  # 就中方同所罗门群岛推进合作阐明原则
    if known.patient.search(text, match.begin, anchor):
        return False  # 愿为安巴主办会议提供支持, 对达成准则充满信心, 对向乌克兰供武表示反对
    if _AIMED in match.rule.frame.pattern and not _aimed(match, text, anchor, between, known):
        return False
    if match.subject < 0 and match.rule.frame.pattern.endswith("{trigger}") and _governs(match, text):
        return False  # 决定在北京召开常委会会议: what is held follows
    if ontology.properties[match.rule.predicate].stance:
        urged = text.endswith(ontology.words["urging"], 0, max(match.subject, 0))
        if urged or known.lists["dutyWords"].search(known.lists["planGuards"].sub("", predicate)):
            return False
    if _of_guests(match, text, between, known) or (match.subject < 0 and _nominal(match, text, known)):
        return False
    relative = match.subject < match.object and _RELATIVE.match(text, match.stop)
    return not (relative and match.stop - 1 == match.object)


def _aimed(match: Match, text: str, anchor: int, between: str, known: Lexicon) -> bool:
    """Whether it is the subject of a frame with 对 or 向 that aims at the object, and nobody else does."""
    if match.object < anchor and known.aimed.search(text, match.object + 1, anchor):
        return False  # 就俄罗斯对乌克兰采取的行动宣布对俄实施制裁
    if known.twice.search(text, max(match.subject, 0), match.object):
        return False  # 我对习近平主席对巴西进行的访问记忆犹新
    return not (known.against.search(between) and anchor > match.object)  # 中方谴责针对沙特的袭击


def _governs(match: Match, text: str) -> bool:
    """Whether the trigger has an object that might be its subject."""
    return re.match(slot(match.rule.subject), text[match.trigger_stop :].removeprefix("了")) is not None


def _of_guests(match: Match, text: str, between: str, known: Lexicon) -> bool:
    """Whether others come or attend: 会见来华进行访问的总理, 看望出席大会的委员, 为出席亚运会的贵宾举行宴会."""
    for attribute in known.guest.finditer(text, match.subject) if match.subject >= 0 else ():
        if attribute.start() <= match.trigger < attribute.end():
            return not _adverbial(text, match.subject + 1, attribute.start(), known)
    if not between or not known.lists["attending"].fullmatch(text, match.trigger, match.trigger_stop):
        return False
    if known.guests.search(between) and _GUESTS.match(text, match.stop):
        return True
    return not _adverbial(between, 1, len(between), known) and bool(_ATTRIBUTE.match(text, match.stop))


def _adverbial(text: str, begin: int, stop: int, known: Lexicon) -> bool:
    """Whether a stretch holds nothing but adverbs and adjuncts, none left open (在上海|同)."""
    adverbs = known.adverbs.fullmatch(text, begin, stop)
    return adverbs is not None and not known.preposition.search(text, begin, stop)


def _nominal(match: Match, text: str, known: Lexicon) -> bool:
    """Whether what looks like a predicate is the subject of one: 共建“一带一路”取得巨大成就."""
    alone = match.object >= 0 and match.stop == match.object + 1 and not known.contribution.match(text, match.stop)
    return alone and bool(known.lists["predicates"].match(text, match.stop))


def _of_itself(subject: Group, speech: Speech) -> bool:
    """Whether a body says what it does itself."""
    return subject.entities == (speech.speaker,) and speech.speaker.type == "Organization"


def _plainly(between: str, known: Lexicon) -> bool:
    """Whether what stands between a verb of saying or wishing and the trigger is adverbs only (瑞典希望早日加入…)."""
    found = known.attitude.search(between)
    return not found or bool(known.adverbs.fullmatch(between, found.end()))


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
        said = match.rule.name if match.rule.frame.judging else ""  # it may be refused where another is not
        ends = (match.rule.predicate + said, match.subject, match.object, match.both)
        rank = (match.begin - match.stop, match.rule.name)
        if ends not in longest or rank < (longest[ends].begin - longest[ends].stop, longest[ends].rule.name):
            longest[ends] = match
    return tuple(sorted(longest.values(), key=lambda m: (m.begin, m.stop, m.rule.name)))
