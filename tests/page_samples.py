"""Graphs made by hand for the tests of the page."""

from collections.abc import Sequence
from dataclasses import replace

from kg.graph import Article, Graph, Node, Occurrence, Speech
from kg.model import BASE, ONTOLOGY, Evidence, Statement
from kg.ontology import Ontology

NASTY = (
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    '"><svg/onload=window.__pwned=1>',
    "'-window.__pwned=1-'",
    "javascript:window.__pwned=1",
    "{{ 7*7 }}{% raw %}${window.__pwned=1}",
    "<!--<script>",
    "]]>&lt;b&gt;\u2028\u2029\u0000\u202e",
    "__proto__",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'>",
)

TEXT = (
    "外交部长王毅2024年3月1日在北京表示，𠮷林代表团访问俄罗斯。\n"
    "中方将主办中非合作论坛，\n中国没有制裁俄罗斯。俄方称乌克兰袭击了𠮷林。"
)
TITLE = "王毅谈中俄关系"

CHINA, RUSSIA, UKRAINE, WANG, FORUM, JILIN, BEIJING = (
    f"{BASE}e/{name}" for name in ("CN", "RU", "UA", "aaaa", "FOCAC", "cccc", "eeee")
)
_NAMES = (
    (CHINA, "Country", "中国", ("中方", "中国", "中俄")),
    (RUSSIA, "Country", "俄罗斯", ("俄罗斯", "俄方", "中俄")),
    (UKRAINE, "Country", "乌克兰", ("乌克兰",)),
    (WANG, "Person", "王毅", ("王毅",)),
    (FORUM, "Forum", "中非合作论坛", ("中非合作论坛",)),
    (JILIN, "Organization", "𠮷林代表团", ("𠮷林代表团", "𠮷林")),
    (BEIJING, "Place", "北京", ("北京",)),
)


def _occurrences(document: str, surfaces: Sequence[str]) -> tuple[Occurrence, ...]:
    found = set()
    for field, text in (("title", TITLE), ("text", TEXT)):
        for surface in surfaces:
            start = text.find(surface)
            while start >= 0:
                end = start + len(surface)
                if not any(o.field == field and o.start <= start and end <= o.end for o in found):
                    found.add(Occurrence(document, field, start, end, surface))
                start = text.find(surface, end)
    return tuple(sorted(found))


def _evidence(document: str, quote: str, status: str = "actual", **facts: object) -> Evidence:
    start = TEXT.index(quote)
    return replace(Evidence(document, "text", start, start + len(quote), quote, "rule-active", status), **facts)


def small() -> Graph:
    """Two documents, seven entities, statements of every kind, an astral character, a sentence over two lines."""
    first, second, third = (
        TEXT.split("。")[0] + "。",
        "\n" + TEXT.split("\n", 1)[1].split("。")[0] + "。",
        "俄方称乌克兰袭击了𠮷林。",
    )
    visit, forum = (
        _evidence("d1", first, time="2024-03-01", not_before="2024-03-01", not_after="2024-03-01"),
        second[1:],
    )
    rows = (
        (JILIN, "visits", RUSSIA, (replace(visit, said_by=WANG), replace(visit, document="d2"))),
        (WANG, "affiliatedWith", CHINA, (replace(visit, inferences=("pronoun", "made-up")),)),
        (CHINA, "hosts", FORUM, (_evidence("d1", forum, "planned"),)),
        (CHINA, "sanctions", RUSSIA, (_evidence("d1", forum, "denied"),)),
        (RUSSIA, "opposes", CHINA, (_evidence("d1", forum, "conditional"),)),
        (UKRAINE, "attacks", JILIN, (_evidence("d1", third, claim=True, said_by=RUSSIA),)),
    )
    statements = [Statement(s, ONTOLOGY + p, o, False, tuple(sorted(e))) for s, p, o, e in rows]
    statements.append(Statement(WANG, ONTOLOGY + "holdsPost", "外交部长", True, (visit,)))
    return Graph(
        (
            Article("d1", TITLE, len(TITLE), len(TEXT), "2024-03-02", "新华社", url="https://example.org/1"),
            Article("d2", "", 0, len(TEXT)),
        ),
        tuple(
            Node(iri, type_, name, True, (), tuple(o for d in ("d1", "d2") for o in _occurrences(d, surfaces)))
            for iri, type_, name, surfaces in sorted(_NAMES)
        ),
        tuple(sorted(statements)),
        (),
    )


