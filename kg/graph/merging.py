"""Many extractions, one graph: equal IRIs are one node, and the order of the documents does not matter."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter

from kg.errors import DocumentIdError
from kg.graph.values import Article, Graph, Node, Occurrence, Speech, Turns, speech_iri
from kg.model import Document, Evidence, Extraction, Statement
from kg.ontology import Ontology

INTERNAL = "Title"
_Triple = tuple[str, str, str, bool]
"""Subject, predicate, object, and whether that is a literal."""
_EVIDENCE = attrgetter(*(f.name for f in fields(Evidence)))
"""The order of evidence, as a key: made once for each, where comparing makes two at every step."""


def merge(extractions: Iterable[Extraction], ontology: Ontology) -> Graph:
    """Merge the extractions of different documents; the result is the same in whatever order they come.

    Raises:
        DocumentIdError: two documents carry the same id.
    """
    articles: dict[str, Article] = {}
    pots: dict[str, _Pot] = defaultdict(_Pot)
    evidence: dict[_Triple, dict[tuple[str, ...], Evidence]] = defaultdict(dict)
    speeches: list[Speech] = []
    symmetric = {p.iri for p in ontology.properties.values() if p.symmetric}
    for extraction in extractions:
        document = extraction.document
        if document.id in articles:
            raise DocumentIdError(f"{document.id}: two documents carry this id; give each its own")
        articles[document.id] = _article(document)
        turns = _speeches(extraction)
        speeches += turns
        _pour(extraction, turns, pots)
        for statement in extraction.statements:
            _add(statement, symmetric, evidence)
    return Graph(
        tuple(articles[i] for i in sorted(articles)),
        tuple(pots[iri].node(iri, ontology) for iri in sorted(pots)),
        tuple(Statement(*key, tuple(sorted(evidence[key].values(), key=_EVIDENCE))) for key in sorted(evidence)),
        tuple(sorted(speeches)),
    )


def _article(document: Document) -> Article:
    return Article(
        document.id,
        document.title.clean,
        len(document.title.raw),
        len(document.text.raw),
        document.date,
        document.publisher,
        document.author,
        document.url,
        document.language,
        document.rights,
        document.sha256,
        document.found_url,
        document.collection,
    )


def _speeches(extraction: Extraction) -> list[Speech]:
    """Return the turns in the order of the text, questions linked by IRI instead of index."""
    document = extraction.document
    iris = {t.index: speech_iri(document.id, t.field, t.start, t.end) for t in extraction.turns}
    return sorted(
        Speech(
            document.id,
            t.field,
            t.start,
            t.end,
            t.role,
            t.name,
            document.field(t.field).clean[t.begin : t.stop],
            t.speaker,
            t.outlet,
            iris.get(t.reply_to, ""),
        )
        for t in extraction.turns
    )


@dataclass(slots=True)
class _Pot:
    """What the documents read so far say of one entity."""

    types: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    known: bool = False
    aliases: set[str] = field(default_factory=set)
    occurrences: set[Occurrence] = field(default_factory=set)
    why: set[str] = field(default_factory=set)
    same_as: set[str] = field(default_factory=set)

    def node(self, iri: str, ontology: Ontology) -> Node:
        """Return the entity; the gazetteer's name and type win, then the most documents, the longest, the first."""
        entry = ontology.entries.get(iri)
        name = entry.zh if entry else min(self.names, key=lambda n: (-self.names[n], -len(n), n))
        type_ = entry.type if entry else min(self.types, key=lambda t: (-self.types[t], t))
        spare = {*self.aliases, *self.names} - {name}
        known = self.known or entry is not None
        places = tuple(sorted(self.occurrences))
        return Node(iri, type_, name, known, _sorted(spare), places, _sorted(self.why), _sorted(self.same_as))


def _sorted(strings: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(strings))


def _pour(extraction: Extraction, turns: list[Speech], pots: Mapping[str, _Pot]) -> None:
    document = extraction.document.id
    entities = [e for e in extraction.entities if e.type != INTERNAL]
    # a span that names several entities (a compound such as 中俄) is no name of any one of them
    owners = Counter(span for e in entities for span in {(m.field, m.start, m.end) for m in e.mentions})
    spoken = Turns(turns)
    for entity in entities:
        pot = pots[entity.iri]
        pot.types[entity.type] += 1
        pot.names[entity.name] += 1
        pot.known |= entity.known
        pot.why.update(entity.why)
        pot.same_as.update(entity.same_as)
        for m in entity.mentions:
            turn = spoken.at(document, m.field, m.start)
            pot.occurrences.add(Occurrence(document, m.field, m.start, m.end, m.text, turn))
            if not m.known and owners[m.field, m.start, m.end] == 1:
                pot.aliases.add(m.text)


def _strength(evidence: Evidence) -> tuple[int, bool, Evidence]:
    return len(evidence.inferences), evidence.claim, evidence


def _add(
    statement: Statement, symmetric: set[str], table: Mapping[_Triple, dict[tuple[str, ...], Evidence]]
) -> None:
    one, other = statement.subject, statement.object
    if statement.predicate in symmetric and not statement.literal:
        one, other = min(one, other), max(one, other)
    found = table[one, statement.predicate, other, statement.literal]
    for evidence in statement.evidence:
        # two readings of one place: the one that rests on fewer inferences stands for both
        place = evidence.identity
        rival = found.get(place)
        found[place] = min(rival, evidence, key=_strength) if rival else evidence
