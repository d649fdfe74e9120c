"""Evidence, and putting equal triples together."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg import dates
from kg.model import ACTUAL, Document, Evidence, Statement, TimeSpan
from kg.ontology import Ontology


class Found(NamedTuple):
    """One triple with one piece of evidence, before equal triples are put together."""

    subject: str
    predicate: str
    object: str
    literal: bool
    evidence: Evidence


def evidence_at(
    document: Document,
    field: str,
    begin: int,
    stop: int,
    rule: str,
    *,
    status: str = ACTUAL,
    time: TimeSpan | None = None,
    said_by: str = "",
    claim: bool = False,
    inferences: tuple[str, ...] = (),
) -> Evidence:
    """Return the evidence that stands at a clean span of a document."""
    text = document.field(field)
    start, end = text.raw_span(begin, stop)
    return Evidence(
        document.id,
        field,
        start,
        end,
        text.raw[start:end],
        rule,
        status,
        dates.start_of(time) if time else "",
        time.not_before if time else "",
        time.not_after if time else "",
        time.basis if time else "",
        said_by,
        claim,
        inferences,
    )


def together(found: Iterable[Found], ontology: Ontology) -> tuple[Statement, ...]:
    """Put equal triples together; a symmetric relation is stated once, from the smaller IRI."""
    table: dict[tuple[str, str, str, bool], set[Evidence]] = defaultdict(set)
    for item in found:
        subject, obj = item.subject, item.object
        if ontology.properties[item.predicate].symmetric and obj < subject:
            subject, obj = obj, subject
        table[subject, ontology.properties[item.predicate].iri, obj, item.literal].add(item.evidence)
    posts: dict[tuple[str, str], list[tuple[str, str, str, bool]]] = defaultdict(list)
    for key in table:
        if key[3]:
            posts[key[:2]].append(key)
    shorter = {k for same in posts.values() for k in same if any(_longer(k, other) for other in same)}
    return tuple(Statement(*key, tuple(sorted(found))) for key, found in sorted(table.items()) if key not in shorter)


def _longer(post: tuple[str, str, str, bool], other: tuple[str, str, str, bool]) -> bool:
    """Whether `other` is a longer form of the same post of the same person in the document: 国家主席 of 主席."""
    return other[:2] == post[:2] and other[3] and other[2] != post[2] and other[2].endswith(post[2])
