"""Extractions made by hand, and a small ontology, for the tests of graph, write and query."""

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from kg.model import BASE, ONTOLOGY, Document, Entity, Evidence, Extraction, Mention, Statement, Text, Turn, digest
from kg.ontology import Class, Entry, Ontology, Property
from kg.ontology.terms import TYPES

Made = TypeVar("Made")
E = BASE + "e/"
CN, RU, FR, PE = E + "CN", E + "RU", E + "FR", E + "PE"
NEWS, REUTERS = E + "Xinhua", E + "Reuters"
WANG, LAVROV = E + digest("Person", "王毅"), E + digest("Person", "拉夫罗夫")
FORUM, EDITION, PLAN = (
    E + digest("Forum", "甲论坛"),
    E + digest("Forum", "第三届甲论坛"),
    E + digest("Initiative", "乙倡议"),
)
SYMMETRIC = {"meets", "cooperatesWith"}
LABELS = {
    "meets": "会见",
    "visits": "访问",
    "hosts": "主办",
    "heldIn": "举行于",
    "proposed": "提出",
    "grantsVisaFree": "免签",
    "asks": "提问",
    "holdsPost": "担任",
    "affiliatedWith": "隶属",
    "attacks": "攻击",
    "supports": "支持",
    "opposes": "反对",
    "participatesIn": "参加",
    "partOf": "属于",
    "sendsMessageTo": "致函",
}


def property_iri(name: str) -> str:
    return ONTOLOGY + name


def small_ontology() -> Ontology:
    """Eight types, two kinds, a few relations and six entries."""
    none: frozenset[str] = frozenset()
    every = frozenset(TYPES)
    properties = {
        name: bare(
            Property,
            name=name,
            iri=property_iri(name),
            zh=zh,
            en=name,
            domain=every,
            range=none if name == "holdsPost" else every,
            symmetric=name in SYMMETRIC,
            adversarial=name == "attacks",
        )
        for name, zh in LABELS.items()
    }
    entries = [
        Entry(
            CN, "Country", "Country", "中国", "China", ("中国", "中华人民共和国"), ("中", "华"), (), (wikidata(148),)
        ),
        Entry(RU, "Country", "Country", "俄罗斯", "Russia", ("俄罗斯", "俄罗斯联邦"), ("俄",), (), (wikidata(159),)),
        Entry(FR, "Country", "Country", "法国", "France", ("法国",)),
        Entry(PE, "Country", "Country", "秘鲁", "Peru", ("秘鲁",)),
        Entry(NEWS, "Organization", "MediaOutlet", "新华社", "Xinhua", ("新华社",)),
        Entry(REUTERS, "Organization", "MediaOutlet", "路透社", "Reuters", ("路透社",)),
    ]
    kinds = [*TYPES, "MediaOutlet", "Actor"]
    lines = [f"<{ONTOLOGY}{kind}> <{RDF}type> <{OWL}Class>" for kind in kinds]
    lines += [f"<{ONTOLOGY}MediaOutlet> <{RDFS}subClassOf> <{ONTOLOGY}Organization>"]
    lines += [f"<{ONTOLOGY}{kind}> <{RDFS}subClassOf> <{ONTOLOGY}Actor>" for kind in ("Country", "Person")]
    lines += [f'<{ONTOLOGY}Country> <{RDFS}label> "国家"@zh']
    for name, zh in LABELS.items():
        kind = "DatatypeProperty" if name == "holdsPost" else "ObjectProperty"
        lines += [f"<{ONTOLOGY}{name}> <{RDF}type> <{OWL}{kind}>", f'<{ONTOLOGY}{name}> <{RDFS}label> "{zh}"@zh']
    codes = {"plover": "CONSULT", "cameo": "040", "ploverPlanned": "AGREE", "cameoPlanned": "036"}
    events = [name for name in LABELS if name != "holdsPost"]
    lines += [f'<{ONTOLOGY}{name}> <{ONTOLOGY}{key}> "{code}"' for name in events for key, code in codes.items()]
    return bare(
        Ontology,
        digest="small",
        classes={k: bare(Class, name=k, iri=ONTOLOGY + k, zh=k, en=k, types=none) for k in kinds},
        properties=properties,
        entries={e.iri: e for e in entries},
        turtle=tuple(lines),
    )


def bare(kind: type[Made], **facts: Any) -> Made:
    """Make a value from some of its fields, the others empty: a new field of the ontology breaks nothing here."""
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name not in facts and field.default is MISSING:
            facts[field.name] = {"str": "", "bool": False, "tuple": ()}.get(getattr(field.type, "__name__", ""), {})
    return kind(**facts)


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"


