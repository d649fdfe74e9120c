"""What the gazetteer knows of where places lie, which one name right before another does not outdo."""

from kg.model import Entity
from kg.ontology import Entry, Ontology

_AREAS = frozenset({"City", "Province", "Region"})
_SEATS = frozenset({"Country", "Province", "City"})


def lies_elsewhere(inner: Entity, outer: Entity, ontology: Ontology) -> bool:
    """Whether the gazetteer rules out that one known place lies in another: 新疆香港, 贵阳哈尔滨, 红海荷台达."""
    one, other = ontology.entries.get(inner.iri), ontology.entries.get(outer.iri)
    if one is None or other is None or other in _above(one, ontology):
        return False
    if one.kind == "WorldRegion" or other.kind == "Sea":
        return True
    if other.kind == "Place":
        return one.kind in _AREAS
    if other.kind == "Country" and not one.part_of:
        return False
    return other.kind in _SEATS and one.kind in _AREAS | {"Sea"}


def city_of(inner: Entity, outer: Entity, ontology: Ontology) -> bool:
    """Whether the gazetteer knows one place as a city of another."""
    one, other = ontology.entries.get(inner.iri), ontology.entries.get(outer.iri)
    return one is not None and one.kind == "City" and other in _above(one, ontology)


def _above(entry: Entry, ontology: Ontology) -> set[Entry]:
    """Return what an entry is part of, and what that is part of in turn."""
    found: set[Entry] = set()
    waiting = [entry]
    while waiting:
        wholes = {ontology.entries[iri] for iri in waiting.pop().part_of if iri in ontology.entries}
        waiting += sorted(wholes - found)
        found |= wholes
    return found
