"""How heavy the page is beside plain pyvis, side by side in one run: python tests/bench_page.py [nodes [edges [runs]]].

Both pages show the same graph (10,000 nodes and 30,000 edges unless told otherwise, grown by preferential attachment
in communities, seeded) at the same positions with physics off; the plain one is what pyvis writes for it, without the
links to foreign servers. Measured, each in a browser of its own, in turn, as often as `runs` says (3), and the medians
compared:

- CPU: of all the browser's processes from opening the file until a second passes with less than 5 % of one core
- heap: used by JavaScript after a collection of garbage
- drag: the 95th percentile of the time between frames while the whole graph is dragged by the mouse

and the CPU that building our page takes. Prints the figures and exits with 1 where a limit is exceeded. Linux only
(reads /proc); needs Chromium and its driver.
"""

import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from os import sysconf
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from page_browser import Browser, chromium

from kg import view
from kg.graph import Article, Graph, Node, Occurrence
from kg.model import BASE, ONTOLOGY, Evidence, Statement
from kg.ontology import load
from kg.view import html

LIMITS = {"cpu": 0.3, "heap": 0.35, "drag": 0.15, "build": 30.0}
RUNS = 3
_TYPES = ("Country", "Person", "Organization", "Place", "Forum", "Initiative", "Document", "Event")
_SYLLABLES = "中华安平和东海长江北京南方国际合作发展友好新世纪代表团委员会大学总统部长论坛峰会协定"


def graph(nodes: int, edges: int) -> Graph:
    """Return a graph of persons and places that never were; the same numbers give the same graph."""
    chance = random.Random(20240308)
    iris = [f"{BASE}e/n{number:06}" for number in range(nodes)]
    community = [int(chance.paretovariate(1.1) * 3) % 60 for _ in range(nodes)]
    members: dict[int, list[int]] = {}
    everywhere: list[int] = []
    pairs: set[tuple[int, int]] = set()
    for node in range(nodes):
        here = members.setdefault(community[node], [])
        for _ in range(edges // nodes):
            pool = here if here and chance.random() < 0.8 else everywhere
            if pool:
                other = chance.choice(pool)
                pairs.add((node, other))
                pool.append(other)  # the more links, the more come
        here.append(node)
        everywhere.append(node)
    while len(pairs) < edges:
        one, other = chance.choice(everywhere), chance.choice(everywhere)
        if one != other:
            pairs.add((one, other))
    chosen = sorted(pairs)
    chance.shuffle(chosen)
    relations = ("meets", "visits", "supports", "participatesIn", "cooperatesWith", "opposes")
    text = "这是一句话，说明两者之间的关系。"
    statements = []
    for number, (one, other) in enumerate(chosen[:edges]):
        start = number * len(text)
        status = "planned" if number % 7 == 0 else "actual"
        proof = Evidence(f"d{number % 500:03}", "text", start, start + len(text), text, "rule-active", status)
        statements.append(Statement(iris[one], ONTOLOGY + relations[number % 6], iris[other], False, (proof,)))
    entities = tuple(
        Node(
            iri,
            _TYPES[number % 8],
            "".join(chance.choice(_SYLLABLES) for _ in range(2 + number % 5)),
            False,
            (),
            (Occurrence(f"d{number % 500:03}", "text", number, number + 1, "名"),),
        )
        for number, iri in enumerate(iris)
    )
    days = [f"20{10 + number // 40:02}-{1 + number % 12:02}-{1 + number % 28:02}" for number in range(500)]
    articles = tuple(Article(f"d{n:03}", f"第{n}篇", 4, 10**7, days[n]) for n in range(500))
    return Graph(articles, entities, tuple(sorted(statements)), ())


def plain(ours: bytes) -> bytes:
    """Return what pyvis itself writes for the graph of a page: same positions, physics off, the rest as it comes."""
    from pyvis.network import Network

    def columns(name: str) -> dict[str, list[Any]]:
        start = ours.index(b">", ours.index(f'id="data-{name}"'.encode())) + 1
        found: dict[str, list[Any]] = json.loads(ours[start : ours.index(b"</script>", start)])
        return found

    nodes, edges = columns("nodes"), columns("edges")
    network = Network(height="900px", width="100%", directed=True, cdn_resources="in_line")
    network.node_ids = html._Numbers()  # or pyvis looks through a list for each end of each edge
    for number, (label, group, size, x, y) in enumerate(
        zip(*(nodes[name] for name in ("label", "group", "size", "x", "y")), strict=True)
    ):
        network.add_node(number, label=label, group=group, size=size, x=x, y=y)
    for one, other in zip(edges["from"], edges["to"], strict=True):
        network.add_edge(one, other)
    network.toggle_physics(False)
    page: str = network.generate_html()
    # bootstrap, from a foreign server
    page = re.sub(r"<link\s[^>]*https://[^>]*>|<script\s[^>]*https://[^>]*></script>", "", page)
    return page.encode()


def processor(root: int) -> float:
    """Seconds of CPU that a process and all its descendants have used."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(entry.name))
                used[int(entry.name)] = (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK")
    family, total = [root], 0.0
    for process in family:
        family += children.get(process, [])
        total += used.get(process, 0.0)
    return total


def measure(path: Path) -> dict[str, float]:
    """Return the CPU until stable, the heap and the drag of a page in a fresh browser."""
    with tempfile.TemporaryDirectory() as folder, chromium(Path(folder)) as browser:
        root = browser.driver.service.process.pid
        browser.driver.set_page_load_timeout(600)
        browser.driver.set_script_timeout(600)
        browser.driver.get("about:blank")
        time.sleep(2)
        before = processor(root)
        browser.driver.get(path.as_uri())
        while True:
            here = processor(root)
            time.sleep(1)
            after = processor(root)
            if after - here < 0.05:
                break
        return {"cpu": after - before, "heap": heap(browser), "drag": drag(browser)}


def heap(browser: Browser) -> float:
    """Megabytes of JavaScript's heap in use."""
    for _ in range(2):
        browser.driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
    return float(browser.driver.execute_cdp_cmd("Runtime.getHeapUsage", {})["usedSize"]) / 2**20


def drag(browser: Browser) -> float:
    """Milliseconds between frames, 95th percentile, while the mouse drags the paper."""

    def mouse(kind: str, x: float, y: float, buttons: int) -> None:
        event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1}
        browser.driver.execute_cdp_cmd("Input.dispatchMouseEvent", event)

    corner: Mapping[str, float] = browser.run(
        "const b = document.querySelector('.vis-network').getBoundingClientRect();"
        "return { x: b.left + 60, y: Math.min(b.bottom, innerHeight) - 60 }"
    )
    browser.run(
        "window.frames_ = []; let last = performance.now();"
        "const tick = (now) => { frames_.push(now - last); last = now; requestAnimationFrame(tick); };"
        "requestAnimationFrame(tick);"
    )
    x, y = corner["x"], corner["y"]
    mouse("mousePressed", x, y, 1)
    browser.run("frames_.length = 0")
    for step in range(36):
        mouse("mouseMoved", x + 5 * (step % 30), y - 4 * (step % 30), 1)
    mouse("mouseReleased", x, y, 0)
    frames = sorted(browser.run("return frames_"))
    return float(frames[int(len(frames) * 0.95)])


