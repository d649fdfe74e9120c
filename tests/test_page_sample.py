"""The page of the bundled sample in a browser, compared with the graph it was made from."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from page_browser import Browser, chromium
from pypinyin import lazy_pinyin

from kg import run, view
from kg.graph import Graph
from kg.model import BASE, Evidence, Statement
from kg.view.evidence import kind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def graph() -> Graph:
    found: list[Graph] = []
    run.build([], lambda graph, _: found.append(graph))
    return found[0]


@pytest.fixture(scope="module")
def page(graph: Graph, ontology: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as browser:
        browser.open(view.page(graph, ontology))
        yield browser
        browser.assert_quiet()


def local(iri: str) -> str:
    return iri.removeprefix(BASE + "e/")


def places(page: Browser, queries: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The entities that a search does not put among the first ten, each with the words searched for."""
    found: list[tuple[str, str]] = page.run(
        """const missed = [];
        for (const [id, words] of Object.entries(arguments[0]))
          for (const word of words)
            if (!Search.find(word, 10).some(([entity]) => G.entities.id[entity] === id)) missed.push([id, word]);
        return missed;""",
        queries,
    )
    return found


def test_every_entity_is_found_by_name_and_alias(page: Browser, graph: Graph) -> None:
    aliases = page.run("return Object.fromEntries(G.entities.id.map((id, e) => [id, G.entities.aliases[e]]))")
    assert sum(map(len, aliases.values())) > 20
    assert places(page, {local(node.iri): [node.name, *aliases[local(node.iri)]] for node in graph.entities}) == []


def test_every_entity_is_found_by_pinyin(page: Browser, graph: Graph) -> None:
    queries = {}
    for node in graph.entities:
        syllables = lazy_pinyin(node.name)
        queries[local(node.iri)] = ["".join(syllables), " ".join(syllables), "".join(syllables).upper()]
    assert places(page, queries) == []


def test_every_entity_is_found_by_its_initials(page: Browser, graph: Graph) -> None:
    queries = {}
    for node in graph.entities:
        syllables = lazy_pinyin(node.name, errors=lambda chunk: list(chunk))
        initials = "".join(s[0] if "a" <= s[0].lower() <= "z" or s.isdigit() else "" for s in syllables)
        queries[local(node.iri)] = [initials]
    assert places(page, queries) == []


def test_facets_count_like_python(page: Browser, graph: Graph) -> None:
    page.step("#lang=zh")
    rows = page.run(
        "return [...document.querySelectorAll('#filters .count')]"
        ".map(e => [e.dataset.facet, e.dataset.value, +e.textContent])"
    )
    counts: dict[str, Counter[str]] = {key: Counter() for key in ("types", "relations", "kinds")}
    for facet, value, count in rows:
        counts[facet][value] = count
    assert counts["types"] == Counter(node.type for node in graph.entities)
    assert counts["relations"] == Counter(s.predicate.split("#")[1] for s in graph.statements)
    assert counts["kinds"] == Counter(map(kind, graph.statements))


