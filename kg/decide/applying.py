"""What one document says while decisions change it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.decide.values import Decision
from kg.model import ACTUAL, BASE, ONTOLOGY, Entity, Evidence, Extraction, Mention, Statement, digest
from kg.ontology import Ontology

WIKIDATA = "http://www.wikidata.org/entity/"
RULE = "decision"


@dataclass(slots=True)
class Work:
    """The parts of an extraction while decisions change them."""

    extraction: Extraction
    ontology: Ontology
    used: set[Decision] = field(default_factory=set)
    entities: dict[str, Entity] = field(init=False)
    statements: dict[tuple[str, str, str, bool], tuple[Evidence, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.entities = {e.iri: e for e in self.extraction.entities}
        self.statements = {_key(s): s.evidence for s in self.extraction.statements}

    def decide(self, decision: Decision, place: tuple[int, int]) -> None:
        """Apply a decision that holds at one place."""
        if decision.of_statement:
            done = self._add(decision, place) if decision.kind == "add" else self._judge(decision, place)
        else:
            done = self._move(decision, place)
        if done:
            self.used.add(decision)

    def _named(self, name: str) -> list[str]:
        """Return the IRIs of the entities that are called so, or mentioned so."""
        exact = [e.iri for e in self.entities.values() if e.name == name]
        return exact or [e.iri for e in self.entities.values() if any(m.text == name for m in e.mentions)]

    def _judge(self, decision: Decision, place: tuple[int, int]) -> bool:
        """Confirm or reject the evidence of a statement at its place; whether it is there."""
        found = False
        for key, proofs in list(self.statements.items()):
            if not self._states(decision, key):
                continue
            kept = tuple(p for p in proofs if (p.field, p.start, p.end) != (decision.field, *place))
            found |= len(kept) < len(proofs)
            if decision.kind == "reject" and len(kept) < len(proofs):
                self._set(key, kept)
        return found

    def _states(self, decision: Decision, key: tuple[str, str, str, bool]) -> bool:
        subject, predicate, value, literal = key
        objects = [value] if literal and value == decision.object else self._named(decision.object)
        return (
            predicate == ONTOLOGY + decision.relation and subject in self._named(decision.subject) and value in objects
        )

    def _set(self, key: tuple[str, str, str, bool], proofs: tuple[Evidence, ...]) -> None:
        if proofs:
            self.statements[key] = proofs
        else:
            self.statements.pop(key, None)

    def _add(self, decision: Decision, place: tuple[int, int]) -> bool:
        """State what a reviewer found at its place; whether property and ends are known, and fit."""
        prop = self.ontology.properties.get(decision.relation)
        subjects = self._named(decision.subject)
        literal = prop is not None and not prop.range
        objects = [decision.object] if literal else self._named(decision.object)
        if prop is None or not subjects or not objects:
            return False
        subject, value = subjects[0], objects[0]
        if prop.symmetric and value < subject:
            subject, value = value, subject
        if not self._fits(prop.iri, subject, value, literal):
            return False
        document, status = self.extraction.document, decision.status or ACTUAL
        proof = Evidence(
            document.id, decision.field, *place, decision.quote, RULE, status, decision.time, inferences=()
        )
        key = (subject, prop.iri, value, literal)
        self.statements[key] = tuple(sorted({*self.statements.get(key, ()), proof}))
        return True

    def _fits(self, predicate: str, subject: str, value: str, literal: bool) -> bool:
        prop = self.ontology.properties[predicate.removeprefix(ONTOLOGY)]
        return self.entities[subject].type in prop.domain and (literal or self.entities[value].type in prop.range)

    def _move(self, decision: Decision, place: tuple[int, int]) -> bool:
        """Take a mention away from its entity, and give it to another where the decision names one."""
        span = (decision.field, *place)
        for entity in list(self.entities.values()):
            mine = [m for m in entity.mentions if (m.field, m.start, m.end) == span]
            if not mine or (decision.name and decision.name not in (entity.name, *(m.text for m in mine))):
                continue
            rest = tuple(m for m in entity.mentions if m not in mine)
            self._replace(entity, rest)
            new = ""
            if decision.kind == "split":
                new = self._give(decision.target, decision.target_type or entity.type, mine)
            self._rest(entity.iri, new, span, rest)
            return True
        return False

    def _replace(self, entity: Entity, mentions: tuple[Mention, ...]) -> None:
        if mentions:
            self.entities[entity.iri] = replace(entity, mentions=mentions)
        else:
            del self.entities[entity.iri]

    def _give(self, name: str, kind: str, mentions: Iterable[Mention]) -> str:
        iri, known, name = self._identity(name, kind)
        before = self.entities.get(iri)
        own = tuple(replace(m, type=kind, iri=iri if known else "") for m in mentions)
        every = tuple(sorted({*(before.mentions if before else ()), *own}))
        self.entities[iri] = replace(before, mentions=every) if before else Entity(iri, kind, name, known, every)
        return iri

    def _identity(self, name: str, kind: str) -> tuple[str, bool, str]:
        """Return IRI, whether the gazetteer has it, and canonical name of what is called so."""
        entries = self.ontology.entries
        known = [i for i in self.ontology.names.get(name, ()) if entries[i].type == kind]
        if len(known) == 1:
            return known[0], True, entries[known[0]].zh
        return f"{BASE}e/{digest(kind, name, '')}", False, name

    def _rest(self, iri: str, new: str, span: tuple[str, int, int], left: Sequence[Mention]) -> None:
        """Take from an entity the evidence around a mention that is its own no more, unless it is named there again."""
        for key, proofs in list(self.statements.items()):
            if iri not in (key[0], key[2]):
                continue
            moved = tuple(p for p in proofs if _covers(p, span) and not any(_within(m, p) for m in left))
            if not moved:
                continue
            self._set(key, tuple(p for p in proofs if p not in moved))
            one, two = (new if end == iri else end for end in (key[0], key[2]))
            if new and one != two and self._fits(key[1], one, two, key[3]):
                other = (one, key[1], two, key[3])
                self.statements[other] = tuple(sorted({*self.statements.get(other, ()), *moved}))
        if not left:
            self._without({iri})

    def _without(self, gone: set[str]) -> None:
        for key, proofs in list(self.statements.items()):
            if gone & {key[0], key[2]}:
                del self.statements[key]
            else:
                self.statements[key] = tuple(replace(p, said_by="") if p.said_by in gone else p for p in proofs)

    def rename(self, decisions: Sequence[Decision]) -> None:
        """Apply what holds wherever an entity is named: another type, another entity, a link."""
        renamed: dict[str, str] = {}
        for decision in decisions:
            for entity in list(self.entities.values()):
                if (entity.name, entity.type) == (decision.name, decision.type):
                    self.used.add(decision)
                    new = self._become(decision, entity)
                    if new.iri != entity.iri:
                        del self.entities[entity.iri]
                        renamed[entity.iri] = new.iri
                    before = self.entities.get(new.iri)
                    self.entities[new.iri] = _joined(before, new) if before and new.iri != entity.iri else new
        if renamed:
            self._redirect(renamed)

    def _become(self, decision: Decision, entity: Entity) -> Entity:
        kind, name = entity.type, entity.name
        if decision.kind == "link" and not decision.target.startswith("Q"):
            entry = self.ontology.entries.get(decision.target)
            if entry is None:
                return entity
            return replace(entity, iri=entry.iri, type=entry.type, name=entry.zh, known=True)
        if decision.kind == "link":
            return replace(entity, same_as=tuple(sorted({*entity.same_as, WIKIDATA + decision.target})))
        if decision.kind == "retype":
            kind = decision.target
        else:
            kind, name = decision.target_type, decision.target
        iri, known, name = self._identity(name, kind)
        why = (*entity.why, f"{entity.name}: merged by a reviewer") if decision.kind == "merge" else entity.why
        mentions = tuple(replace(m, type=kind, iri=iri if known else "") for m in entity.mentions)
        return replace(entity, iri=iri, type=kind, name=name, known=known, mentions=mentions, why=tuple(sorted({*why})))

    def _redirect(self, renamed: Mapping[str, str]) -> None:
        moved: dict[tuple[str, str, str, bool], set[Evidence]] = defaultdict(set)
        symmetric = {p.iri for p in self.ontology.properties.values() if p.symmetric}
        for (subject, predicate, value, literal), proofs in self.statements.items():
            one, other = _end(renamed, subject), value if literal else _end(renamed, value)
            if one == other or not self._fits(predicate, one, other, literal):
                continue
            if predicate in symmetric and other < one:
                one, other = other, one
            told = {replace(p, said_by=_end(renamed, p.said_by)) for p in proofs}
            moved[one, predicate, other, literal].update(told)
        self.statements = {key: tuple(sorted(found)) for key, found in moved.items()}
        turns = (
            replace(t, speaker=_end(renamed, t.speaker), outlet=_end(renamed, t.outlet)) for t in self.extraction.turns
        )
        self.extraction = replace(self.extraction, turns=tuple(turns))

    def without(self, hidden: Sequence[Decision]) -> Extraction:
        """Return the extraction; who is withheld is gone from it, but not yet from its texts."""
        turns = self.extraction.turns
        for decision in hidden:
            gone = {e.iri for e in self.entities.values() if (e.name, e.type) == (decision.name, decision.type)}
            if gone:
                self.used.add(decision)
            self.entities = {iri: e for iri, e in self.entities.items() if iri not in gone}
            self._without(gone)
            nobody = dict.fromkeys(gone, "")
            turns = tuple(
                replace(t, speaker=nobody.get(t.speaker, t.speaker), outlet=nobody.get(t.outlet, t.outlet))
                for t in turns
            )
        entities = tuple(sorted(self.entities.values()))
        statements = tuple(sorted(Statement(*key, proofs) for key, proofs in self.statements.items()))
        return Extraction(self.extraction.document, entities, statements, turns)


def _key(statement: Statement) -> tuple[str, str, str, bool]:
    return statement.subject, statement.predicate, statement.object, statement.literal


def _end(renamed: Mapping[str, str], iri: str) -> str:
    while iri in renamed:
        iri = renamed[iri]
    return iri


def _covers(proof: Evidence, span: tuple[str, int, int]) -> bool:
    return proof.field == span[0] and proof.start <= span[1] and span[2] <= proof.end


def _within(mention: Mention, proof: Evidence) -> bool:
    return mention.field == proof.field and proof.start <= mention.start and mention.end <= proof.end


def _joined(one: Entity, other: Entity) -> Entity:
    mentions = tuple(sorted({*one.mentions, *other.mentions}))
    why, same = ({*getattr(one, n), *getattr(other, n)} for n in ("why", "same_as"))
    return replace(one, mentions=mentions, why=tuple(sorted(why)), same_as=tuple(sorted(same)))
