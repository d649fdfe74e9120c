"""What the page is used for beside reading: tables, files, pictures, the map, the keyboard, paper; and by whom."""

import base64
import csv
import io
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import page_samples
import pytest
from page_browser import Browser, chromium
from selenium.webdriver.common.keys import Keys

from kg import build, run, view
from kg.decide import read_decisions
from kg.graph import Graph
from kg.view.content import compose
from kg.write import statement_rows

pytestmark = pytest.mark.slow

FORMULA = tuple("=+-@\t\r|%＝＋－＠")


@pytest.fixture(scope="module")
def graph() -> Graph:
    found: list[Graph] = []
    run.build([], lambda graph, _: found.append(graph))
    return found[0]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(scope="module")
def pages(graph: Graph, ontology: Any) -> Callable[[str], bytes]:
    """The page of a name, made when first asked for."""

    @cache
    def made(name: str) -> bytes:
        if name == "nasty":
            return view.page(*page_samples.nasty(ontology), title=page_samples.NASTY[0])
        if name == "large":
            return view.page(page_samples.large(900), ontology)
        return view.page(graph if name == "sample" else getattr(page_samples, name)(), ontology)

    return made


@pytest.fixture
def opened(browser: Browser, pages: Callable[[str], bytes]) -> Iterator[Any]:
    def opened(name: str, hash_: str = "#lang=zh") -> Browser:
        browser.open(pages(name), hash_)
        return browser

    yield opened
    browser.assert_quiet()


def table(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def downloaded(browser: Browser, suffix: str) -> bytes:
    folder = Path(browser.folder).parent / "downloads"
    for _ in range(100):
        done = [path for path in folder.iterdir() if path.suffix == suffix]
        if done:
            data = done[0].read_bytes()
            done[0].unlink()
            return data
        time.sleep(0.1)
    raise AssertionError(f"no {suffix} came down")


def test_the_table_holds_every_statement_and_sorts(opened: Any, graph: Graph) -> None:
    page = opened("sample", "#view=statements&lang=zh")
    assert page.texts("#table .tally") == [f"{len(graph.statements)} 行"]
    while page.run("const b = document.querySelector('#table .more'); if (!b.hidden) b.click(); return !b.hidden"):
        pass
    assert len(page.texts("#table tbody tr")) == len(graph.statements)
    dates = page.texts("#table td.column-date")
    assert dates == sorted(dates, reverse=True)
    page.click("#sort-sources")
    counts = [int(text) for text in page.texts("#table td.column-sources")]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == max(len(s.evidence) for s in graph.statements)
    page.click("#sort-sources")
    assert "sort=sources" in page.run("return location.hash")
    counts = [int(text) for text in page.texts("#table td.column-sources")]
    assert counts == sorted(counts)
    assert page.run("return document.querySelector('th.column-sources').getAttribute('aria-sort')") == "ascending"
    assert page.run("return document.activeElement.id") in {"", "sort-sources"}


def test_the_table_filters_by_words_and_facets(opened: Any, graph: Graph) -> None:
    page = opened("sample", "#view=entities&lang=zh")
    assert page.texts("#table .tally") == [f"{len(graph.entities)} 行"]
    page.run("document.getElementById('table-filter').focus()")
    page.press("国家")
    page.driver.execute_async_script("setTimeout(arguments[0], 400)")
    rows = [row.split("\n") for row in page.run("return Tables.select(now()).map(e => G.nodes.label[e])")]
    assert rows
    assert "q=" in page.run("return location.hash")
    assert page.run("return document.activeElement.id") == "table-filter"
    page.go("#view=entities&types=Country&lang=zh")
    others = sum(node.type != "Country" for node in graph.entities)
    assert page.texts("#table .tally") == [f"{others} 行"]
    page.click("#table td.column-name a")
    assert page.texts("#panel h2") == page.texts("#table tr[aria-current] .column-name")


def test_csv_has_a_row_for_each_piece_of_evidence(opened: Any, graph: Graph) -> None:
    page = opened("sample", "#view=statements&lang=en")
    page.click("#csv")
    head, *rows = table(downloaded(page, ".csv").decode("utf-8"))
    proofs = [(s, e) for s in graph.statements for e in s.evidence]
    assert len(rows) == len(proofs)
    place = {name: number for number, name in enumerate(head)}
    assert Counter(row[place["sentence"]].lstrip("'") for row in rows) == Counter(
        e.quote.lstrip("'") for _, e in proofs
    )
    assert Counter(row[place["relation id"]] for row in rows) == Counter(s.predicate.split("#")[1] for s, _ in proofs)


@pytest.mark.parametrize("name", ["nasty", "crowd"])
@pytest.mark.parametrize("kind", ["statements", "entities"])
def test_csv_holds_no_formula(opened: Any, name: str, kind: str) -> None:
    page = opened(name, f"#view={kind}&lang=zh")
    rows = table(page.run("return Tables.csv(now())"))
    cells = [cell for row in rows for cell in row]
    assert len(rows) > 5
    assert len({len(row) for row in rows}) == 1
    assert not [cell for cell in cells if cell.strip().startswith(FORMULA) or cell.startswith(("\t", "\r", "\n"))]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "\u200b=1", "|cmd", '=a"b,c\nd']
)
def test_formulas_become_text(opened: Any, text: str) -> None:
    page = opened("alone")
    assert table(page.run("return csvOf([[arguments[0], 2]])", text)) == [["'" + text, "2"]]


