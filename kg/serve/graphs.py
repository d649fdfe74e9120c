"""Reads of the Graph Store Protocol, and the service description."""

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg.graph.namespaces import DCTERMS, RDF, XSD
from kg.query import media
from kg.serve.protocol import Problem, accepted, answered
from kg.serve.state import State

_SD, _VOID, _FORMATS = (
    "http://www.w3.org/ns/sparql-service-description#",
    "http://rdfs.org/ns/void#",
    "http://www.w3.org/ns/formats/",
)
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip


async def one_graph(request: Request, state: State) -> Response:
    """Answer at /store: `?default` or `?graph=IRI`.

    Raises:
        Problem: the request would write, or names no graph.
    """
    if request.method not in {"GET", "HEAD"}:
        raise Problem(403, "updates are refused; a built graph is changed by kg build alone")
    pairs = request.query_params.multi_items()
    graphs = [value for name, value in pairs if name == "graph"]
    default = [value for name, value in pairs if name == "default"]
    if len(graphs) + len(default) != 1:
        raise Problem(400, "give ?default or one ?graph=IRI")
    if graphs == [""]:
        raise Problem(400, "?graph= is empty; give the IRI of a graph, or ?default")
    wanted = graphs[0] if graphs else ""
    return answered(await state.ask({"kind": "graph", "graph": wanted, "accept": accepted(request, pairs)}, request))


async def description(request: Request, state: State) -> Response:
    """Answer with what the endpoint is and can do."""
    kind = media.triples_type(accepted(request, ()))
    if not kind:
        raise Problem(406, f"no media type of {', '.join(media.TRIPLES)} was accepted")
    build = await state.build()
    root = str(request.base_url)
    home, dataset, default = (ox.NamedNode(f"{root}sparql{end}") for end in ("", "#dataset", "#default"))
    facts: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (home, RDF + "type", ox.NamedNode(_SD + "Service")),
        (home, _SD + "endpoint", home),
        (home, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query")),
        (home, _SD + "feature", ox.NamedNode(_SD + "UnionDefaultGraph")),
        (home, _SD + "defaultDataset", dataset),
        (dataset, RDF + "type", ox.NamedNode(_SD + "Dataset")),
        (dataset, RDF + "type", ox.NamedNode(_VOID + "Dataset")),
        (dataset, _SD + "defaultGraph", default),
        (dataset, _VOID + "sparqlEndpoint", home),
        (dataset, _VOID + "uriSpace", ox.Literal(build.base)),
        (dataset, _VOID + "documents", _number(build.manifest.get("documents", 0))),
        (dataset, DCTERMS + "title", ox.Literal("纵横", language="zh")),
        (dataset, DCTERMS + "title", ox.Literal("Zongheng", language="en")),
        (default, RDF + "type", ox.NamedNode(_SD + "Graph")),
    ]
    facts += [(home, _SD + "resultFormat", ox.NamedNode(_FORMATS + name)) for name in _RESULTS]
    if (state.settings.folder / "graph.ttl").is_file():
        facts.append((dataset, _VOID + "dataDump", ox.NamedNode(f"{root}graph.ttl")))
    triples = [ox.Triple(s, ox.NamedNode(p), o) for s, p, o in facts]
    names = {"sd": _SD, "void": _VOID, "formats": _FORMATS, "dcterms": DCTERMS, "xsd": XSD}
    body = ox.serialize(triples, format=media.TRIPLES[kind], prefixes=names) or b""
    return Response(body, headers={"Vary": "Accept"}, media_type=kind)


def _number(value: object) -> ox.Literal:
    return ox.Literal(int(value) if isinstance(value, int) else 0)
