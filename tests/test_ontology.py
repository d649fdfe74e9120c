"""The loader: what an overlay adds and changes, what is refused with file, IRI and remedy, and what lint finds."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.model import ACTUAL
from kg.ontology import add_alias, lint, load
from kg.ontology.pattern import PatternError, alternation, regex, tokens
from kg.ontology.switches import switched_off
from kg.pipeline import extract_one
from kg.read import from_text

PREFIXES = """
@prefix : <https://w3id.org/zongheng/ontology#> .
@prefix e: <https://w3id.org/zongheng/e/> .
@prefix frame: <https://w3id.org/zongheng/ontology#frame-> .
@prefix rule: <https://w3id.org/zongheng/ontology#rule-> .
@prefix switch: <https://w3id.org/zongheng/ontology#switch-> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""
SOUND = """
:mediates a :Relation, owl:ObjectProperty ; rdfs:label "斡旋"@zh, "mediates"@en ; skos:definition "Mediates."@en ;
    rdfs:domain :Actor ; rdfs:range :Event ; :trigger "斡旋" ; :frame frame:active ;
    :example "〔卡塔尔〕斡旋〔巴以冲突〕。" ; :counterExample "卡塔尔没有斡旋巴以冲突。" .
"""
Overlay = Callable[[str], Path]


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    """Write Turtle into a folder of its own."""

    def write(turtle: str) -> Path:
        folder = tmp_path / "mine"
        folder.mkdir()
        (folder / "own.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
        return folder

    return write


def says(folder: Path, text: str) -> set[tuple[str, str, str, str]]:
    """What a text says with an overlay."""
    ontology = load(folder)
    extraction = extract_one(from_text(text, ontology), ontology)
    names = {e.iri: e.name for e in extraction.entities}
    return {
        (names[s.subject], s.predicate.rsplit("#")[-1], names.get(s.object, s.object), e.status)
        for s in extraction.statements
        for e in s.evidence
    }


# ── Overlays ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_overlay_adds_a_relation(overlay: Overlay) -> None:
    folder = overlay(SOUND)
    assert "mediates" in load(folder).properties
    assert "mediates" not in load().properties
    assert ("卡塔尔", "mediates", "巴以冲突", ACTUAL) in says(folder, "卡塔尔斡旋巴以冲突。")


def test_an_overlay_adds_a_rule_to_a_shipped_relation(overlay: Overlay) -> None:
    folder = overlay('rule:mine a :Rule ; :states :meets ; :frame frame:active ; :trigger "偶遇" .')
    assert ("王毅", "meets", "谢尔盖·拉夫罗夫", ACTUAL) in {
        (min(s, o, key=lambda n: n != "王毅"), p, max(s, o, key=lambda n: n != "王毅"), x)
        for s, p, o, x in says(folder, "王毅偶遇俄罗斯外长拉夫罗夫。")
    }


def test_an_overlay_adds_words_to_a_list(overlay: Overlay) -> None:
    folder = overlay(':negationCues :word "压根儿没" .')
    assert "压根儿没" in load(folder).words["negationCues"]
    assert set(load().words["negationCues"]) < set(load(folder).words["negationCues"])


def test_an_overlay_adds_an_entry_and_a_name(overlay: Overlay) -> None:
    folder = overlay(
        'e:Nowhere a :Country ; rdfs:label "乌有国"@zh, "Nowhere"@en ; dcterms:source "test" .\n'
        'e:EG skos:altLabel "金字塔之国"@zh .'
    )
    assert ("王毅", "visits", "乌有国", ACTUAL) in says(folder, "王毅访问乌有国。")
    assert ("王毅", "visits", "埃及", ACTUAL) in says(folder, "王毅访问金字塔之国。")


def test_two_overlays_lie_one_over_the_other(overlay: Overlay, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "own.ttl").write_text(PREFIXES + ':negationCues :word "压根儿没" .', encoding="utf-8")
    ontology = load(overlay(SOUND), other)
    assert "mediates" in ontology.properties
    assert "压根儿没" in ontology.words["negationCues"]


def test_the_digest_tells_contents_apart(overlay: Overlay) -> None:
    folder = overlay(SOUND)
    assert load(folder).digest != load().digest
    assert load(folder) is load(folder)
    assert switched_off(load(), ["plans"]).digest != load().digest


def test_an_ontology_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        load().digest = ""  # type: ignore[misc]
    with pytest.raises(TypeError):
        load().words["negationCues"] = ()  # type: ignore[index]


# ── What is refused ───────────────────────────────────────────────────────────────────────────────────────────────

RELATION = ':odd a :Relation, owl:ObjectProperty ; rdfs:label "怪"@zh, "odd"@en ; skos:definition "Odd."@en'
BETWEEN_ACTORS = f"{RELATION} ; rdfs:domain :Actor ; rdfs:range :Actor"
RULE = "rule:odd a :Rule ; :states :meets ; :frame frame:active"
MALFORMED = {
    "class without label": (":Odd a owl:Class .", "#Odd", "rdfs:label"),
    "relation without label": (":odd a :Relation, owl:ObjectProperty ; rdfs:domain :Actor .", "#odd", "add them"),
    "relation without domain": (f"{RELATION} ; rdfs:range :Actor .", "#odd", "rdfs:domain"),
    "relation without range": (f"{RELATION} ; rdfs:domain :Actor .", "#odd", "rdfs:range"),
    "nonsense domain": (f"{RELATION} ; rdfs:domain :Nonsense ; rdfs:range :Actor .", "#odd", "classes.ttl"),
    "relation without triggers": (
        f"{BETWEEN_ACTORS} ; :frame frame:active .", "#odd", ":trigger",
    ),
    "frame that does not exist": (
        f'{BETWEEN_ACTORS} ; :frame frame:odd ; :trigger "怪" .', "#odd", "frames.ttl",
    ),
    "rule that states nothing": ('rule:odd a :Rule ; :frame frame:active ; :trigger "怪" .', "#rule-odd", ":states"),
    "rule that states a nonsense property": (
        'rule:odd a :Rule ; :states :nonsense ; :frame frame:active ; :trigger "怪" .', "#rule-odd", ":states",
    ),
    "rule without frame": ('rule:odd a :Rule ; :states :meets ; :trigger "怪" .', "#rule-odd", ":frame"),
    "rule without triggers": ("rule:odd a :Rule ; :states :meets ; :frame frame:active .", "#rule-odd", ":trigger"),
    "rule with an unknown list": (
        "rule:odd a :Rule ; :states :meets ; :frame frame:active ; :triggers :odd .", "#rule-odd", ":WordList",
    ),
    "rule with a nonsense status": (
        f'{RULE} ; :trigger "怪" ; :status :maybe .', "#rule-odd", "planned",
    ),
    "rule with a nonsense class": (
        f'{RULE} ; :trigger "怪" ; :subjectClass :Odd .', "#rule-odd", "class",
    ),
    "rule that reaches beyond its relation": (
        'rule:odd a :Rule ; :states :meets ; :frame frame:active ; :trigger "怪" ; :subjectClass :Event .',
        "#rule-odd", "narrower class",
    ),
    "empty word list": (":odds a :WordList .", "#odds", ":word"),
    "empty word": (':odds a :WordList ; :word "" .', "#odds", ":word"),
    "title without word": (":title_Odd a :TitleWord .", "#title_Odd", ":word"),
    "compound of strangers": (
        ':compound_Odd a :Compound ; :word "甲乙" ; :member e:Nobody .', "#compound_Odd", "define",
    ),
    "compound of nobody": (':compound_Odd a :Compound ; :word "甲乙" .', "#compound_Odd", "define"),
    "entry without Chinese label": ('e:Odd a :Country ; rdfs:label "Odd"@en .', "/e/Odd", "add one"),
    "switch that removes no list": ("switch:odd a :Switch ; :removes :odds .", "#switch-odd", ":WordList"),
}  # fmt: skip


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_definition_is_refused_with_file_iri_and_remedy(what: str, overlay: Overlay) -> None:
    turtle, iri, remedy = MALFORMED[what]
    folder = overlay(turtle)
    for use in (load, lint):
        with pytest.raises(OntologyError) as refused:
            use(folder)
        message = str(refused.value)
        assert message.startswith("own.ttl: ")
        assert f"{iri}>" in message
        assert remedy in message
        assert "\n" not in message


PATTERNS = {
    "{subject}{gap}{trigger}{objekt}": "unknown slot",
    "{subject}{trigger}": "needs {subject}",
    "{trigger}": "needs {subject}",
    "{subject}({trigger}{object}": "not closed",
    "{subject}){trigger}{object}": "nothing before",
    "?{subject}{trigger}{object}": "nothing before",
    "{subject}{trigger}{object": "stray",
    "{subject}<odds>{trigger}{object}": "no word list",
    "{subject}{trigger}{object}??": "nothing before",
}


@pytest.mark.parametrize("text", PATTERNS)
def test_a_malformed_frame_is_refused(text: str, overlay: Overlay) -> None:
    turtle = f'frame:odd a :Frame ; :pattern "{text}" .\n'
    turtle += 'rule:odd a :Rule ; :states :meets ; :frame frame:odd ; :trigger "怪" .'
    with pytest.raises(
        OntologyError, match=r"own.ttl: <.*#frame-odd>: malformed pattern: .*; see the frame syntax"
    ) as e:
        load(overlay(turtle))
    assert PATTERNS[text] in str(e.value)


def test_a_frame_of_no_level_is_refused(overlay: Overlay) -> None:
    turtle = 'frame:odd a :Frame ; :level "word" ; :pattern "{subject}{trigger}{object}" .\n'
    turtle += 'rule:odd a :Rule ; :states :meets ; :frame frame:odd ; :trigger "怪" .'
    with pytest.raises(OntologyError, match="no level word; use one of group, item"):
        load(overlay(turtle))


def test_turtle_that_does_not_parse_is_refused_with_its_path(overlay: Overlay) -> None:
    folder = overlay(":odd a :Rule ; ")
    with pytest.raises(OntologyError, match=f"{folder / 'own.ttl'}: not readable as Turtle: .*; mend the file"):
        load(folder)


def test_a_blank_node_is_refused(overlay: Overlay) -> None:
    with pytest.raises(OntologyError, match=r"blank node.*give it an IRI"):
        load(overlay(":odd rdfs:seeAlso [ a :Rule ] ."))


def test_a_folder_without_turtle_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(OntologyError, match="no ontology here; give a folder"):
            load(folder)


def test_an_unknown_switch_is_refused() -> None:
    with pytest.raises(OntologyError, match=r"no switch is called odd; there are .*negation"):
        switched_off(load(), ["odd"])


# ── What lint finds ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_ontology_is_free_of_findings() -> None:
    assert lint() == ()


FINDINGS = {
    "no type": (':odd rdfs:label "odd"@en .', "#odd>", "has no rdf:type"),
    "undeclared property": (':odd a owl:Class ; rdfs:label "怪"@zh, "odd"@en ; :colour "red" .', "#odd>", "colour"),
    "dangling link": (
        'e:Odd a :Country ; rdfs:label "怪国"@zh, "Odd"@en ; :capital e:Nowhere .',
        "/e/Odd>",
        "e/Nowhere",
    ),
    "shared name": ('e:Odd a :Country ; rdfs:label "埃及"@zh, "Odd"@en .', "埃及", ":contextLabel"),
    "no example": (SOUND.split(" :example")[0].rstrip().rstrip(";") + " .", "#mediates>", ":example"),
}


@pytest.mark.parametrize("what", FINDINGS)
def test_what_is_suspicious_is_a_finding(what: str, overlay: Overlay) -> None:
    turtle, *parts = FINDINGS[what]
    findings = lint(overlay(turtle))
    assert [f for f in findings if all(part in f for part in parts)], findings
    assert list(findings) == sorted(findings)


# ── Patterns, and adding a name ───────────────────────────────────────────────────────────────────────────────────


def test_a_pattern_is_split_into_its_parts() -> None:
    assert tokens("{subject}同<words>(甲|乙)?{object}") == [
        ("slot", "subject"), ("literal", "同"), ("list", "words"), ("mark", "("), ("literal", "甲"), ("mark", "|"),
        ("literal", "乙"), ("mark", ")"), ("mark", "?"), ("slot", "object"),
    ]  # fmt: skip


def test_a_pattern_becomes_an_expression() -> None:
    slots = {"subject": "S", "object": "O", "trigger": "T"}
    assert regex("{subject}<w>{trigger}.{object}", slots, {"w": ("甲", "甲乙")}) == r"S(?:甲乙|甲)T(?:\.)O"
    with pytest.raises(PatternError):
        regex("{subject}<w>{object}", slots, {})


def test_words_are_matched_longest_first_and_none_match_nothing() -> None:
    assert alternation(("甲", "乙丙", "甲乙")) == "(?:乙丙|甲乙|甲)"
    assert alternation(()) == "(?!)"


def test_a_name_can_be_added(tmp_path: Path) -> None:
    path = add_alias("埃及", "金字塔之国", tmp_path / "mine")
    assert load(path.parent).names["金字塔之国"] == load().names["埃及"]


@pytest.mark.parametrize(("entity", "alias"), [("没有这个国家", "甲"), ("埃及", "法国"), ("埃及", " ")])
def test_a_name_that_cannot_be_added_is_refused(entity: str, alias: str, tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="; "):
        add_alias(entity, alias, tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