def wikidata(number: int) -> str:
    return f"http://www.wikidata.org/entity/Q{number}"


def reflowed(raw: str) -> Text:
    """All blanks taken out."""
    kept = [(place, c) for place, c in enumerate(raw) if not c.isspace()]
    clean = "".join(c for _, c in kept)
    return Text(raw, clean, clean, tuple(place for place, _ in kept))


class Page:
    """A document in the making: surfaces and quotes are looked up in its raw texts."""

    def __init__(self, name: str, raw: str, date: str = "", title: str = "", **facts: str) -> None:
        self.document = Document(name, reflowed(title), reflowed(raw), date, **facts)
        self.entities: list[Entity] = []
        self.statements: list[Statement] = []
        self.turns: list[Turn] = []

    def entity(self, iri: str, type_: str, name: str, *surfaces: str, known: bool = True, field: str = "text") -> str:
        """Add an entity with a mention at the first place of each surface; return its IRI."""
        clean = self.document.field(field).clean
        found = []
        for surface in surfaces or (name,):
            begin = clean.index(surface)
            start, end = self.document.field(field).raw_span(begin, begin + len(surface))
            mark = iri if known else ""
            found.append(Mention(field, begin, begin + len(surface), type_, mark, surface, surface, start, end, "test"))
        for place, other in enumerate(self.entities):
            if other.iri == iri:
                self.entities[place] = Entity(iri, type_, name, known, (*other.mentions, *found))
                return iri
        self.entities.append(Entity(iri, type_, name, known, tuple(found)))
        return iri

    def says(self, subject: str, predicate: str, value: str, quote: str, **facts: Any) -> Evidence:
        """Add a statement with one piece of evidence, whose quote stands in the raw text."""
        field = facts.pop("field", "text")
        start = self.document.field(field).raw.index(quote)
        literal = facts.pop("literal", False)
        rule = facts.pop("rule", f"{predicate}-active")
        found = Evidence(self.document.id, field, start, start + len(quote), quote, rule, **facts)
        self.statements.append(Statement(subject, property_iri(predicate), value, literal, (found,)))
        return found

    def turn(self, part: str, label: str, role: str, reply_to: int = -1, **facts: str) -> None:
        """Add a speaker turn that fills the raw slice `part`, which begins with its label and a colon."""
        raw, text = self.document.text.raw, self.document.text
        start = raw.index(part)
        clean = reflowed(part).clean
        begin = text.clean.index(clean)
        index = len(self.turns)
        stop, end, mark = begin + len(clean), start + len(part), begin + len(label)
        name = facts.pop("name", label)
        self.turns.append(Turn(index, "text", begin, stop, start, end, begin, mark, role, name, reply_to, **facts))

    def extraction(self) -> Extraction:
        return Extraction(self.document, tuple(self.entities), tuple(self.statements), tuple(self.turns))


def march() -> dict[str, str]:
    return {"time": "2024-03", "not_before": "2024-03-01", "not_after": "2024-03-31", "time_basis": "stated"}


def brief() -> Extraction:
    """A hard-wrapped news brief: a meeting, a post, an employer."""
    page = Page(
        "news/1.txt",
        "中国外长王毅5日在北京会见俄\n罗斯外长拉夫罗夫。",
        "2024-03-06",
        "王毅会见拉夫罗夫",
        publisher="日报",
        url="https://example.org/甲?a=1&b=<2>",
    )
    page.entity(CN, "Country", "中国")
    page.entity(RU, "Country", "俄罗斯")
    page.entity(WANG, "Person", "王毅", known=False)
    page.entity(LAVROV, "Person", "拉夫罗夫", known=False)
    page.entity(WANG, "Person", "王毅", known=False, field="title")
    page.says(
        WANG,
        "meets",
        LAVROV,
        "中国外长王毅5日在北京会见俄\n罗斯外长拉夫罗夫。",
        time="2024-03-05",
        not_before="2024-03-05",
        not_after="2024-03-05",
        time_basis="document",
    )
    page.says(WANG, "holdsPost", "外长", "中国外长王毅", literal=True)
    page.says(WANG, "affiliatedWith", CN, "中国外长王毅")
    return page.extraction()


