"""Who is named beside whom: co-occurrence, which states nothing, and is kept apart from what is stated."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.graph.values import Node, Together

REACH = 60
"""Characters from the beginning of one mention to that of the other: about a sentence."""
LEAST = 2
"""How often two must be named together to count: once may be chance."""


def together(nodes: Iterable[Node]) -> tuple[Together, ...]:
    """Return the pairs of entities that are named within REACH characters of each other LEAST times or more, sorted.

    Each mention of the first of a pair counts once, beside the nearest of the other; mentions of one span (中俄) are
    beside each other.
    """
    fields: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for node in nodes:
        for place in node.occurrences:
            fields[place.document, place.field].append((place.start, node.iri))
    times: Counter[tuple[str, str]] = Counter()
    homes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (document, _), mentions in sorted(fields.items()):
        mentions.sort()
        first = 0
        for number, (start, one) in enumerate(mentions):
            while start - mentions[first][0] > REACH:
                first += 1
            near = {other for _, other in mentions[first:number]}
            for at, other in mentions[number + 1 :]:
                if at - start > REACH:
                    break
                near.add(other)
            for other in near:
                if one < other:
                    times[one, other] += 1
                    homes[one, other].add(document)
    return tuple(sorted(Together(*pair, n, len(homes[pair])) for pair, n in times.items() if n >= LEAST))
