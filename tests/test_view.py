"""The page as bytes: its columns, positions, policy, and that the same graph gives the same bytes."""

import base64
import hashlib
import json
import math
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import networkx as nx
import page_samples
import pytest
import rdflib

from kg import view
from kg.errors import GraphError, WriteError
from kg.graph import Speech
from kg.model import ONTOLOGY, Evidence, Statement
from kg.view import html
from kg.view.content import bends, compose
from kg.view.exchanges import MOST, columns, within
from kg.view.groups import LARGE, communities, web
from kg.view.layout import bubbles, positions
from kg.view.names import readings, traditional

MAKE = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
import page_samples
from kg import view
from kg.ontology import load
for graph in (page_samples.small(), page_samples.large(900)):
    print(hashlib.sha256(view.page(graph, load(), "题")).hexdigest())
"""


@pytest.fixture(scope="module")
def page(ontology: Any) -> bytes:
    return view.page(page_samples.small(), ontology)


def data(page: bytes, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="data-{name}">(.*?)</script>', page.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def test_same_bytes_in_any_process(python: Any, checkout: Any) -> None:
    lines = [
        python(["-c", MAKE, checkout / "tests"], env={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "1", "4321")
    ]
    assert len(set(lines)) == 1
    assert len(lines[0].split()) == 2


def test_the_page_has_a_word_for_every_inference_of_the_vocabulary(checkout: Any) -> None:
    vocabulary = rdflib.Graph().parse(checkout / "ontology" / "vocabulary.ttl")
    kind = rdflib.URIRef(ONTOLOGY + "Inference")
    known = {str(s).removeprefix(ONTOLOGY) for s in vocabulary.subjects(rdflib.RDF.type, kind)}
    words = (checkout / "kg" / "_data" / "page" / "words.js").read_text(encoding="utf-8")
    said = re.findall(r"inferences: \{(.*?)\n    \}", words, re.DOTALL)
    assert [set(re.findall(r'(\w+): "', block)) for block in said] == [known, known]


def test_order_of_the_graph_does_not_matter(ontology: Any, page: bytes) -> None:
    graph = page_samples.small()
    turned = replace(
        graph, documents=graph.documents[::-1], entities=graph.entities[::-1], statements=graph.statements[::-1]
    )
    assert view.page(turned, ontology) == page


def test_each_sentence_stands_once_and_is_exact(page: bytes) -> None:
    content = data(page, "content")
    places = list(zip(content["sentences"]["document"], content["sentences"]["text"], strict=True))
    assert len(set(places)) == len(places)
    quotes = {e.quote for s in page_samples.small().statements for e in s.evidence}
    assert set(content["sentences"]["text"]) == quotes
    assert any("\n" in quote for quote in quotes)


def test_marks_are_the_mentions_in_code_points(page: bytes) -> None:
    content, nodes = data(page, "content"), data(page, "nodes")
    graph = page_samples.small()
    surfaces = {node.name: {o.text for o in node.occurrences} for node in graph.entities}
    seen = 0
    for text, marks in zip(content["sentences"]["text"], content["sentences"]["marks"], strict=True):
        for begin, end, entity in zip(marks[::3], marks[1::3], marks[2::3], strict=True):
            assert text[begin:end] in surfaces[nodes["label"][entity]]
            seen += 1
    assert seen >= 10


def test_pyvis_holds_the_network(page: bytes) -> None:
    graph, nodes, edges = page_samples.small(), data(page, "nodes"), data(page, "edges")
    assert sorted(nodes["label"]) == sorted(node.name for node in graph.entities)
    links = {
        (nodes["label"][a], nodes["label"][b], kind)
        for a, b, kind in zip(edges["from"], edges["to"], edges["kind"], strict=True)
    }
    assert ("中国", "中非合作论坛", "planned") in links
    assert ("乌克兰", "𠮷林代表团", "claimed") in links
    assert ("𠮷林代表团", "俄罗斯", "actual") in links
    assert len(edges["from"]) == sum(not s.literal for s in graph.statements)
    assert edges["dashes"] == [kind != "actual" for kind in edges["kind"]]
    assert data(page, "options")["physics"] == {"enabled": False}


def test_compounds_are_no_aliases(ontology: Any) -> None:
    content = compose(page_samples.small(), ontology)
    aliases = dict(zip(content.columns["entities"]["id"], content.columns["entities"]["aliases"], strict=True))
    assert aliases["RU"][0] == "俄方"
    assert all("中俄" not in names for names in aliases.values())


def test_policy_allows_exactly_the_scripts_and_the_style(page: bytes) -> None:
    text = page.decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(scripts) == 2
    assert len(styles) == 1
    allowed = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    for inline in (*scripts, *styles):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'" in allowed
    assert allowed.count("sha256-") == 3


def test_nothing_is_fetched_and_the_licence_stays(page: bytes) -> None:
    text = page.decode()
    outside = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#|data:,)""", outside)
    assert "@copyright (c) 2011-2017 Almende B.V" in text
    assert "sourceMappingURL" not in text
    assert "url(" not in text.split("<style>")[1].split("</style>")[0]
    assert b"\r" not in page


