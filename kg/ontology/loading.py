"""From Turtle to the frozen `Ontology`; what is malformed is refused with file, IRI and remedy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.model import ACTUAL, CONDITIONAL, DENIED, ONTOLOGY, PLANNED, digest
from kg.ontology import pattern
from kg.ontology.facts import Facts, expand, local, parse, shipped_and
from kg.ontology.terms import TYPES, Class, Entry, Frame, Ontology, Property, Rule, TitleWord

LEVELS = ("group", "item")
STATUSES = (ACTUAL, PLANNED, DENIED, CONDITIONAL)


def load(*overlays: Path) -> Ontology:
    """Return the shipped ontology with the given folders layered over it.

    Raises:
        OntologyError: a folder without Turtle, or a malformed definition.
    """
    return _load(tuple(Path(o).resolve() for o in overlays))


@cache
def _load(overlays: tuple[Path, ...]) -> Ontology:
    facts = parse(shipped_and(overlays))
    classes = _classes(facts)
    words = {local(s): _words(facts, s) for s in facts.instances(":WordList")}
    properties = {p.name: p for p in _properties(facts, classes)}
    entries = {e.iri: e for e in _entries(facts, classes)}
    return Ontology(
        digest=digest(*(part for name, data in facts.sources for part in (name, data.decode()))),
        classes=classes,
        properties=properties,
        rules=tuple(sorted(_rules(facts, classes, properties, words))),
        words=words,
        titles={t.word: t for t in _titles(facts)},
        compounds=dict(_compounds(facts, entries)),
        entries=entries,
        names=_index(entries.values(), "labels"),
        framed=_index(entries.values(), "framed"),
        context=_index(entries.values(), "context"),
        prefixes=dict(sorted(facts.prefixes.items())),
        switches=dict(_switches(facts, words)),
        off=frozenset(),
        turtle=tuple(_definitions(facts, classes, properties)),
    )


def _index(entries: Iterable[Entry], level: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for surface in getattr(entry, level):
            found[surface].add(entry.iri)
    return {k: tuple(sorted(v)) for k, v in sorted(found.items())}


def _classes(facts: Facts) -> dict[str, Class]:
    declared = sorted({*facts.instances("owl:Class")})
    above = {c: facts.iris(c, "rdfs:subClassOf") for c in declared}
    main = {ONTOLOGY + t for t in TYPES}

    def types(iri: str) -> frozenset[str]:
        upward, seen = [iri], {iri}
        while upward:  # the entity type that a special class lies under
            current = upward.pop()
            if current in main:
                return frozenset({local(current)})
            fresh = [p for p in above.get(current, []) if p not in seen]
            seen.update(fresh)
            upward += fresh
        return frozenset(local(m) for m in main if iri in _ancestors(m, above))

    found = {}
    for iri in declared:
        zh, en = facts.string(iri, "rdfs:label", "zh"), facts.string(iri, "rdfs:label", "en")
        if not zh or not en:
            raise facts.fail(iri, "a class without label", "give it rdfs:label in zh and en")
        found[local(iri)] = Class(local(iri), iri, zh, en, types(iri))
    missing = [t for t in TYPES if t not in found]
    if missing:
        raise facts.fail(ONTOLOGY + missing[0], "an entity type that is not declared", "declare it as owl:Class")
    return found


def _ancestors(iri: str, above: Mapping[str, list[str]]) -> set[str]:
    found, todo = set(), [iri]
    while todo:
        for parent in above.get(todo.pop(), []):
            if parent not in found:
                found.add(parent)
                todo.append(parent)
    return found


def _slot(facts: Facts, subject: str, name: str, classes: Mapping[str, Class]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for iri in facts.iris(subject, name):
        known = classes.get(local(iri))
        if known is None or not known.types:
            raise facts.fail(subject, f"{name} {local(iri)} is no class of entities", "name a class of classes.ttl")
        found |= known.types
    return found


def _properties(facts: Facts, classes: Mapping[str, Class]) -> Iterable[Property]:
    literal = set(facts.instances("owl:DatatypeProperty"))
    for iri in sorted(literal | set(facts.instances("owl:ObjectProperty"))):
        if expand(":Relation") not in facts.iris(iri, "rdf:type"):
            continue
        zh, en = facts.string(iri, "rdfs:label", "zh"), facts.string(iri, "rdfs:label", "en")
        definition = facts.string(iri, "skos:definition", "en")
        domain, span = _slot(facts, iri, "rdfs:domain", classes), frozenset[str]()
        if iri not in literal:
            span = _slot(facts, iri, "rdfs:range", classes)
        if not zh or not en or not definition:
            raise facts.fail(iri, "a relation needs rdfs:label in zh and en and skos:definition in en", "add them")
        if not domain or (not span and iri not in literal):
            raise facts.fail(iri, "a relation needs rdfs:domain and rdfs:range", "add them")
        yield Property(
            local(iri),
            iri,
            zh,
            en,
            definition,
            domain,
            span,
            expand("owl:SymmetricProperty") in facts.iris(iri, "rdf:type"),
            expand(":AdversarialRelation") in facts.iris(iri, "rdf:type"),
            expand(":StanceRelation") in facts.iris(iri, "rdf:type"),
            tuple(facts.strings(iri, ":example")),
            tuple(facts.strings(iri, ":counterExample")),
        )


def _rules(
    facts: Facts, classes: Mapping[str, Class], properties: Mapping[str, Property], words: Mapping[str, tuple[str, ...]]
) -> Iterable[Rule]:
    """Yield a rule for each :frame of a property, and for each :Rule that stands by itself."""
    for prop in properties.values():
        for frame in facts.iris(prop.iri, ":frame"):
            name = f"{prop.name}-{local(frame).removeprefix('frame-')}"
            triggers = _triggers(facts, prop.iri, words)
            yield Rule(name, prop.name, _frame(facts, prop.iri, frame, words), triggers, prop.domain, prop.range)
    for iri in facts.instances(":Rule"):
        states = [properties.get(local(i)) for i in facts.iris(iri, ":states")]
        frames = facts.iris(iri, ":frame")
        if len(states) != 1 or states[0] is None or len(frames) != 1:
            raise facts.fail(iri, "a rule needs one :states (a relation) and one :frame", "add them")
        prop = states[0]
        status = next((local(i) for i in facts.iris(iri, ":status")), "")
        if status not in ("", *STATUSES):
            raise facts.fail(iri, f"there is no status {status}", f"use one of {', '.join(STATUSES)}")
        yield Rule(
            local(iri).removeprefix("rule-"),
            prop.name,
            _frame(facts, iri, frames[0], words),
            _triggers(facts, iri, words),
            _narrowed(facts, iri, ":subjectClass", classes, prop.domain),
            _narrowed(facts, iri, ":objectClass", classes, prop.range),
            status,
            facts.string(iri, ":undated") == "true",
        )


def _narrowed(
    facts: Facts, rule: str, name: str, classes: Mapping[str, Class], whole: frozenset[str]
) -> frozenset[str]:
    """Return the types of a rule's slot, which lie within the domain or range of its relation."""
    found = _slot(facts, rule, name, classes) or whole
    if found - whole:
        beyond = ", ".join(sorted(found - whole))
        raise facts.fail(rule, f"{name} reaches beyond the relation ({beyond})", "name a narrower class")
    return found


