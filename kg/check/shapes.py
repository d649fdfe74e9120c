"""SHACL shapes turned into SPARQL: one query for each constraint, which asks the whole graph at once.

The part of SHACL that is known here is what the shapes in `kg/_data/shapes` use: the targets sh:targetClass,
sh:targetSubjectsOf and sh:targetNode (for SPARQL constraints), predicate and inverse paths, and the constraints below.
A shape that uses anything else is refused when it is read, so that no rule is passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg.errors import CheckError
from kg.graph.namespaces import RDF, RDFS, XSD
from kg.resources import data

SH = "http://www.w3.org/ns/shacl#"
_NIL = RDF + "nil"
_CAST = {XSD + n: n for n in ("integer", "date", "boolean")}
_KNOWN = {
    SH + name
    for name in (
        *("declare", "prefix", "namespace", "prefixes", "select", "message", "sparql", "property"),
        *("path", "inversePath", "targetClass", "targetSubjectsOf", "targetNode"),
    )
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Facts = Mapping[str, Mapping[str, tuple[Term, ...]]]


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A constraint: the name of its shape, its message, and the query whose ?value is the culprit."""

    name: str
    message: str
    query: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the shipped shapes, sorted."""
    return tuple(sorted(set(compiled((data("shapes") / "graph.ttl").read_bytes()))))


def compiled(turtle: bytes) -> Iterator[Rule]:
    """Yield the rules of shapes written as Turtle.

    Raises:
        CheckError: they use a part of SHACL that is not known here.
    """
    facts = _facts(turtle)
    for shape, row in facts.items():
        if unknown := sorted({p for p in row if p.startswith(SH)} - _KNOWN - set(_OF_VALUES) - set(_OF_NODES)):
            raise CheckError(f"shape <{shape}>: {unknown[0]} is not known here; write it as a SPARQL constraint")
        if SH + "targetNode" in row:
            yield from (_written(facts, s.value) for s in _nodes(row, "sparql"))
        for target in _targets(row):
            yield from _constraints(facts, shape, target, "")
            for inner in _nodes(row, "property"):
                yield from _constraints(facts, inner.value, target, _path(facts, inner.value))


def _facts(turtle: bytes) -> Facts:
    table: dict[str, dict[str, list[Term]]] = {}
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
            row = table.setdefault(_key(quad.subject), {})
            row.setdefault(quad.predicate.value, []).append(quad.object)
    return {s: {p: tuple(o) for p, o in row.items()} for s, row in table.items()}


def _key(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _nodes(row: Mapping[str, tuple[Term, ...]], name: str) -> list[ox.NamedNode]:
    return [o for o in row.get(SH + name, ()) if isinstance(o, ox.NamedNode)]


def _text(row: Mapping[str, tuple[Term, ...]], name: str) -> str:
    return next((o.value for o in row.get(SH + name, ()) if isinstance(o, ox.Literal)), "")


def _targets(row: Mapping[str, tuple[Term, ...]]) -> Iterator[str]:
    yield from (f"?value a {node} ." for node in _nodes(row, "targetClass"))
    yield from (f"?value {node} ?target ." for node in _nodes(row, "targetSubjectsOf"))


def _path(facts: Facts, shape: str) -> str:
    (path,) = facts[shape][SH + "path"]
    if isinstance(path, ox.NamedNode):
        return str(path)
    (inverse,) = facts[_key(path)].get(SH + "inversePath", (None,))
    if not isinstance(inverse, ox.NamedNode):
        raise CheckError(f"shape <{shape}>: a path that is not known here; write a predicate or its inverse")
    return f"^{inverse}"


def _written(facts: Facts, constraint: str) -> Rule:
    row = facts[constraint]
    prefixes = [facts[_key(p)] for s in _nodes(row, "prefixes") for p in _nodes(facts[s.value], "declare")]
    head = "".join(f"PREFIX {_text(p, 'prefix')}: <{_text(p, 'namespace')}>\n" for p in prefixes)
    return Rule(_local(constraint), _text(row, "message"), head + _text(row, "select"))


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]


def _constraints(facts: Facts, shape: str, target: str, path: str) -> Iterator[Rule]:
    """Yield the rules of a property shape, or of a node shape itself where there is no path.

    What is asked of each value by itself is one query.
    """
    row = facts[shape]
    place = _Place(target, path, facts)
    wrong = [_OF_VALUES[p](o, place) for p, objects in sorted(row.items()) if p in _OF_VALUES for o in objects]
    bodies = [f"{place.reach} FILTER({' || '.join(wrong)})"] if wrong else []
    bodies += [_OF_NODES[p](o, place) for p, objects in sorted(row.items()) if p in _OF_NODES for o in objects]
    for body in bodies:
        yield Rule(_local(shape), _text(row, "message"), f"SELECT DISTINCT ?value WHERE {{ {body} }}")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a constraint stands: its target, its path ("" for the node itself), and the facts, for lists."""

    target: str
    path: str
    facts: Facts

    @property
    def value(self) -> str:
        return "?v" if self.path else "?value"

    @property
    def reach(self) -> str:
        return f"{self.target} ?value {self.path} ?v ." if self.path else self.target