VIEWS = ("#lang=zh", "#n=CN&lang=zh", "#n=CN&ego=CN&lang=en", "#s=CN&p=hosts&o=FOCAC", "#a=aaaa&b=UA&lang=zh")


@pytest.mark.parametrize("hash_", VIEWS)
def test_pictures_of_every_view(opened: Any, hash_: str) -> None:
    page = opened("small", hash_)
    root = ElementTree.fromstring(page.run("return Picture.svg()"))
    words = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"中国", "China"} & words
    scale = page.run("return Canvas.network().getScale()")
    names = [text for text in root.iter("{http://www.w3.org/2000/svg}text") if text.get("text-anchor") == "middle"]
    assert all(10 < float(text.get("font-size") or 0) * scale < 22 for text in names)
    width, height = int(root.get("width") or 0), int(root.get("height") or 0)
    assert width > 300
    png = page.driver.execute_async_script(
        "const done = arguments[0]; Picture.png().then((blob) => { const r = new FileReader();"
        "r.onload = () => done(r.result.split(',')[1]); r.readAsDataURL(blob); });"
    )
    data = base64.b64decode(png)
    assert struct.unpack(">II", data[16:24]) == (2 * width, 2 * height)


def test_pictures_come_down_as_files(opened: Any) -> None:
    page = opened("large")
    page.click("#tool-svg")
    assert b"<svg" in downloaded(page, ".svg")
    page.click("#tool-png")
    assert downloaded(page, ".png").startswith(b"\x89PNG")


def test_hostile_names_stay_text_in_pictures(opened: Any) -> None:
    for name in ("nasty", "crowd"):
        page = opened(name)
        for hash_ in ("#lang=zh", "#all=1", page.run("return hashOf({ ...now(), node: 0, ego: 0 })")):
            page.step(hash_)
            root = ElementTree.fromstring(page.run("return Picture.svg()"))
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert tags <= {"svg", "title", "rect", "clipPath", "g", "path", "polygon", "circle", "line", "text"}
            names = {key.lower() for element in root.iter() for key in element.attrib}
            assert not [key for key in names if key.startswith("on") or key.endswith("href")]
    page.driver.execute_async_script("Picture.png().then(arguments[0])")
    assert page.run("return window.__pwned === undefined")