def _frame(facts: Facts, subject: str, iri: str, words: Mapping[str, tuple[str, ...]]) -> Frame:
    text = facts.string(iri, ":pattern")
    if not text:
        raise facts.fail(subject, f"frame <{local(iri)}> has no :pattern", "define it in frames.ttl")
    try:
        pattern.regex(text, dict.fromkeys(pattern.SLOTS, ""), words)
    except pattern.PatternError as error:
        raise facts.fail(iri, f"malformed pattern: {error}", "see the frame syntax in README.md") from error
    level = facts.string(iri, ":level") or "group"
    if level not in LEVELS:
        raise facts.fail(iri, f"there is no level {level}", f"use one of {', '.join(LEVELS)}")
    return Frame(local(iri).removeprefix("frame-"), text, level)


def _triggers(facts: Facts, subject: str, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = set(facts.strings(subject, ":trigger"))
    for iri in facts.iris(subject, ":triggers"):
        if local(iri) not in words:
            raise facts.fail(subject, f"no word list named {local(iri)}", "declare it as :WordList")
        found.update(words[local(iri)])
    if not found:
        raise facts.fail(subject, "a rule without trigger words", "add :trigger")
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


def _words(facts: Facts, subject: str) -> tuple[str, ...]:
    found = facts.strings(subject, ":word")
    if not found or "" in found:
        raise facts.fail(subject, "an empty word list or word", "give :word values")
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


def _titles(facts: Facts) -> Iterable[TitleWord]:
    for iri in facts.instances(":TitleWord"):
        for word in _words(facts, iri):
            position = facts.string(iri, ":position") or "both"
            yield TitleWord(word, facts.string(iri, "rdfs:label", "en"), position, facts.string(iri, ":rank"))


def _compounds(facts: Facts, entries: Mapping[str, Entry]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for iri in facts.instances(":Compound"):
        members = facts.iris(iri, ":member")
        unknown = [m for m in members if m not in entries]
        if unknown or not members:
            raise facts.fail(iri, f"members not in the gazetteer: {', '.join(unknown) or 'none'}", "define them")
        for word in _words(facts, iri):
            yield word, tuple(members)


def _entries(facts: Facts, classes: Mapping[str, Class]) -> Iterable[Entry]:
    for iri in facts.table:
        kinds = [classes[local(i)] for i in facts.iris(iri, "rdf:type") if local(i) in classes]
        kinds = [k for k in kinds if len(k.types) == 1]
        if not kinds or "/e/" not in iri:
            continue
        zh, en = facts.string(iri, "rdfs:label", "zh"), facts.string(iri, "rdfs:label", "en")
        if not zh:
            raise facts.fail(iri, "an entry without rdfs:label in zh", "add one")
        main = sorted(kinds, key=lambda k: (k.name in TYPES, k.name))[0]
        labels = dict.fromkeys([zh, *facts.strings(iri, "skos:altLabel", "zh")])
        yield Entry(
            iri,
            next(iter(main.types)),
            main.name,
            zh,
            en,
            tuple(labels),
            tuple(facts.strings(iri, ":framedLabel")),
            tuple(facts.strings(iri, ":contextLabel")),
            tuple(facts.iris(iri, "skos:exactMatch")),
            next(iter(facts.iris(iri, "dcterms:isReplacedBy")), ""),
            tuple(facts.iris(iri, ":partOf")),
        )


def _switches(facts: Facts, words: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for iri in facts.instances(":Switch"):
        lists = tuple(local(i) for i in facts.iris(iri, ":removes"))
        unknown = [n for n in lists if n not in words]
        if unknown:
            raise facts.fail(iri, f"removes {', '.join(unknown)}, which is no word list", "name a :WordList")
        yield local(iri).removeprefix("switch-"), lists


def _definitions(facts: Facts, classes: Mapping[str, Class], properties: Mapping[str, Property]) -> Iterable[str]:
    """Yield what a graph should say of its own terms: labels, definitions, hierarchy, alignments."""
    private = {expand(n) for n in (":trigger", ":triggers", ":frame", ":example", ":counterExample")}
    for term in sorted([c.iri for c in classes.values()] + [p.iri for p in properties.values()]):
        for predicate, objects in facts.table[term].items():
            if predicate not in private:
                yield from (str(ox.Triple(ox.NamedNode(term), ox.NamedNode(predicate), o)) for o in objects)
