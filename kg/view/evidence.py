"""The columns of sentences and evidence: each sentence once, with every mention that stands in it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from kg.graph import Article, Node, Speech
from kg.model import ACTUAL, CONDITIONAL, DENIED, PLANNED, Evidence, Statement
from kg.view.exchanges import within

CLAIMED = "claimed"
KINDS = (ACTUAL, CLAIMED, PLANNED, CONDITIONAL, DENIED)
"""How a statement stands, strongest first; `claimed` is actual, but only as a party's claim about its opponent."""


def kind_of(evidence: Evidence) -> str:
    """Return the kind of one piece of evidence; a status unknown here keeps its own name."""
    return CLAIMED if evidence.claim and evidence.status == ACTUAL else evidence.status


def kind(statement: Statement) -> str:
    """Return the strongest kind among the evidence."""
    kinds = {kind_of(e) for e in statement.evidence}
    return min(kinds, key=lambda k: (KINDS.index(k) if k in KINDS else len(KINDS), k))


def columns(
    statements: Sequence[Statement],
    documents: Sequence[Article],
    nodes: Sequence[Node],
    turns: Sequence[Speech],
    number: Mapping[str, int],
) -> dict[str, Any]:
    """Return the columns `kinds`, `rules`, `inferences`, `sentences`, `evidence`; `number` is the place of an IRI."""
    home = {d.id: place for place, d in enumerate(documents)}
    rows = [(place, e) for place, s in enumerate(statements) for e in _dated(s, home)]
    spans = sorted({_span(e) for _, e in rows}, key=lambda span: (home[span[0]], *span[1:]))
    sentence = {span: place for place, span in enumerate(spans)}
    quotes = {_span(e): e.quote for _, e in rows}
    marks = _marks(spans, nodes)
    kinds = list(dict.fromkeys([*KINDS, *sorted({kind_of(e) for _, e in rows})]))
    rules = sorted({e.rule for _, e in rows})
    inferences = sorted({i for _, e in rows for i in e.inferences})
    return {
        "kinds": kinds,
        "rules": rules,
        "inferences": inferences,
        "sentences": {
            "text": [quotes[span] for span in spans],
            "document": [home[span[0]] for span in spans],
            "title": [int(span[1] == "title") for span in spans],
            "start": [span[2] for span in spans],
            "end": [span[3] for span in spans],
            "turn": within(turns, spans),
            "marks": marks,
        },
        "evidence": {
            "statement": [place for place, _ in rows],
            "sentence": [sentence[_span(e)] for _, e in rows],
            "kind": [kinds.index(kind_of(e)) for _, e in rows],
            "time": [e.time for _, e in rows],
            "from": [e.not_before for _, e in rows],
            "to": [e.not_after for _, e in rows],
            "by": [number.get(e.said_by, -1) for _, e in rows],
            "rule": [rules.index(e.rule) for _, e in rows],
            "inferences": [[inferences.index(i) for i in e.inferences] for _, e in rows],
        },
    }


def _span(evidence: Evidence) -> tuple[str, str, int, int]:
    return evidence.document, evidence.field, evidence.start, evidence.end


def _dated(statement: Statement, home: Mapping[str, int]) -> list[Evidence]:
    """The evidence of a statement in the order of the documents."""
    return sorted(statement.evidence, key=lambda e: (home[e.document], e))


def _marks(spans: Sequence[tuple[str, str, int, int]], nodes: Sequence[Node]) -> list[list[int]]:
    """For each span the mentions inside: begin and end in code points of the quote, and the number of the entity."""
    fields: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for place, node in enumerate(nodes):
        for mention in node.occurrences:
            fields[mention.document, mention.field].append((mention.start, mention.end, place))
    for mentions in fields.values():
        mentions.sort()
    result = []
    for document, field, start, end in spans:
        mentions = fields.get((document, field), [])
        row: list[int] = []
        for begin, stop, place in mentions[bisect_left(mentions, (start, 0, 0)) :]:
            if begin >= end:
                break
            if stop <= end:
                row += (begin - start, stop - start, place)
        result.append(row)
    return result
