"""The overview of a large graph: its communities, and where each stands as a bubble."""

import math
from collections import defaultdict
from collections.abc import Sequence
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


def communities(graph: Any) -> list[int]:
    """Return the number of the community of each node, the largest first; -1 for all where the graph is small.

    Pieces of a few nodes, and communities beyond the sixtieth, share the last one; a node without a link has -1.
    """
    home = [-1] * len(graph)
    pieces = sorted((sorted(piece) for piece in nx.connected_components(graph)), key=lambda p: (-len(p), p))
    if sum(len(piece) for piece in pieces if len(piece) > 1) <= LARGE:
        return home
    found: list[list[int]] = []
    rest: list[int] = []
    for piece in pieces:
        if len(piece) >= _SMALL:
            parts = nx.community.louvain_communities(ordered(graph, piece), resolution=1.0, seed=SEED)
            found += [sorted(part) for part in parts]
        elif len(piece) > 1:
            rest += piece
    found.sort(key=lambda group: (-len(group), group))
    for group in found[_MOST:]:
        rest += group
    for number, group in enumerate([*found[:_MOST], *([rest] if rest else [])]):
        for node in group:
            home[node] = number
    return home


def ordered(graph: Any, nodes: Sequence[int]) -> Any:
    """Return the part on these nodes with nodes and edges in order, which `subgraph` takes from a set."""
    result: nx.Graph = nx.Graph()
    result.add_nodes_from(nodes)
    inside = set(nodes)
    links = ((min(a, b), max(a, b), w) for a, b, w in graph.edges(nodes, data="weight") if a in inside and b in inside)
    result.add_weighted_edges_from(sorted(links))
    return result
