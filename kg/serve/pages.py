"""Pages for people, and the same as data for programs: entities, search, workbench."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.graph.namespaces import DCTERMS, OWN
from kg.model import ONTOLOGY
from kg.query import media
from kg.query.shelf import Saved, saved_queries
from kg.serve import lookup
from kg.serve.html import Links, rendered, root
from kg.serve.protocol import Problem, accepted, answered, asked
from kg.serve.reconcile import entity_of
from kg.serve.state import Build, State, as_json

_LINES, _PROOFS = 20, 3
"""Lines of one property, and proofs of one line, that the page of an entity shows."""
_FOUND, _DEEPEST = 20, 10_000
_RDF = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
_ROWS = """
SELECT DISTINCT ?node ?p ?o ?o_zh ?p_zh ?p_en WHERE {
  { BIND(<%(iri)s> AS ?node) <%(iri)s> ?p ?o } UNION { <%(iri)s> :evidence ?node . ?node ?p ?o }
  OPTIONAL { ?o rdfs:label ?o_zh . FILTER(LANG(?o_zh) = "zh") }
  OPTIONAL { ?p rdfs:label ?p_zh . FILTER(LANG(?p_zh) = "zh") }
  OPTIONAL { ?p rdfs:label ?p_en . FILTER(LANG(?p_en) = "en") }
} ORDER BY ?node ?p ?o LIMIT 2000
"""
_SAID = """
SELECT ?start ?quote ?statement ?s ?s_zh ?p_zh ?o ?o_zh WHERE {
  GRAPH <%(iri)s> { ?statement :evidence ?v . ?v :quote ?quote ; :start ?start }
  ?statement rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
  OPTIONAL { ?s rdfs:label ?s_zh . FILTER(LANG(?s_zh) = "zh") }
  OPTIONAL { ?p rdfs:label ?p_zh . FILTER(LANG(?p_zh) = "zh") }
  OPTIONAL { ?o rdfs:label ?o_zh . FILTER(LANG(?o_zh) = "zh") }
} ORDER BY ?start ?statement LIMIT 1000
"""
_DATA = """
CONSTRUCT { <%(iri)s> ?p ?o . ?node ?np ?no . ?o rdfs:label ?label } WHERE {
  { <%(iri)s> ?p ?o OPTIONAL { ?o rdfs:label ?label } }
  UNION { { SELECT DISTINCT ?node { { ?node rdf:subject <%(iri)s> } UNION { ?node rdf:object <%(iri)s> }
    UNION { <%(iri)s> :evidence ?node } } } ?node ?np ?no }
}
"""
_TERMS = """
CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER(STRSTARTS(STR(?s), "%s")) }
"""


async def thing(request: Request, state: State) -> Response:
    """Answer at the IRI of a thing with 303: the page about it, or the data."""
    build = await state.build()
    letter, name = request.url.path.rsplit("/", 2)[-2:]
    _known(build, letter, name)
    wanted = media.chosen(accepted(request, ()), ("text/html", *media.TRIPLES))
    if not wanted:
        raise Problem(406, f"none of text/html, {', '.join(media.TRIPLES)} was accepted")
    if wanted == "text/html":
        return _see(f"{root(request)}/page/{letter}/{name}")
    ending = next(short for short, kind in _RDF.items() if kind == wanted)
    return _see(f"{root(request)}/data/{letter}/{name}.{ending}")


def _see(place: str) -> Response:
    return RedirectResponse(place, 303, {"Vary": "Accept"})


def _known(build: Build, letter: str, name: str) -> str:
    """Return the IRI of one of our things, where it can be one."""
    if letter not in OWN or not name.isascii() or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise Problem(404, "no such thing here")
    return f"{build.base}{letter}/{name}"


async def facts(request: Request, state: State) -> Response:
    """Answer with the triples about a thing: its own, its statements', and for a statement its evidence's."""
    build = await state.build()
    letter, name = request.url.path.rsplit("/", 2)[-2:]
    name, dot, ending = name.rpartition(".")
    if not dot or ending not in _RDF:
        raise Problem(404, f"no such data; end the name in one of .{', .'.join(_RDF)}")
    iri = _known(build, letter, name)
    there = await state.ask(
        {"kind": "query", "query": f"ASK {{ <{iri}> ?p ?o }}", "accept": media.SHORT["json"]}, request
    )
    if not there.error and not json.loads(there.body)["boolean"]:
        raise Problem(404, f"<{iri}>: not in this graph")
    return answered(await state.ask({"kind": "query", "query": _DATA % {"iri": iri}, "accept": _RDF[ending]}, request))


async def page(request: Request, state: State) -> Response:
    """Answer with the page about a thing."""
    build = await state.build()
    letter, name = request.url.path.rsplit("/", 2)[-2:]
    iri = _known(build, letter, name)
    links = Links(build.base, root(request))
    if letter == "e":
        reply = await state.ask({"kind": "card", "iri": iri, "lines": _LINES, "proofs": _PROOFS}, request)
        if not reply.error:
            return rendered(request, build, "entity.html", card=json.loads(reply.body), links=links, own=(letter, name))
        known = lookup.entity(build.index, iri) if reply.status == 404 else None
        if known:
            return rendered(request, build, "unmentioned.html", known=known, links=links)
        raise Problem(reply.status, reply.error)
    rows = await _rows(state, _ROWS % {"iri": iri}, request)
    if not rows:
        raise Problem(404, f"<{iri}>: not in this graph")
    said = await _rows(state, _SAID % {"iri": iri}, request) if letter == "d" else []
    nodes: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        nodes.setdefault(row["node"]["value"], []).append(row)
    own = nodes.pop(iri, [])
    title = next((row["o"]["value"] for row in own if row["p"]["value"] == DCTERMS + "title"), "")
    return rendered(
        request,
        build,
        "node.html",
        iri=iri,
        title=title or links.short(iri),
        rows=own,
        nodes=nodes,
        said=said,
        links=links,
        own=(letter, name),
    )


async def _rows(state: State, query: str, request: Request) -> list[dict[str, Any]]:
    reply = await state.ask({"kind": "query", "query": query, "accept": media.SHORT["json"]}, request)
    if reply.error:
        raise Problem(reply.status, reply.error)
    found: list[dict[str, Any]] = json.loads(reply.body)["results"]["bindings"]
    return found


async def terms(request: Request, state: State) -> Response:
    """Answer at /ontology with the classes and properties, as a page or as data."""
    build = await state.build()
    accept = accepted(request, request.query_params.multi_items())
    if media.chosen(accept, ("text/turtle", "text/html")) == "text/html":
        known = build.ontology
        return rendered(
            request,
            build,
            "terms.html",
            classes=sorted(known.classes.values(), key=lambda c: c.name),
            properties=sorted(known.properties.values(), key=lambda p: p.name),
        )
    return answered(await state.ask({"kind": "query", "query": _TERMS % ONTOLOGY, "accept": accept}, request))


async def search(request: Request, state: State) -> Response:
    """Answer at /search?q=…: entities and sentences, as a page or as JSON."""
    build = await state.build()
    text = request.query_params.get("q", "")[:200]
    start = request.query_params.get("offset", "0")
    offset = min(int(start), _DEEPEST) if start.isdigit() and len(start) < 9 else 0
    entities = await asyncio.to_thread(lookup.names, build.index, text, limit=12)
    entities = [m for m in entities if m.score >= 30]
    total, found = await asyncio.to_thread(lookup.sentences, build.index, text, limit=_FOUND, offset=offset)
    pairs = request.query_params.multi_items()
    accept = "application/json" if ("format", "json") in pairs else ",".join(request.headers.getlist("accept"))
    if media.chosen(accept, ("text/html", "application/json")) == "application/json":
        body = {
            "query": text,
            "entities": [
                {"iri": m.iri, "zh": m.zh, "en": m.en, "type": m.type, "mentions": m.mentions, "score": m.score}
                for m in entities
            ],
            "total": total,
            "offset": offset,
            "sentences": found,
        }
        return Response(as_json(body), media_type="application/json", headers={"Vary": "Accept"})
    links = Links(build.base, root(request))
    more = offset + len(found) if offset + len(found) < total else 0
    return rendered(
        request, build, "search.html", text=text, entities=entities, total=total, found=found, links=links, more=more
    )


async def workbench(request: Request, state: State) -> Response:
    """Answer at /workbench."""
    build = await state.build()
    queries = [_described(q) for q in saved_queries()]
    content = {"queries": queries, "prefixes": build.prefixes, "base": build.base, "ontology": ONTOLOGY}
    return rendered(request, build, "workbench.html", content=content | {"root": root(request)})


async def shelf(request: Request, state: State) -> Response:
    """Answer at /saved with the saved queries as JSON."""
    return Response(as_json([_described(q) for q in saved_queries()]), media_type="application/json")


async def saved(request: Request, state: State) -> Response:
    """Answer at /saved/NAME?parameter=value&format=csv with what a saved query finds."""
    name = request.path_params["name"]
    if name not in {q.name for q in saved_queries()}:
        raise Problem(404, f"no saved query is called {name[:40]!r}; see /saved")
    pairs = request.query_params.multi_items()
    values = {key: value for key, value in pairs if key != "format" and value}
    return await asked(request, state, name, values, [p for p in pairs if p[0] == "format"])


def _described(query: Saved) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "zh": query.zh,
        "description": query.description,
        "columns": list(query.columns),
        "text": query.text,
        "parameters": [
            {"name": p.name, "kind": p.kind, "required": p.required, "description": p.description}
            for p in query.parameters
        ],
    }


async def preview(request: Request, state: State) -> Response:
    """Answer at /reconcile/preview?id=… with a small page for a frame."""
    build = await state.build()
    given = request.query_params.get("id", "")
    known = entity_of(build, given) if given else None
    if not known:
        raise Problem(404, f"no entity has the id {quote(given[:60])}")
    names = await asyncio.to_thread(lookup.aliases, build.index, known.iri)
    return rendered(request, build, "preview.html", known=known, aliases=names, links=Links(build.base, root(request)))
