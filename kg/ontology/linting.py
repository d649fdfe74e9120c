"""What is legal but suspicious in an ontology: each finding one line with file, IRI and remedy."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.model import BASE, ONTOLOGY
from kg.ontology.facts import Facts, local, parse, shipped_and
from kg.ontology.loading import load
from kg.ontology.terms import Ontology


def lint(*overlays: Path) -> tuple[str, ...]:
    """Return the findings on the shipped ontology and the overlays, sorted.

    Raises:
        OntologyError: what `load` refuses.
    """
    ontology = load(*overlays)
    facts = parse(shipped_and(overlays))
    return tuple(sorted(str(f) for f in _findings(facts, ontology)))


def _findings(facts: Facts, ontology: Ontology) -> Iterable[Exception]:
    declared = {i for i in facts.table if facts.iris(i, "rdf:type")}
    for subject, row in facts.table.items():
        if subject not in declared:
            yield facts.fail(subject, "has no rdf:type", "say what it is")
        for predicate, objects in row.items():
            if predicate.startswith(ONTOLOGY) and predicate not in declared:
                yield facts.fail(subject, f"uses the undeclared property {local(predicate)}", "declare or mend it")
            for value in objects:
                if isinstance(value, ox.NamedNode) and value.value.startswith(BASE) and value.value not in declared:
                    yield facts.fail(subject, f"points to <{value.value}>, which is not defined", "define or mend it")
    for surface, iris in ontology.names.items():
        if len(iris) > 1:
            names = ", ".join(ontology.entries[i].local for i in iris)
            yield facts.fail(iris[0], f"{surface} names several entries ({names})", "make it a :contextLabel")
    for name, prop in ontology.properties.items():
        if not prop.examples or not prop.counter_examples:
            yield facts.fail(prop.iri, f"{name} lacks :example or :counterExample", "add them")
