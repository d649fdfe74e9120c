"""Which mentions of one document name the same thing: entities with IRIs, canonical names, reasons for each merge."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.model import BASE, Document, Entity, Mention, digest
from kg.ontology.terms import Ontology
from kg.resolve.reader import Reader

_DOTS = "·•・‧∙⋅"
_SHORTENED = frozenset({"Organization", "Forum", "Event", "Document", "Initiative", "Place"})


@dataclass(slots=True)
class _Cluster:
    type: str
    name: str
    iri: str = ""
    apart: str = ""
    mentions: list[Mention] = field(default_factory=list)
    why: list[tuple[Mention, str]] = field(default_factory=list)

    def take(self, other: "_Cluster", reason: str) -> None:
        """Move the mentions of another cluster here."""
        self.mentions += other.mentions
        self.why += other.why
        if reason and other.mentions:
            self.why.append((min(other.mentions), reason))


def entities(document: Document, mentions: Sequence[Mention], ontology: Ontology) -> tuple[Entity, ...]:
    """Return the entities that the mentions of a document name, sorted.

    Known ones keep their curated IRI; others get one from class, canonical name and, where the document tells
    homonyms apart, the country written with the name.
    """
    ordered = sorted(m for m in mentions if m.type != "Title")
    reader = Reader(document, ordered, ontology)
    clusters = _by_name(ordered, reader)
    for merge in (_defined, _short_forms, _persons, _aliases, _surnames):
        clusters = merge(clusters, reader)
    return tuple(sorted(_entity(c, ontology) for c in clusters if c.mentions))


def _by_name(mentions: Sequence[Mention], reader: Reader) -> list[_Cluster]:
    """Group mentions by gazetteer entry or by type and name; persons also by the state written with the name."""
    found: dict[tuple[str, ...], _Cluster] = {}
    homonyms = _homonyms(mentions, reader)
    last: dict[str, str] = {}
    for m in mentions:
        apart = ""
        if m.iri:
            key: tuple[str, ...] = (m.iri,)
            name = reader.ontology.entries[m.iri].zh
        else:
            name = reader.full(m.name) if m.type in _SHORTENED else m.name
            if m.type == "Person" and m.name in homonyms:
                apart = last[m.name] = reader.country(m) or last.get(m.name, homonyms[m.name])
            key = (m.type, name, apart)
        cluster = found.setdefault(key, _Cluster(m.type, name, m.iri, apart))
        if cluster.mentions and m.name not in {x.name for x in cluster.mentions}:
            cluster.why.append((m, "alias" if m.iri else "state spelt out"))
        cluster.mentions.append(m)
    return list(found.values())


def _homonyms(mentions: Sequence[Mention], reader: Reader) -> dict[str, str]:
    """Return the names that the document gives to people of different states, or that many bear.

    The value is the one state that the document writes with the name, or "".
    """
    states: dict[str, set[str]] = defaultdict(set)
    for m in mentions:
        if m.type == "Person":
            states[m.name].add(reader.country(m))
    common = set(reader.ontology.words.get("homonymNames", ()))
    found = {name: sorted(seen - {""}) for name, seen in states.items()}
    return {n: seen[0] if len(seen) == 1 else "" for n, seen in found.items() if len(seen) > 1 or n in common}


def _defined(clusters: list[_Cluster], reader: Reader) -> list[_Cluster]:
    """Merge what the document defines in brackets: 上海合作组织（以下简称“上合组织”）."""
    home = {m: c for c in clusters for m in c.mentions}
    full: dict[str, _Cluster] = {}
    for m, c in sorted(home.items(), key=lambda item: item[0]):
        before = reader.glossed(m) if m.rule == "defined" or m.iri else None
        if before and before.type == m.type:
            full.setdefault(c.name, home[before])
    for c in clusters:
        target = full.get(c.name)
        if target and target is not c and not (c.iri and target.iri) and c.mentions:
            first, second = (target, c) if target.iri or not c.iri else (c, target)
            first.take(second, "defined abbreviation")
            second.mentions = []
    return [c for c in clusters if c.mentions]


def _short_forms(clusters: list[_Cluster], reader: Reader) -> list[_Cluster]:
    """Merge a name with the only longer one that ends in it: 博世集团 → 德国博世集团."""
    for c in sorted(clusters, key=lambda c: (len(c.name), c.name)):
        learnt = all(m.rule == "learnt-tail" for m in c.mentions)
        if c.iri or c.type not in _SHORTENED or (len(c.name) < 3 and not learnt):
            continue
        particular = c.name in reader.ontology.words.get("particularDocuments", ())
        fits = _abbreviates if all(m.rule == "learnt-acronym" for m in c.mentions) else _extends
        longer = [o for o in clusters if o is not c and o.mentions and o.type == c.type and fits(o, c)]
        if len(longer) == 1 and not (particular and longer[0].iri):  # another 联合声明 than the one everybody knows
            longer[0].take(c, "short form of a full name in the document")
            c.mentions = []
    return [c for c in clusters if c.mentions]


def _extends(longer: _Cluster, shorter: _Cluster) -> bool:
    names = {longer.name, *(m.name for m in longer.mentions)}
    return any(len(n) > len(shorter.name) and n.endswith(shorter.name) for n in names)


def _abbreviates(longer: _Cluster, shorter: _Cluster) -> bool:
    """Whether the characters of the short form stand in the long name in the same order, the first one first."""
    rest = iter(longer.name)
    return longer.name[0] == shorter.name[0] and all(char in rest for char in shorter.name)


def _persons(clusters: list[_Cluster], reader: Reader) -> list[_Cluster]:
    """Merge a part of a foreign name with the only full one: 盖茨 → 比尔·盖茨."""
    persons = [c for c in clusters if c.type == "Person"]
    whole: dict[str, list[_Cluster]] = defaultdict(list)
    for person in persons:
        for piece in dict.fromkeys(_pieces(person.name)):
            whole[piece].append(person)
    for c in persons:
        if any(dot in c.name for dot in _DOTS):
            continue
        full = [o for o in whole.get(c.name, ()) if o.mentions]
        if len(full) == 1 and (not c.apart or not full[0].apart or c.apart == full[0].apart):
            longer = full[0]
            first, second = (c, longer) if c.iri and not longer.iri else (longer, c)
            first.take(second, "part of a full name in the document")
            second.mentions = []
    return [c for c in clusters if c.mentions]


def _pieces(name: str) -> list[str]:
    for dot in _DOTS:
        name = name.replace(dot, "·")
    pieces = name.split("·")
    return [pieces[0], pieces[-1]] if len(pieces) > 1 else []


def _aliases(clusters: list[_Cluster], reader: Reader) -> list[_Cluster]:
    """Merge an alias of a person whom the document names in full."""
    known = {c.iri: c for c in clusters if c.type == "Person" and c.iri}
    for c in clusters:
        targets = {known[i].iri for i in reader.ontology.names.get(c.name, ()) if i in known}
        if c.type == "Person" and not c.iri and len(targets) == 1:
            known[targets.pop()].take(c, "alias")
            c.mentions = []
    return [c for c in clusters if c.mentions]


def _surnames(clusters: list[_Cluster], reader: Reader) -> list[_Cluster]:
    """Merge surname and title with the person of that surname: 习主席 → 习近平."""
    persons = [c for c in clusters if c.type == "Person"]
    for c in persons:
        titled = [m for m in c.mentions if m.rule == "surname-title"]
        if not titled:
            continue
        same = [o for o in persons if o is not c and o.mentions and o.name[0] == c.name[0] and _native(o)]
        if len(same) > 1:
            same = [o for o in same if any(m < titled[0] for m in o.mentions)][-1:] or same[:1]
        if same:
            same[0].take(c, "surname-title")
            c.mentions = []
    return [c for c in clusters if c.mentions]


def _native(cluster: _Cluster) -> bool:
    return all(m.rule != "surname-title" for m in cluster.mentions) and len(cluster.name) <= 4


def _entity(cluster: _Cluster, ontology: Ontology) -> Entity:
    mentions = tuple(sorted(cluster.mentions))
    known = bool(cluster.iri)
    name = cluster.name
    iri = cluster.iri or f"{BASE}e/{digest(cluster.type, name, cluster.apart)}"
    return Entity(iri, cluster.type, name, known, mentions, tuple(_reasons(cluster.why)))


def _reasons(why: Iterable[tuple[Mention, str]]) -> list[str]:
    return [f"{m.text}: {reason}" for m, reason in sorted(set(why))]
