"""Who speaks, for which state, and whom a pronoun means: what one sentence inherits from those before it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.model import Entity, Mention, Sentence, Turn
from kg.ontology import Ontology
from kg.ontology.pattern import alternation
from kg.relate.items import Chain, Group, Item
from kg.relate.mask import ANY, OPAQUE, TIME_CHAR, Mask, slot

PRONOUN = "pronoun"
PRONOUNS = (
    "pronounsBoth", "officesOfBoth", "pronounsState", "pronounsThird", "pronounsSelf",
    "gatheringOpeners", "gatheringNouns", "encounterNouns",
)  # fmt: skip
"""The word lists of what takes up something said before."""
ACTORS = frozenset({"Person", "Country", "Organization"})


@dataclass(frozen=True, slots=True, order=True)
class Speech:
    """From `begin` (in the masked text) on, the sentence is what `speaker` says; a date before it dates the saying."""

    begin: int
    speaker: Entity


@dataclass(slots=True)
class Discourse:
    """What is known so far in one document; `advance` is called once for each sentence, in order."""

    ontology: Ontology
    entities: Mapping[str, Entity]
    states: dict[str, Entity] = field(default_factory=dict)
    speaker: Entity | None = None
    parties: tuple[Entity, ...] = ()
    gatherings: tuple[Entity, ...] = ()
    guest: Entity | None = None
    persons: tuple[Entity, ...] = ()
    topic: tuple[Entity, ...] = ()
    asking: bool = False
    _paragraph: tuple[str, int] = ("", -1)

    def learn_states(self, chains: Iterable[Chain]) -> None:
        """Note for which country a titled person acts: the one written with the title, else the narrator's own."""
        narrator = self.narrator
        for chain in chains:
            if chain.head is None or not chain.posts or len(chain.head.entities) != 1:
                continue
            person = chain.head.entities[0]
            bodies = [e for p in chain.posts for b in p.bodies for e in b.entities]
            countries = [e for e in bodies if e.type == "Country"]
            if countries:
                self.states[person.iri] = countries[0]
            elif narrator and all(self._national(e, narrator) for e in bodies):
                self.states.setdefault(person.iri, narrator)

    def _national(self, body: Entity, narrator: Entity) -> bool:
        """Whether a body written without a country is the narrator's own: a known organ of state or party."""
        entry = self.ontology.entries.get(body.iri)
        if entry is None or entry.kind not in {"GovernmentBody", "Party"}:
            return False
        owners = [n for n in self.ontology.names if entry.zh.startswith(n) and self._country(n)]
        return not owners or any(narrator.iri in self.ontology.names[n] for n in owners)

    def _country(self, name: str) -> bool:
        return any(self.ontology.entries[i].type == "Country" for i in self.ontology.names[name])

    @property
    def narrator(self) -> Entity | None:
        """The state whose media write, if the document mentions it."""
        for word in self.ontology.words["narratorStates"]:
            for iri in self.ontology.names.get(word, ()):
                if iri in self.entities:
                    return self.entities[iri]
        return None

    def state(self, entity: Entity | None) -> Entity | None:
        """The state for which an entity speaks."""
        if entity is None or entity.type != "Person":
            return entity
        return self.states.get(entity.iri)

    def advance(self, sentence: Sentence, turn: Turn | None) -> None:
        """Enter a sentence: a new paragraph ends a reported speech; a turn has one speaker throughout."""
        paragraph = (sentence.field, sentence.paragraph)
        if paragraph != self._paragraph:
            self._paragraph, self.speaker, self.topic = paragraph, None, ()
        self.asking = turn is not None and turn.role == "question"
        if turn is not None:
            self.speaker = self.entities.get(turn.speaker or turn.outlet)

    def speeches(self, mask: Mask) -> tuple[Speech, ...]:
        """Return the reported speeches that begin in a sentence, after any that goes on from before."""
        found = [Speech(0, self.speaker)] if self.speaker else []
        words = self.ontology.words
        pattern = _speech(self.ontology.digest, words["speechVerbs"], words["quotingVerbs"])
        for match in pattern.finditer(mask.text):
            entities = mask.groups[match.start("s")].entities
            if len(entities) == 1:
                found.append(Speech(match.end(), entities[0]))
        return tuple(found)

    def follow(self, speeches: Sequence[Speech], groups: Sequence[Group], topic: tuple[Entity, ...]) -> None:
        """Leave a sentence: remember who speaks, its topic, the two states and the gathering named last."""
        self.topic = topic
        if speeches:
            self.speaker = speeches[-1].speaker
        persons = {e for g in groups for e in g.entities if e.type == "Person"}
        self.persons = tuple(sorted(persons)) or self.persons
        for group in groups:
            states = [e for e in group.entities if e.type == "Country"]
            if len(states) == 2:
                self.parties = tuple(states)
            named = [e for e in group.entities if e.type in {"Forum", "Event"}]
            self.gatherings = (*named, *(g for g in self.gatherings if g not in named))

    def met(self, one: Entity, other: Entity) -> None:
        """Note a meeting: its sides are the two parties from now on."""
        self.guest = other
        sides = [self.state(one), self.state(other)]
        if all(s is not None and s.type == "Country" for s in sides) and sides[0] != sides[1]:
            self.parties = tuple(s for s in sides if s)

    def pronouns(
        self, text: str, sentence: Sentence, taken: Sequence[Group], speaker: Entity | None
    ) -> tuple[Item, ...]:
        """Return the pronouns of a sentence that can be resolved, as items; none inside the groups `taken`."""
        words = self.ontology.words
        pattern = _pronouns(self.ontology.digest, *(words[name] for name in PRONOUNS))
        found = []
        for match in pattern.finditer(text):
            kind = match.lastgroup or ""
            begin, stop = match.span(kind)
            sides = self._sides([g for g in taken if g.stop <= begin])
            if any(i.begin < stop and begin < i.stop for i in taken):
                continue
            if entities := self._meaning(kind, match, speaker, sides):
                first, place = entities[0], (sentence.field, sentence.begin + begin, sentence.begin + stop)
                mention = Mention(*place, first.type, first.iri, first.name, match.group(kind), 0, 0, PRONOUN)
                found.append(Item(begin, stop, (mention,), entities))
        return tuple(found)

    def _sides(self, before: Sequence[Group]) -> tuple[Entity, ...]:
        """Return the two states that a sentence has named so far, itself or through who acts for them."""
        found = dict.fromkeys(s for g in before for e in g.entities if (s := self.state(e)) and s.type == "Country")
        return tuple(found) if len(found) == 2 else ()

    def _meaning(
        self, kind: str, match: re.Match[str], speaker: Entity | None, sides: tuple[Entity, ...]
    ) -> tuple[Entity, ...]:
        """Return what a pronoun means; 会议 by itself is the gathering told of first, 这次会议 the last one."""
        if kind == "gathering":
            words, word = self.ontology.words, match.group(kind)
            deictic = match.string.endswith(words["gatheringDeictic"], 0, match.start(kind))
            generic = word in words["gatheringGeneric"]
            endings = (*words["gatheringNouns"], *words["gatheringEndings"]) if generic else (word,)
            found = [e for e in self.gatherings if e.name.endswith(endings)]
            return tuple(found[:1] if deictic else found[-1:])
        if kind == "third":
            return self.persons if len(self.persons) == 1 else ()
        if kind == "guest":
            return (self.guest,) if self.guest else ()
        if kind == "both":
            return sides or self.parties
        meant = self.state(speaker) if kind == "state" else speaker
        return (meant,) if meant else ()


@cache
def _speech(_digest: str, verbs: tuple[str, ...], quoting: tuple[str, ...]) -> re.Pattern[str]:
    between = f"(?:{ANY}|{TIME_CHAR}|[^{OPAQUE}，。；：！？\n“”])"
    ends = f"(?:{alternation(verbs)}(?:[，：,:]|(?=“)|$)|{alternation(quoting)})"
    return re.compile(f"(?P<s>{slot(ACTORS)}){between}{{0,16}}?{ends}")


@cache
def _pronouns(_digest: str, *lists: tuple[str, ...]) -> re.Pattern[str]:
    both, offices, state, third, speaker, openers, nouns, encounters = map(alternation, lists)
    gathering = f"(?:{openers}|(?<![\u4e00-\u9fff]))(?P<gathering>{nouns})(?=[^\u4e00-\u9fff]|$|{openers})"
    guest = f"(?P<guest>{encounters})(?=[^\u4e00-\u9fff]|$)"
    persons = f"(?P<third>{third})(?!们|国|方)|(?P<self>{speaker})"
    return re.compile(f"(?P<both>{both})(?!{offices})|(?P<state>{state})|{gathering}|{guest}|{persons}")


