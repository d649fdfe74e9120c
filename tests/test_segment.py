"""Segmentation: where sentences end, and which labels open a turn."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.model import Turn
from kg.ontology import Ontology
from kg.read import documents, from_text
from kg.segment import sentences, turns


def split(text: str, ontology: Ontology, title: str = "") -> list[str]:
    document = from_text(text, ontology, title=title)
    return [s.text for s in sentences(document, turns(document, ontology))]


def talk(text: str, ontology: Ontology, title: str = "") -> list[tuple[str, str, int]]:
    return [(t.role[0], t.name, t.reply_to) for t in turns(from_text(text, ontology, title=title), ontology)]


# ── Sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "parts",
    [
        ["双方会谈。", "会后签署文件。"],
        ["坚持对话；反对对抗；推动合作。", "好。"],
        ["真的吗？", "是的！", "好"],
        ["“整体良率达到新高度！”", "测试结果出炉。"],
        ["“今年将加强改革。让创新涌流。”徐光辉说。"[:9], "让创新涌流。”", "徐光辉说。"],
        ["建设平台……", "加速布局新赛道。"],
        ["他问：“为什么？”，无人回答。"],
        ["《加油！中国》发布。", "《你好》也发布。"],
        ["（完）", "（现场播放视频。）", "下一段。"],
        ["网址http://a.cn/?b=c，增速5.2%，达1.5倍!", "好?", "好"],
        ["是吗？！", "是……！", "好。"],
        ["「會談結束。」", "他說。"],
    ],
)  # fmt: skip
def test_where_sentences_end(parts: list[str], ontology: Ontology) -> None:
    text = "".join(parts) if parts[0] != "（完）" else parts[0] + "\n" + "".join(parts[1:])
    found = split(text, ontology)
    assert [squash(f) for f in found] == [squash(p.replace("會談結束", "会谈结束").replace("說", "说")) for p in parts]


def squash(text: str) -> str:
    return "".join(text.split())


def test_paragraphs_end_sentences_and_are_counted(ontology: Ontology) -> None:
    document = from_text("第一段\n*****\n第二段。还有。", ontology, title="标题 分两截")
    found = sentences(document, ())
    assert [(s.field, s.paragraph, s.text) for s in found] == [
        ("title", 0, "标题 分两截"), ("text", 0, "第一段"), ("text", 2, "第二段。"), ("text", 2, "还有。"),
    ]  # fmt: skip


def test_the_label_of_a_turn_is_a_sentence_by_itself(ontology: Ontology) -> None:
    document = from_text("开场。\n法新社记者：问什么？\n王毅：答一。\n答二。\n（下转2版）\n别的。", ontology)
    found = sentences(document, turns(document, ontology))
    assert [(s.turn, s.text) for s in found] == [
        (-1, "开场。"), (0, "法新社记者："), (0, "问什么？"), (1, "王毅："), (1, "答一。"), (1, "答二。"),
        (-1, "（下转2版）"), (-1, "别的。"),
    ]  # fmt: skip


# ── Turns ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("法新社记者", "法新社"),
        ("《环球时报》记者", "环球时报"),
        ("巴西《环球报》记者", "巴西《环球报》"),
        ("总台央视记者", "总台央视"),
        ("印尼安塔拉通讯社记者", "印尼安塔拉通讯社"),
        ("哈萨克斯坦24KZ电视台记者", "哈萨克斯坦24KZ电视台"),
        ("澎湃新闻记者 ", "澎湃新闻"),
        ("路透社记者追问", "路透社"),
        ("《北京日报》记者提问", "北京日报"),
        ("路透社、彭博社记者", "路透社、彭博社"),
        ("彭博社记者/澳门月刊记者", "彭博社、澳门月刊"),
        ("彭博社记者（点头）", "彭博社"),
        ("彭博社", "彭博社"),
        ("《环球时报》", "环球时报"),
        ("印度报业托拉斯", "印度报业托拉斯"),
        ("记者", ""),
        ("问", ""),
        ("外国记者", ""),
        ("一位美国记者", ""),
        ("会后有记者问及", ""),
        ("本报记者", ""),
        ("追问：印度广播公司记者", "印度广播公司"),
    ],
)
def test_labels_of_questions(label: str, name: str, ontology: Ontology) -> None:
    text = f"新华社记者：有何评论？\n华春莹：没有。\n{label}：还有什么问题？\n华春莹：没有了。"
    assert talk(text, ontology) == [
        ("q", "新华社", -1), ("a", "华春莹", 0), ("q", name, -1), ("a", "华春莹", 2),
    ]  # fmt: skip


def test_labels_in_traditional_characters(ontology: Ontology) -> None:
    text = "中國時報記者：對會談有何評論？\n發言人：沒有評論。\n追問：為什麼？\n發言人：無可奉告。"
    assert talk(text, ontology) == [
        ("q", "中国时报", -1), ("a", "发言人", 0), ("q", "中国时报", -1), ("a", "发言人", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["追问", "继续追问"])
def test_a_follow_up_has_the_outlet_of_the_question_before(label: str, ontology: Ontology) -> None:
    text = f"彭博社记者：是吗？\n毛宁：是。\n{label}：真的吗？\n毛宁：真的。"
    assert talk(text, ontology)[2] == ("q", "彭博社", -1)


@pytest.mark.parametrize("label", ["王毅", "欧阳修文", "卡西姆·托卡耶夫", "答", "发言人", "外交部发言人"])
def test_labels_of_answers(label: str, ontology: Ontology) -> None:
    text = f"问：有何评论？\n{label}：有两点。\n第二段也是他说的。"
    assert talk(text, ontology) == [("q", "", -1), ("a", label, 0)]


def test_a_long_label_answers_where_it_does_so_twice(ontology: Ontology) -> None:
    once = "问：一？\n外交部长王毅：答。\n"
    assert talk(once, ontology) == [("q", "", -1)]
    assert talk(once * 2, ontology)[1::2] == [("a", "外交部长王毅", 0), ("a", "外交部长王毅", 2)]


@pytest.mark.parametrize(
    "opening",
    [
        "一是：加强合作", "第一：加强合作", "第一宗罪：战争", "习近平强调：要合作", "培育壮大新兴产业——",
        "我想强调几点：第一", "毛泽东主席曾说：好", "外交部将于4月22日22:30举行吹风会", "一位外国记者表示：好",
        "美联社记者13日报道：好", "内容包括：合作", "注：见附件",
    ],
)  # fmt: skip
def test_what_opens_no_turn(opening: str, ontology: Ontology) -> None:
    text = f"新华社记者：有何评论？\n华春莹：有。\n{opening}，这是一段话。\n新华社记者：还有吗？\n华春莹：没有。"
    assert [t[1] for t in talk(text, ontology)] == ["新华社", "华春莹"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "习近平：加强合作。\n普京：同意。",
        "国际人士：好。\n美媒：不好。",
        "央视网消息（新闻联播）：今天开会。",
        "我看到一位外国记者表示：好。",
        "时间：三月\n地点：北京",
    ],
)
def test_text_without_questions_has_no_turns(text: str, ontology: Ontology) -> None:
    assert talk(text, ontology) == []


def test_a_second_speaker_of_the_title_answers_too(ontology: Ontology) -> None:
    text = "塔斯社记者：一？\n王毅：甲。\n拉夫罗夫：乙。\n总体看：丙。"
    found = talk(text, ontology, title="王毅同俄罗斯外长拉夫罗夫共同会见记者")
    assert found == [("q", "塔斯社", -1), ("a", "王毅", 0), ("a", "拉夫罗夫", 0)]


def test_a_moderator_ends_a_turn_and_answers_nothing(ontology: Ontology) -> None:
    text = "主持人：开始。\n新华社记者：一？\n李强：甲。\n主持人：谢谢，请继续。\n塔斯社记者：二？\n李强：乙。"
    assert talk(text, ontology) == [
        ("a", "主持人", -1), ("q", "新华社", -1), ("a", "李强", 1),
        ("a", "主持人", -1), ("q", "塔斯社", -1), ("a", "李强", 4),
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["**********", "（下转第三版）", "（上接1版）", "为高质量发展注入强劲推动力"])
def test_what_ends_a_turn(end: str, ontology: Ontology) -> None:
    document = from_text(f"问：一？\n答：甲。\n还是甲。\n{end}\n别的文章，与此无关。", ontology)
    found = turns(document, ontology)
    assert document.text.clean[found[-1].begin : found[-1].stop] == "答：甲。\n还是甲。"


@pytest.mark.parametrize("kept", ["（现场播放视频）", "今年重点抓好三件大事：", "中国故事，精彩纷呈"])
def test_what_ends_no_turn(kept: str, ontology: Ontology) -> None:
    document = from_text(f"问：一？\n答：甲。\n{kept}\n还是甲。", ontology)
    assert document.text.clean.endswith("还是甲。")
    assert turns(document, ontology)[-1].stop == len(document.text.clean)


def test_offsets_of_a_turn_in_both_systems(ontology: Ontology) -> None:
    raw = (
        "\u3000\u3000《中国 日报》记者 ：去年，\n\u3000\u3000撤出 1500 余名公民？\n\u3000\u3000王\u3000毅：全力以赴。\n"
    )
    document = from_text(raw, ontology)
    question, answer = turns(document, ontology)
    clean = document.text.clean
    assert clean[question.label_begin : question.label_stop] == "《中国 日报》记者"
    assert raw[question.start : question.end] == "《中国 日报》记者 ：去年，\n\u3000\u3000撤出 1500 余名公民？"
    assert clean[answer.label_begin : answer.label_stop] == answer.name == "王毅"
    assert raw[answer.start : answer.end] == "王\u3000毅：全力以赴。"


def test_the_seed_page(ontology: Ontology, shared: Path) -> None:
    path = next(p for p in sorted((shared / "seed").iterdir()) if p.name != "reflowed.txt")
    document, other = documents([path], ontology)
    found = turns(document, ontology)  # type: ignore[arg-type]
    assert turns(other, ontology) == ()  # type: ignore[arg-type]
    assert [t.name for t in found[::2]] == [
        "中新社", "印尼安塔拉通讯社", "凤凰卫视", "坦桑尼亚桑给巴尔广播电视台", "韩国广播公司", "总台国广",
        "巴基斯坦通讯社", "古巴拉美通讯社", "中国日报", "中阿卫视",
    ]  # fmt: skip
    assert [(t.name, t.reply_to) for t in found[1::2]] == [("王毅", n) for n in range(0, 20, 2)]


def test_the_press_conferences(ontology: Ontology, shared: Path) -> None:
    path = shared / "corpus" / "press-conferences_2020_2022.jsonl"
    records = path.read_text(encoding="utf-8").splitlines()
    answered = questions = 0
    for row in random.Random(8).sample(records, 60):
        record = json.loads(row)
        document = from_text(record["text"], ontology, title=record["title"])
        found = turns(document, ontology)
        assert any(t.role == "question" for t in found), record["id"]
        names = {t.name for t in found if t.role == "answer"}
        assert names <= {"答"} or any(n in record["title"] for n in names), record["id"]
        questions += sum(t.role == "question" for t in found)
        answered += len({t.reply_to for t in found} - {-1})
    assert questions > 500
    assert answered / questions > 0.99


# ── Any text ──────────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = [
    "法新社记者：",
    "王毅：",
    "答：",
    "追问：",
    "\n",
    "。",
    "？",
    "！",
    "…",
    "”",
    "“",
    "《",
    "》",
    "，",
    "；",
    "中国",
    " ",
    "*",
    "a?b",
    "主持人：",
]


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_any_text_is_covered_in_order(ontology: Ontology, text: str) -> None:
    try:
        document = from_text(text, ontology, title="标题")
    except ReadError:
        return
    plain = document.text.plain
    found = turns(document, ontology)
    at = 0
    for number, turn in enumerate(found):
        check(turn, number, plain)
        assert turn.begin >= at
        at = turn.stop
    at = 0
    for sentence in sentences(document, found):
        if sentence.field == "title":
            continue
        assert sentence.text == plain[sentence.begin : sentence.stop] == sentence.text.strip()
        assert at <= sentence.begin < sentence.stop
        assert not any(c.isalnum() for c in plain[at : sentence.begin])
        at = sentence.stop
        inside = [t.index for t in found if t.begin <= sentence.begin < t.stop]
        assert inside == ([sentence.turn] if sentence.turn >= 0 else [])
    assert not any(c.isalnum() for c in plain[at:])


def check(turn: Turn, number: int, plain: str) -> None:
    assert turn.index == number
    assert turn.begin == turn.label_begin < turn.label_stop <= turn.stop
    assert "\n" not in plain[turn.label_begin : turn.label_stop]
    assert turn.reply_to < number
    assert turn.role in ("question", "answer")


def test_no_sentence_is_longer_than_any_stage_can_bear(ontology: Ontology) -> None:
    names = "中国、俄罗斯、" * 1500
    for text in (names + "举行会议。", "中" * 9000 + "。好。", f"短句。{names}"):
        document = from_text(text, ontology)
        found = sentences(document, ())
        assert max(len(s.text) for s in found) <= 2000
        assert "".join(s.text for s in found) == document.text.plain
