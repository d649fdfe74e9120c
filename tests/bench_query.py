"""Ten questions to a million triples of our shape, on our engine and on rdflib, in one run.

    python tests/bench_query.py [--triples 1000000] [--limit 120] [--folder DIR] [--no-rdflib]

Makes a graph of invented documents about real and invented entities (the same at every run: nothing here is drawn
from a clock), publishes it as a build does, and asks: every saved query once with typical parameters and once with as
few as it takes, from the on-disk store that `kg query` and `kg serve` open. The first ten are asked of rdflib too, on
the same Turtle in memory; one that takes longer than the limit is given up and its ratio is a lower bound. Times are
of CPU, the best of three for us, and both engines run on one core, so other work on the machine disturbs little.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.graph import QUADS, TURTLE, Article, Graph, Node, Occurrence, Speech, nquads, prefixes, quads, turtle
from kg.model import BASE, Evidence, Statement, digest
from kg.ontology import Ontology, load
from kg.query.asking import evaluated
from kg.query.kept import keep, kept, opened_at
from kg.query.opening import Opened
from kg.query.parameters import filled
from kg.query.shelf import saved_queries
from kg.write import manifest, publish

TYPICAL: dict[str, dict[str, str]] = {
    "timeline": {"country": "巴基斯坦", "from": "2023", "to": "2023"},
    "relations": {"entity": "俄罗斯", "from": "2022-03", "to": "2022-06"},
    "meetings": {"country": "法国", "from": "2022"},
    "said-about": {"country": "乌克兰"},
    "statements": {"s": "中国", "p": "supports"},
    "participants": {"from": "2023"},
    "supports": {"actor": "中国"},
    "opposes": {"from": "2023"},
    "proposals": {},
    "entities": {"class": "Forum"},
    "hosts": {"from": "2023"},
    "messages": {"from": "2023"},
    "questions": {"from": "2023"},
    "visa-free": {},
}
COMPARED = 10
PER_DOCUMENT = 15
INVENTED = 8000
DAYS = [f"{y}-{m:02}-{d:02}" for y in range(2020, 2025) for m in range(1, 13) for d in range(1, 29)]
SYLLABLES = "安北昌达恩福光海杰康兰明宁平庆仁盛泰文兴"
POSTS = ("部长", "总统")


class Maker:
    """Invents documents."""

    def __init__(self, ontology: Ontology, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.ontology = ontology
        self.by_type: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for entry in sorted(ontology.entries.values(), key=lambda e: e.iri):
            self.by_type[entry.type].append((entry.iri, entry.zh))
        for number in range(INVENTED):
            kind = ("Person", "Person", "Document", "Event")[number % 4]
            name = "".join(self.random.choices(SYLLABLES, k=4)) + f"{number}"
            self.by_type[kind].append((f"{BASE}e/{digest(kind, name)}", name))
        for found in self.by_type.values():
            self.random.shuffle(found)
        first = {f"{BASE}e/{n}": place for place, n in enumerate(("CN", "US", "RU", "FR", "UA", "PK"))}
        self.by_type["Country"].sort(key=lambda pair: first.get(pair[0], len(first)))
        self.properties = sorted(ontology.properties.values(), key=lambda p: p.iri)
        self.names = {iri: name for found in self.by_type.values() for iri, name in found}
        self.types = {iri: kind for kind, found in self.by_type.items() for iri, _ in found}

    def pick(self, types: Sequence[str]) -> str:
        """An entity of one of the types; few are spoken of often."""
        found = self.by_type[self.random.choice(types)]
        return found[min(int(self.random.paretovariate(0.6)) - 1, len(found) - 1)][0]

    def graph(self, documents: int) -> Graph:
        """So many documents."""
        articles, turns = [], []
        seen: dict[str, set[Occurrence]] = defaultdict(set)
        said: dict[tuple[str, str, str, bool], set[Evidence]] = defaultdict(set)
        for number in range(documents):
            ident, day = f"invented-{number}", self.random.choice(DAYS)
            articles.append(Article(ident, f"虚构的第{number}篇报道", 10, 4000, day, publisher="虚构社"))
            speeches = self.speeches(ident) if number % 3 == 0 else []
            turns += speeches
            for place in range(PER_DOCUMENT):
                start = place * 200
                turn = speeches[place % len(speeches)] if speeches else None
                self.statement(ident, day, start, turn, seen, said)
        nodes = [
            Node(iri, self.types[iri], self.names[iri], iri in self.ontology.entries, (), tuple(sorted(places)))
            for iri, places in sorted(seen.items())
        ]
        statements = [Statement(*key, tuple(sorted(found))) for key, found in sorted(said.items())]
        return Graph(tuple(articles), tuple(nodes), tuple(statements), tuple(sorted(turns)))

    def speeches(self, ident: str) -> list[Speech]:
        """Questions and answers."""
        found: list[Speech] = []
        speaker, outlet = self.pick(["Person"]), self.pick(["Organization"])
        for number in range(0, 6, 2):
            place = number * 500
            asks = Speech(ident, "text", place, place + 499, "question", "虚构社记者", "问" * 60, "", outlet)
            place += 500
            replies = Speech(ident, "text", place, place + 499, "answer", "发言人", "答" * 150, speaker, "", asks.iri)
            found += [asks, replies]
        return found

    def statement(
        self,
        ident: str,
        day: str,
        start: int,
        turn: Speech | None,
        seen: dict[str, set[Occurrence]],
        said: dict[tuple[str, str, str, bool], set[Evidence]],
    ) -> None:
        """One statement with its evidence and the mentions in its sentence."""
        chosen = self.random.choice(self.properties)
        ends = [self.pick(sorted(chosen.domain))]
        literal = not chosen.range
        ends.append(self.random.choice(POSTS) if literal else self.pick(sorted(chosen.range)))
        if chosen.symmetric:
            ends.sort()
        mentioned = ends[:1] if literal else list(ends)
        mentioned.append(self.pick(["Country"]))
        for offset, iri in enumerate(mentioned):
            at = start + 10 * offset
            name = self.names[iri]
            seen[iri].add(Occurrence(ident, "text", at, at + len(name), name, turn.iri if turn else ""))
        status = self.random.choices(["actual", "planned", "denied", "conditional"], [80, 15, 3, 2])[0]
        time_ = day if self.random.random() < 0.5 else ""
        speaker = turn.speaker if turn else ""
        if speaker:
            seen[speaker].add(Occurrence(ident, "text", start + 90, start + 94, self.names[speaker]))
        other = self.names.get(ends[1], ends[1])
        quote = f"{self.names[ends[0]]}在{day}{chosen.zh}{other}，" + "虚构的句子" * 8 + "。"
        said[ends[0], chosen.iri, ends[1], literal].add(
            Evidence(
                *(ident, "text", start, start + len(quote), quote, f"{chosen.name}-active"),
                *(status, time_, time_, time_, "stated" if time_ else ""),
                speaker,
            )
        )


def published(folder: Path, triples: int, ontology: Ontology) -> int:
    """Make a graph of about so many triples and publish it; return how many there are."""
    size = 60
    found = Maker(ontology).graph(size)
    terms = len(ontology.turtle)
    each = (sum(1 for _ in quads(found, ontology)) - terms) / size
    graph = Maker(ontology).graph(int((triples - terms) / each * 1.05))
    facts = sorted(set(quads(graph, ontology)), key=str)
    files = {TURTLE: turtle(facts), QUADS: nquads(facts)}
    publish(folder, files, manifest(graph, ontology, files, version="0"))
    keep(folder, facts)
    return len(facts)


def least(name: str) -> dict[str, str]:
    """Only the parameters that a query insists on, with the widest values."""
    saved = next(q for q in saved_queries() if q.name == name)
    return {p.name: "中国" for p in saved.parameters if p.required}


def ours(graph: Opened, name: str, values: dict[str, str]) -> tuple[float, int]:
    """Seconds of CPU for an answer from our engine, written as JSON, and its rows."""
    started = time.process_time()
    _, _, answer = evaluated(graph, name, values)
    assert isinstance(answer, ox.QuerySolutions)
    data = answer.serialize(format=ox.QueryResultsFormat.JSON)
    return time.process_time() - started, len(json.loads(data)["results"]["bindings"])


def theirs(graph: rdflib.Graph, text: str, limit: float) -> tuple[float, int | None]:
    """Seconds of CPU for an answer from rdflib, and its rows, asked in a fork that is killed at the limit."""
    context = get_context("fork")
    receiver, sender = context.Pipe(False)

    def work(channel: Connection) -> None:
        started = time.process_time()
        rows = list(graph.query(text, initNs={**prefixes()}))
        channel.send((time.process_time() - started, len(rows)))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = context.Process(target=work, args=(sender,))
    child.start()
    try:
        found = receiver.recv() if receiver.poll(limit) else None
    finally:
        child.kill()
        child.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found or (after.ru_utime - before.ru_utime, None)


def main(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the report."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--triples", type=int, default=1_000_000)
    options.add_argument("--limit", type=float, default=120)
    options.add_argument("--folder", type=Path)
    options.add_argument("--rdflib", action=argparse.BooleanOptionalAction, default=True)
    given = options.parse_args(arguments)
    ontology = load()
    with tempfile.TemporaryDirectory() as spare:
        folder = given.folder or Path(spare)
        if not (folder / "manifest.json").is_file():
            yield f"triples: {published(folder, given.triples, ontology):,}"
        store = kept(folder)
        started = time.perf_counter()
        graph = Opened(folder, BASE, *opened_at(store))
        yield f"store opened in {time.perf_counter() - started:.3f} s; {len(graph.store):,} triples"
        worst = ("", 0.0)
        mine: dict[str, tuple[float, int]] = {}
        yield f"{'query':<14}{'typical s':>12}{'rows':>9}{'fewest s':>12}{'rows':>9}"
        for name, values in TYPICAL.items():
            mine[name] = min(ours(graph, name, values) for _ in range(3))
            wide = min(ours(graph, name, least(name)) for _ in range(3))
            worst = max(worst, (name, mine[name][0]), (name, wide[0]), key=lambda pair: pair[1])
            yield f"{name:<14}{mine[name][0]:>12.4f}{mine[name][1]:>9,}{wide[0]:>12.4f}{wide[1]:>9,}"
        yield f"slowest: {worst[0]} with {worst[1]:.3f} s"
        if not given.rdflib:
            return
        started = time.process_time()
        other = rdflib.Graph().parse(folder / TURTLE)
        loading = time.process_time() - started
        started = time.process_time()
        ox.Store().bulk_load(path=str(folder / QUADS), format=ox.RdfFormat.N_QUADS)
        yield f"load: rdflib {loading:.1f} s, ours {time.process_time() - started:.1f} s"
        yield f"{'query':<14}{'ours s':>12}{'rdflib s':>12}{'ratio':>10}"
        for name in list(TYPICAL)[:COMPARED]:
            saved = next(q for q in saved_queries() if q.name == name)
            seconds, rows = theirs(other, filled(saved, graph, TYPICAL[name]), given.limit)
            assert rows in (None, mine[name][1]), f"{name}: {rows} rows, ours {mine[name][1]}"
            more = ">" if rows is None else ""
            ratio = f"{more}{seconds / mine[name][0]:.0f}"
            yield f"{name:<14}{mine[name][0]:>12.4f}{more + format(seconds, '.2f'):>12}{ratio:>10}"


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        print(line, flush=True)
