"""The page in a real browser: it opens from disk, asks for nothing, keeps the console empty, does what it shows.

Needs Chromium and its driver (Debian: chromium, chromium-driver); KG_CHROMIUM and KG_CHROMEDRIVER may name others.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import page_samples
import pytest
from page_browser import Browser, chromium

from kg import view
from kg.model import BASE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(scope="module")
def small_page(ontology: Any) -> bytes:
    return view.page(page_samples.small(), ontology)


@pytest.fixture
def small(browser: Browser, small_page: bytes) -> Iterator[Browser]:
    browser.open(small_page)
    yield browser
    browser.assert_quiet()


@pytest.fixture(scope="module")
def make(ontology: Any) -> Callable[[Any], bytes]:
    return lambda graph: view.page(graph, ontology)


VIEWS = (
    "",
    "#lang=en",
    "#n=CN&lang=zh",
    "#n=CN&ego=CN&lang=en",
    "#s=CN&p=hosts&o=FOCAC",
    "#s=aaaa&p=holdsPost&post=外交部长",
    "#types=Country&kinds=denied&relations=visits&from=2024&to=2024-03",
    "#lone=1",
)


@pytest.mark.parametrize("hash_", VIEWS)
def test_every_view_is_quiet(browser: Browser, small_page: bytes, hash_: str) -> None:
    browser.open(small_page, hash_)
    assert browser.texts("#panel h2")[0]
    assert browser.run("return document.querySelector('canvas').width") > 100
    browser.assert_quiet()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1400, 900)])
def test_fits_in_light_and_dark(browser: Browser, small_page: bytes, scheme: str, size: tuple[int, int]) -> None:
    browser.device(*size)
    browser.scheme(scheme)
    try:
        browser.open(small_page, "#n=CN")
        assert browser.run("return document.documentElement.scrollWidth") <= size[0]
        background = browser.run("return getComputedStyle(document.body).backgroundColor")
        first = int(background.split("(")[1].split(",")[0])
        assert (first < 90) == (scheme == "dark")
        browser.assert_quiet()
    finally:
        browser.device(1400, 900)
        browser.scheme("light")


def test_the_panel_shows_the_exact_sentence_with_its_marks(small: Browser) -> None:
    graph = page_samples.small()
    names = {node.iri: node for node in graph.entities}
    checked = 0
    for statement in graph.statements:
        if statement.literal:
            continue
        ends = [statement.subject.removeprefix(BASE + "e/"), statement.object.removeprefix(BASE + "e/")]
        small.go(f"#s={ends[0]}&p={statement.predicate.split('#')[1]}&o={ends[1]}")
        shown = small.texts("#panel .group:first-of-type > .statement blockquote")
        assert sorted(shown) == sorted(evidence.quote for evidence in statement.evidence)
        proof = statement.evidence[0]
        for iri, role in ((statement.subject, "subject"), (statement.object, "object")):
            expected = Counter(
                place.text
                for place in names[iri].occurrences
                if place.document == proof.document and place.field == "text" and proof.start <= place.start < proof.end
            )
            blocks = small.run(
                "const first = document.querySelector('#panel blockquote');"
                "return [...first.querySelectorAll(arguments[0])].map(e => e.textContent)",
                f"mark.{role}",
            )
            assert Counter(blocks) == expected
            checked += sum(expected.values())
    assert checked >= 8


def test_marks_after_an_astral_character_are_right(small: Browser) -> None:
    small.go("#s=cccc&p=visits&o=RU")
    assert small.texts("#panel blockquote mark.subject")[0] == "𠮷林代表团"
    assert small.texts("#panel blockquote mark.object")[0] == "俄罗斯"


def test_the_panel_names_document_date_speaker_rule_and_standing(small: Browser) -> None:
    small.go("#s=UA&p=attacks&o=cccc&lang=zh")
    caption = small.texts("#panel figcaption")[0]
    for part in ("一方说法", page_samples.TITLE, "新华社", "2024-03-02", "俄罗斯说", "rule-active"):
        assert part in caption
    assert small.run("return document.querySelector('#panel figure').className") == "evidence kind-claimed"
    small.go("#s=CN&p=hosts&o=FOCAC&lang=zh")
    assert "计划" in small.texts("#panel figcaption")[0]
    small.go("#s=aaaa&p=affiliatedWith&o=CN&lang=en")
    assert "inferred pronoun, made-up" in small.texts("#panel figcaption")[0]
    small.go("#s=cccc&p=visits&o=RU&lang=zh")
    assert any("日期不详" in text for text in small.texts("#panel figcaption"))
    assert small.run("return document.querySelector('#panel cite a').rel") == "noopener noreferrer"


def test_an_entity_shows_class_aliases_link_and_posts(small: Browser) -> None:
    small.go("#n=CN&lang=zh")
    assert small.texts("#panel .kicker") == ["国家"]
    assert "中方" in small.texts("#panel .aliases")[0]
    assert small.run("return document.querySelector('#panel .out a').href") == "https://www.wikidata.org/wiki/Q148"
    small.go("#n=aaaa&lang=zh")
    assert any("外交部长" in text for text in small.texts("#panel [data-relation=holdsPost] .triple"))
    assert "外交部长" in small.texts("#panel [data-relation=holdsPost] mark.post")
    assert small.run("return G.nodes.label.includes('外交部长')") is False


def test_facets_count_like_python(small: Browser) -> None:
    graph = page_samples.small()
    shown = small.run(
        "return [...document.querySelectorAll('#filters .count')]"
        ".map(e => [e.dataset.facet, e.dataset.value, +e.textContent])"
    )
    counts: dict[str, Counter[str]] = {key: Counter() for key in ("types", "relations", "kinds")}
    for facet, value, count in shown:
        counts[facet][value] = count
    assert counts["types"] == Counter(node.type for node in graph.entities)
    assert counts["relations"] == Counter(s.predicate.split("#")[1] for s in graph.statements)
    assert counts["kinds"] == {"actual": 3, "planned": 1, "denied": 1, "conditional": 1, "claimed": 1}


def test_filters_hide_and_bring_back(small: Browser) -> None:
    everything = small.run("return Canvas.view().shown.size")
    small.click("#types-" + str(small.run("return G.types.name.indexOf('Country')")))
    assert small.run("return location.hash").count("types=Country") == 1
    assert small.run("return [...Canvas.view().shown].every(e => G.types.name[G.type[e]] !== 'Country')")
    small.click(".facet-types .reset")
    assert small.run("return Canvas.view().shown.size") == everything
    small.go("#from=2025-01")
    assert small.run("return Canvas.view().links.length") == 0
    small.go("#from=2024-03&to=2024-03")
    assert small.run("return Canvas.view().links.length") == 6


def test_planned_denied_and_claimed_lines_are_dashed(small: Browser) -> None:
    rows = small.run(
        "return Canvas.view().links.map(s => [G.kinds[G.kind[s]], Boolean(Canvas.edges().get(s).dashes)]);"
    )
    assert rows
    assert all(dashed == (kind != "actual") for kind, dashed in rows)


def test_search_finds_every_name(small: Browser) -> None:
    missed = small.run(
        """const missed = [];
        G.nodes.label.forEach((label, entity) => {
          const { en, aliases } = G.entities;
          for (const name of [label, en[entity], ...aliases[entity]])
            if (name && !Search.find(name, 10).some(([found]) => found === entity)) missed.push([label, name]);
        });
        return missed;"""
    )
    assert missed == []
    assert small.run("return Search.find('俄羅斯').map(([e]) => G.nodes.label[e])")[0] == "俄罗斯"
    assert small.run("return Search.find('russ').map(([e]) => G.nodes.label[e])")[0] == "俄罗斯"


def test_the_keyboard_is_enough(small: Browser) -> None:
    from selenium.webdriver.common.keys import Keys

    press = small.press
    press("/", "乌克兰")
    assert small.run("return document.getElementById('query').getAttribute('aria-expanded')") == "true"
    press(Keys.ENTER)
    assert small.texts("#panel h2") == ["乌克兰"]
    assert small.run("return document.activeElement.tagName") == "H2"
    small.run("document.getElementById('network').focus()")
    press(Keys.ENTER)
    assert "ego=UA" in small.run("return location.hash")
    press(Keys.ESCAPE)
    assert "ego=" not in small.run("return location.hash")
    moved = set()
    for key in (Keys.ARROW_LEFT, Keys.ARROW_RIGHT, Keys.ARROW_UP, Keys.ARROW_DOWN):
        press(key)
        moved.update(small.texts("#panel h2"))
    assert len(moved) > 1
    press(Keys.ESCAPE)
    assert "n=" not in small.run("return location.hash")


def test_clicks_on_nodes_lines_and_paper(small: Browser) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    box = small.driver.find_element("id", "network")

    def click(point: dict[str, float], times: int = 1) -> None:
        x, y = point["x"] - box.size["width"] / 2, point["y"] - box.size["height"] / 2
        chain = ActionChains(small.driver).move_to_element_with_offset(box, x, y)
        (chain.click() if times == 1 else chain.double_click()).perform()
        small.driver.execute_async_script("setTimeout(arguments[0], 400)")

    spot = "const n = Canvas.network(); const p = n.getPositions(); return n.canvasToDOM(%s)"
    node = "p[G.byId.get('CN')]"
    click(small.run(spot % node))
    assert small.texts("#panel h2") == ["中国"]
    ends = "const a = p[G.byId.get('aaaa')], b = p[G.byId.get('CN')];"
    middle = f"(() => {{ {ends} return {{ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }}; }})()"
    click(small.run(spot % middle))
    assert "p=affiliatedWith" in small.run("return location.hash")
    click({"x": box.size["width"] - 3, "y": 3})
    assert small.run("return location.hash") == "#lang=zh"
    click(small.run(spot % node), times=2)
    assert "ego=CN" in small.run("return location.hash")
    shown = small.run("return [...Canvas.view().shown].map(e => G.nodes.label[e]).sort()")
    assert shown == sorted(["中国", "王毅", "中非合作论坛", "俄罗斯"])
    small.driver.back()
    small.settle()
    assert "ego=" not in small.run("return location.hash")


def test_links_in_sentences_lead_on_and_back(small: Browser) -> None:
    small.go("#n=CN&lang=zh")
    small.click("#panel blockquote mark.object a.entity")
    assert small.texts("#panel h2") != ["中国"]
    small.driver.back()
    small.settle()
    assert small.texts("#panel h2") == ["中国"]
    small.click("#tool-back")
    assert small.run("return location.hash") == "#lang=zh"


@pytest.mark.parametrize(
    "hash_",
    ["#n=CN", "#s=CN&p=hosts&o=FOCAC", "#n=CN&ego=CN&types=Place&kinds=denied&from=2024&to=2024-05&lone=1&lang=en"],
)
def test_permalinks_round_trip(small: Browser, hash_: str) -> None:
    small.go(hash_)
    assert small.run("return hashOf(parse(location.hash))") == hash_
    assert small.texts("#hint") == [""] or "ego" in hash_


@pytest.mark.parametrize(
    "hash_",
    [
        "#n=nobody",
        "#s=CN&p=hosts&o=RU",
        "#s=CN&p=__proto__&o=constructor",
        "#%E0%A4%A",
        "#n",
        "#from=now&types=,,x",
        "##",
    ],
)
def test_an_unknown_hash_is_said_not_thrown(small: Browser, hash_: str) -> None:
    small.go(hash_)
    assert small.texts("#panel h2")[0]
    if "n=nobody" in hash_ or "p=" in hash_:
        assert small.texts("#hint")[0]


def test_the_language_switches_everything(small: Browser) -> None:
    assert "实体" in small.texts("#dateline")[0]
    small.click("#language")
    assert "entities" in small.texts("#dateline")[0]
    assert small.run("return document.documentElement.lang") == "en"
    assert "Country" in small.texts("#filters .facet-name")
    small.go("#n=CN&lang=en")
    assert small.texts("#panel h2") == ["China"]
    assert "2 documents, 2024-03-02 · 7 entities · 7 statements" in small.texts("#dateline")[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_stays_text(browser: Browser, ontology: Any, lang: str) -> None:
    graph, overlaid = page_samples.nasty(ontology)
    browser.open(view.page(graph, overlaid, title=page_samples.NASTY[0]), f"#lang={lang}")
    ids = browser.run("return G.nodes.label.map((_, e) => hashOf({...now(), node: e, ego: e}))")
    statements = browser.run("return G.relation.map((_, s) => hashOf({...now(), statement: s}))")
    for hash_ in (
        *ids,
        *statements,
        *(f"#n={text}" for text in page_samples.NASTY),
        *(f"#{t}" for t in page_samples.NASTY),
    ):
        browser.run("location.hash = arguments[0]", hash_)
        browser.settle()
        browser.run("for (const d of document.querySelectorAll('details')) d.open = true")
    for text in page_samples.NASTY:
        browser.run(
            "const q = document.getElementById('query'); q.value = arguments[0]; q.dispatchEvent(new Event('input'))",
            text,
        )
        browser.run("document.getElementById('query').value = ''")
    browser.run("location.hash = arguments[0]", ids[0])
    browser.settle()
    assert page_samples.NASTY[0] in browser.run("return document.body.textContent")
    assert browser.run("return window.__pwned === undefined && Object.prototype.__pwned === undefined")
    assert (
        browser.run(
            "return document.querySelectorAll('img, iframe, object, embed, script[src], b, [onload], [onerror]').length"
        )
        == 0
    )
    links = browser.run("return [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    assert links
    assert all(link.startswith(("#", "https://")) for link in links)
    browser.assert_quiet()


def test_an_empty_graph_looks_right(browser: Browser, make: Callable[[Any], bytes]) -> None:
    browser.open(make(page_samples.empty()))
    assert browser.texts("#panel h2") == ["图中还没有内容"]
    assert browser.texts("#filters *") == []
    assert "没有文献" in browser.texts("#dateline")[0]
    browser.assert_quiet()


def test_a_graph_of_one_node_shows_it(browser: Browser, make: Callable[[Any], bytes]) -> None:
    browser.open(make(page_samples.alone()))
    assert browser.run("return [...Canvas.view().shown]") == [0]
    browser.click("#panel .chips a")
    assert browser.texts("#panel h2") == ["中国"]
    assert "没有关于它的陈述" in browser.run("return document.getElementById('panel').textContent")
    browser.assert_quiet()


def test_a_large_graph_shows_the_important_part_and_opens_the_rest(
    browser: Browser, make: Callable[[Any], bytes]
) -> None:
    browser.open(make(page_samples.large(900)), "#all=1&lang=zh")
    assert browser.run("return Canvas.view().shown.size") == 300
    assert "300" in browser.texts("#hint")[0]
    last = browser.run("return G.size - 1 - [...G.lone].reverse().indexOf(false)")
    assert not browser.run("return Canvas.view().shown.has(arguments[0])", last)
    browser.run("go({ node: arguments[0] })", last)
    browser.settle()
    assert browser.run("return Canvas.view().shown.has(arguments[0])", last)
    browser.run("go({ node: 0, ego: 0 })")
    browser.settle()
    assert browser.run("return Canvas.view().shown.size") == 81
    browser.assert_quiet()
