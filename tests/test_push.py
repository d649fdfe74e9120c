"""A graph pushed to real stores: all arrives, a cut-off push goes on, what is gone goes, nothing else is touched."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from servers import free_port, oxigraph, virtuoso

import kg
from kg.errors import WriteError
from kg.graph.reading import stored
from kg.write import remote
from kg.write.pushing import Pushed, push
from kg.write.remote import Client, Credentials
from kg.write.stores import UpdateStore

FIRST = {"id": "a", "date": "2024-03-06", "text": "𠮷外交部长王毅5日会见俄罗斯外长拉夫罗夫。俄称乌克兰袭击俄罗斯。"}
SECOND = {"id": "b", "date": "2024-03-07", "text": '王毅访问阿尔及利亚。\\ "引号"\t中国支持秘鲁。'}
CHANGED = {**FIRST, "text": "王毅访问法国。"}


def build(folder: Path, *records: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "records.jsonl").write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    kg.build(folder / "records.jsonl", folder / "output", html=False)
    return folder / "output"


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    home = tmp_path_factory.mktemp("graphs")
    return {
        "both": build(home / "both", FIRST, SECOND),
        "changed": build(home / "changed", CHANGED, SECOND),
        "one": build(home / "one", FIRST),
    }


@dataclass(frozen=True)
class Server:
    """A store, and how it is pushed to and asked."""

    push: str
    update: str
    query: str
    environment: Mapping[str, str]

    def send(self, folder: Path, **options: Any) -> Pushed:
        return push(folder, self.push, environment=self.environment, **options)

    @property
    def asking(self) -> UpdateStore:
        return UpdateStore(Client(self.update, Credentials.of(self.environment)), self.update, self.query, "urn:none")

    def rows(self, query: str) -> list[dict[str, str]]:
        return self.asking._rows(query)

    def change(self, update: str) -> None:
        self.asking._update(update)

    def names(self) -> set[str]:
        found = {r["g"] for r in self.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")}
        return {g for g in found if g.startswith(("https://w3id.org/", "https://example.org/"))}


@contextmanager
def started(name: str, folder: Path) -> Iterator[Server]:
    product, protocol = name.split()
    if product == "oxigraph":
        with oxigraph(folder) as url:
            yield Server(f"{url}/{protocol}", f"{url}/update", f"{url}/query", {})
    else:
        with virtuoso(folder) as url:
            login = {"KG_PUSH_USER": "dba", "KG_PUSH_PASSWORD": "dba"}
            end = "sparql-auth" if protocol == "update" else "sparql-graph-crud-auth"
            yield Server(f"{url}/{end}", f"{url}/sparql-auth", f"{url}/sparql", login)


@pytest.fixture(
    scope="module",
    params=[
        "oxigraph update",
        "oxigraph store",
        pytest.param("virtuoso update", marks=pytest.mark.slow),
        pytest.param("virtuoso store", marks=pytest.mark.slow),
    ],
)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(request.param, tmp_path_factory.mktemp("server")) as found:
        found.change("INSERT DATA { GRAPH <https://example.org/other> { <urn:a> <urn:b> <urn:c> } }")
        yield found


@pytest.fixture
def emptied(server: Server) -> Server:
    for graph in server.names() - {"https://example.org/other"}:
        server.change(f"DROP SILENT GRAPH <{graph}>")
    return server


def content(server: Server, folder: Path) -> tuple[set[str], set[str]]:
    """What the store holds of the graph, and what it should: terms without what stores may rewrite."""
    found = set()
    for graph in sorted(server.names()):
        if not graph.endswith(("other", "/pushed")):
            found |= {
                "\t".join((graph, r["s"], r["p"], r["o"]))
                for r in server.rows(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
            }
    wanted = set()
    for q in stored(folder).quads:
        home = q.graph_name.value if isinstance(q.graph_name, ox.NamedNode) else "https://w3id.org/zongheng/graph"
        assert isinstance(q.object, ox.NamedNode | ox.Literal)
        wanted.add("\t".join((home, q.subject.value, q.predicate.value, q.object.value)))  # type: ignore[union-attr]
    one, true = "#claim\t1", "#claim\ttrue"  # as Virtuoso keeps it
    return {line.removesuffix(one) + true if line.endswith(one) else line for line in found}, wanted


def test_everything_arrives_and_a_second_push_sends_nothing(emptied: Server, graphs: Mapping[str, Path]) -> None:
    total = len(stored(graphs["both"]).quads)
    assert emptied.send(graphs["both"]) == Pushed("https://w3id.org/zongheng/graph", 3, 0, 0, total)
    found, wanted = content(emptied, graphs["both"])
    assert found == wanted
    assert emptied.send(graphs["both"]) == Pushed("https://w3id.org/zongheng/graph", 0, 3, 0, total)


def test_a_changed_document_is_replaced_and_the_others_stay(emptied: Server, graphs: Mapping[str, Path]) -> None:
    emptied.send(graphs["both"])
    done = emptied.send(graphs["changed"])
    assert (done.sent, done.kept, done.dropped) == (2, 1, 0)
    found, wanted = content(emptied, graphs["changed"])
    assert found == wanted


def test_a_document_that_is_gone_is_dropped_and_others_are_not_touched(
    emptied: Server, graphs: Mapping[str, Path]
) -> None:
    emptied.send(graphs["both"])
    done = emptied.send(graphs["one"])
    assert (done.sent, done.kept, done.dropped) == (1, 1, 1)
    found, wanted = content(emptied, graphs["one"])
    assert found == wanted
    assert "https://example.org/other" in emptied.names()


def test_a_push_that_was_cut_off_goes_on(
    emptied: Server, graphs: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.write.stores._EVERY", 1)

    def stop(done: int, of: int) -> None:
        assert of == 3
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        emptied.send(graphs["both"], progress=stop)
    done = emptied.send(graphs["both"])
    assert (done.sent, done.kept) == (1, 2)
    found, wanted = content(emptied, graphs["both"])
    assert found == wanted


def test_what_others_took_out_is_sent_again(emptied: Server, graphs: Mapping[str, Path]) -> None:
    emptied.send(graphs["both"])
    article = next(q for q in stored(graphs["both"]).quads if q.predicate.value.endswith("#quote"))
    emptied.change(f"DELETE DATA {{ GRAPH {article.graph_name} {{ {article.triple} }} }}")
    done = emptied.send(graphs["both"])
    assert (done.sent, done.kept) == (1, 2)
    found, wanted = content(emptied, graphs["both"])
    assert found == wanted


def test_two_collections_live_in_one_store(emptied: Server, graphs: Mapping[str, Path], tmp_path: Path) -> None:
    other = build(tmp_path, {"id": "z", "text": "王毅访问法国。"})
    emptied.send(graphs["both"])
    emptied.send(other, graph="https://example.org/another")
    assert emptied.send(graphs["both"]).sent == 0
    assert emptied.send(other, graph="https://example.org/another").sent == 0


@pytest.fixture(scope="module")
def development(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("development")
    kg.build(shared / "eval" / "dev.jsonl", folder, html=False)
    return folder


@pytest.mark.slow
def test_the_development_set_arrives(development: Path, server: Server) -> None:
    done = server.send(development, graph="https://example.org/dev")
    assert (done.sent, done.triples) == (107, len(stored(development).quads))


# ── refusals ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_wrong_credentials_are_named(graphs: Mapping[str, Path], tmp_path: Path) -> None:
    with virtuoso(tmp_path) as url:
        for login in ({}, {"KG_PUSH_USER": "dba", "KG_PUSH_PASSWORD": "wrong"}):
            with pytest.raises(WriteError, match=r"not allowed .*set KG_PUSH_USER and KG_PUSH_PASSWORD"):
                push(graphs["one"], f"{url}/sparql-auth", environment=login)


class Answering(BaseHTTPRequestHandler):
    """Answers each request with the next of `answers`, and keeps what it was asked."""

    answers: Sequence[tuple[int, Mapping[str, str], bytes]] = ()
    asked: list[dict[str, str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status, headers, body = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(dict(self.headers))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def answering(*answers: tuple[int, Mapping[str, str], bytes]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    asked: list[dict[str, str]] = []
    handler = type("Handler", (Answering,), {"answers": answers, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}/update", asked
        finally:
            http.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((500, {}, b"disk\nfull"), r"refused with 500 \(disk full\)"),
        ((404, {}, b""), r"nothing there takes this request \(404\)"),
        ((302, {"Location": "http://elsewhere/"}, b""), r"has moved \(302\) to http://elsewhere/; push there"),
        ((403, {}, b""), r"not allowed \(403\)"),
        ((200, {}, b"<html>"), "answers no SPARQL query; give the address that does with --query"),
    ],
)
def test_each_refusal_says_what_to_do(
    answer: tuple[int, Mapping[str, str], bytes],
    message: str,
    graphs: Mapping[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remote, "_PAUSES", (0.01, 0.01))
    with answering(answer) as (url, _), pytest.raises(WriteError, match=message) as error:
        push(graphs["one"], url, environment={})
    assert "\n" not in str(error.value)


def test_a_passing_trouble_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_PAUSES", (0.01, 0.01))
    with answering((503, {}, b""), (502, {}, b""), (200, {}, b"fine")) as (url, asked):
        assert Client(url, Credentials()).send("POST", url, b"x") == b"fine"
        assert len(asked) == 3


def test_credentials_are_sent_as_the_store_asks_and_never_shown() -> None:
    challenge = (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")
    with answering(challenge, (200, {}, b"")) as (url, asked):
        Client(url, Credentials("me", "s3cret")).send("POST", url, b"x")
        assert [a.get("Authorization") for a in asked] == [None, "Basic bWU6czNjcmV0"]
    challenge = (401, {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5'}, b"")
    with answering(challenge, (200, {}, b"")) as (url, asked):
        client = Client(url, Credentials("me", "s3cret"))
        client.send("POST", url, b"x")
        client.send("POST", url, b"y")  # at once, as a store may not read to its end what it refuses
        assert [a.get("Authorization", "")[:20] for a in asked] == ["", *['Digest username="me"'] * 2]
    with answering((200, {}, b"")) as (url, asked):
        Client(url, Credentials(token="t0ken")).send("POST", url, b"x")
        assert asked[0]["Authorization"] == "Bearer t0ken"
    assert "s3cret" not in repr(Credentials("me", "s3cret"))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/", "is no web address"),
        ("localhost:7878", "is no web address"),
        ("http://me:pw@localhost/update", "credentials in the address"),
        ("http://example.org/update", "would send credentials in the clear"),
    ],
)
def test_addresses_that_are_refused(url: str, message: str, graphs: Mapping[str, Path]) -> None:
    with pytest.raises(WriteError, match=message):
        push(graphs["one"], url, environment={"KG_PUSH_TOKEN": "x"})


def test_a_store_that_is_not_there(graphs: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_PAUSES", (0.01, 0.01))
    with pytest.raises(WriteError, match=r"cannot be reached .*see that the store runs there"):
        push(graphs["one"], f"http://127.0.0.1:{free_port()}/update", environment={})


def test_an_unknown_protocol(graphs: Mapping[str, Path]) -> None:
    with pytest.raises(WriteError, match="choose one of update, store"):
        push(graphs["one"], "http://localhost/x", protocol="ftp", environment={})