def nasty(ontology: Ontology) -> tuple[Graph, Ontology]:
    """Every string that a graph or a gazetteer can carry into the page is hostile."""
    entries = dict(ontology.entries)
    pattern = next(iter(entries.values()))
    nodes, statements = [], []
    for number, text in enumerate(NASTY):
        iri = f"{BASE}e/{text}" if number % 2 else f"{BASE}e/n{number}"
        nodes.append(Node(iri, "Person", text, False, (text,), (Occurrence(text, "text", 0, len(text), text),)))
        links = (
            text,
            "javascript:alert(1)",
            f"https://www.wikidata.org/entity/Q1{text}",
            f"https://example.org/{text}",
        )
        entries[iri] = replace(pattern, iri=iri, zh=text, en=text + "!", labels=(text,), same_as=links)
    for number, text in enumerate(NASTY):
        one, other = nodes[number].iri, nodes[(number + 1) % len(nodes)].iri
        proof = Evidence(text, "text", 0, len(text), text, text, "actual", text, said_by=one, inferences=(text,))
        statements.append(Statement(one, ONTOLOGY + "meets", other, False, (proof,)))
        statements.append(Statement(one, ONTOLOGY + "holdsPost", text, True, (replace(proof, status=text),)))
    articles = [Article(text, text, len(text), len(text), "", text, text, text) for text in NASTY]
    turns = []
    for number, text in enumerate(NASTY):
        asked = Speech(text, "title", 0, 1, "question", text, text, "", nodes[number].iri)
        answered = Speech(text, "text", 0, len(text), "answer", text, text, nodes[number].iri, "", asked.iri)
        turns += [asked, answered]
    graph = Graph(tuple(sorted(articles)), tuple(sorted(nodes)), tuple(sorted(statements)), tuple(sorted(turns)))
    return graph, replace(ontology, entries=entries)


def crowd() -> Graph:
    """A graph large enough for the map of communities, in which every name is hostile or looks like a formula."""
    graph = large(420)
    names = [*NASTY, *(f"{sign}cmd|' /C calc'!A0" for sign in ("=", "+", "-", "@", "\t=", "＝", "%0A="))]
    nodes = tuple(
        replace(node, name=f"{names[number % len(names)]}{number}") for number, node in enumerate(graph.entities)
    )
    return replace(graph, entities=nodes)


def empty() -> Graph:
    """Nothing at all."""
    return Graph((), (), (), ())


def alone() -> Graph:
    """One document, one entity, no statement."""
    node = Node(CHINA, "Country", "中国", True, (), (Occurrence("d", "text", 0, 2, "中国"),))
    return Graph((Article("d", "", 0, 2),), (node,), (), ())


def large(people: int) -> Graph:
    """A chain of pairs around one hub: more nodes than the page draws at once, in three components."""
    iris = [f"{BASE}e/p{number:05}" for number in range(people)]
    nodes = [
        Node(iri, "Person", f"人物{number}", False, (), (Occurrence("d", "text", 0, 1, "人"),))
        for number, iri in enumerate(iris)
    ]
    proof = Evidence("d", "text", 0, 1, "人", "rule-active")
    pairs = [(0, n) for n in range(1, people - 8)] + [(n, n + 1) for n in range(1, people - 9, 3)]
    pairs += [(people - 6, people - 5), (people - 4, people - 3), (people - 4, people - 2)]
    statements = [Statement(iris[a], ONTOLOGY + "supports", iris[b], False, (proof,)) for a, b in pairs]
    return Graph((Article("d", "人", 1, 1, "2024-01-01"),), tuple(nodes), tuple(sorted(statements)), ())
