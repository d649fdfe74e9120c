"""How sentences become statements: masks and groups, who speaks, whom a pronoun means, and what evidence records."""

import re

import pytest

import kg
from kg.model import ACTUAL, DENIED, PLANNED, Entity, Evidence, Extraction, Mention, Statement, TimeSpan
from kg.ontology import load
from kg.ontology.switches import switched_off
from kg.pipeline import extract_one
from kg.read import from_text
from kg.relate import explicit_only
from kg.relate.items import Chain, Group, Item
from kg.relate.lexicon import lexicon
from kg.relate.mask import masked
from kg.relate.rules import compiled
from kg.relate.signs import MANY, ONE, OWNER, TIME_CHAR, UNNAMED, bits, slot

ONTOLOGY = load()
RELATIONS = "https://w3id.org/zongheng/ontology#"


def found(text: str, **known: str) -> dict[tuple[str, str, str], tuple[Evidence, ...]]:
    """What a text says, by the names of the ends."""
    extraction = kg.extract(text, **known)
    names = {e.iri: e.name for e in extraction.entities}
    return {
        (names[s.subject], s.predicate.removeprefix(RELATIONS), names.get(s.object, s.object)): s.evidence
        for s in extraction.statements
    }


def item(begin: int, stop: int, type_: str, *names: str) -> Item:
    mention = Mention("text", begin, stop, type_, "", names[0], names[0], begin, stop, "test")
    return Item(begin, stop, (mention,), tuple(Entity(f"e:{n}", type_, n, False, (mention,)) for n in names))


def group(*items: Item) -> Group:
    return Group(items[0].begin, items[-1].stop, tuple(Chain(i.begin, i.stop, i) for i in items))


# ── Masks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mask_has_one_character_for_each_group_and_time() -> None:
    text = "甲国8日访问乙国"
    mask = masked(
        text, [group(item(0, 2, "Country", "甲国")), group(item(6, 8, "Country", "乙国"))], [TimeSpan(2, 4, "2024")]
    )
    country = chr(ONE + bits(["Country"]))
    assert mask.text == f"{country}{TIME_CHAR}访问{country}"
    assert [mask.origin(i) for i in range(len(mask.text))] == [0, 2, 4, 5, 6]
    assert (sorted(mask.groups), sorted(mask.times)) == ([0, 4], [1])


@pytest.mark.parametrize(
    ("text", "spans"),
    [("“甲国”访问", [(1, 3)]), ("“甲国”、“乙国”访问", [(1, 3), (6, 8)]), ("“甲国、乙国”访问", [(1, 3), (4, 6)])],
)
def test_marks_around_a_group_go_with_it(text: str, spans: list[tuple[int, int]]) -> None:
    mask = masked(text, [group(*(item(b, s, "Country", text[b:s]) for b, s in spans))], [])
    assert mask.text == chr((ONE if len(spans) == 1 else MANY) + bits(["Country"])) + "访问"


def test_a_name_before_a_noun_is_its_attribute() -> None:
    nouns, agents = re.compile("农民"), re.compile("武装人员")
    country, body = item(0, 2, "Country", "甲国"), item(0, 2, "Organization", "甲军")
    assert masked("甲国农民", [group(country)], [], nouns, agents).text[0] == chr(OWNER + bits(["Country"]))
    assert masked("甲国武装人员", [group(country)], [], nouns, agents).text[0] == chr(UNNAMED)
    assert masked("甲军武装人员", [group(body)], [], nouns, agents).text[0] == chr(ONE + bits(["Organization"]))


def test_private_characters_of_a_text_are_no_groups() -> None:
    assert masked(f"甲{chr(ONE + 1)}乙", [], []).text == "甲\ufffd乙"


def test_a_slot_takes_the_types_it_names() -> None:
    pattern = re.compile(slot(frozenset({"Person"})))
    assert pattern.fullmatch(chr(ONE + bits(["Person"])))
    assert pattern.fullmatch(chr(MANY + bits(["Person", "Country"])))
    assert not pattern.fullmatch(chr(ONE + bits(["Country"])))
    assert not pattern.fullmatch(chr(OWNER + bits(["Person"])))


def test_rules_and_words_are_compiled_once() -> None:
    assert compiled(ONTOLOGY, "group") is compiled(ONTOLOGY, "group")
    assert lexicon(ONTOLOGY) is lexicon(ONTOLOGY)
    assert lexicon(switched_off(ONTOLOGY, ["negation"])) is not lexicon(ONTOLOGY)


# ── Who speaks and whose claim it is ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "triple", "speaker"),
    [
        ("毛宁表示，王毅将访问埃及。", ("王毅", "visits", "埃及"), "毛宁"),
        ("王毅访问埃及。毛宁表示，双方讨论了合作。", ("王毅", "visits", "埃及"), ""),
        ("俄罗斯国防部称，乌军空袭别尔哥罗德州。", ("乌克兰军队", "attacks", "别尔哥罗德州"), "俄罗斯国防部"),
    ],
)
def test_said_by(text: str, triple: tuple[str, str, str], speaker: str) -> None:
    extraction = kg.extract(text)
    names = {e.iri: e.name for e in extraction.entities}
    assert {names.get(e.said_by, "") for e in found(text)[triple]} == {speaker}


