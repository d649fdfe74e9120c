"""From a built graph to decisions: what a reviewer points at, as a record with its anchor."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.decide import Decision
from kg.errors import DecisionError
from kg.graph.namespaces import rebased
from kg.graph.reading import stored
from kg.model import ACTUAL, CONDITIONAL, DENIED, PLANNED
from kg.ontology import Ontology
from kg.ontology.terms import TYPES
from kg.write.facts import Facts, Row
from kg.write.tables import rows_of

_STATUSES = (ACTUAL, PLANNED, DENIED, CONDITIONAL)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A piece of evidence that a reviewer should look at, and why."""

    evidence: str
    subject: str
    relation: str
    object: str
    status: str
    quote: str
    document: str
    date: str
    rule: str
    reason: str


class Deciding:
    """Makes decisions about the graph of an output folder; entities are given by their IRIs in it.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """

    def __init__(
        self, folder: Path | str, ontology: Ontology, reviewer: str = "", date: str = "", note: str = ""
    ) -> None:
        found = stored(folder)
        self.ontology = ontology
        self.folder, self.base = Path(folder), found.base
        self.facts = Facts(found.quads)
        self.rows = {str(row["evidence"]): row for row in rows_of(self.facts)}
        self.reviewer, self.date, self.note = reviewer, date, note

    def judged(self, evidence: str, kind: str) -> Decision:
        """Return the decision that a piece of evidence says what it is taken to say, or does not.

        Raises:
            DecisionError: the graph has no such evidence.
        """
        row = self._row(evidence)
        subject, relation, value = (str(row[n] or "") for n in ("subject_zh", "property", "object_zh"))
        return replace(self._anchored(row, kind), subject=subject, relation=relation, object=value)

    def added(self, evidence: str, subject: str, relation: str, value: str, status: str) -> Decision:
        """Return the decision that a sentence says something which was not found.

        Raises:
            DecisionError: the graph has no such evidence, or there is no such relation or status.
        """
        literal = self.literal(relation)
        if status not in _STATUSES:
            raise DecisionError(f"there is no status {status!r}; give one of {', '.join(_STATUSES)}")
        ends = [self._entity(subject)[0], value if literal else self._entity(value)[0]]
        anchor = self._anchored(self._row(evidence), "add")
        return replace(anchor, subject=ends[0], relation=relation, object=ends[1], status=status)

    def literal(self, relation: str) -> bool:
        """Return whether what a relation leads to is a text, such as a post.

        Raises:
            DecisionError: there is no such relation.
        """
        prop = self.ontology.properties.get(relation)
        if prop is None:
            raise DecisionError(f"there is no relation {relation!r}; kg ontology lists them")
        return not prop.range

    def merged(self, iri: str, other: str) -> Decision:
        """Return the decision that two names are one entity, the second.

        Raises:
            DecisionError: they are one already.
        """
        (name, kind), (target, target_type) = self._entity(iri), self._entity(other)
        if iri == other:
            raise DecisionError(f"{name} is one entity already; nothing to decide")
        return replace(self._of(iri, "merge"), name=name, type=kind, target=target, target_type=target_type)

    def retyped(self, iri: str, kind: str) -> Decision:
        """Return the decision that an entity is of another class.

        Raises:
            DecisionError: there is no such class.
        """
        name, own = self._entity(iri)
        if kind not in TYPES:
            raise DecisionError(f"there is no class {kind!r}; give one of {', '.join(TYPES)}")
        return replace(self._of(iri, "retype"), name=name, type=own, target=kind)

    def linked(self, iri: str, target: str) -> Decision:
        """Return the decision that an entity is an item of Wikidata or an entry of the gazetteer.

        Raises:
            DecisionError: the target is neither.
        """
        name, kind = self._entity(iri)
        if not (target[:1] == "Q" and target[1:].isdigit()):
            entries, names = self.ontology.entries, self.ontology.names
            found = [target] if target in entries else list(names.get(target, ()))
            if len(found) != 1:
                raise DecisionError(f"{target!r}: no Wikidata item (Q42) and no one gazetteer entry; give its IRI")
            target = found[0]
        return replace(self._of(iri, "link"), name=name, type=kind, target=target)

    def withheld(self, iri: str) -> Decision:
        """Return the decision that somebody is to appear nowhere, with all forms of the name that the graph has."""
        name, kind = self._entity(iri)
        written = (self.facts.one(m, ":text") for m in self._mentions(iri))
        names = tuple(sorted({name, *self.facts.all(iri, "skos:altLabel"), *written}))
        return replace(self._of(iri, "withhold"), name=name, type=kind, names=names)

    def split(self, mention: str, name: str, kind: str = "") -> Decision:
        """Return the decision that one mention names something else.

        Raises:
            DecisionError: there is no such mention or class.
        """
        iri = self._full(mention)
        owners = self.facts.all(iri, ":mentionOf")
        if not owners:
            raise DecisionError(f"{mention}: no mention of this graph; give its IRI (m:…)")
        if kind and kind not in TYPES:
            raise DecisionError(f"there is no class {kind!r}; give one of {', '.join(TYPES)}")
        own, own_type = self._entity(owners[0])
        return replace(self._at(iri, "split"), name=own, type=own_type, target=name, target_type=kind)

    def doubts(self, decided: Iterable[Decision]) -> Iterator[Doubt]:
        """Yield the evidence that nobody has judged, the most doubtful first.

        That is what rests on most of: a claim, an inference, a name linked to nothing; then what a rare rule found.
        """
        judged = {_mark(d) for d in decided if d.of_statement}
        uses = Counter(str(row["rule"]) for row in self.rows.values())
        found = []
        for iri, row in self.rows.items():
            if _mark(self.judged(iri, "confirm")) in judged:
                continue
            reasons = list(self._reasons(row))
            rank = (-len(reasons), uses[str(row["rule"])], str(row["date"] or ""), iri)
            found.append((rank, self._doubt(iri, row, reasons)))
        yield from (doubt for _, doubt in sorted(found, key=lambda pair: pair[0]))

    def _reasons(self, row: Row) -> Iterator[str]:
        if row["claim"]:
            yield "a claim about an opponent"
        if row["inferences"]:
            yield f"inferred: {row['inferences']}"
        if any(row[end] and not self.facts.all(str(row[end]), "skos:exactMatch") for end in ("subject", "object")):
            yield "a name that is linked to nothing"

    def _doubt(self, iri: str, row: Row, reasons: list[str]) -> Doubt:
        names = ("subject_zh", "property", "object_zh", "status", "quote", "document", "date", "rule")
        subject, relation, value, status, quote, document, date, rule = (str(row[n] or "") for n in names)
        return Doubt(iri, subject, relation, value, status, quote, document, date, rule, "; ".join(reasons))

    def _full(self, iri: str) -> str:
        letter, colon, name = iri.partition(":")
        return f"{self.base}{letter}/{name}" if colon and len(letter) == 1 else rebased(iri.strip("<>"), self.base)

    def _row(self, evidence: str) -> Row:
        found = self.rows.get(self._full(evidence))
        if found is None:
            raise DecisionError(f"{evidence}: no evidence of {self.folder}; kg show prints its IRI (v:…)")
        return found

    def _anchored(self, row: Row, kind: str) -> Decision:
        digest = self.facts.one(str(row["document_iri"]), ":sha256")
        place, quote = (int(str(row["start"])), int(str(row["end"]))), str(row["quote"])
        return self._decision(kind, str(row["document"]), digest, str(row["field"]), *place, quote=quote)

    def _decision(self, kind: str, document: str, digest: str, field: str, *place: int, quote: str) -> Decision:
        start, end = place
        found = Decision(kind, document, digest, field, start, end, quote)
        return replace(found, reviewer=self.reviewer, date=self.date, note=self.note)

    def _entity(self, iri: str) -> tuple[str, str]:
        """Return name and class of an entity."""
        return self.facts.label(iri, "zh"), self.facts.kinds(iri)[0]

    def _mentions(self, entity: str) -> list[str]:
        return [m for m in self.facts.instances("Mention") if entity in self.facts.all(m, ":mentionOf")]

    def _of(self, entity: str, kind: str) -> Decision:
        return self._at(min(self._mentions(entity), key=self._order), kind)

    def _order(self, mention: str) -> tuple[str, str, int, str]:
        document = self.facts.one(self.facts.one(mention, ":inDocument"), "dcterms:identifier")
        return document, self.facts.one(mention, ":field"), int(self.facts.one(mention, ":start")), mention

    def _at(self, mention: str, kind: str) -> Decision:
        home = self.facts.one(mention, ":inDocument")
        names = ("dcterms:identifier", ":sha256")
        document, digest = (self.facts.one(home, n) for n in names)
        field, start, end, quote = (self.facts.one(mention, n) for n in (":field", ":start", ":end", ":text"))
        return self._decision(kind, document, digest, field, int(start), int(end), quote=quote)


def _mark(decision: Decision) -> tuple[object, ...]:
    d = decision
    return d.sha256, d.field, d.start, d.end, d.relation, d.subject, d.object
