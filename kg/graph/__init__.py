"""The graph: extractions merged into one frozen value, its RDF, its two syntaxes, and the check of a stored one."""

from kg.graph.merging import merge
from kg.graph.namespaces import checked_base, prefixes, rebased
from kg.graph.nearby import together
from kg.graph.rdf import quads
from kg.graph.restoring import restored
from kg.graph.spooled import spool
from kg.graph.stored import MANIFEST, PAGE, QUADS, TURTLE, file_hash, verify
from kg.graph.syntax import nquads, turtle
from kg.graph.uniting import united
from kg.graph.values import Article, Graph, Node, Occurrence, Speech

__all__ = [
    "MANIFEST",
    "PAGE",
    "QUADS",
    "TURTLE",
    "Article",
    "Graph",
    "Node",
    "Occurrence",
    "Speech",
    "checked_base",
    "file_hash",
    "merge",
    "nquads",
    "prefixes",
    "quads",
    "rebased",
    "restored",
    "spool",
    "together",
    "turtle",
    "united",
    "verify",
]