def main(nodes: int = 10_000, edges: int = 30_000, runs: int = RUNS) -> int:
    """Measure, print and judge."""
    found = graph(nodes, edges)
    ontology = load()
    started = time.process_time()
    ours = view.page(found, ontology)
    build = time.process_time() - started
    theirs = plain(ours)
    print(f"{len(found.entities)} nodes, {len(found.statements)} edges")
    print(f"page {len(ours) / 1e6:.1f} MB, plain pyvis {len(theirs) / 1e6:.1f} MB")
    results: dict[str, list[dict[str, float]]] = {"ours": [], "pyvis": []}
    with tempfile.TemporaryDirectory() as folder:
        for name, page in (("ours", ours), ("pyvis", theirs)):
            (Path(folder) / f"{name}.html").write_bytes(page)
        for _ in range(runs):
            for name, rows in results.items():
                rows.append(measure(Path(folder) / f"{name}.html"))
    failed = build > LIMITS["build"]
    print(f"build  {build:9.2f} s CPU           limit {LIMITS['build']:.0f} s  {'TOO MUCH' if failed else 'ok'}")
    for key, unit in (("cpu", "s"), ("heap", "MB"), ("drag", "ms")):
        one, other = (statistics.median(run[key] for run in results[name]) for name in ("ours", "pyvis"))
        ratio = one / other
        failed |= ratio > LIMITS[key]
        verdict = "ok" if ratio <= LIMITS[key] else "TOO MUCH"
        print(f"{key:6} {one:9.2f} : {other:9.2f} {unit:2} = {ratio:.3f}  limit {LIMITS[key]}  {verdict}")
    return int(failed)


def _numbers(arguments: list[str]) -> dict[str, Any]:
    return dict(zip(("nodes", "edges", "runs"), map(int, arguments), strict=False))


if __name__ == "__main__":
    sys.exit(main(**_numbers(sys.argv[1:])))