@pytest.mark.parametrize("name", ["nasty", "crowd"])
def test_hostile_text_stays_text_in_tables_paths_and_the_map(opened: Any, name: str) -> None:
    page = opened(name)
    hashes = page.run(
        """const last = G.size - 1;
        const states = [{}, { all: true }, { a: 0 }, { view: "statements" }, { view: "entities", q: G.nodes.label[0] }];
        for (let e = 0; e < Math.min(G.size, 12); e++)
          states.push({ a: e, b: last - e }, { ego: e, open: [(e + 1) % G.size] });
        G.members.slice(0, 6).forEach((_, group) => states.push({ group }));
        return states.map((state) => hashOf({ ...blank(), ...state }));"""
    )
    hashes += [f"#{key}={text}" for key in ("q", "sort", "view", "c", "a", "open") for text in page_samples.NASTY]
    for hash_ in hashes:
        page.step(hash_)
        page.run("for (const d of document.querySelectorAll('details')) d.open = true")
    page.settle()
    count = "return document.querySelectorAll('img, iframe, object, embed, script[src], b, [onload], [onerror]').length"
    assert page.run(count) == 0
    links = page.run("return [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    assert all(link.startswith(("#", "https://")) for link in links)
    assert page.run("return window.__pwned === undefined && Object.prototype.__pwned === undefined")


OTHER = "a=CN&ego=CN&view=entities&"


@pytest.mark.parametrize("name", ["small", "large", "empty", "alone"])
def test_odd_hashes_never_throw(opened: Any, name: str) -> None:
    page = opened(name)
    odd = ("-1", "0", "99999", "__proto__", "constructor", "%", "%E0%A4%A", "", "中", "a&a=b", "\U0001f600", "CN")
    keys = ("n", "s", "o", "p", "post", "ego", "open", "a", "b", "route", "c", "all", "types", "view", "sort", "q")
    befores = ("",) if name == "large" else ("", OTHER)
    hashes = [f"#{before}{key}={value}&lang=zh" for key in keys for value in odd for before in befores]
    page.run("for (const hash of arguments[0]) { draw(parse(hash), {}); parse(hashOf(now())); }", hashes)
    page.step("#view=statements&sort=nothing&q=%00")
    assert page.texts("#panel h2")[0]


def test_the_map_of_a_large_graph(opened: Any, ontology: Any) -> None:
    page = opened("large")
    graph = page_samples.large(900)
    home = compose(graph, ontology).groups.home
    sizes = sorted(count for group, count in Counter(home).items() if group >= 0)
    shown = page.run("return Canvas.view().bubbles.map(b => b.members.length)")
    assert sorted(shown) == sizes
    assert page.run("return Canvas.view().mode") == "map"
    assert len(page.texts("#panel .groups li")) == len(sizes)
    page.run("document.getElementById('network').focus()")
    page.press(Keys.ARROW_RIGHT)
    assert page.texts("#say")[0].startswith("群组")
    page.press(Keys.ENTER)
    assert page.run("return location.hash").startswith("#c=")
    opened_size = page.run("return G.members[now().group].length")
    assert page.run("return Canvas.view().shown.size + Canvas.view().rest.length") == opened_size
    page.press(Keys.ESCAPE)
    assert page.run("return Canvas.view().mode") == "map"
    page.click("#tool-overview")
    assert page.run("return Canvas.view().mode") == "part"
    page.go("#c=p00000&lang=zh")
    assert page.run("return now().group === G.groups.of[0]")
    page.step("#c=p00899&lang=zh")
    assert page.texts("#hint") == ["链接所指的内容不在本图中"]


def test_a_bubble_opens_by_click(opened: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    page = opened("large")
    box = page.driver.find_element("id", "network")
    spot = page.run("const n = Canvas.network(); return n.canvasToDOM(n.getPositions([-1])[-1])")
    x, y = spot["x"] - box.size["width"] / 2, spot["y"] - box.size["height"] / 2
    ActionChains(page.driver).move_to_element_with_offset(box, x, y).click().perform()
    page.driver.execute_async_script("setTimeout(arguments[0], 300)")
    assert page.run("return now().group") == 0


def test_an_ego_network_unfolds_and_folds(opened: Any) -> None:
    page = opened("small", "#ego=CN&n=RU&lang=zh")
    before = set(page.run("return [...Canvas.view().shown]"))
    page.click("#panel .unfold")
    after = set(page.run("return [...Canvas.view().shown]"))
    assert page.run("return location.hash").count("open=RU") == 1
    assert before < after
    assert page.run("return G.nodes.label[arguments[0]]", next(iter(after - before))) == "𠮷林代表团"
    page.run("document.getElementById('network').focus()")
    page.press(Keys.ENTER)
    assert "open=" not in page.run("return location.hash")
    assert set(page.run("return [...Canvas.view().shown]")) == before


def test_a_path_by_keyboard_alone(opened: Any) -> None:
    page = opened("small")
    page.press("/", "wangyi", Keys.ENTER)
    assert page.texts("#panel h2") == ["王毅"]
    page.run("document.querySelector('#panel .find-path').focus()")
    page.press(Keys.ENTER)
    assert page.run("return document.activeElement.id") == "path-query"
    page.press("wkl", Keys.ENTER)
    assert page.run("return location.hash") == "#a=aaaa&b=UA&lang=zh"
    assert page.texts("#path-length") == ["4 步"]
    page.run("document.getElementById('network').focus()")
    page.press(Keys.ESCAPE)
    assert page.texts("#panel h2") == ["王毅"]


def test_the_tabulator_reaches_everything(opened: Any) -> None:
    page = opened("small", "#n=CN&lang=zh")
    wanted = page.run(
        """const all = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")];
        const seen = all.filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.tabIndex >= 0);
        seen.forEach((e, place) => { e.dataset.stop = place; });
        return seen.length;"""
    )
    reached = set()
    for _ in range(wanted + 3):
        page.press(Keys.TAB)
        stop = page.run("return document.activeElement.dataset.stop")
        if stop is not None:
            reached.add(int(stop))
    assert reached == set(range(wanted))


FOUND = (
    ("changjiang", "长江三峡"),
    ("長江", "长江三峡"),
    ("sanxia", "长江三峡"),
    ("lvte", "吕特"),
    ("lüte", "吕特"),
    ("lute", "吕特"),
    ("zengqinghong", "曾庆红"),
    ("zqh", "曾庆红"),
    ("台湾大学", "臺灣大學"),
    ("臺灣", "臺灣大學"),
    ("taiwan", "臺灣大學"),
    ("xi'an", "西安"),
    ("xian", "西安"),
    ("cop28", "COP28大会"),
)
SEARCHES = ("zhongqing", "cq", "chongqing", "chong qing", "ChóngQìng", "重慶", "重庆", "chongq", "cqs")


def test_polyphones_and_traditional_script(browser: Browser, ontology: Any) -> None:
    from dataclasses import replace

    graph = page_samples.small()
    names = ["重庆市", "长江三峡", "吕特", "曾庆红", "臺灣大學", "西安", "COP28大会"]
    nodes = tuple(replace(node, name=name) for node, name in zip(graph.entities, names, strict=True))
    browser.open(view.page(replace(graph, entities=nodes, statements=()), ontology))

    def found(words: str) -> list[str]:
        result: list[str] = browser.run("return Search.find(arguments[0], 10).map(([e]) => G.nodes.label[e])", words)
        return result

    assert [words for words in SEARCHES if found(words)[:1] != ["重庆市"]] == ["zhongqing"]
    assert found("zhongqing") == []
    assert [(words, name) for words, name in FOUND if found(words)[:1] != [name]] == []
    browser.assert_quiet()


AXE = files("axe_core_python").joinpath("axe.min.js")
LOOKED_AT = (
    ("small", "#lang=zh"),
    ("small", "#n=CN&lang=en"),
    ("small", "#s=UA&p=attacks&o=cccc&lang=zh&types=Place"),
    ("small", "#a=aaaa&b=UA&lang=en"),
    ("small", "#a=aaaa&lang=zh"),
    ("small", "#view=statements&lang=zh"),
    ("small", "#view=entities&lang=en"),
    ("large", "#lang=zh"),
    ("sample", "#n=CN&ego=CN&lang=zh"),
    ("empty", "#lang=zh"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_axe_finds_nothing(opened: Any, browser: Browser, scheme: str, width: int) -> None:
    browser.device(width, 900)
    browser.scheme(scheme)
    try:
        for name, hash_ in LOOKED_AT if (width == 390) == (scheme == "light") else LOOKED_AT[::2]:
            page = opened(name, hash_)
            page.run("for (const d of document.querySelectorAll('details')) d.open = true")
            page.settle()
            page.run(AXE.read_text(encoding="utf-8"))
            found = page.driver.execute_async_script(
                "const done = arguments[0]; axe.run(document).then((r) => done(r.violations.map("
                "(v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 200), v.nodes[0].failureSummary])))"
            )
            assert found == [], (name, hash_)
            assert page.run("return document.documentElement.scrollWidth") <= width
    finally:
        browser.device(1400, 900)
        browser.scheme("light")


def test_paper_carries_the_sentences_and_no_controls(opened: Any) -> None:
    page = opened("small", "#n=CN&lang=zh")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        hidden = page.run(
            "return ['filters', 'tools', 'views', 'search', 'language'].every("
            "(id) => !document.getElementById(id).checkVisibility())"
        )
        assert hidden
        assert page.run("return document.querySelector('#panel blockquote').checkVisibility()")
        assert page.run("const p = document.getElementById('panel'); return p.scrollHeight <= p.clientHeight + 1")
        paper = page.driver.execute_cdp_cmd("Page.printToPDF", {})
        assert base64.b64decode(paper["data"]).startswith(b"%PDF")
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


# ── decisions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_decisions_are_queued_beside_the_evidence_and_come_down_as_a_file(opened: Any, tmp_path: Path) -> None:
    browser = opened("sample", "#lang=en")
    browser.run("location.hash = document.querySelector('#panel .statements a.to-statement').getAttribute('href')")
    browser.settle()
    assert browser.run("return document.getElementById('queue').hidden")
    browser.click("#panel .judge .reject")
    assert browser.run("return document.querySelector('.judge .reject').getAttribute('aria-pressed')") == "true"
    assert browser.run("return document.querySelector('#queue .count').textContent") == "1 decision"
    browser.run("const r = document.getElementById('reviewer'); r.value = 'amy'; r.dispatchEvent(new Event('input'))")
    browser.click("#take")
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "page.jsonl").write_bytes(downloaded(browser, ".jsonl"))
    (decision,) = read_decisions(tmp_path / "decisions")
    assert (decision.kind, decision.reviewer, decision.of_statement) == ("reject", "amy", True)
    browser.click("#panel .judge .confirm")
    assert browser.run("return document.querySelector('.judge .reject').getAttribute('aria-pressed')") == "false"
    browser.click("#drop")
    assert browser.run("return document.getElementById('queue').hidden")


def test_a_rejected_statement_is_gone_from_the_next_build(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("𠮷：外长丁丁访问埃及。", encoding="utf-8")
    build(tmp_path / "a.txt", tmp_path / "out", date="2024-03-08")
    browser.open((tmp_path / "out" / "graph.html").read_bytes(), "#lang=zh")
    browser.run("location.hash = document.querySelector('#panel .statements a.to-statement').getAttribute('href')")
    browser.settle()
    browser.click("#panel .judge .reject")
    browser.click("#take")
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "page.jsonl").write_bytes(downloaded(browser, ".jsonl"))
    browser.click("#drop")
    (decision,) = read_decisions(tmp_path / "decisions")
    assert (decision.subject, decision.relation, decision.object) == ("丁丁", "visits", "埃及")
    report = build(tmp_path / "a.txt", tmp_path / "out", date="2024-03-08", decisions=tmp_path / "decisions")
    assert report.problems == ()
    assert "visits" not in {row["property"] for row in statement_rows(tmp_path / "out")}
