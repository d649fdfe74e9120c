"""The ontology as a frozen value: Turtle in, words, rules and gazetteer out; a malformed one is refused."""

from kg.ontology.add import add_alias
from kg.ontology.cached import load
from kg.ontology.linting import lint
from kg.ontology.switches import switched_off
from kg.ontology.terms import Class, Entry, Frame, Ontology, Property, Rule, TitleWord

__all__ = [
    "Class",
    "Entry",
    "Frame",
    "Ontology",
    "Property",
    "Rule",
    "TitleWord",
    "add_alias",
    "lint",
    "load",
    "switched_off",
]
