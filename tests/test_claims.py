"""Whose word a statement is: what stays a claim, and what is asserted as a plain triple."""

import pytest

import kg

CHINA, US, RUSSIA, EGYPT = ("https://w3id.org/zongheng/e/" + name for name in ("CN", "US", "RU", "EG"))
BRIEFING = "2024年3月8日外交部发言人毛宁主持例行记者会\n\n新华社记者：中方对此有何评论？\n\n毛宁："


def asserted(text: str, subject: str, predicate: str, thing: str) -> bool:
    """Whether a text comes to a statement, and that to a plain triple."""
    said = [s for s in kg.extract(text, date="2024-03-08").statements if s.subject == subject and s.object == thing]
    [found] = [s for s in said if s.predicate.endswith("#" + predicate)]
    return found.asserted


@pytest.mark.parametrize(
    "text",
    [
        "中国外交部发言人毛宁表示，中国反对美国的单边制裁。",
        "中国商务部表示，中国反对美国的单边制裁。",
        BRIEFING + "中国反对美国的单边制裁。",
        "有媒体称中国向俄罗斯提供武器，中国坚决反对美国的指责。",
    ],
)
def test_what_somebody_opposes_for_their_own_side_is_no_claim(text: str) -> None:
    assert asserted(text, CHINA, "opposes", US)


def test_what_others_say_that_somebody_opposes_stays_a_claim() -> None:
    assert not asserted("俄罗斯外长拉夫罗夫表示，中国反对美国的单边制裁。", CHINA, "opposes", US)


@pytest.mark.parametrize(
    ("words", "holds"),
    [("", True), ("据称，", False), ("网传", False), ("美国国务卿鲁比奥称，", False), ("俄罗斯外长拉夫罗夫称，", True)],
)
def test_rumours_and_doubted_words_about_others_stay_claims(words: str, holds: bool) -> None:
    assert asserted(words + "俄罗斯援助埃及。", RUSSIA, "aids", EGYPT) is holds


def test_a_word_that_begins_like_a_verb_of_saying_is_none() -> None:
    [found] = [s for s in kg.extract("王毅称赞埃及支持俄罗斯。").statements if s.subject == EGYPT]
    assert found.asserted
    assert not found.evidence[0].said_by