def conference() -> Extraction:
    """A press conference with two outlets; an astral character stands before everything."""
    first = "新华社记者：中国对俄罗斯有何看法？"
    second = "王毅：𠮷中俄关系\n很好。秘鲁将举办第三届甲论坛。"
    third = "路透社记者：法国呢？"
    page = Page("𠮷/会.txt", f"{first}\n\n{second}\n\n{third}\n", "2024-03-07", rights="版权所有", author="记者")
    page.entity(NEWS, "Organization", "新华社")
    page.entity(REUTERS, "Organization", "路透社")
    page.entity(WANG, "Person", "王毅", known=False)
    page.entity(CN, "Country", "中国", "中国", "中俄")
    page.entity(RU, "Country", "俄罗斯", "俄罗斯", "中俄")
    page.entity(FR, "Country", "法国")
    page.entity(PE, "Country", "秘鲁")
    page.entity(EDITION, "Forum", "第三届甲论坛", known=False)
    page.entity(FORUM, "Forum", "甲论坛", known=False)
    page.turn(first, "新华社记者：", "question", name="新华社", outlet=NEWS)
    page.turn(second, "王毅：", "answer", 0, name="王毅", speaker=WANG)
    page.turn(third, "路透社记者：", "question", name="路透社", outlet=REUTERS)
    page.says(NEWS, "asks", WANG, first)
    page.says(REUTERS, "asks", WANG, third)
    page.says(PE, "hosts", EDITION, "秘鲁将举办第三届甲论坛。", status="planned", said_by=WANG)
    page.says(EDITION, "partOf", FORUM, "第三届甲论坛")
    page.says(PE, "participatesIn", EDITION, "秘鲁将举办第三届甲论坛。", status="planned", inferences=("pronoun",))
    return page.extraction()


def plans() -> Extraction:
    """Things planned, denied, conditional and merely claimed, without a date of the document."""
    page = Page(
        "plans",
        "从3月起，中方对法国免签。中方没有攻击俄罗斯。若法国来，中国将支持法国。俄称法方袭击俄罗斯。中国反对法国。拉夫罗夫会见王毅。乙倡议",
    )
    page.entity(CN, "Country", "中国", "中方", "中国", known=True)
    page.entity(RU, "Country", "俄罗斯", "俄罗斯")
    page.entity(FR, "Country", "法国", "法国", "法方")
    page.entity(WANG, "Person", "王毅", known=False)
    page.entity(LAVROV, "Person", "拉夫罗夫", known=False)
    page.entity(PLAN, "Initiative", "乙倡议", known=False)
    page.says(CN, "grantsVisaFree", FR, "从3月起，中方对法国免签。", status="planned", **march())
    page.says(CN, "attacks", RU, "中方没有攻击俄罗斯。", status="denied")
    page.says(CN, "supports", FR, "若法国来，中国将支持法国。", status="conditional")
    page.says(FR, "attacks", RU, "俄称法方袭击俄罗斯。", said_by=RU, claim=True)
    page.says(CN, "opposes", FR, "中国反对法国。")
    page.says(LAVROV, "meets", WANG, "拉夫罗夫会见王毅。")
    page.says(CN, "proposed", PLAN, "乙倡议")
    page.says(RU, "supports", PLAN, "乙倡议")
    page.says(WANG, "sendsMessageTo", LAVROV, "拉夫罗夫会见王毅。")
    return page.extraction()


HOSTILE = [
    'quote " and \\ backslash',
    "line\nfeed\rreturn\ttab",
    "</script><b>&amp;'",
    "a > b < c { } | ^ `",
    "right‏to‮left⁦marks⁩",
    "astral 𠮷😀 and U+2028\u2028 next\x85line",
    "control \x00 \x01 \x1f \x7f \x0b \x0c \ufeff \ufffe",
    "ends with backslash \\",
    '"""',
    "=1+2",
    "@zh ^^<x> . ; ,",
    " blanks at both ends ",
]


def hostile() -> Extraction:
    """Names, quotes, titles and ids that try to break every syntax."""
    page = Page("id\n\"<>\\ '", "一", "", 'title " \\ >\n')
    found = []
    for place, name in enumerate(HOSTILE):
        mention = Mention("text", 0, 1, "Event", "", name, f"{name}!", 0, 1, "te st")
        found.append(Entity(E + digest("Event", name), "Event", name, False, (mention,)))
        page.says(E + digest("Event", name), "holdsPost", HOSTILE[place - 1], "一", literal=True)
    page.entities = found
    return page.extraction()


def all_pages() -> list[Extraction]:
    return [brief(), conference(), plans(), hostile()]


def chosen(extractions: Iterable[Extraction], order: Sequence[int]) -> list[Extraction]:
    every = list(extractions)
    return [every[place] for place in order]
