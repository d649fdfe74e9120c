"""Questions to a built graph: SPARQL or a saved query, the card of an entity, and the graph for rdflib."""

from kg.query.asking import Result, ask
from kg.query.cards import Card, Group, Line, Proof, card
from kg.query.opening import Opened, load, opened
from kg.query.results import FORMATS, formatted, table
from kg.query.shelf import Parameter, Saved, saved_queries

__all__ = [
    "FORMATS",
    "Card",
    "Group",
    "Line",
    "Opened",
    "Parameter",
    "Proof",
    "Result",
    "Saved",
    "ask",
    "card",
    "formatted",
    "load",
    "opened",
    "saved_queries",
    "table",
]
