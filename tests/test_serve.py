"""The server as its clients meet it: endpoint, pages, search, reconciliation; each over real HTTP."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from serving import Server, publish_quads, serving

import kg
from kg import query
from kg.errors import QueryError, RefusedError, ServeError, WriteError
from kg.model import BASE, ONTOLOGY
from kg.query import media
from kg.query.guarded import ask_within
from kg.query.kept import keep, kept, kept_for_now, place
from kg.query.limits import Limits

CN, RU = f"{BASE}e/CN", f"{BASE}e/RU"
SELECT = "SELECT ?s WHERE { ?s a :Country } ORDER BY ?s LIMIT 3"


@pytest.fixture(scope="module")
def folder(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(built, tmp_path_factory.mktemp("serve") / "output"))


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, workers=2) as found:
        yield found


# ── the endpoint ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("application/*;q=0, text/csv", "text/csv"),
    ],
)
def test_rows_in_the_type_asked_for(server: Server, accept: str, given: str) -> None:
    answer = server.send("/sparql", headers={"Accept": accept} if accept else {}, query=SELECT)
    assert (answer.status, answer.type) == (200, given)
    found = ox.parse_query_results(answer.body, format=media.ROWS[given]) if given != "text/csv" else None
    values = [row["s"].value for row in found] if found else answer.text.split()[1:]
    assert len(values) == 3
    assert all(v.startswith(BASE + "e/") for v in values)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("kind", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_yes_and_no(server: Server, kind: str) -> None:
    for text, wanted in (("ASK { ?s a :Country }", True), ("ASK { ?s a :Nothing }", False)):
        answer = server.query(text, kind)
        assert bool(ox.parse_query_results(answer.body, format=media.ROWS[kind])) is wanted


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_triples_in_the_type_asked_for(server: Server, accept: str, given: str) -> None:
    answer = server.query(f"CONSTRUCT WHERE {{ <{CN}> rdfs:label ?o }}", accept)
    assert (answer.status, answer.type) == (200, given)
    found = {str(q.object) for q in ox.parse(answer.body, format=media.TRIPLES[given])}
    assert found == {'"中国"@zh', '"China"@en'}


def test_the_three_ways_to_ask_agree(server: Server) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    answers = [
        server.send("/sparql", query=SELECT),
        server.query(SELECT),
        server.send("/sparql", "POST", SELECT.encode(), direct),
        server.send("/sparql", query=SELECT, format="json"),
    ]
    assert len({(a.status, a.body) for a in answers}) == 1


@pytest.mark.parametrize(
    ("request_", "status", "word"),
    [
        ({"query": "SELECT * WHERE {"}, 400, "line 1"),
        ({"query": "SELECT * WHERE { ?s unheard:of ?o }"}, 400, "not SPARQL"),
        ({"query": "ASK {}", "format": "xlsx"}, 400, "format"),
        ({"query": "ASK {}", "default-graph-uri": "no iri"}, 400, "IRI"),
        ({"query": "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, 403, "SERVICE"),
        ({"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}, 403, "refused"),
        ({"update": "CLEAR ALL"}, 403, "refused"),
        ({}, 400, "query parameter"),
        ({"query": "ASK {}" + " " * 2_000_000}, 413, "longer"),
        ({"query": "ASK {" + "{" * 200_000 + "}" * 200_000 + "}"}, 400, "nested"),
    ],
)
def test_each_refusal_has_its_status_and_one_line(
    server: Server, request_: dict[str, str], status: int, word: str
) -> None:
    answer = server.send("/sparql", body=request_)
    assert (answer.status, answer.type) == (status, "text/plain"), answer
    assert word in answer.text
    assert answer.text.count("\n") == 1


def test_methods_types_and_encodings_that_are_none_of_the_protocol(server: Server) -> None:
    assert server.send("/sparql", "DELETE").status == 405
    assert server.send("/sparql", "POST", b"ASK {}", {"Content-Type": "text/plain"}).status == 415
    direct = {"Content-Type": "application/sparql-query"}
    assert server.send("/sparql", "POST", b"ASK { ?s ?p '\xff' }", direct).status == 400
    assert server.send("/sparql?query=ASK%7B%7D", "POST", b"ASK {}", direct).status == 400
    assert server.query(SELECT, "image/png").status == 406
    assert server.query("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv").status == 406
    head = server.send("/sparql", "HEAD", query=SELECT)
    assert (head.status, head.body) == (200, b"")


def test_graphs_by_parameter_by_from_and_by_default(server: Server, folder: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"

    def counted(text: str, **parameters: str) -> int:
        found = server.send("/sparql", query=text, **parameters).json()["results"]["bindings"]
        return int(found[0]["n"]["value"])

    lines = (folder / ".kg" / "graph.nq").read_text(encoding="utf-8").splitlines()
    name = re.findall(rf"<({BASE}d/\w+)> \.$", "\n".join(lines), re.MULTILINE)[0]
    mine = sum(line.endswith(f"<{name}> .") for line in lines)
    assert counted(count.format("")) == len(lines)
    assert counted(count.format(""), **{"default-graph-uri": name}) == mine
    assert counted(count.format(""), **{"named-graph-uri": name}) == 0
    assert counted("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": name}) == mine
    assert counted(count.format(f"FROM <{name}>")) == mine
    assert counted("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p 'from' }") == 0


def test_a_parameter_is_bound_as_on_the_command_line(server: Server, folder: Path) -> None:
    text = next(q.text for q in query.saved_queries() if q.name == "relations")
    wanted = query.ask(folder, "relations", {"entity": "中国"})
    for answer in (
        server.send("/sparql", body={"query": text, "$entity": "中国"}),
        server.send("/saved/relations", entity="中国", format="json"),
    ):
        assert answer.status == 200
        assert len(answer.json()["results"]["bindings"]) == len(wanted.rows)
    assert server.send("/saved/relations").status == 400
    assert server.send("/saved/unheard").status == 404
    assert {q["name"] for q in server.send("/saved").json()} == {q.name for q in query.saved_queries()}


def test_the_service_describes_itself(server: Server) -> None:
    answer = server.send("/sparql", headers={"Accept": "text/turtle"})
    parsed = ox.parse(answer.body, format=ox.RdfFormat.TURTLE)
    facts = {(q.predicate.value.rsplit("#", 1)[-1], q.object) for q in parsed}
    assert ("endpoint", ox.NamedNode(f"{server.address}sparql")) in facts
    assert ("feature", ox.NamedNode("http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph")) in facts
    browser = server.send("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (browser.status, browser.headers["location"]) == (303, "/workbench")


def test_graphs_are_read_whole_and_never_written(server: Server, folder: Path) -> None:
    whole = ox.Store()
    whole.bulk_load(path=str(folder / ".kg" / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    for name in (ox.DefaultGraph(), next(iter(sorted(whole.named_graphs(), key=str)))):
        wanted = {q.triple for q in whole.quads_for_pattern(None, None, None, name)}
        parameters = {"graph": name.value} if isinstance(name, ox.NamedNode) else {"default": ""}
        for kind, form in media.TRIPLES.items():
            answer = server.send("/store", headers={"Accept": kind}, **parameters)
            assert (answer.status, answer.type) == (200, kind)
            assert {q.triple for q in ox.parse(answer.body, format=form)} == wanted
    assert server.send("/store", graph="http://example.org/none").status == 404
    assert server.send("/store", graph="no iri").status == 400
    assert server.send("/store").status == 400
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert server.send("/store?default", method, b"").status == 403


# ── things and their pages ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accept", "place", "kind"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/page/e/CN", "text/html"),
        ("text/turtle", "/data/e/CN.ttl", "text/turtle"),
        ("application/ld+json", "/data/e/CN.jsonld", "application/ld+json"),
        ("application/n-triples", "/data/e/CN.nt", "application/n-triples"),
    ],
)
def test_a_thing_is_seen_as_page_or_data(server: Server, accept: str, place: str, kind: str) -> None:
    answer = server.send("/e/CN", headers={"Accept": accept})
    assert (answer.status, answer.headers["location"]) == (303, place)
    there = server.send(place)
    assert (there.status, there.type) == (200, kind)
    if kind != "text/html":
        facts = {str(q.triple) for q in ox.parse(there.body, format=media.TRIPLES[kind])}
        assert f'<{CN}> <http://www.w3.org/2000/01/rdf-schema#label> "中国"@zh' in facts
        assert any(f"#subject> <{CN}>" in f for f in facts)


def test_the_page_of_an_entity_shows_what_the_card_does(server: Server, folder: Path) -> None:
    page = server.send("/page/e/CN", lang="zh").text
    found = query.card(folder, "中国")
    assert f"<h1>{found.label}</h1>" in page
    for group in found.groups:
        assert group.zh in page
        assert any(line.label in page for line in group.lines)
    assert "England" not in server.send("/page/e/CN", lang="en").text
    assert "<h1>China</h1>" in server.send("/page/e/CN", lang="en").text


@pytest.mark.parametrize("letter", "sdvtm")
def test_every_kind_of_thing_has_a_page(server: Server, folder: Path, letter: str) -> None:
    text = (folder / "graph.ttl").read_text(encoding="utf-8")
    name = re.search(rf"^{letter}:(\w+) ", text, re.MULTILINE)
    assert name
    assert server.send(f"/page/{letter}/{name[1]}").status == 200
    assert server.send(f"/data/{letter}/{name[1]}.ttl").status == 200


def test_what_is_not_there_is_not_found(server: Server) -> None:
    for path in ("/page/e/Nowhere", "/data/e/Nowhere.ttl", "/page/s/0", "/page/e/%3Cscript%3E", "/data/e/CN.exe", "/x"):
        answer = server.send(path)
        assert answer.status == 404, path
        assert "<script>" not in answer.text
    assert "没有提到" in server.send("/page/e/ZW", lang="zh").text


def test_the_vocabulary_is_page_and_data(server: Server) -> None:
    assert 'id="visits"' in server.send("/ontology", headers={"Accept": "text/html"}).text
    answer = server.send("/ontology", headers={"Accept": "text/turtle"})
    subjects = {q.subject for q in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}
    assert ox.NamedNode(ONTOLOGY + "visits") in subjects


def test_graph_page_workbench_and_files(server: Server, folder: Path) -> None:
    page, offline = server.send("/").text, (folder / "graph.html").read_text(encoding="utf-8")
    assert '<a id="workbench" hidden>' in offline  # where there is no server there is no way to it
    assert page == offline.replace('<a id="workbench" hidden>', '<a id="workbench" href="/workbench">')
    assert server.send("/graph.ttl").body == (folder / "graph.ttl").read_bytes()
    bench = server.send("/workbench").text
    content = json.loads(re.search(r'id="content">(.*?)</script>', bench, re.DOTALL)[1])  # type: ignore[index]
    assert len(content["queries"]) == len(query.saved_queries())
    for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', bench):
        assert server.send(name).status == 200
    assert server.send("/static/..%2fwords.json").status == 404
    assert server.send("/static/words.json").status == 404


# ── search and reconciliation ──────────────────────────────────────────────────────────────────────────────────────


def test_search_finds_names_and_sentences(server: Server) -> None:
    found = server.send("/search", q="俄羅斯", format="json").json()
    assert found["entities"][0]["iri"] == RU
    found = server.send("/search", q="一带一路", format="json").json()
    assert found["total"] == len(found["sentences"]) > 3
    assert all("一带一路" in s["text"] for s in found["sentences"])
    assert any(s["statements"] for s in found["sentences"])
    page = server.send("/search", headers={"Accept": "text/html"}, q="一带一路").text
    assert "<mark>一带一路</mark>" in page


@pytest.mark.parametrize("text", ['"', "<b>", "NEAR(", "a OR", "%", "\\", "?", " ", "x" * 5000, "𠮷"])
def test_search_takes_anything(server: Server, text: str) -> None:
    for accept in ("text/html", "application/json"):
        answer = server.send("/search", headers={"Accept": accept}, q=text)
        assert answer.status == 200
        assert "<b>" not in answer.text or accept == "application/json"


def test_a_part_of_a_word_is_found_where_no_word_is(server: Server) -> None:
    sentence = server.send("/search", q="一带一路", format="json").json()["sentences"][0]["text"]
    part = sentence[3:9]
    found = server.send("/search", q=part, format="json").json()
    assert any(part in s["text"] for s in found["sentences"])


def test_reconciliation(server: Server) -> None:
    manifest = server.send("/reconcile").json()
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == f"{BASE}e/"
    queries = {
        "q0": {"query": "俄罗斯", "type": "Country", "limit": 3},
        "q1": {"query": "Russian Federaton"},
        "q2": {"query": "俄罗斯", "type": "Person"},
        "q3": {"query": "津巴布韦"},
        "q4": {"query": ""},
    }
    found = server.send("/reconcile", body={"queries": json.dumps(queries)}).json()
    first = found["q0"]["result"][0]
    assert (first["id"], first["match"], first["score"]) == ("RU", True, 100)
    assert {"id": "Country", "name": "国家"} in first["type"]
    assert len(found["q0"]["result"]) <= 3
    assert not any(c["match"] for c in found["q1"]["result"])
    assert all(c["id"] != "RU" for c in found["q2"]["result"])
    assert found["q3"]["result"][0]["id"] == "ZW"
    assert found["q4"]["result"] == []
    assert server.send("/reconcile", queries=json.dumps(queries)).json() == found


def test_properties_weigh_in(server: Server, folder: Path) -> None:
    rows = query.ask(folder, "SELECT ?s ?l ?o WHERE { ?s :affiliatedWith ?o ; rdfs:label ?l }").rows
    person, name, country = (t.value for t in rows[0])  # type: ignore[union-attr]
    ids = [i.removeprefix(f"{BASE}e/") for i in (person, country)]
    for value, better in ((ids[1], True), ("Nowhere", False)):
        one = {"query": name, "properties": [{"pid": "affiliatedWith", "v": {"id": value}}]}
        found = server.send("/reconcile", body={"queries": json.dumps({"q": one})}).json()["q"]["result"]
        score = next(c["score"] for c in found if c["id"] == ids[0])
        assert (score == 100) is better


@pytest.mark.parametrize(
    "given", ["", "[", "[1]", '{"q": 1}', '{"q": {"query": 1}}', '{"q": {"limit": 0}}', "[" * 99999]
)
def test_a_malformed_batch_is_refused(server: Server, given: str) -> None:
    assert server.send("/reconcile", body={"queries": given}).status in ({400} if given else {200, 400})


def test_suggestions_and_preview(server: Server) -> None:
    found = server.send("/reconcile/suggest/entity", prefix="俄").json()["result"]
    assert all({"id", "name", "description"} <= set(r) for r in found)
    assert "RU" in {r["id"] for r in found}
    assert server.send("/reconcile/suggest/type", prefix="国").json()["result"][0]["id"] == "Country"
    assert "visits" in {r["id"] for r in server.send("/reconcile/suggest/property", prefix="访问").json()["result"]}
    assert "俄罗斯" in server.send("/reconcile/preview", id="RU").text
    assert server.send("/reconcile/preview", id="Nowhere").status == 404
    assert server.send("/reconcile/suggest/entity", prefix="俄", cursor="x").status == 400


# ── who may ask ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_pages_of_this_machine_may_read(server: Server) -> None:
    assert server.send("/sparql", headers={"Host": "rebound.example"}, query=SELECT).status == 421
    assert server.send("/sparql", headers={"Host": "localhost:1"}, query=SELECT).status == 200
    refine = server.send("/reconcile", headers={"Origin": "http://127.0.0.1:3333"})
    assert refine.headers["access-control-allow-origin"] == "http://127.0.0.1:3333"
    assert "access-control-allow-origin" not in server.send("/", headers={"Origin": "https://x.example"}).headers
    page = server.send("/page/e/CN")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"


def test_a_port_in_use_is_one_line(server: Server, folder: Path) -> None:
    from kg import serve

    with pytest.raises(ServeError, match="choose another"):
        serve.listen(folder, port=int(server.address.rsplit(":", 1)[1].strip("/")))


# ── the store that is kept ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_new_build_is_taken_up(tmp_path: Path) -> None:
    def built(label: str) -> Path:
        node, home = ox.NamedNode(f"{BASE}e/X"), ox.NamedNode(f"{BASE}d/1")
        name = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
        mention = ox.Quad(ox.NamedNode(f"{BASE}m/1"), ox.NamedNode(ONTOLOGY + "mentionOf"), node, home)
        return publish_quads(tmp_path, [ox.Quad(node, name, ox.Literal(label, language="zh")), mention])

    with serving(built("甲国"), workers=1) as server:
        for label in ("甲国", "乙国"):
            built(label)
            assert server.query(f'ASK {{ ?s rdfs:label "{label}"@zh }}').json()["boolean"] is True
            assert server.send("/search", q=label, format="json").json()["entities"][0]["zh"] == label
        assert len(list((tmp_path / ".kg" / "store").iterdir())) == 1


def test_the_store_belongs_to_the_manifest(built: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(built, tmp_path / "output"))
    shutil.rmtree(folder / ".kg" / "store", ignore_errors=True)
    first = kept(folder)
    assert kept(folder) == first == place(folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"documents": 0}))
    quads = list(ox.parse(path=str(folder / ".kg" / "graph.nq"), format=ox.RdfFormat.N_QUADS))
    second = keep(folder, quads)
    assert second != first
    assert [p.name for p in second.parent.iterdir()] == [second.name]
    assert len(query.opened(folder).store) == len(quads)


def test_where_no_store_can_be_written_one_is_made_for_now(built: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(built, tmp_path / "output", ignore=shutil.ignore_patterns("store")))
    (folder / ".kg" / "store").write_text("in the way")
    with pytest.raises(WriteError):
        kept(folder)
    with kept_for_now(folder) as store:
        assert (store / "quads").is_dir()
    assert not store.exists()
    assert ask_within(folder, "ASK { ?s a :Country }").answer is True
    assert query.ask(folder, "ASK { ?s a :Country }").answer is True


def test_limits_hold_on_the_command_line_too(folder: Path) -> None:
    assert ask_within(folder, "relations", {"entity": "中国"}) == query.ask(folder, "relations", {"entity": "中国"})
    construct = "CONSTRUCT WHERE { ?s rdfs:label ?o }"
    assert ask_within(folder, construct) == query.ask(folder, construct)
    cross = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(RefusedError, match="longer than 1 MB"):
        ask_within(folder, cross, limits=Limits(answer=1 << 20))
    with pytest.raises(RefusedError, match=r"longer than 0\.5 s"):
        ask_within(folder, cross.replace("*", "(COUNT(*) AS ?n)"), limits=Limits(seconds=0.5))
    with pytest.raises(RefusedError, match="more than 100 MB"):
        ask_within(folder, f"{cross} ORDER BY ?a ?f", limits=Limits(memory=100 << 20))
    with pytest.raises(QueryError, match="nested"):
        ask_within(folder, "ASK {" + "{" * 200_000 + "}" * 200_000 + "}")
    with pytest.raises(RefusedError, match="longer than"):
        ask_within(folder, "ASK {}" + " " * (1 << 20))


def test_the_workbench_holds_no_code_of_others() -> None:
    shelf = Path(kg.__file__).parent / "_data" / "workbench"
    for path in shelf.iterdir():
        text = path.read_text(encoding="utf-8")
        assert len(text) < 20_000
        assert not re.search(r"https?://(?!\S*w3\.org)", text.replace("^https?:", "")), path.name
