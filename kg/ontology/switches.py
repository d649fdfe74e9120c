"""The ontology with a mechanism switched off, so that what it brings can be measured alone."""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from kg.errors import OntologyError
from kg.model import digest
from kg.ontology.terms import Ontology

GAZETTEER, ABBREVIATIONS, DROPPED_SUBJECTS = "gazetteer", "abbreviations", "droppedSubjects"
"""Switches that remove more than word lists."""


def switched_off(ontology: Ontology, names: Iterable[str]) -> Ontology:
    """Return the ontology without the named mechanisms.

    Raises:
        OntologyError: a name that is no switch.
    """
    off = frozenset(names)
    unknown = sorted(off - set(ontology.switches))
    if unknown:
        known = ", ".join(sorted(ontology.switches))
        raise OntologyError(f"no switch is called {', '.join(unknown)}; there are {known}")
    if not off:
        return ontology
    removed = {name for switch in off for name in ontology.switches[switch]}
    words = {name: () if name in removed else found for name, found in ontology.words.items()}
    nothing: MappingProxyType[str, tuple[str, ...]] = MappingProxyType({})
    reduced = replace(
        ontology,
        digest=digest(ontology.digest, *sorted(off)),
        words=MappingProxyType(words),
        off=off,
    )
    if GAZETTEER in off:
        reduced = replace(
            reduced, entries=MappingProxyType({}), names=nothing, framed=nothing, context=nothing, compounds=nothing
        )
    if ABBREVIATIONS in off:
        reduced = replace(reduced, framed=nothing, context=nothing, compounds=nothing)
    return reduced
