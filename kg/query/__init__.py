"""Questions to a built graph: SPARQL or a saved query, the card of an entity, and the graph for rdflib."""

from kg.query.asking import Result, ask, is_update
from kg.query.cards import Card, Group, Line, Proof, card
from kg.query.charts import CHARTS, drawn
from kg.query.citing import CITATION_FORMATS, Source, cited, references, sources
from kg.query.guarded import ask_within
from kg.query.kept import keep
from kg.query.labels import entity
from kg.query.limits import Limits
from kg.query.opening import Opened, load, opened
from kg.query.results import FORMATS, formatted, table
from kg.query.shelf import Parameter, Saved, meant, most, saved_queries

__all__ = [
    "CHARTS",
    "CITATION_FORMATS",
    "FORMATS",
    "Card",
    "Group",
    "Limits",
    "Line",
    "Opened",
    "Parameter",
    "Proof",
    "Result",
    "Saved",
    "Source",
    "ask",
    "ask_within",
    "card",
    "cited",
    "drawn",
    "entity",
    "formatted",
    "is_update",
    "keep",
    "load",
    "meant",
    "most",
    "opened",
    "references",
    "saved_queries",
    "sources",
    "table",
]
