"""The graph in the other syntaxes of RDF; the bytes depend on the set of quads and the base alone."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.errors import WriteError
from kg.graph.namespaces import RDF, XSD, prefixes
from kg.model import BASE

_TYPE = RDF + "type"
_PARTS = [ox.NamedNode(RDF + n) for n in ("subject", "predicate", "object")]
_REIFIES = ox.NamedNode(RDF + "reifies")
_NAMESPACE = re.compile(r".*[/#]", re.DOTALL)
_LOCAL = re.compile(r"[A-Za-z0-9_-]+")
_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_OURS = "kg"
"""The prefix of our terms where a syntax has no empty one."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def trig(quads: Iterable[ox.Quad], base: str = BASE) -> bytes:
    """Return TriG: what is merged from all documents, then the graph of each document."""
    return ox.serialize(_ordered(quads), format=ox.RdfFormat.TRIG, prefixes=prefixes(base)) or b""


def turtle12(quads: Iterable[ox.Quad], base: str = BASE) -> bytes:
    """Return the union of all graphs as Turtle of RDF 1.2, in which a statement is the reifier of its triple."""
    parts: dict[Term, dict[Term, Term]] = defaultdict(dict)
    kept: set[ox.Triple] = set()
    for quad in quads:
        if quad.predicate in _PARTS:
            parts[quad.subject][quad.predicate] = quad.object
        else:
            kept.add(ox.Triple(quad.subject, quad.predicate, quad.object))
    for statement, found in parts.items():
        subject, predicate, value = (found[p] for p in _PARTS)
        kept.add(ox.Triple(statement, _REIFIES, ox.Triple(subject, predicate, value)))  # type: ignore[arg-type]
    text = ox.serialize(sorted(kept, key=str), format=ox.RdfFormat.TURTLE, prefixes=prefixes(base)) or b""
    return b'VERSION "1.2"\n' + text


def jsonld(quads: Iterable[ox.Quad], base: str = BASE) -> bytes:
    """Return JSON-LD 1.1 with a context; the graph of each document is a node of its own."""
    short = _shortener(base)
    graphs: dict[str, dict[str, dict[str, list[Any]]]] = defaultdict(lambda: defaultdict(dict))
    for quad in _ordered(quads):
        home = "" if isinstance(quad.graph_name, ox.DefaultGraph) else short(quad.graph_name.value)
        node = graphs[home][short(_iri(quad.subject))]
        if quad.predicate.value == _TYPE:
            node.setdefault("@type", []).append(short(_iri(quad.object)))
        else:
            node.setdefault(short(quad.predicate.value), []).append(_json_value(quad.object, short))
    nodes = _json_nodes(graphs.pop("", {}))
    nodes += [{"@id": home, "@graph": _json_nodes(inner)} for home, inner in graphs.items()]
    context = {"@version": 1.1, **{prefix or _OURS: iri for prefix, iri in prefixes(base).items()}}
    found = {"@context": context, "@graph": nodes}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def rdfxml(quads: Iterable[ox.Quad], base: str = BASE) -> bytes:
    """Return the union of all graphs as RDF/XML.

    Characters that XML cannot hold (controls other than tab and line ends) become U+FFFD.

    Raises:
        WriteError: a property whose IRI does not end in an XML name.
    """
    names = {iri: prefix or _OURS for prefix, iri in prefixes(base).items()}
    head = " ".join(f"xmlns:{prefix}={quoteattr(iri)}" for iri, prefix in names.items())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF {head}>"]
    node = ""
    for triple in sorted({ox.Triple(q.subject, q.predicate, q.object) for q in quads}, key=str):
        subject = _iri(triple.subject)
        if subject != node:
            lines += ["</rdf:Description>"] if node else []
            lines.append(f"<rdf:Description rdf:about={quoteattr(subject)}>")
            node = subject
        lines.append(_xml_property(triple, names))
    lines += ["</rdf:Description>"] if node else []
    return "\n".join([*lines, "</rdf:RDF>", ""]).encode()


def _ordered(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the quads, the default graph first."""
    return sorted(set(quads), key=lambda q: (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)))


def _iri(term: Term) -> str:
    if not isinstance(term, ox.NamedNode):
        raise WriteError(f"{term}: only IRIs can stand there; see what kg check says of the graph")
    return term.value


def _shortener(base: str) -> Any:
    names = {iri: prefix or _OURS for prefix, iri in prefixes(base).items()}

    def short(iri: str) -> str:
        space = _NAMESPACE.match(iri)
        prefix = names.get(space[0]) if space else None
        return f"{prefix}:{iri[space.end() :]}" if space and prefix and _LOCAL.fullmatch(iri, space.end()) else iri

    return short


def _json_nodes(nodes: Mapping[str, Mapping[str, list[Any]]]) -> list[dict[str, Any]]:
    return [{"@id": name, **dict(_single(facts))} for name, facts in nodes.items()]


def _single(facts: Mapping[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    yield from ((name, values[0] if len(values) == 1 else values) for name, values in facts.items())


def _json_value(term: Term, short: Any) -> Any:
    if not isinstance(term, ox.Literal):
        return {"@id": short(_iri(term))}
    kind = term.datatype.value
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if kind == XSD + "integer" and _INTEGER.fullmatch(term.value):
        return int(term.value)
    if kind == XSD + "boolean" and term.value in ("true", "false"):
        return term.value == "true"
    return term.value if kind == XSD + "string" else {"@value": term.value, "@type": short(kind)}


def _xml_property(triple: ox.Triple, names: Mapping[str, str]) -> str:
    predicate, value = triple.predicate.value, triple.object
    space = _NAMESPACE.match(predicate)
    local = predicate[space.end() :] if space else ""
    if not space or not _XML_NAME.match(local):
        remedy = "give it a name of letters, or choose another format"
        raise WriteError(f"<{predicate}>: cannot be a property in RDF/XML; {remedy}")
    prefix = names.get(space[0])
    tag = f"{prefix}:{local}" if prefix else f"ns:{local}"
    start = tag if prefix else f"{tag} xmlns:ns={quoteattr(space[0])}"
    if not isinstance(value, ox.Literal):
        return f"  <{start} rdf:resource={quoteattr(_iri(value))}/>"
    kind = value.datatype.value
    if value.language:
        start += f" xml:lang={quoteattr(value.language)}"
    elif kind != XSD + "string":
        start += f" rdf:datatype={quoteattr(kind)}"
    return f"  <{start}>{xml_text(value.value)}</{tag}>"


def xml_text(value: str) -> str:
    """Return a text for XML: a carriage return as a reference, or parsers would make it a line feed."""
    return escape(_NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})
