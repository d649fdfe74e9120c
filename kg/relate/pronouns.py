"""Words that take up something said before: 双方, 我们, 您, 该组织, 会议, 会见."""

import re
from collections.abc import Iterable, Sequence

from kg.model import Entity, Mention, Sentence
from kg.ontology import Ontology
from kg.ontology.pattern import alternation, unless_after
from kg.relate.discourse import PRONOUN, Discourse
from kg.relate.items import Group, Item
from kg.relate.signs import GATHERINGS

_BREAK = re.compile(r"[，；：\s]")
STATE_OR_BODY = frozenset({"Country", "Organization"})
_CACHE: dict[str, re.Pattern[str]] = {}


def pronouns(
    text: str, sentence: Sentence, taken: Sequence[Group], speaker: Entity | None, discourse: Discourse
) -> tuple[Item, ...]:
    """Return the pronouns of a sentence that can be resolved, as items; none inside the groups `taken`."""
    found = []
    for match in _pattern(discourse.ontology).finditer(text):
        kind = match.lastgroup or ""
        begin, stop = match.span(kind)
        if any(i.begin < stop and begin < i.stop for i in taken):
            continue
        if entities := _meaning(kind, match, speaker, [g for g in taken if g.stop <= begin], discourse):
            first, place = entities[0], (sentence.field, sentence.begin + begin, sentence.begin + stop)
            mention = Mention(*place, first.type, first.iri, first.name, match.group(kind), 0, 0, PRONOUN)
            found.append(Item(begin, stop, (mention,), entities))
    return tuple(found)


def _meaning(
    kind: str, match: re.Match[str], speaker: Entity | None, before: Sequence[Group], discourse: Discourse
) -> tuple[Entity, ...]:
    """Return what a pronoun means, given the groups before it in its sentence; nothing where that is not certain."""
    if kind == "gathering":
        return _gathering(match, before, discourse)
    if kind == "both":
        return _sides(before, discourse) or _parties(before, discourse)
    if kind == "three":
        return discourse.parties if len(discourse.parties) == 3 else ()
    if kind == "offices":
        return ()
    if kind == "heads":
        return discourse.pair if all(e.iri in discourse.heads for e in discourse.pair) else ()
    if kind == "third":
        persons = tuple({e for g in before for e in g.entities if e.type == "Person"}) or discourse.persons
        return persons if len(persons) == 1 else ()  # A祝贺B，他称赞: one of them
    if kind in {"body", "country"}:
        return _last(before, "Organization" if kind == "body" else "Country", discourse)
    meant = {
        "guest": discourse.guest,
        "you": discourse.addressed_by(speaker),
        "state": discourse.state(speaker),
        "self": speaker,
    }[kind]
    return (meant,) if meant else ()


def _gathering(match: re.Match[str], before: Iterable[Group], discourse: Discourse) -> tuple[Entity, ...]:
    """Return the gathering that 会议 by itself is: one that the sentence has named, else the one told of.

    这次会议 is the last one. Of several none is meant for sure.
    """
    words, word = discourse.ontology.words, match.group("gathering")
    deictic = match.string.endswith(words["gatheringDeictic"], 0, match.start("gathering"))
    generic = word in words["gatheringGeneric"]
    endings = (*words["gatheringNouns"], *words["gatheringEndings"]) if generic else (word,)
    told = [g for g in before if _BREAK.search(match.string, g.stop, match.start())]  # not 会议主席团常务主席
    here = [e for g in told for e in g.entities if e.type in GATHERINGS and e.name.endswith(endings)]
    if here:
        return tuple(here[-1:])
    if discourse.unnamed and not deictic:
        return ()
    found = [e for e in discourse.gatherings if e.name.endswith(endings)]
    if not deictic and discourse.focus in found:
        return (discourse.focus,)
    if deictic:
        return tuple(found[:1])
    return tuple(found) if len(found) == 1 else ()


def _sides(before: Iterable[Group], discourse: Discourse) -> tuple[Entity, ...]:
    """Return the two states that a sentence has named so far, itself or through who acts for them."""
    states = (discourse.state(e) for g in before for e in g.entities)
    found = dict.fromkeys(s for s in states if s and s.type == "Country")
    return tuple(found) if len(found) == 2 else ()


def _parties(before: Iterable[Group], discourse: Discourse) -> tuple[Entity, ...]:
    """Return the two states told of before, unless the sentence itself names somebody else by now."""
    others = [e for g in before for e in g.entities if e.type in STATE_OR_BODY and e not in discourse.parties]
    return discourse.parties if len(discourse.parties) == 2 and not others else ()


def _last(before: Iterable[Group], kind: str, discourse: Discourse) -> tuple[Entity, ...]:
    """Return the one entity of a type named last in the sentence, or else the topic where that is one."""
    named = [g.entities for g in before if any(e.type == kind for e in g.entities)]
    found = tuple(e for e in (named[-1] if named else discourse.topic) if e.type == kind)
    return found if len(found) == 1 else ()


def _pattern(ontology: Ontology) -> re.Pattern[str]:
    """Return the expression of all pronouns, compiled once for each content of the ontology."""
    if ontology.digest not in _CACHE:
        _CACHE[ontology.digest] = _compile(ontology)
    return _CACHE[ontology.digest]


def _compile(ontology: Ontology) -> re.Pattern[str]:
    lists, w = ontology.words, {name: alternation(found) for name, found in ontology.words.items()}
    both, other, ordinal = w["pronounsBoth"], lists["pronounNotAfter"], lists["countNotAfter"]
    openers, short = w["gatheringOpeners"], f"(?<=在){w['gatheringShort']}(?=上(?!海))"
    noun = f"{w['gatheringNouns']}(?=[^\u4e00-\u9fff]|$|{openers})|{short}"
    gathering = f"(?:{openers}|(?<![\u4e00-\u9fff]))(?P<gathering>{noun})"
    attended = "|".join(f"(?<={re.escape(word)})" for word in lists["attending"])  # not 同他|会谈
    guest = f"(?:{attended})(?P<guest>{w['encounterNouns']})(?=[^\u4e00-\u9fff]|$)"
    third = f"{unless_after(other)}(?P<third>{w['pronounsThird']})(?!{w['pronounNotBefore']})"
    spoken = f"(?P<self>{w['pronounsSelf']})|(?P<you>{w['pronounsYou']})(?!{w['addressNotBefore']})"
    leaders = f"(?P<heads>{both}{w['headsOfBoth']})|(?P<offices>{both}{w['officesOfBoth']})"
    sides = f"(?P<both>{both})|{unless_after(ordinal)}(?P<three>{w['pronounsThree']})|(?P<state>{w['pronounsState']})"
    bodies = f"(?P<body>{w['pronounsBody']})|(?P<country>{w['pronounsCountry']})"
    return re.compile(f"{leaders}|{sides}|{bodies}|{gathering}|{guest}|{third}|{spoken}")