def covered(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge spans that touch or overlap."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def marks(statement: Statement, proof: Evidence, graph: Graph) -> list[tuple[int, int]]:
    """Where the mentions of the ends stand in the quote, in code points, and a post where it stands first."""
    ends = {statement.subject} if statement.literal else {statement.subject, statement.object}
    spans = [
        (place.start - proof.start, place.end - proof.start)
        for node in graph.entities
        if node.iri in ends
        for place in node.occurrences
        if (place.document, place.field) == (proof.document, proof.field)
        and proof.start <= place.start
        and place.end <= proof.end
    ]
    if statement.literal and statement.object in proof.quote:
        start = proof.quote.index(statement.object)
        spans.append((start, start + len(statement.object)))
    return covered(spans)


SHOWN = """
const statement = G.relation.findIndex((_, s) => G.entities.id[G.subject[s]] === arguments[0]
  && G.relations.name[G.relation[s]] === arguments[1]
  && (s < G.linked ? G.entities.id[G.object[s]] === arguments[2] : G.posts.text[s - G.linked] === arguments[2]));
go({ ...blank(), lang: "zh", statement }, { replace: true });
return [...document.querySelectorAll("#panel .group:first-of-type > .statement > figure > blockquote")].map((quote) => {
  const spans = [];
  let at = 0;
  const walk = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const length = [...walk.currentNode.data].length;
    if (walk.currentNode.parentElement.closest("mark")) spans.push([at, at + length]);
    at += length;
  }
  return [quote.textContent, spans];
});"""


def test_the_panel_shows_every_sentence_with_its_mentions_marked(page: Browser, graph: Graph) -> None:
    assert len(graph.statements) > 50
    marked = 0
    for statement in graph.statements:
        end = statement.object if statement.literal else local(statement.object)
        shown = page.run(SHOWN, local(statement.subject), statement.predicate.split("#")[1], end)
        expected = [(proof.quote, marks(statement, proof, graph)) for proof in statement.evidence]
        found = [(text, covered([(a, b) for a, b in spans])) for text, spans in shown]
        assert sorted(found) == sorted(expected)
        marked += sum(map(len, (spans for _, spans in found)))
    assert marked > len(graph.statements)


def net(graph: Graph, without: str = "") -> Any:
    found = nx.Graph()
    found.add_nodes_from(local(node.iri) for node in graph.entities)
    links = [s for s in graph.statements if not s.literal and s.predicate.split("#")[1] != without]
    found.add_edges_from((local(s.subject), local(s.object)) for s in links if s.subject != s.object)
    return found


@pytest.mark.parametrize("without", ["", "participatesIn"])
def test_paths_are_as_long_as_those_of_networkx(page: Browser, graph: Graph, without: str) -> None:
    chance = random.Random(7)
    names = sorted(local(node.iri) for node in graph.entities)
    pairs = [(chance.choice(names), chance.choice(names)) for _ in range(600)]
    found = page.run(
        """const hidden = new Set(arguments[1] ? [G.byRelation.get(arguments[1])] : []);
        return arguments[0].map(([a, b]) => {
          const found = Paths.find({ ...blank(), relations: hidden, a: G.byId.get(a), b: G.byId.get(b) });
          if (!found) return [-1, []];
          return [found.steps, found.routes.map((route) => route.map((entity) => G.entities.id[entity]))];
        });""",
        pairs,
        without,
    )
    whole = net(graph, without)
    lengths = dict(nx.all_pairs_shortest_path_length(whole))
    reached = 0
    for (one, other), (steps, routes) in zip(pairs, found, strict=True):
        assert steps == lengths[one].get(other, -1)
        reached += steps > 1
        assert len({tuple(route) for route in routes}) == len(routes)
        for route in routes:
            assert (route[0], route[-1], len(route)) == (one, other, steps + 1)
            assert all(whole.has_edge(a, b) for a, b in pairwise(route))
    assert reached > 50


def test_a_path_shows_the_sentence_of_every_hop(page: Browser, graph: Graph) -> None:
    lengths = dict(nx.all_pairs_shortest_path_length(net(graph)))
    far = max(((d, a, b) for a, row in lengths.items() for b, d in row.items()), key=lambda row: (row[0], row[1:]))
    page.step(f"#a={far[1]}&b={far[2]}&lang=zh")
    assert page.run("return +document.getElementById('path-length').dataset.steps") == far[0]
    hops = page.run(
        "return [...document.querySelectorAll('#panel .hop')].map(h => "
        "[...h.querySelectorAll('.statement')].map(s => +s.dataset.statement))"
    )
    route = page.run("return Canvas.view().route")
    assert len(hops) == far[0]
    for place, statements in enumerate(hops):
        ends = page.run("return arguments[0].map(s => [G.subject[s], G.object[s]])", statements)
        assert ends
        assert all(sorted(pair) == sorted(route[place : place + 2]) for pair in ends)
    quotes = {proof.quote for statement in graph.statements for proof in statement.evidence}
    shown = page.texts("#panel .hop .statement blockquote")
    assert len(shown) >= far[0]
    assert set(shown) <= quotes
    assert page.run("return [...Canvas.view().focus.bright].sort().join()") == page.run(
        "return [...arguments[0]].sort().join()", route
    )
    lone = page.run("return G.entities.id[G.lone.indexOf(true)]")
    page.step(f"#a={far[1]}&b={lone}&lang=zh")
    assert page.run("return +document.getElementById('path-length').dataset.steps") == -1


def test_sentences_of_a_press_conference_lead_to_their_exchange(page: Browser, graph: Graph) -> None:
    asked = {turn.iri: turn for turn in graph.turns}
    checked = 0
    for statement in graph.statements:
        for proof in statement.evidence:
            turn = next(
                (t for t in graph.turns if t.document == proof.document and t.start <= proof.start < t.end), None
            )
            if turn is None or proof.field != turn.field or turn.reply_to not in asked or checked > 5:
                continue
            end = statement.object if statement.literal else local(statement.object)
            page.run(SHOWN, local(statement.subject), statement.predicate.split("#")[1], end)
            page.run("for (const d of document.querySelectorAll('#panel details')) d.open = true")
            page.settle()
            said = page.texts("#panel .exchange .said")
            question = asked[turn.reply_to].text.strip()
            assert any(question.startswith(text.removesuffix("…")) for text in said)
            checked += 1
    assert checked
    speaker = next(turn.speaker for turn in graph.turns if turn.role == "answer" and turn.speaker)
    page.step(f"#n={local(speaker)}&lang=zh")
    page.run("for (const d of document.querySelectorAll('#panel details')) d.open = true")
    page.settle()
    questions = [turn for turn in graph.turns if turn.role == "question"]
    shown = page.run("return document.querySelectorAll('#panel .exchanges .turn.question').length")
    assert 0 < shown <= len(questions)


def test_permalinks_restore_every_view(page: Browser, graph: Graph) -> None:
    chance = random.Random(11)
    states = page.run(
        """const pick = (length) => Math.floor(arguments[0].shift() * length);
        const out = [];
        for (let n = 0; n < 40; n++) {
          const state = { ...blank(), lang: pick(2) ? "zh" : "en" };
          const [one, other] = [pick(G.size), pick(G.size)];
          const kind = n % 8;
          if (kind === 0) state.node = one;
          if (kind === 1) state.statement = pick(G.relation.length);
          if (kind === 2) Object.assign(state, { ego: one, node: one, open: Canvas.view() && G.statementsOf[one]
            .filter((s) => s < G.linked).map((s) => G.other(s, one)).filter((e) => e !== one).slice(0, 1) });
          if (kind === 3) Object.assign(state, { a: one, b: other });
          if (kind === 4) state.a = one;
          if (kind === 5) Object.assign(state, { view: "statements", sort: "-sources", q: G.nodes.label[one] });
          if (kind === 6) Object.assign(state, { view: "entities", sort: "name", node: one });
          if (kind === 7) Object.assign(state, { lone: true, from: "2023-10", to: "2024" });
          if (pick(2)) state.types = new Set([pick(G.types.name.length)]);
          if (pick(2)) state.kinds = new Set([pick(G.kinds.length)]);
          if (pick(2)) state.relations = new Set([pick(G.relations.name.length)]);
          out.push(hashOf(state));
        }
        return out;""",
        [chance.random() for _ in range(400)],
    )
    look = """const view = Canvas.view();
        return [hashOf(now()), ...["panel", "table"].map((id) => document.getElementById(id).textContent), view.mode,
          [...view.shown].sort().join(), [...view.links].sort().join(), document.title];"""
    for place, hash_ in enumerate(states):
        page.step(hash_)
        first = page.run(look)
        assert first[0] == hash_
        page.step("#lang=zh")
        if place % 5:
            page.step(hash_)
        else:
            page.driver.get("about:blank")
            page.driver.get(page.address + hash_)
            page.settle()
        assert page.run(look) == first