def test_hostile_text_cannot_leave_its_element(ontology: Any) -> None:
    graph, overlaid = page_samples.nasty(ontology)
    text = view.page(graph, overlaid, title="</title><script>window.__pwned=1</script>").decode()
    harmless = view.page(page_samples.alone(), ontology).decode()
    for sign in ("<script", "</script", "<!--", "<iframe", "<svg"):
        assert text.count(sign) == harmless.count(sign)
    assert "<img" not in text.split('id="data-content"')[0]
    assert data(text.encode(), "nodes")["label"]


def test_half_a_surrogate_pair_does_not_stop_the_page(ontology: Any) -> None:
    graph = page_samples.alone()
    broken = replace(graph, entities=(replace(graph.entities[0], name="中\ud800国"),))
    assert data(view.page(broken, ontology), "nodes")["label"] == ["中\ufffd国"]


def test_another_vis_network_is_refused(ontology: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "VIS_SHA256", "0" * 64)
    with pytest.raises(WriteError, match="pip install pyvis"):
        view.page(page_samples.alone(), ontology)


def test_a_statement_about_nothing_is_refused(ontology: Any) -> None:
    graph = page_samples.alone()
    lost = Statement(
        page_samples.CHINA, ONTOLOGY + "meets", page_samples.RUSSIA, False, (Evidence("d", "text", 0, 2, "中国", "r"),)
    )
    with pytest.raises(GraphError, match="build the graph again"):
        view.page(replace(graph, statements=(lost,)), ontology)


def test_a_relation_the_ontology_does_not_know_shows_by_name(ontology: Any) -> None:
    graph = page_samples.small()
    odd = replace(graph.statements[0], predicate="https://example.org/terms#befriends")
    relations = compose(replace(graph, statements=(odd,)), ontology).columns["relations"]
    assert relations["zh"][-1] == "befriends"


def test_positions_keep_apart() -> None:
    graph = page_samples.large(420)
    number = {node.iri: place for place, node in enumerate(graph.entities)}
    edges = [(number[s.subject], number[s.object]) for s in graph.statements]
    found = positions([8.0] * len(number), edges)
    assert found == positions([8.0] * len(number), edges)
    gaps = [math.dist(found[a], found[b]) for a in range(len(found)) for b in range(a)]
    assert min(gaps) > 16
    linked = {end for edge in edges for end in edge}
    strip = {found[node][1] for node in range(len(found)) if node not in linked}
    assert min(strip) > max(found[node][1] for node in linked)
    assert positions([], []) == []
    assert len(positions([8.0], [(0, 0)])) == 1


def test_parallel_links_bend_apart() -> None:
    assert bends([(0, 1), (2, 3)]) == [0.0, 0.0]
    assert bends([(0, 1), (1, 0)]) == [0.12, 0.12]
    assert bends([(0, 1), (0, 1), (0, 1)]) == [0.12, 0.24, 0.36]


