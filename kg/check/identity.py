"""IRIs are what they are made from, nodes stand where they belong, and times are values of EDTF."""

import re
from collections.abc import Callable, Iterator

import pyoxigraph as ox

from kg.check.problem import Problem
from kg.dates.edtf import window
from kg.errors import DateError
from kg.graph.namespaces import DCTERMS, OWN, PROV, RDF
from kg.model import BASE, ONTOLOGY, digest

_PREFIXES = {"": ONTOLOGY, "rdf": RDF, "prov": PROV, "dcterms": DCTERMS}
_PLAIN = re.compile(r"https?://[!-~]+|urn:[!-~]+")

_DOCUMENTS = "?node a :Article ; dcterms:identifier ?document"
_PLACE = "dcterms:identifier ?document . ?node :field ?field ; :start ?start ; :end ?end"
_MADE = {
    "d": (_DOCUMENTS, ("document",)),
    "t": (f"?node a :Turn ; prov:wasDerivedFrom ?d . ?d {_PLACE}", ("document", "field", "start", "end")),
    "m": (
        f"?node a :Mention ; :inDocument ?d ; :mentionOf ?of . ?d {_PLACE}",
        ("document", "field", "start", "end", "of"),
    ),
    "s": ("?node a :Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o", ("s", "p", "o")),
    "v": (
        f"?of :evidence ?node . ?node prov:wasDerivedFrom ?d ; :foundBy ?rule ; :status ?status . ?d {_PLACE} . "
        "OPTIONAL { ?node :time ?time } OPTIONAL { ?node :saidBy ?by }",
        ("of", "document", "field", "start", "end", "rule", "status", "time", "by"),
    ),
}
_MADE_OF = {
    "d": "its document id",
    "t": "its document and place",
    "m": "its document, place and entity",
    "s": "its subject, predicate and object",
    "v": "its statement, document, place, rule, status, time and speaker",
}
_HOMES = """SELECT DISTINCT ?node WHERE {
    GRAPH ?home { ?node ?p ?o }
    { ?node prov:wasDerivedFrom|:inDocument ?document } UNION { ?node a :Article BIND(?node AS ?document) }
    FILTER(?home != ?document)
}"""
_NODES = """SELECT DISTINCT ?node WHERE {
    { ?node ?p ?o } UNION { ?s ?node ?o } UNION { ?s ?p ?node } FILTER(!isLiteral(?node))
}"""
_TIMES = "SELECT ?node ?time WHERE { ?node :time ?time }"


def misnamed(store: ox.Store, base: str = BASE) -> Iterator[Problem]:
    """Yield the nodes whose IRI is not the hash of what they are made from."""
    own = tuple(f"{base}{letter}/" for letter in OWN)

    def plain(term: ox.NamedNode | ox.Literal | None, name: str) -> str:
        value = term.value if term is not None else ""
        if name in ("rule", "status"):
            return value.removeprefix(ONTOLOGY).removeprefix("rule-" if name == "rule" else "")
        return BASE + value[len(base) :] if isinstance(term, ox.NamedNode) and value.startswith(own) else value

    for letter, (pattern, parts) in _MADE.items():
        names = " ".join(f"?{p}" for p in parts)
        right: dict[str, bool] = {}
        for row in _ask(store, f"SELECT DISTINCT ?node {names} WHERE {{ {pattern} }}"):
            node = row["node"].value
            made = f"{base}{letter}/{digest(*(plain(row[p], p) for p in parts))}"
            right[node] = right.get(node, False) or node == made
        for node in sorted(n for n, fits in right.items() if not fits):
            yield Problem(node, "iri", f"its IRI is not the hash of {_MADE_OF[letter]}")


def misplaced(store: ox.Store) -> Iterator[Problem]:
    """Yield the nodes of a document that stand in the graph of another."""
    for row in _ask(store, _HOMES):
        yield Problem(row["node"].value, "graph", "stands in the graph of another document than its own")


def unusable(store: ox.Store) -> Iterator[Problem]:
    """Yield blank nodes, and IRIs that are not plain ASCII."""
    for row in _ask(store, _NODES):
        node = row["node"]
        if isinstance(node, ox.BlankNode):
            yield Problem("_:", "blank-node", "a blank node, of which a graph has none")
        elif isinstance(node, ox.NamedNode) and not _PLAIN.fullmatch(node.value):
            yield Problem(node.value, "ascii", "an IRI that is not absolute ASCII; Chinese goes into labels")


def untimely(store: ox.Store) -> Iterator[Problem]:
    """Yield the evidence whose time is no value of EDTF, to the last day of February."""
    known: dict[str, bool] = {}
    for row in _ask(store, _TIMES):
        value = row["time"].value
        if value not in known:
            known[value] = _is_edtf(value)
        if not known[value]:
            yield Problem(row["node"].value, "evidence-time", "its time is not one EDTF value", value)


def _is_edtf(value: str) -> bool:
    try:
        window(value)
    except DateError:
        return False
    return bool(value)


def _ask(store: ox.Store, query: str) -> Iterator[ox.QuerySolution]:
    yield from store.query(query, prefixes=_PREFIXES, use_default_graph_as_union=True)  # type: ignore[misc]


RULES: tuple[Callable[[ox.Store], Iterator[Problem]], ...] = (misplaced, unusable, untimely)
"""Those that need nothing but the store."""
