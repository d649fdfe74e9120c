"""Who speaks, for which state, and whom a pronoun means: what one sentence inherits from those before it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.model import Entity, Sentence, Turn
from kg.ontology import Ontology
from kg.relate.items import Chain
from kg.relate.lexicon import lexicon
from kg.relate.mask import Mask
from kg.relate.signs import ANY, GATHERINGS

PRONOUN = "pronoun"
HOLDING = frozenset({"hosts", "chairs"})


@dataclass(frozen=True, slots=True, order=True)
class Speech:
    """From `begin` (in the masked text) on, the sentence is what `speaker` says; a date before it dates the saying.

    It is `doubted` where the verb leaves open whether it is so: 美方声称.
    """

    begin: int
    speaker: Entity
    doubted: bool = False


@dataclass(slots=True)
class Discourse:
    """What is known so far in one document; `advance` is called once for each sentence, in order."""

    ontology: Ontology
    entities: Mapping[str, Entity]
    states: dict[str, Entity] = field(default_factory=dict)
    speaker: Entity | None = None
    parties: tuple[Entity, ...] = ()
    gatherings: tuple[Entity, ...] = ()
    focus: Entity | None = None
    """The gathering that the document tells of: the last one held, hosted or chaired, not one only mentioned."""
    unnamed: bool = False
    """Whether the gathering told of last has no name, so that 会议 is none of those that have."""
    guest: Entity | None = None
    pair: tuple[Entity, ...] = ()
    heads: set[str] = field(default_factory=set)
    addressee: Entity | None = None
    persons: tuple[Entity, ...] = ()
    topic: tuple[Entity, ...] = ()
    asking: bool = False
    answering: Entity | None = None
    """Whose turn it is, who tells rather than is quoted."""
    accused: tuple[Entity, ...] = ()
    asked: Entity | None = None
    objects: dict[str, tuple[Entity, ...]] = field(default_factory=dict)
    held: tuple[Entity, ...] = ()
    """The gathering of which the sentence before says last that it takes place, and nothing else that it is."""
    _paragraph: tuple[str, int] = ("", -1)

    def learn_states(self, chains: Iterable[Chain]) -> None:
        """Note for which country a titled person acts: the one written with the title, else the narrator's own."""
        narrator = self.narrator
        for chain in chains:
            if chain.head is None or not chain.posts or len(chain.head.entities) != 1:
                continue
            person = chain.head.entities[0]
            ranks = {t.rank for p in chain.posts if (t := self.ontology.titles.get(p.title.mentions[0].name))}
            if any(rank.startswith("head_of_state") for rank in ranks):
                self.heads.add(person.iri)
            bodies = [e for p in chain.posts for b in p.bodies for e in b.entities]
            countries = [e for e in bodies if e.type == "Country"] or [*filter(None, map(self._organ_of, bodies))]
            if countries:
                self.states[person.iri] = countries[0]
            elif narrator and not bodies:
                self.states.setdefault(person.iri, narrator)

    def _organ_of(self, body: Entity) -> Entity | None:
        """The state of which a body is an organ: the one its name begins with, or for 外交部 the narrator's own."""
        entry = self.ontology.entries.get(body.iri)
        if entry is not None and entry.kind not in {"GovernmentBody", "Party", "ArmedForce"}:
            return None
        name = entry.zh if entry else body.name
        starts = [name[:size] for size in range(1, len(name) + 1)]
        owners = [(n, i) for n in starts for i in self.ontology.names.get(n, ()) if self._is_country(i)]
        if not owners:
            return self.narrator if entry else None
        start, iri = owners[-1]
        return self.entities.get(iri) if entry or name[len(start) :] in self.ontology.words["bareBodies"] else None

    def _is_country(self, iri: str) -> bool:
        return self.ontology.entries[iri].type == "Country"

    def _reports(self, speaker: Entity) -> bool:
        """Whether reporting is what a speaker does: 朝中社称."""
        entry = self.ontology.entries.get(speaker.iri)
        return entry is not None and entry.kind == "MediaOutlet"

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

    def side(self, entity: Entity) -> Entity:
        """The state for which somebody speaks, also one of its organs; else they themselves."""
        organ_of = self._organ_of(entity) if entity.type == "Organization" else None
        return organ_of or self.state(entity) or entity

    def advance(self, sentence: Sentence, turn: Turn | None, answer: Turn | None = None) -> None:
        """Enter a sentence: a new paragraph ends a reported speech; a turn has one speaker throughout.

        `answer` is the turn that answers this one, whose speaker a question calls 您.
        """
        self.asked = self.entities.get(answer.speaker) if answer else None
        paragraph = (sentence.field, sentence.paragraph)
        if paragraph != self._paragraph:
            self._paragraph, self.speaker, self.topic = paragraph, None, ()
        asking = turn is not None and turn.role == "question"
        if asking and not self.asking:
            self.accused = ()
        self.asking = asking
        self.answering = self.entities.get(turn.speaker or turn.outlet) if turn else None
        if turn is not None:
            self.speaker = self.answering

    def speeches(self, mask: Mask) -> tuple[Speech, ...]:
        """Return the reported speeches that begin in a sentence, after any that goes on from before."""
        found = [Speech(0, self.speaker)] if self.speaker else []
        words = self.ontology.words
        for match in lexicon(self.ontology).speech.finditer(mask.text):
            entities = mask.groups[match.start("s")].entities
            between = match.group("b")
            # 普京家乡的副省长表示
            official = "的" in between and between.endswith(tuple(self.ontology.titles))
            another = official or between.endswith(words["individualNouns"])
            if len(entities) == 1 and not another:
                doubted = match.group("v") in words["doubtedVerbs"] and not self._reports(entities[0])
                found.append(Speech(match.end(), entities[0], doubted))
        return tuple(found)

    def follow(self, mask: Mask, speeches: Sequence[Speech], topic: tuple[Entity, ...]) -> None:
        """Leave a sentence: remember who speaks, its topic, the two states and the gathering named last."""
        if self.asking and topic and not self.accused:
            self.accused = topic
        self.topic = topic
        if speeches:
            self.speaker = speeches[-1].speaker
        if receiver := addressee_of(mask, self.ontology):
            self.addressee = receiver
        for match in lexicon(self.ontology).held.finditer(mask.text):
            speech = next((s for s in reversed(speeches) if s.begin <= match.start("g")), None)
            if speech is None or speech.speaker == self.answering:  # no gathering of which somebody only speaks
                self.held = tuple(e for e in mask.groups[match.start("g")].entities if e.type in GATHERINGS)
                self.focus = self.held[-1]
        background = self.ontology.words["backgroundMarks"]
        persons = {e for g in mask.groups.values() for e in g.entities if e.type == "Person"}
        self.persons = tuple(sorted(persons)) or self.persons
        for position, group in mask.groups.items():
            states = [e for e in group.entities if e.type == "Country"]
            if len(states) in {2, 3}:
                self.parties = tuple(states)
            looked_back = mask.text.startswith(background, position + 1)
            named = [e for e in group.entities if e.type in GATHERINGS and not looked_back]
            self.unnamed = self.unnamed and not named
            self.gatherings = (*named, *(g for g in self.gatherings if g not in named))

    def remember(self, stated: Iterable[tuple[str, Entity]]) -> None:
        """Note the objects that a sentence gave to each relation, for the next one to leave out, and what is held."""
        self.objects, held = {}, set()
        for predicate, entity in stated:
            if predicate in HOLDING and entity.type in GATHERINGS:
                self.focus = entity
                held.add(entity)
            self.objects[predicate] = (*self.objects.get(predicate, ()), entity)
        self.held = tuple(held) if len(held) == 1 else ()

    def met(self, one: Entity, other: Entity) -> None:
        """Note a meeting: its sides are the two parties from now on."""
        if {one, other} != {*self.pair}:
            self.guest = other  # 习近平会见梅洛尼…梅洛尼表示，很高兴同习近平会面
        self.paired(one, other)
        sides = [self.state(one), self.state(other)]
        named = all(s is not None and s.type == "Country" for s in sides) and sides[0] != sides[1]
        self.parties = tuple(s for s in sides if s) if named else ()

    def paired(self, one: Entity, other: Entity) -> None:
        """Note that two persons met or wrote to each other; if both are heads of state, 两国元首 are they."""
        if one.type == other.type == "Person":
            self.pair = (one, other)

    def addressed_by(self, speaker: Entity | None) -> Entity | None:
        """Whom a speaker calls 您: who will answer, the other one of two who met, or to whom everybody writes."""
        if self.asked:
            return self.asked
        if speaker in self.pair:
            return next(e for e in self.pair if e != speaker)
        return self.addressee if speaker and speaker.type == "Person" and speaker != self.addressee else None


def addressee_of(mask: Mask, ontology: Ontology) -> Entity | None:
    """Return to whom people unnamed write (外国政要纷纷致电祝贺习近平), if a sentence says that."""
    found = lexicon(ontology).lists["correspondence"].search(mask.text)
    if found is None or re.search(ANY, mask.text[: found.start()]):
        return None
    after = [e for p in sorted(mask.groups) if p > found.start() for e in mask.groups[p].entities if e.type == "Person"]
    return after[0] if len(set(after)) == 1 else None