def test_kinds_count_like_the_graph(ontology: Any) -> None:
    graph = page_samples.small()
    content = compose(graph, ontology)
    counts = Counter(link.kind for link in content.links)
    assert counts == {"actual": 2, "planned": 1, "denied": 1, "conditional": 1, "claimed": 1}


def test_readings_follow_the_phrase_and_keep_what_no_phrase_decides() -> None:
    assert readings(["重庆", "长江", "音乐"]) == ["chong qing", "chang jiang", "yin yue"]
    assert "zeng" in readings(["曾庆红"])[0].split()[0].split("/")
    assert readings(["NATO", "", "COP28大会"]) == ["", "", "cop28 da hui"]
    assert readings(["𠮷林"])[0].endswith(" lin")


def test_traditional_characters_fold_to_those_of_the_names() -> None:
    pairs = traditional(["台湾", "钟山", "臺灣"])
    table = dict(zip(pairs["from"], pairs["to"], strict=True))
    assert [table[c] for c in "臺灣鐘鍾"] == ["台", "湾", "钟", "钟"]
    assert "國" not in table


def test_communities_cover_what_is_linked_and_pool_the_small_pieces() -> None:
    rings = [(40 * r + n, 40 * r + (n + step) % 40) for r in range(10) for n in range(40) for step in (1, 2, 3)]
    chain = [(40 * r, 40 * r + 40) for r in range(9)]
    pieces = [(400, 401), (402, 403), (403, 404)]
    links = rings + chain + pieces
    groups = communities(web(407, links))
    assert all(groups.home[node] >= 0 for node in range(405))
    assert groups.home[405:] == (-1, -1)
    assert {groups.home[node] for node in range(400, 405)} == {groups.pooled} == {max(groups.home)}
    assert [groups.home.count(n) for n in range(10)] == [40] * 10
    assert all(len({groups.home[40 * r + n] for n in range(40)}) == 1 for r in range(10))
    discs = bubbles(407, links, groups)
    assert len(discs) == 11
    gaps = [math.dist(a[:2], b[:2]) - a[2] - b[2] for n, a in enumerate(discs) for b in discs[:n]]
    assert min(gaps) > -2


def test_a_small_graph_has_no_communities() -> None:
    path = [(n, n + 1) for n in range(LARGE - 1)]
    assert communities(web(LARGE, path)) == communities(web(LARGE, path[::-1]))
    assert set(communities(web(LARGE, path)).home) == {-1}
    assert set(communities(web(LARGE + 1, [*path, (LARGE - 1, LARGE)])).home) != {-1}


def test_the_page_of_a_large_graph_places_communities_where_networkx_connects(ontology: Any) -> None:
    content = compose(page_samples.large(900), ontology)
    graph = nx.Graph([(link.source, link.target) for link in content.links])
    inside = {node for node, home in enumerate(content.groups.home) if home >= 0}
    assert inside == set(graph)
    found = data(view.page(page_samples.large(900), ontology), "content")["groups"]
    assert found["of"] == list(content.groups.home)
    assert len(found["x"]) == len(found["y"]) == len(found["r"]) == max(found["of"]) + 1


def test_turns_hold_their_sentences_and_are_clipped() -> None:
    graph = page_samples.small()
    asked = Speech("d1", "text", 0, 20, "question", "新华社", "问" * (MOST + 5), outlet=page_samples.WANG)
    answered = Speech("d1", "text", 21, 40, "answer", "王毅", "答", page_samples.WANG, reply_to=asked.iri)
    turns = [asked, answered]
    spans = [
        ("d1", "text", 3, 9),
        ("d1", "text", 20, 30),
        ("d1", "text", 39, 60),
        ("d1", "title", 3, 9),
        ("d2", "text", 3, 9),
    ]
    assert within(turns, spans) == [0, -1, 1, -1, -1]
    found = columns(turns, graph.documents, graph.entities, {page_samples.WANG: 3})
    assert found["answer"] == [0, 1]
    assert found["to"] == [-1, 0]
    assert (found["outlet"], found["speaker"]) == ([3, -1], [-1, 3])
    assert found["text"] == ["问" * (MOST - 1) + "…", "答"]
