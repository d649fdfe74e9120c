"""The shapes once more, read by pySHACL: slow, but by the word of the standard, so for graphs of moderate size."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.check.problem import Problem
from kg.check.shapes import SH
from kg.errors import CheckError
from kg.resources import data

MOST = 20_000
"""Triples of the largest graph that pySHACL is asked about unless the caller says otherwise."""


def validated(quads: Iterable[ox.Quad]) -> Iterator[Problem]:
    """Yield what pySHACL finds in the union of the graphs.

    Raises:
        CheckError: pySHACL is not installed, or fails.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise CheckError("validating with SHACL needs pySHACL; pip install 'zongheng[shacl]'") from error
    import rdflib

    graph = rdflib.Graph()
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in quads}
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt11")
    shapes = rdflib.Graph().parse(data("shapes") / "graph.ttl", format="turtle")
    try:
        _, results, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", js=False, meta_shacl=False)
    except Exception as error:  # whatever it trips over, such as a number that is none
        raise CheckError(_failure(error)) from error
    if not isinstance(results, rdflib.Graph):
        raise CheckError(_failure(results))
    for result in results.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult")):

        def part(name: str, result: rdflib.term.Node = result) -> rdflib.term.Node | None:
            return results.value(result, rdflib.URIRef(SH + name))

        constraint = part("sourceConstraint")
        node = part("value") if constraint is not None else part("focusNode")
        rule = constraint if constraint is not None else part("sourceShape")
        yield Problem(str(node), str(rule).rsplit("#", 1)[-1], str(part("resultMessage")))


def _failure(said: object) -> str:
    return (
        f"pySHACL fails here ({' '.join(str(said).split())[:200]}); leave it out, the check has the same rules"
    )
