"""The columns of press conferences: who asked, who answered, and in which turn a sentence stands."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from kg.graph import Article, Node, Speech

MOST = 240
"""Characters of a turn that the page carries; the statements of the rest still have their own sentences."""

Span = tuple[str, str, int, int]


def arranged(turns: Sequence[Speech], documents: Sequence[Article]) -> list[Speech]:
    """Return the turns in the order of the documents and of the text."""
    home = {d.id: place for place, d in enumerate(documents)}
    return sorted(turns, key=lambda t: (home[t.document], t.field, t.start, t.end))


def within(turns: Sequence[Speech], spans: Sequence[Span]) -> list[int]:
    """Return for each span the place of the turn in which it begins, or -1; turns do not overlap."""
    fields: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for place, turn in enumerate(turns):
        fields[turn.document, turn.field].append((turn.start, turn.end, place))
    result = []
    for document, field, start, _ in spans:
        rows = fields.get((document, field), [])
        at = bisect_right(rows, start, key=lambda row: row[0]) - 1
        result.append(rows[at][2] if at >= 0 and start < rows[at][1] else -1)
    return result


def columns(
    turns: Sequence[Speech], documents: Sequence[Article], nodes: Sequence[Node], number: Mapping[str, int]
) -> dict[str, list[Any]]:
    """Return the columns of arranged turns; `mentions` lists the entities named in each."""
    home = {d.id: place for place, d in enumerate(documents)}
    place = {turn.iri: at for at, turn in enumerate(turns)}
    named: list[set[int]] = [set() for _ in turns]
    for at, node in enumerate(nodes):
        for mention in node.occurrences:
            if mention.turn in place:
                named[place[mention.turn]].add(at)
    return {
        "document": [home[t.document] for t in turns],
        "answer": [int(t.role == "answer") for t in turns],
        "name": [t.name for t in turns],
        "speaker": [number.get(t.speaker, -1) for t in turns],
        "outlet": [number.get(t.outlet, -1) for t in turns],
        "to": [place.get(t.reply_to, -1) for t in turns],
        "text": [_clipped(t.text.strip()) for t in turns],
        "mentions": [sorted(one) for one in named],
    }


def _clipped(text: str) -> str:
    return text if len(text) <= MOST else text[: MOST - 1] + "…"
