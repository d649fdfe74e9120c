"""From what people type to nodes of the graph: labels in any script or language, IRIs, prefixed names."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox
from opencc import OpenCC

from kg.errors import QueryError
from kg.graph.namespaces import OWL, RDF, RDFS, SKOS
from kg.model import ONTOLOGY
from kg.query.opening import Opened

Term = ox.NamedNode | ox.Literal

_TYPE, _OBJECT = ox.NamedNode(RDF + "type"), ox.NamedNode(RDF + "object")
_LABEL, _ALT = ox.NamedNode(RDFS + "label"), ox.NamedNode(SKOS + "altLabel")
_MATCH = ox.NamedNode(SKOS + "exactMatch")
_MENTION_OF = ox.NamedNode(ONTOLOGY + "mentionOf")
_KINDS = {"class": ("Class",), "property": ("ObjectProperty", "DatatypeProperty")}
_IRI = re.compile(r"<(.*)>|(https?://.*)", re.DOTALL)
_NAME = re.compile(r"([a-z]*):(\S*)")
_BLANKS = re.compile(r"\s+")
_NEAR = 5


def entities(graph: Opened, text: str) -> list[ox.NamedNode]:
    """Return the entities that `text` means, sorted: those it is the name of, or else those it is an alias of.

    Raises:
        QueryError: nothing in the graph is called so; the message has the nearest labels.
    """
    if found := _mentioned(graph, _addressed(graph, text)):
        return found
    for predicates in ((_LABEL,), (_ALT,)):
        if found := _mentioned(graph, _labelled(graph, text, predicates)):
            return found
    labels = dict(_all_labels(graph))
    for fold in (_folded, _simplified):
        wanted = fold(text)
        same = (node for label, nodes in labels.items() if fold(label) == wanted for node in nodes)
        if found := _mentioned(graph, same):
            return found
    raise QueryError(f"nothing in {graph.folder} is called {text!r}{near(text, labels)}")


def entity(graph: Opened, text: str) -> ox.NamedNode:
    """Return the one entity that `text` means.

    Raises:
        QueryError: nothing is called so, or several entities are; the message lists them.
    """
    found = entities(graph, text)
    if len(found) > 1:
        names = "; ".join(f"{_label(graph, n)} <{n.value}>" for n in found)
        raise QueryError(f"{text!r} names {len(found)} entities; give the IRI of one: {names}")
    return found[0]


def _label(graph: Opened, node: ox.NamedNode) -> str:
    labels = (q.object for q in graph.store.quads_for_pattern(node, _LABEL, None, None))
    return min((t.value for t in labels if isinstance(t, ox.Literal) and t.language == "zh"), default="")


def terms(graph: Opened, text: str, kind: str) -> list[ox.NamedNode]:
    """Return the class or property that `text` means: its name, its label in Chinese or English, its IRI.

    Raises:
        QueryError: the graph defines none that is called so.
    """
    names: dict[str, set[str]] = {}
    for name in _KINDS[kind]:
        for quad in graph.store.quads_for_pattern(None, _TYPE, ox.NamedNode(OWL + name), None):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ONTOLOGY):
                names.setdefault(quad.subject.value.removeprefix(ONTOLOGY), set()).add(quad.subject.value)
                for label in graph.store.quads_for_pattern(quad.subject, _LABEL, None, None):
                    names.setdefault(label.object.value, set()).add(quad.subject.value)  # type: ignore[union-attr]
    addressed = {n.value for n in _addressed(graph, text)}
    known = {iri for iris in names.values() for iri in iris}
    found = (addressed & known) or {i for n, iris in names.items() if _folded(n) == _folded(text) for i in iris}
    if not found:
        raise QueryError(f"{graph.folder} has no {kind} called {text!r}{near(text, names)}")
    return [ox.NamedNode(iri) for iri in sorted(found)]


def objects(graph: Opened, text: str) -> list[Term]:
    """Return the entities that `text` means, or the post that is written so.

    Raises:
        QueryError: neither is in the graph.
    """
    literals: list[Term] = [
        literal
        for literal in (ox.Literal(text, language="zh"), ox.Literal(text))
        if any(True for _ in graph.store.quads_for_pattern(None, _OBJECT, literal, None))
    ]
    try:
        return [*entities(graph, text), *literals]
    except QueryError:
        if literals:
            return literals
        raise


def near(text: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" with the nearest of the known words, or ""."""
    pool = sorted(known)
    inside = [w for w in pool if len(text) > 1 and text in w] + [w for w in pool if len(w) > 1 and w in text]
    found = list(dict.fromkeys([*difflib.get_close_matches(text, pool, _NEAR, 0.5), *inside]))[:_NEAR]
    return f"; did you mean {', '.join(found)}?" if found else ""


def _mentioned(graph: Opened, nodes: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    """Keep the nodes that are entities, which are those that some document mentions."""
    store = graph.store
    kept = {n.value for n in nodes if any(True for _ in store.quads_for_pattern(None, _MENTION_OF, n, None))}
    return [ox.NamedNode(iri) for iri in sorted(kept)]


def _addressed(graph: Opened, text: str) -> Iterator[ox.NamedNode]:
    """Yield the node with the IRI or prefixed name `text`, and what is the same as that."""
    whole, short = _IRI.fullmatch(text), _NAME.fullmatch(text)
    if whole:
        iri = whole[1] or whole[2] or ""
    elif short and short[1] in graph.prefixes:
        iri = graph.prefixes[short[1]] + short[2]
    else:
        return
    try:
        node = ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(
            f"{text!r} is not a valid IRI; write <https://…>, a prefixed name such as e:CN, or a label"
        ) from error
    yield node
    yield from _subjects(graph.store.quads_for_pattern(None, _MATCH, node, None))


def _labelled(graph: Opened, text: str, predicates: Iterable[ox.NamedNode]) -> Iterator[ox.NamedNode]:
    for predicate in predicates:
        for literal in (ox.Literal(text, language="zh"), ox.Literal(text, language="en"), ox.Literal(text)):
            yield from _subjects(graph.store.quads_for_pattern(None, predicate, literal, None))


def _subjects(quads: Iterable[ox.Quad]) -> Iterator[ox.NamedNode]:
    return (q.subject for q in quads if isinstance(q.subject, ox.NamedNode))


def _all_labels(graph: Opened) -> list[tuple[str, list[ox.NamedNode]]]:
    """Return every label of what is not a term of the ontology."""
    found: dict[str, list[ox.NamedNode]] = {}
    for predicate in (_LABEL, _ALT):
        for quad in graph.store.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith(ONTOLOGY):
                found.setdefault(quad.object.value, []).append(quad.subject)  # type: ignore[union-attr]
    return sorted(found.items(), key=lambda row: row[0])


def _folded(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _simplified(text: str) -> str:
    return str(_converter().convert(_folded(text)))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
