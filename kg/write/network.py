"""The graph as a network: entities joined by statements, with plain values on both, for networkx and its like."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from kg.graph.reading import stored
from kg.write.facts import Facts, Row, days, strongest
from kg.write.tables import rows_of

if TYPE_CHECKING:
    import networkx

Spans = tuple[tuple[str, str], ...]


def multigraph(folder: Path | str) -> "networkx.MultiDiGraph":
    """Return the network of an output folder: a node for each entity, an edge for each statement between two.

    Nodes and edges are called by their IRIs (edges: `key`). Nodes have label, en, type, kind, mentions and documents,
    and `post`, the posts that the texts give a person. Edges have property, zh, en, status (the strongest of their
    evidence), asserted, evidence and documents (how many), first and last (days, "" if unknown) and quote (the first).
    Everything stated is in it; for what the graph asserts alone, keep the edges with `asserted`.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    import networkx as nx

    found = nx.MultiDiGraph(name="zongheng")
    nodes, edges = network(Facts(stored(folder).quads))
    for iri, facts in nodes.items():
        found.add_node(iri, **facts)
    for (subject, value, statement), (facts, _) in edges.items():
        found.add_edge(subject, value, key=statement, **facts)
    return found


def network(facts: Facts) -> tuple[dict[str, Row], dict[tuple[str, str, str], tuple[Row, Spans]]]:
    """Return the nodes, and the edges by (subject, object, statement) with the spans of days of their evidence."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(facts):
        rows[str(row["statement"])].append(row)
    nodes = _nodes(facts)
    edges = {}
    for statement, proofs in sorted(rows.items()):
        subject, value = str(proofs[0]["subject"]), proofs[0]["object"]
        if value is None:
            posts = nodes[subject]["post"]
            nodes[subject]["post"] = "; ".join(filter(None, [str(posts), str(proofs[0]["object_zh"])]))
        else:
            edges[subject, str(value), statement] = _edge(proofs)
    return nodes, dict(sorted(edges.items()))


def _nodes(facts: Facts) -> dict[str, Row]:
    mentions: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    for mention in facts.instances("Mention"):
        iri = facts.one(mention, ":mentionOf")
        mentions[iri] += 1
        documents[iri].add(facts.one(mention, ":inDocument"))
    return {
        iri: {
            "label": facts.label(iri, "zh"),
            "en": facts.label(iri, "en"),
            "type": facts.kinds(iri)[0],
            "kind": facts.kinds(iri)[1],
            "mentions": mentions[iri],
            "documents": len(documents[iri]),
            "post": "",
        }
        for iri in facts.entities
    }


def _edge(proofs: list[Row]) -> tuple[Row, Spans]:
    one = proofs[0]
    spans = sorted({days(r["not_before"], r["not_after"], r["date"]) for r in proofs} - {("", "")})
    firsts, lasts = [a for a, _ in spans], [b for _, b in spans]
    return {
        "property": one["property"],
        "zh": one["property_zh"] or "",
        "en": one["property_en"] or "",
        "status": strongest("claimed" if r["claim"] and r["status"] == "actual" else str(r["status"]) for r in proofs),
        "asserted": one["asserted"],
        "evidence": len(proofs),
        "documents": len({r["document"] for r in proofs}),
        "first": "" if "" in firsts else min(firsts, default=""),
        "last": "" if "" in lasts else max(lasts, default=""),
        "quote": one["quote"] or "",
    }, tuple(spans)
