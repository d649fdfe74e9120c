"""The overview of a large graph: its communities, and where each stands as a bubble."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

SEED = 20240308
LARGE = 300
"""From so many linked entities on the page opens with the communities."""
_SMALL = 8
_MOST = 60

Links = Sequence[tuple[int, int]]


def web(size: int, links: Links) -> Any:
    """Return the nodes 0 … size-1 and their links as an undirected graph; parallel links weigh more, but ever less."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(size))
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for one, other in links:
        if one != other:
            counts[min(one, other), max(one, other)] += 1
    graph.add_weighted_edges_from((a, b, 1.0 + math.log(n)) for (a, b), n in sorted(counts.items()))
    return graph


@dataclass(frozen=True, slots=True)
class Groups:
    """The community of each node, the largest first, -1 for none; `pooled` is the one of the small pieces, or -1."""

    home: tuple[int, ...]
    pooled: int = -1


def communities(graph: Any) -> Groups:
    """Return the communities of a large graph; no node of a small one has any.

    Pieces of a few nodes, and communities beyond the sixtieth, are pooled into the last one.
    """
    home = [-1] * len(graph)
    pieces = sorted((sorted(piece) for piece in nx.connected_components(graph)), key=lambda p: (-len(p), p))
    if sum(len(piece) for piece in pieces if len(piece) > 1) <= LARGE:
        return Groups(tuple(home))
    found = [group for piece in pieces if len(piece) >= _SMALL for group in _parts(graph, piece)]
    rest = [node for piece in pieces if 1 < len(piece) < _SMALL for node in piece]
    found.sort(key=lambda group: (-len(group), group))
    rest += [node for group in found[_MOST:] for node in group]
    for number, group in enumerate([*found[:_MOST], rest]):
        for node in group:
            home[node] = number
    return Groups(tuple(home), min(len(found), _MOST) if rest else -1)


def _parts(graph: Any, piece: Sequence[int]) -> list[list[int]]:
    """Split a connected piece; a community of a few nodes joins the one it is most linked to."""
    inner = ordered(graph, piece)
    found = nx.community.louvain_communities(inner, resolution=1.0, seed=SEED)
    groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    while len(groups) > 1 and len(groups[-1]) < _SMALL:
        small = groups.pop()
        owner = {node: number for number, group in enumerate(groups) for node in group}
        pull = [0.0] * len(groups)
        for _, other, weight in inner.edges(small, data="weight"):
            if other in owner:
                pull[owner[other]] += weight
        best = max(range(len(groups)), key=lambda number: (pull[number], -number))
        groups[best] = sorted([*groups[best], *small])
        groups.sort(key=lambda group: (-len(group), group))
    return groups


def ordered(graph: Any, nodes: Sequence[int]) -> Any:
    """Return the part on these nodes with nodes and edges in order, which `subgraph` takes from a set."""
    result: nx.Graph = nx.Graph()
    result.add_nodes_from(nodes)
    inside = set(nodes)
    links = ((min(a, b), max(a, b), w) for a, b, w in graph.edges(nodes, data="weight") if a in inside and b in inside)
    result.add_weighted_edges_from(sorted(links))
    return result