def _datatype(given: Term, place: _Place) -> str:
    value = place.value
    wrong = f"!isLiteral({value}) || DATATYPE({value}) != {given}"
    if cast := _CAST.get(_key(given)):  # the text must be one of the type, too
        wrong += f" || !COALESCE(STR(<{XSD}{cast}>(STR({value}))) != '', false)"
    return wrong


def _in(given: Term, place: _Place) -> str:
    members, node = [], _key(given)
    while node != _NIL:
        members.append(str(place.facts[node][RDF + "first"][0]))
        node = _key(place.facts[node][RDF + "rest"][0])
    return f"{place.value} NOT IN ({', '.join(members)})"


def _node_kind(given: Term, place: _Place) -> str:
    if _key(given) != SH + "IRI":
        raise CheckError(f"shapes: {given} is not known here; sh:IRI is")
    return f"!isIRI({place.value})"


def _pattern(given: Term, place: _Place) -> str:
    return f"!REGEX(STR({place.value}), {given})"


def _min_length(given: Term, place: _Place) -> str:
    return f"STRLEN(STR({place.value})) < {given}"


def _min_inclusive(given: Term, place: _Place) -> str:
    return f"!COALESCE({place.value} >= {given}, false)"


def _class(given: Term, place: _Place) -> str:
    above = f"FILTER NOT EXISTS {{ {place.value} <{RDF}type>/<{RDFS}subClassOf>+ {given} }}"
    return f"{place.reach} FILTER NOT EXISTS {{ {place.value} a {given} }} {above}"


def _min_count(given: Term, place: _Place) -> str:
    _only_one(given)
    return f"{place.target} FILTER NOT EXISTS {{ ?value {place.path} ?v }}"


def _max_count(given: Term, place: _Place) -> str:
    _only_one(given)
    return f"{place.reach} ?value {place.path} ?w . FILTER(!sameTerm(?v, ?w))"


def _only_one(given: Term) -> None:
    if not isinstance(given, ox.Literal) or given.value != "1":
        raise CheckError(f"shapes: a count of {given} is not known here; count to 1, or write SPARQL")


def _unique_lang(given: Term, place: _Place) -> str:
    same = "LANG(?v) != '' && LANG(?v) = LANG(?w)"
    return f"{place.reach} ?value {place.path} ?w . FILTER(!sameTerm(?v, ?w) && {same})"


_OF_VALUES: Mapping[str, Callable[[Term, _Place], str]] = {
    SH + "datatype": _datatype,
    SH + "in": _in,
    SH + "minInclusive": _min_inclusive,
    SH + "minLength": _min_length,
    SH + "nodeKind": _node_kind,
    SH + "pattern": _pattern,
}
_OF_NODES: Mapping[str, Callable[[Term, _Place], str]] = {
    SH + "class": _class,
    SH + "maxCount": _max_count,
    SH + "minCount": _min_count,
    SH + "uniqueLang": _unique_lang,
}
