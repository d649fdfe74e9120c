"""Where every node stands: computed here, so that the browser never has to."""

import math
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.view.groups import SEED, Groups, ordered, web

Point = tuple[int, int]
Array = NDArray[np.float64]

_STEP = 52.0
"""Room of one node, in the units of vis-network (pixels at zoom 1)."""
_DENSE = 400
"""Largest piece given to the spring layout at once; from 500 nodes on networkx wants SciPy."""


def positions(sizes: Sequence[float], edges: Sequence[tuple[int, int]], home: Sequence[int] = ()) -> list[Point]:
    """Place the nodes 0 … len(sizes)-1: components apart, large ones by community, nodes without an edge in a strip.

    `home` is the community of each node, if it is known. The same input gives the same integers: the nodes enter in
    order, the seed is fixed, and the result is rounded.
    """
    graph = web(len(sizes), edges)
    pieces = sorted((sorted(piece) for piece in nx.connected_components(graph)), key=lambda p: (-len(p), p))
    lone = [piece[0] for piece in pieces if len(piece) == 1]
    blocks = [_apart(_component(graph, piece, home), piece, sizes) for piece in pieces if len(piece) > 1]
    placed = _shelves(blocks, [piece for piece in pieces if len(piece) > 1])
    bottom = max((y for _, y in placed.values()), default=-2 * _STEP) + 2 * _STEP
    left, right = min((x for x, _ in placed.values()), default=0.0), max((x for x, _ in placed.values()), default=0.0)
    width = max(right - left, _STEP * 1.6 * math.ceil(math.sqrt(len(lone) or 1)))
    columns = max(1, int(width // (_STEP * 1.6)) + 1)
    first = (left + right - (min(columns, len(lone)) - 1) * _STEP * 1.6) / 2
    for place, node in enumerate(lone):
        placed[node] = (first + place % columns * _STEP * 1.6, bottom + place // columns * _STEP)
    return [(round(placed[node][0]), round(placed[node][1])) for node in range(len(sizes))]


def _component(graph: Any, nodes: list[int], home: Sequence[int]) -> Array:
    """Lay out one connected piece around the origin; a large one as a map of its communities."""
    if len(nodes) <= _DENSE:
        return _spring(graph, nodes, 0.8 * _STEP * math.sqrt(len(nodes)))
    inner = ordered(graph, nodes)
    known = sorted({home[node] for node in nodes}) if home else []
    parts = [[node for node in nodes if home[node] == number] for number in known] or [nodes]
    groups = sorted((g for part in parts for g in _communities(inner, part, 1.0)), key=lambda g: (-len(g), g))
    centres, radii = _bubbles(inner, groups)
    points = np.zeros((len(nodes), 2))
    index = {node: place for place, node in enumerate(nodes)}
    for group, centre, radius in zip(groups, centres, radii, strict=True):
        points[[index[node] for node in group]] = centre + _spring(inner, group, float(radius))
    return points


def bubbles(size: int, edges: Sequence[tuple[int, int]], groups: Groups) -> list[tuple[int, int, int]]:
    """Return the middle and the radius of a disc for each community, linked ones near each other."""
    members: list[list[int]] = [[] for _ in range(max(groups.home, default=-1) + 1)]
    for node, number in enumerate(groups.home):
        if number >= 0:
            members[number].append(node)
    if not members:
        return []
    if groups.pooled > 0:
        members[-1] = members[-1][: len(members[0]) // 2]
    centres, radii = _bubbles(web(size, edges), members)
    return [(round(x), round(y), round(r)) for (x, y), r in zip(centres.tolist(), radii.tolist(), strict=True)]


def _bubbles(graph: Any, groups: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    """Place discs for groups of nodes by the links between them."""
    number_of = {node: number for number, group in enumerate(groups) for node in group}
    map_: nx.Graph = nx.Graph()
    map_.add_nodes_from(range(len(groups)))
    for one, other, weight in graph.edges(data="weight"):
        a, b = number_of.get(one, -1), number_of.get(other, -1)
        if a != b and min(a, b) >= 0:
            known = map_.get_edge_data(a, b, {"weight": 0.0})["weight"]
            map_.add_edge(a, b, weight=known + weight)
    for _, _, facts in map_.edges(data=True):
        facts["weight"] = math.log1p(facts["weight"])
    for other in range(1, len(groups)):
        if not map_.has_edge(0, other):
            map_.add_edge(0, other, weight=0.25)  # or what is linked to nothing would drift away
    radii = np.array([_STEP * 0.65 * math.sqrt(len(group)) for group in groups])
    reach = float(1.1 * math.sqrt((radii**2).sum()))
    return _spread(_spring(map_, list(range(len(groups))), reach), radii), radii


def _communities(graph: Any, nodes: list[int], resolution: float) -> list[list[int]]:
    """Split into communities small enough to be laid out at once, with a finer eye where they are not."""
    if len(nodes) <= _DENSE:
        return [nodes]
    if resolution > 64:
        return [nodes[start : start + _DENSE] for start in range(0, len(nodes), _DENSE)]
    inner = ordered(graph, nodes)
    found = nx.community.louvain_communities(inner, resolution=resolution, seed=SEED)
    return [part for group in sorted(map(sorted, found)) for part in _communities(inner, group, resolution * 2)]


def _spring(graph: Any, nodes: list[int], radius: float) -> Array:
    """Spring layout scaled to a radius; the same nodes and edges give the same points."""
    if len(nodes) == 1:
        return np.zeros((1, 2))
    rounds = 120 if len(nodes) < 150 else 70
    found = nx.spring_layout(
        ordered(graph, nodes), k=2.6 / math.sqrt(len(nodes)), iterations=rounds, seed=SEED, scale=None
    )
    points: Array = np.array([found[node] for node in nodes])
    points -= points.mean(axis=0)
    reach = np.sqrt((points**2).sum(axis=1))
    most = max(float(np.quantile(reach, 0.75)), 1e-9)
    far = np.maximum(reach / most, 1.0)  # stragglers are drawn in, or they would shrink everything else
    points *= (radius / most) * ((1.0 + 0.5 * np.log(far)) / far)[:, np.newaxis]
    return points


def _spread(centres: Array, radii: Array) -> Array:
    """Push discs apart until none overlap, or for a fixed number of rounds."""
    xs, ys, room = centres[:, 0].tolist(), centres[:, 1].tolist(), (radii * 1.08).tolist()
    pairs = list(combinations(range(len(room)), 2))
    for _ in range(60):
        if not _round(xs, ys, room, pairs):
            break
    return np.column_stack((xs, ys))


def _apart(points: Array, nodes: list[int], sizes: Sequence[float]) -> Array:
    """Remove overlaps: neighbours in a grid push each other away, large nodes farther."""
    xs, ys, room = points[:, 0].tolist(), points[:, 1].tolist(), [sizes[node] + 9.0 for node in nodes]
    cell = 2 * sorted(room)[len(room) * 9 // 10]
    for _ in range(40):
        grid: dict[tuple[int, int], list[int]] = {}
        for place, (x, y) in enumerate(zip(xs, ys, strict=True)):
            grid.setdefault((math.floor(x / cell), math.floor(y / cell)), []).append(place)
        pairs: list[tuple[int, int]] = []
        for (column, row), members in sorted(grid.items()):
            around = ((0, 1), (1, -1), (1, 0), (1, 1))
            near = [place for right, down in around for place in grid.get((column + right, row + down), ())]
            pairs += combinations(members, 2)
            pairs += ((member, other) for member in members for other in near)
        if not _round(xs, ys, room, pairs):
            break
    return np.column_stack((xs, ys))


def _round(xs: list[float], ys: list[float], room: list[float], pairs: Iterable[tuple[int, int]]) -> bool:
    """Push each pair that is too close apart, in order; return whether anything moved."""
    moved = False
    for a, b in pairs:
        across, down, need = xs[b] - xs[a], ys[b] - ys[a], room[a] + room[b]
        if abs(across) >= need or abs(down) >= need:
            continue
        distance = math.sqrt(across * across + down * down)
        if distance >= need:
            continue
        if distance < 1e-6:
            across, down, distance = math.cos(a + b), math.sin(a + b), 1.0
        step = (need - min(distance, need)) / 2 / distance
        xs[a] -= across * step
        ys[a] -= down * step
        xs[b] += across * step
        ys[b] += down * step
        moved = True
    return moved


def _shelves(blocks: list[Array], pieces: list[list[int]]) -> dict[int, tuple[float, float]]:
    """Set the largest component in the middle and the others in rows beneath it."""
    placed: dict[int, tuple[float, float]] = {}
    if not blocks:
        return placed
    low, high = blocks[0].min(axis=0), blocks[0].max(axis=0)
    left, width = float(low[0]), float(max(high[0] - low[0], 12 * _STEP))
    x, y, tall = left, float(high[1]) + 2 * _STEP, 0.0
    for number, (points, nodes) in enumerate(zip(blocks, pieces, strict=True)):
        shift = np.zeros(2)
        if number:
            start, end = points.min(axis=0), points.max(axis=0)
            if x > left and x + float(end[0] - start[0]) > left + width:
                x, y, tall = left, y + tall + 1.5 * _STEP, 0.0
            shift = np.array([x, y]) - start
            x += float(end[0] - start[0]) + 2 * _STEP
            tall = max(tall, float(end[1] - start[1]))
        for node, point in zip(nodes, points + shift, strict=True):
            placed[node] = (float(point[0]), float(point[1]))
    return placed