def test_what_one_side_says_of_another_is_a_claim() -> None:
    extraction = kg.extract("俄罗斯国防部称，乌军空袭别尔哥罗德州。")
    (statement,) = [s for s in extraction.statements if s.predicate.endswith("attacks")]
    assert all(e.claim for e in statement.evidence)
    assert not statement.asserted


def test_a_condemnation_by_an_official_names_him_not_his_state() -> None:
    text = "中国外交部发言人汪文斌：美方颠倒黑白。"
    assert ("汪文斌", "opposes", "美国") in found("汪文斌表示，美方颠倒黑白。")
    assert ("中国", "opposes", "美国") not in found(text)


def test_a_question_judges_nobody() -> None:
    text = "法新社记者：有人说美方颠倒黑白。中方有何评论？\n汪文斌：我没有看到有关报道。"
    assert not [t for t in found(text) if t[1] == "opposes"]


@pytest.mark.parametrize(
    ("text", "opposed"),
    [
        ("美国宣布制裁中国企业。中方对此坚决反对。", "美国"),
        ("立陶宛允许台湾设立机构，中方坚决反对。", "立陶宛"),
        ("日方向海洋排放核污染水，中方表示强烈反对。", "日本"),
    ],
)
def test_what_is_rejected_is_what_the_clauses_before_are_about(text: str, opposed: str) -> None:
    assert [t for t in found(text) if t[1] == "opposes"] == [("中国", "opposes", opposed)]


# ── Status and time ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("王毅访问埃及。", ACTUAL),
        ("王毅将访问埃及。", PLANNED),
        ("王毅没有访问埃及。", DENIED),
        ("王毅不断访问埃及。", ACTUAL),
        ("王毅应邀访问埃及。", ACTUAL),
    ],
)
def test_status(text: str, status: str) -> None:
    assert [e.status for e in found(text)["王毅", "visits", "埃及"]] == [status]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("王毅8日访问埃及。", "2024-03-08"),
        ("据新华社8日报道，王毅访问埃及。", ""),
        ("毛宁8日表示，王毅访问埃及。", ""),
        ("3月8日，王毅访问埃及。", "2024-03-08"),
    ],
)
def test_time(text: str, time: str) -> None:
    assert [e.time for e in found(text, date="2024-03-20")["王毅", "visits", "埃及"]] == [time]


def test_a_day_to_come_is_a_plan() -> None:
    (evidence,) = found("王毅3月28日访问埃及。", date="2024-03-20")["王毅", "visits", "埃及"]
    assert (evidence.status, evidence.time) == (PLANNED, "2024-03-28")


# ── Inferences ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "triple", "inference"),
    [
        ("马克龙抵达北京，会见王毅。", ("埃马纽埃尔·马克龙", "meets", "王毅"), "droppedSubject"),
        ("德国总理朔尔茨表示，他将访问中国。", ("奥拉夫·朔尔茨", "visits", "中国"), "pronoun"),
        ("汪文斌表示，美方颠倒黑白。", ("汪文斌", "opposes", "美国"), "speakerAsSubject"),
        ("国务院副总理何立峰、张国清出席会议。", ("张国清", "holdsPost", "国务院副总理"), "sharedTitle"),
    ],
)
def test_inferences_are_recorded_and_can_be_left_out(text: str, triple: tuple[str, str, str], inference: str) -> None:
    statements = found(text)
    key = triple if triple in statements else (triple[2], triple[1], triple[0])
    assert [e.inferences for e in statements[key]] == [(inference,)]
    explicit = explicit_only(kg.extract(text))
    assert all(not e.inferences for s in explicit.statements for e in s.evidence)
    assert len(explicit.statements) < len(statements)


def test_explicit_only_keeps_what_is_also_said_outright() -> None:
    document = from_text("王毅访问埃及。", ONTOLOGY)
    said = Evidence("d", "text", 0, 6, "王毅访问埃及", "r")
    inferred = Evidence("d", "text", 7, 9, "他去", "r", inferences=("pronoun",))
    both = Statement("a", "p", "b", False, (said, inferred))
    one = Statement("a", "p", "c", False, (inferred,))
    explicit = explicit_only(Extraction(document, (), (both, one), ()))
    assert explicit.statements == (Statement("a", "p", "b", False, (said,)),)
    assert explicit_only(explicit) == explicit


@pytest.mark.parametrize("switch", sorted(ONTOLOGY.switches))
def test_a_document_can_be_read_with_any_mechanism_switched_off(switch: str) -> None:
    reduced = switched_off(ONTOLOGY, [switch])
    text = "中国国家主席习近平同法国总统马克龙举行会谈。两国元首表示，中方愿同法方一道，共建“一带一路”。"
    extraction = extract_one(from_text(text, reduced, date="2024-03-08"), reduced)
    assert all(s.evidence for s in extraction.statements)
