"""The W3C's tests of the SPARQL 1.1 Protocol, replayed against a real server; updates are refused, each with 403."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection
from serving import Answer, Server, publish_quads, serving

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
HTS = rdflib.Namespace("http://www.w3.org/2011/http-statusCodes#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
SUITE = "w3c/sparql11-protocol"
DATA = "http://kasei.us/2009/09/sparql/data/"
UPDATES = ("update_", "bad_update_", "bad_multiple_updates")
QUERY_TESTS = 20
UPDATE_TESTS = 14


@pytest.fixture(scope="module")
def suite(shared: Path) -> rdflib.Graph:
    path = shared / SUITE / "manifest.ttl"
    if not path.is_file():
        pytest.skip(f"{SUITE} is not in the shared material")
    return rdflib.Graph().parse(path)


@pytest.fixture(scope="module")
def server(shared: Path, suite: rdflib.Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    quads = []
    for number in (1, 2, 3):
        name = ox.NamedNode(f"{DATA}data{number}.rdf")
        parsed = ox.parse(path=str(shared / SUITE / f"data{number}.nt"), format=ox.RdfFormat.N_TRIPLES)
        quads += [ox.Quad(q.subject, q.predicate, q.object, name) for q in parsed]
    with serving(publish_quads(tmp_path_factory.mktemp("w3c") / "output", quads), workers=2) as found:
        yield found


def every(suite: rdflib.Graph) -> Iterator[tuple[str, list[Any]]]:
    """Each test with its requests."""
    manifest = suite.value(predicate=rdflib.RDF.type, object=MF.Manifest)
    for test in Collection(suite, suite.value(manifest, MF.entries)):
        requests = suite.value(suite.value(test, MF.action), HT.requests)
        yield str(test).rsplit("#", 1)[-1], list(Collection(suite, requests))


def replayed(suite: rdflib.Graph, server: Server, request: Any) -> Answer:
    path = str(suite.value(request, HT.absolutePath))
    headers = {}
    listed = suite.value(request, HT.headers)
    for header in Collection(suite, listed) if listed else []:
        headers[str(suite.value(header, HT.fieldName))] = str(suite.value(header, HT.fieldValue))
    content = suite.value(request, HT.body)
    body = None
    if content:
        chars, encoding = suite.value(content, CNT.chars), suite.value(content, CNT.characterEncoding)
        body = str(chars).encode(str(encoding))
    assert path.startswith("/sparql/")
    return server.send(path, str(suite.value(request, HT.methodName)), body, headers)


def checked(suite: rdflib.Graph, request: Any, answer: Answer) -> None:
    response = suite.value(request, HT.resp)
    classes = {str(s).removeprefix(HTS + "StatusCode") for s in suite.objects(response, MF.expectedStatus)}
    assert f"{answer.status // 100}xx" in classes, answer
    match str(suite.value(response, MF.expectedFormat) or ""):
        case "boolean":
            assert answer.type in {"application/sparql-results+json", "application/sparql-results+xml"}
            answer.json()["boolean"]
        case "tabular":
            assert answer.type in {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"}
        case "RDF":
            assert answer.type in {"text/turtle", "application/rdf+xml", "application/n-triples"}
            list(ox.parse(answer.body, format=ox.RdfFormat.TURTLE))
    if (wanted := suite.value(response, MF.expectedBoolean)) is not None:
        assert answer.json()["boolean"] is wanted.toPython()


def test_every_query_test_passes(suite: rdflib.Graph, server: Server) -> None:
    passed = []
    for name, requests in every(suite):
        if not name.startswith(UPDATES):
            for request in requests:
                checked(suite, request, replayed(suite, server, request))
            passed.append(name)
    assert len(passed) == QUERY_TESTS, passed


def test_every_update_is_refused(suite: rdflib.Graph, server: Server) -> None:
    """Whatever media type they come with."""
    found = {}
    for name, requests in every(suite):
        if name.startswith(UPDATES):
            first = replayed(suite, server, requests[0])
            assert b"refused" in first.body
            found[name] = first.status
    assert found == dict.fromkeys(found, 403)
    assert len(found) == UPDATE_TESTS
    assert server.query("ASK { GRAPH ?g { ?s ?p ?o } }").json()["boolean"] is True
