"""The page people browse: one HTML file that needs no network, made from a graph."""

from kg.graph import Graph
from kg.ontology import Ontology
from kg.view.content import compose
from kg.view.html import render

__all__ = ["page"]


def page(graph: Graph, ontology: Ontology, title: str = "") -> bytes:
    """Return the page of a graph as UTF-8 bytes, headed by `title` or 纵横; the same graph gives the same bytes.

    Raises:
        GraphError: a statement is about an entity that the graph does not hold.
        WriteError: the installed pyvis does not carry the vis-network that the page was written for.
    """
    return render(compose(graph, ontology), title)
