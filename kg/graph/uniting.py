"""Several graphs, one: documents and entities by equality of their ids, as `merge` does for single documents."""

from collections.abc import Iterable

from kg.errors import DocumentIdError
from kg.graph.nearby import together
from kg.graph.values import Article, Graph, Node, Speech
from kg.model import Evidence, Statement


def united(graphs: Iterable[Graph]) -> Graph:
    """Return what all graphs hold together; a document that several of them have counts once.

    Who is named beside whom is counted anew, if any of the graphs tells it.

    Raises:
        DocumentIdError: two graphs have different documents of the same id.
    """
    articles: dict[str, Article] = {}
    nodes: dict[str, Node] = {}
    statements: dict[tuple[str, str, str, bool], set[Evidence]] = {}
    turns: set[Speech] = set()
    beside = False
    for graph in graphs:
        beside = beside or bool(graph.together)
        for article in graph.documents:
            if articles.setdefault(article.id, article) != article:
                raise DocumentIdError(f"{article.id}: different documents of this id; give each its own, and rebuild")
        for node in graph.entities:
            known = nodes.get(node.iri)
            nodes[node.iri] = _joined(known, node) if known else node
        for statement in graph.statements:
            key = (statement.subject, statement.predicate, statement.object, statement.literal)
            statements.setdefault(key, set()).update(statement.evidence)
        turns.update(graph.turns)
    return Graph(
        tuple(articles[i] for i in sorted(articles)),
        tuple(nodes[i] for i in sorted(nodes)),
        tuple(sorted(Statement(*key, tuple(sorted(found))) for key, found in statements.items())),
        tuple(sorted(turns)),
        together(nodes.values()) if beside else (),
    )


def _joined(one: Node, other: Node) -> Node:
    """Return what both say of one entity; of two names the longest, then the first, is its label."""
    name = min((one.name, other.name), key=lambda n: (-len(n), n))
    spare = {*one.aliases, *other.aliases, one.name, other.name} - {name}
    places = tuple(sorted({*one.occurrences, *other.occurrences}))
    type_, known = min(one.type, other.type), one.known or other.known
    why, same = ({*getattr(one, n), *getattr(other, n)} for n in ("why", "same_as"))
    return Node(
        one.iri, type_, name, known, tuple(sorted(spare)), places, tuple(sorted(why)), tuple(sorted(same))
    )
