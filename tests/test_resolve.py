"""What is one thing in a document, under which IRI and name, and why."""

import pytest

from kg.model import BASE, Entity, digest
from kg.ontology import Ontology
from kg.read import from_text
from kg.recognise import mentions
from kg.resolve import entities
from kg.segment import sentences, turns


def resolved(text: str, ontology: Ontology, title: str = "", id: str = "text") -> tuple[Entity, ...]:  # noqa: A002
    document = from_text(text, ontology, title=title, id=id)
    spoken = turns(document, ontology)
    return entities(document, mentions(document, sentences(document, spoken), spoken, ontology), ontology)


def surfaces(entity: Entity) -> set[str]:
    return {m.text for m in entity.mentions}


@pytest.mark.parametrize(
    ("text", "together", "reason"),
    [
        ("中国和中方，华北以外的在华企业。", {"中国", "中方", "华"}, "alias"),
        ("主席比尔·海因茨到访。海因茨表示赞赏。", {"比尔·海因茨", "海因茨"}, "part of a full name"),
        ("习近平主席抵达。习主席发表讲话。", {"习近平", "习主席"}, "alias"),
        ("国务院总理李强会见来宾，李总理表示欢迎。", {"李强", "李总理"}, "surname-title"),
        ("法国财政总局称，法财政总局表示。", {"法国财政总局", "法财政总局"}, "state spelt out"),
        ("苏丹迅捷支援部队宣布，迅捷支援部队撤离。", {"苏丹迅捷支援部队", "迅捷支援部队"}, "short form"),
        ("上海合作组织（以下简称“本组织”）开会，本组织表示。", {"上海合作组织", "本组织"}, "defined abbreviation"),
        ("商谈“南岭行为准则”，推进“准则”磋商。", {"南岭行为准则", "准则"}, "short form"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_one_thing_under_several_names(text: str, together: set[str], reason: str, ontology: Ontology) -> None:
    (entity,) = [e for e in resolved(text, ontology) if surfaces(e) & together]
    assert surfaces(entity) == together
    assert any(reason in why for why in entity.why), entity.why


def test_the_name_is_the_fullest(ontology: Ontology) -> None:
    names = {e.name for e in resolved("俄表示，联大通过决议。海因茨说，比尔·海因茨到访。", ontology)}
    assert {"俄罗斯", "联合国大会", "比尔·海因茨"} <= names


def test_known_entities_keep_their_iri(ontology: Ontology) -> None:
    (entity,) = resolved("中国。", ontology)
    assert (entity.iri, entity.known, entity.name) == (f"{BASE}e/CN", True, "中国")


def test_others_are_named_by_content_alone(ontology: Ontology) -> None:
    one, two = (resolved(t, ontology, id=i) for t, i in (("他出席长安绿洲论坛。", "a"), ("长安绿洲论坛开幕。", "b")))
    assert one[0].iri == two[0].iri == f"{BASE}e/{digest('Forum', '长安绿洲论坛', '')}"
    assert not one[0].known


def test_homonyms_of_two_states_stay_apart(ontology: Ontology) -> None:
    text = "阿联酋总统哈桑尼同约旦首相哈桑尼会谈。哈桑尼首相表示赞赏。"
    people = [e for e in resolved(text, ontology) if e.type == "Person"]
    assert sorted(len(e.mentions) for e in people) == [1, 2]
    assert len({e.iri for e in people}) == 2


def test_one_state_twice_is_one_person(ontology: Ontology) -> None:
    people = [e for e in resolved("约旦首相哈桑尼表示。约旦首相哈桑尼说。哈桑尼称。", ontology) if e.type == "Person"]
    assert [len(e.mentions) for e in people] == [3]


def test_members_of_a_compound_are_entities_of_their_own(ontology: Ontology) -> None:
    assert {e.name for e in resolved("新马泰三国。", ontology)} == {"新加坡", "泰国", "马来西亚"}


def test_titles_give_no_entities(ontology: Ontology) -> None:
    assert {e.type for e in resolved("国务委员兼外长王毅", ontology)} == {"Person"}


def test_the_result_is_sorted_and_loses_no_mention(ontology: Ontology) -> None:
    text = "习近平主席同俄罗斯总统普京在北京会谈。中俄关系发展，普京表示，俄方支持一个中国原则。"
    document = from_text(text, ontology)
    spoken = turns(document, ontology)
    got = mentions(document, sentences(document, spoken), spoken, ontology)
    found = entities(document, got, ontology)
    assert list(found) == sorted(found)
    assert sorted(m for e in found for m in e.mentions) == sorted(m for m in got if m.type != "Title")


def test_a_first_character_is_spelt_out_only_before_what_builds_names(ontology: Ontology) -> None:
    names = {e.name for e in resolved("比尔及梅琳达·盖茨基金会说，法国总统到访，法财政总局表示。", ontology)}
    assert {"比尔及梅琳达·盖茨基金会", "法国财政总局"} <= names
