"""Reading: inputs and encodings, titles and dates, re-flow, and the map from clean to raw text."""

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DateError, DocumentIdError, ReadError
from kg.model import Document, Text
from kg.ontology import Ontology
from kg.read import Problem, documents, from_text

BODY = (
    "中国外交部长王毅六日在北京会见俄罗斯外长拉夫罗夫，双方就共同关心的问题交换意见。\n会见后，双方签署了合作文件。\n"
)
Reader = Callable[..., list[Document | Problem]]


@pytest.fixture
def read(ontology: Ontology, tmp_path: Path) -> Reader:
    """Write files into a folder and read them: read({"a.txt": "…"}) reads the folder, read({…}, "a.txt") that file."""

    def run(files: dict[str, str | bytes], *names: str, **options: Any) -> list[Document | Problem]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(documents([tmp_path / n for n in names] or [tmp_path], ontology, **options))

    return run


def one(items: Iterable[Document | Problem]) -> Document:
    (item,) = items
    assert isinstance(item, Document), str(item)
    return item


def wrong(items: Iterable[Document | Problem]) -> str:
    (item,) = items
    assert isinstance(item, Problem)
    assert "\n" not in str(item)
    return str(item)


def line(**record: Any) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def check(text: Text) -> None:
    """The map holds: strictly increasing, each clean character is the raw one it points to, blanks and breaks apart."""
    assert len(text.clean) == len(text.plain) == len(text.offsets)
    assert all(a < b for a, b in zip(text.offsets, text.offsets[1:], strict=False))
    assert all(0 <= at < len(text.raw) for at in text.offsets)
    for char, at in zip(text.clean, text.offsets, strict=True):
        raw = text.raw[at]
        if char == "\n":
            assert raw.isspace()
        elif char in " \u3000":
            assert raw.isspace()
            assert (char == "\u3000") == (raw == "\u3000")
        else:
            assert raw == char


def squashed(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))


# ── Inputs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_file(read: Reader) -> None:
    found = one(read({"新闻.txt": BODY}, "新闻.txt"))
    assert found.id == "新闻.txt"
    assert found.text.raw == BODY
    assert found.sha256 == hashlib.sha256(BODY.encode()).hexdigest()
    assert (found.date, found.title.raw, found.language) == ("", "", "zh")


def test_a_record_keeps_what_its_source_says(read: Reader) -> None:
    record = {
        "id": "r1", "date": "2024-03-08", "title": "王毅会见外长", "text": BODY, "publisher": "某报", "author": "某人",
        "url": "https://example.org/1", "language": "zh-Hans", "rights": "CC0", "genre": "left aside",
    }  # fmt: skip
    found = one(read({"a.jsonl": line(**record)}))
    for name in ("id", "date", "publisher", "author", "url", "language", "rights"):
        assert getattr(found, name) == record[name]
    assert (found.title.raw, found.text.raw) == (record["title"], BODY)


def test_a_record_without_id_is_named_by_its_line(read: Reader) -> None:
    found = read({"in/a.jsonl": "\n" + line(text=BODY) + line(text=BODY, id=7, title=None)})
    assert [f.id for f in found if isinstance(f, Document)] == ["in/a.jsonl#2", "7"]


def test_a_folder_is_walked_in_order_past_hidden_and_other_files(read: Reader) -> None:
    files = {
        "b/二.txt": BODY,
        "b/一.md": BODY,
        "a.TXT": BODY,
        ".hidden.txt": BODY,
        ".git/x.txt": BODY,
        "b/x.png": b"\x89",
    }
    assert [f.id for f in read(files) if isinstance(f, Document)] == ["a.TXT", "b/一.md", "b/二.txt"]


def test_a_file_reached_twice_is_read_once(read: Reader, tmp_path: Path) -> None:
    assert one(read({"a.txt": BODY}, "a.txt", "a.txt", ".")).id == "a.txt"


def test_a_circle_of_links_is_not_followed(read: Reader, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert one(read({"a.txt": BODY})).id == "a.txt"


@pytest.mark.parametrize(
    ("name", "says"), [("no.txt", "no such file"), ("a.xyz", "convert it to .txt"), ("pipe.txt", "neither file nor")]
)
def test_a_bad_path_is_refused_before_anything_is_read(
    name: str, says: str, ontology: Ontology, tmp_path: Path
) -> None:
    (tmp_path / "a.xyz").write_bytes(b"PK")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match=says) as caught:
        documents([tmp_path / name], ontology)
    assert name in str(caught.value)


def test_an_empty_folder_is_a_problem(read: Reader, tmp_path: Path) -> None:
    assert ".zip file in this folder" in wrong(read({}))


@pytest.mark.parametrize("content", ["", " \n\u3000\n", "\ufeff", "\u200b\n"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl"])
def test_an_empty_file_is_one_problem(read: Reader, name: str, content: str) -> None:
    if name == "a.jsonl" and content.strip():
        content = ""
    assert "empty" in wrong(read({name: content}, name))


def test_a_bad_line_is_named_and_the_others_are_read(read: Reader) -> None:
    lines = [
        line(id="good", text=BODY), '{"id": "x", "text": \n', "[1]\n", line(id="y"), line(id="z", text=3),
        "[" * 9999 + "\n", line(id="w", text=" "), '{"text": ' + "1" * 5000 + "}\n",
    ]  # fmt: skip
    found = read({"a.jsonl": "".join(lines)})
    assert [isinstance(f, Document) for f in found] == [True] + [False] * 7
    says = ["no JSON", "no JSON object", "no text", "text is no string", "nested too deep", "empty", "number too long"]
    for number, (problem, reason) in enumerate(zip(found[1:], says, strict=True), 2):
        assert isinstance(problem, Problem)
        assert f"a.jsonl:{number}: " in str(problem)
        assert reason in str(problem)
        assert "\n" not in str(problem)


def test_half_a_surrogate_pair_is_refused(read: Reader) -> None:
    record = '{"id": "s", "text": "中\\ud800国"}\n'
    assert "\\ud800" in wrong(read({"a.jsonl": record}))
    kept = read({"a.jsonl": record}, lenient=True)
    assert [isinstance(k, Document) for k in kept] == [False, True]
    assert isinstance(kept[1], Document)
    assert kept[1].text.raw == "中\ufffd国"


def test_an_astral_character_is_one_character(read: Reader) -> None:
    found = one(read({"a.jsonl": '{"id": "s", "text": "\\ud840\\udc00人𠀀"}\n'}))
    assert found.text.raw == "𠀀人𠀀"
    assert found.text.raw_span(1, 3) == (1, 3)


def test_two_documents_with_one_id_are_refused_naming_both(read: Reader) -> None:
    with pytest.raises(DocumentIdError) as caught:
        read({"a.jsonl": line(id="x", text=BODY), "b.jsonl": line(id="y", text=BODY) + line(id="x", text=BODY)})
    assert re.search(r"b\.jsonl:2: .*'x'.*a\.jsonl:1", str(caught.value))


# ── Encodings ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le+bom", "utf-16-be+bom", "gb18030", "gbk", "gb2312"]
)
def test_known_encodings(read: Reader, encoding: str) -> None:
    marks = {"utf-16-le+bom": b"\xff\xfe", "utf-16-be+bom": b"\xfe\xff"}
    data = marks.get(encoding, b"") + BODY.encode(encoding.removesuffix("+bom"))
    assert one(read({"a.txt": data})).text.raw == BODY


def test_records_in_known_encodings(read: Reader) -> None:
    record = line(id="x", text=BODY)
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        assert one(read({"a.jsonl": record.encode(encoding)})).text.raw == BODY


@pytest.mark.parametrize(
    "data",
    [
        "日本の首相は北京を訪問しました。".encode("shift-jis"),
        "Le président a été reçu à Pékin".encode("latin-1"),
        BODY.encode()[:-2],
        b"\xff\xfe\x00\xd8",
        bytes(range(256)),
        b"\x7fELF\0\0\0\0\0\0",
    ],
)
def test_an_unknown_encoding_is_a_problem_and_never_replaced(read: Reader, data: bytes) -> None:
    assert "UTF-8" in wrong(read({"a.txt": data}))


def test_lenient_replaces_and_says_so(read: Reader) -> None:
    data = BODY.encode() + b"\xff\xfe\n"
    problem, document = read({"a.txt": data}, lenient=True)
    assert isinstance(problem, Problem)
    assert isinstance(document, Document)
    assert not problem.left_out
    assert "2 characters" in str(problem)
    assert document.text.raw == BODY + "\ufffd\ufffd\n"


def test_newlines_stay_as_found_and_the_mark_goes(read: Reader) -> None:
    raw = "一，二。\r\n三，四。\r五，六。\u2028七。"
    found = one(read({"a.txt": ("\ufeff" + raw).encode()}))
    assert found.text.raw == raw
    assert found.text.clean == "一，二。\n三，四。\n五，六。\n七。"
    check(found.text)


# ── Dates ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20240308.txt", "2024-03-08"), ("2024-03-08.txt", "2024-03-08"), ("2024年3月8日.txt", "2024-03-08"),
        ("xwlb-20231122-00.txt", "2023-11-22"), ("2024/03/08/要闻.txt", "2024-03-08"), ("a_2024.3.8.txt", "2024-03-08"),
        ("20241301.txt", ""), ("2024.txt", ""), ("20240308-20240309.txt", ""), ("120240308.txt", ""),
        ("20240308abc.txt", ""), ("2022-09_2024-06.txt", ""), ("要闻.txt", ""),
    ],
)  # fmt: skip
def test_the_date_of_a_file_name(read: Reader, name: str, day: str) -> None:
    assert one(read({name: BODY})).date == day


@pytest.mark.parametrize(
    ("top", "day"),
    [
        ("2024年3月8日 星期五", "2024-03-08"),
        ("人民日报 2024年03月08日 星期五 第03版 要闻", "2024-03-08"),
        ("来源：新华网　发布时间：2024-03-08 10:00", "2024-03-08"),
        ("新华社北京2024年3月6日电 （记者某某）中国外交部长王毅六日在北京会见俄罗斯外长。", "2024-03-06"),
        ("新华社北京3月6日电 （记者某某）中国外交部长王毅六日在北京会见俄罗斯外长。", ""),
        ("今天（3月7日），大会在北京开幕。", ""),
        ("2023年12月31日前完成", ""),
        ("截至2024年3月8日", ""),
        ("2024年3月8日，大会开幕。", ""),
        ("1949年10月1日开国大典纪实", ""),
        ("2024年13月8日", ""),
    ],
)
def test_the_date_that_a_page_says(read: Reader, top: str, day: str) -> None:
    assert one(read({"a.txt": f"{top}\n{BODY}"})).date == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("新华社北京3月6日电 （记者某某）外长会见。\n", "2024-03-06"),
        (BODY + "（新华社北京3月6日电）\n", "2024-03-06"),
        ("今天（3月7日），大会开幕。\n", "2024-03-07"),
    ],
)
def test_a_dateline_takes_a_known_year(read: Reader, text: str, day: str) -> None:
    assert one(read({"2024/a.txt": text})).date == day


def test_record_before_option_before_name_before_page(read: Reader) -> None:
    page = "2020年1月1日 星期三\n" + BODY
    files = {"20210101.jsonl": line(id="a", date="20230101", text=page) + line(id="b", text=page)}
    assert [d.date for d in read(files, date="2022-01-01") if isinstance(d, Document)] == ["2023-01-01", "2022-01-01"]
    assert [d.date for d in read(files) if isinstance(d, Document)] == ["2023-01-01", "2021-01-01"]
    assert one(read({"page.txt": page}, "page.txt")).date == "2020-01-01"


def test_a_date_that_is_no_day(read: Reader, ontology: Ontology) -> None:
    for date in ("yesterday", "2024-13-01", "2024-03"):
        with pytest.raises(DateError, match="2024-03-08"):
            documents([], ontology, date=date)
    problem, document = read({"a.jsonl": line(id="a", date="2024-03", text=BODY)})
    assert isinstance(problem, Problem)
    assert not problem.left_out
    assert isinstance(document, Document)
    assert document.date == ""


# ── Titles ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("top", "title"),
    [
        ("王毅会见俄罗斯外长\n", "王毅会见俄罗斯外长"),
        ("王毅会见俄罗斯外长 双方签署文件\n\n", "王毅会见俄罗斯外长 双方签署文件"),
        ("2024年3月8日 星期五\n王毅会见俄罗斯外长\n", "王毅会见俄罗斯外长"),
        ("（上接2版）\n", ""),
        ("王毅会见俄罗斯外长。\n", ""),
        ("王毅说：\n", ""),
        ("法新社记者：王毅会见谁\n", ""),
        ("王毅\n", ""),
        ("", ""),
    ],
)
def test_the_title_of_a_page(read: Reader, top: str, title: str) -> None:
    found = one(read({"a.txt": top + BODY}))
    assert found.title.raw == title
    assert (title in found.text.clean) == (not title)
    assert found.text.raw == top + BODY


def test_a_list_of_headlines_has_no_title(read: Reader) -> None:
    assert one(read({"a.txt": "王毅会见俄罗斯外长\n李强会见德国总理\n习近平抵达巴黎\n"})).title.raw == ""


def test_markdown_mark_up_is_no_text(read: Reader) -> None:
    raw = (
        "# 王毅**会见**外长 #\n\n## 要闻\n\n- 中国[外交部](https://example.org/a)长王毅会见外长。\n> 引用，一段。\n\n"
        "<p><strong>新华社</strong>消息，第一段。</p><p>第二段。</p>\n***\n"
    )
    found = one(read({"a.md": raw}))
    assert found.title.raw == "王毅**会见**外长"
    assert found.text.raw == raw
    assert found.text.clean.split("\n") == [
        "要闻", "中国外交部长王毅会见外长。", "引用，一段。", "新华社消息，第一段。", "第二段。",
    ]  # fmt: skip
    assert all(raw[at] == c for c, at in zip(found.text.clean, found.text.offsets, strict=True) if c != "\n")


# ── Re-flow ───────────────────────────────────────────────────────────────────────────────────────────────────────

PARAGRAPHS = (
    "中方支持适时召开俄乌双方认可、各方平等参与、对所有和平方案进行公平讨论的国际和会。中方期待欧洲大陆早日恢复和平稳定，愿继续为此发挥建设性作用。",
    "中新社记者：中国外交将如何更好服务中国式现代化？对于外界一些担忧有何回应？",
    "王毅：去年中国经济以5.2%的增速，贡献了全球三分之一的增长。从3月14日起，中方将对瑞士、爱尔兰、匈牙利、奥地利、比利时、卢森堡6国试行免签政策。",
    "经济外交也是对外工作的重要内容，我们将持续推出便利中外人员往来举措。",
    "把握发展新的实践要求",
    "这条工艺线采用MOSFET器件，将为新能源汽车提供更多优质芯片，这方面的经验值得认真总结并且推广到其他地方去。",
)


def wrapped(width: int, *, first: str = "", between: str = "\n", after: str = "", narrower: int = 0) -> str:
    """Set PARAGRAPHS in lines of `width` characters, as a typesetter would: no line begins with a closing mark."""
    rows = []
    for paragraph in PARAGRAPHS:
        tokens = re.findall(r"[A-Za-z0-9.%]+[，。、：？]?|.[，。、：？]?", paragraph)
        row, room = first, width - narrower
        for token in tokens:
            if len(row) + len(token) > room and row:
                rows.append(row)
                row, room = "", width
            row += token
        rows.append(row + after)
    return between.join(rows)


@pytest.mark.parametrize("width", [19, 22, 25, 31])
@pytest.mark.parametrize(
    "style",
    [
        {"narrower": 2, "between": "\n\n"},
        {"narrower": 2, "between": "\r\n"},
        {"first": "\u3000\u3000"},
        {"after": "\n"},
    ],
    ids=["blank line after each line", "no blank lines", "indents", "blank line after each paragraph"],
)
def test_hard_wrapped_text_is_joined(ontology: Ontology, width: int, style: dict[str, Any]) -> None:
    found = from_text(wrapped(width, **style), ontology)
    assert found.text.clean.split("\n") == list(PARAGRAPHS)
    check(found.text)


def test_a_paragraph_to_a_line_stays(ontology: Ontology) -> None:
    for between in ("\n", "\n\n", "\n\u3000\u3000", "\r\n\r\n"):
        assert from_text(between.join(PARAGRAPHS), ontology).text.clean.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "lines",
    [
        [
            "王毅会见俄罗斯外长拉夫罗夫",
            "李强会见德国总理朔尔茨一行",
            "习近平抵达巴黎开始国事访问",
            "丁薛祥出席气候行动峰会并致辞",
        ]
        * 3,
        ["床前明月光，", "疑是地上霜。", "举头望明月，", "低头思故乡。"],
        ["一、总则", "二、组织", "三、会议", "四、附则"],
    ],
    ids=["headlines", "verse", "contents"],
)
def test_lists_and_verse_stay(ontology: Ontology, lines: list[str]) -> None:
    assert from_text("\n".join(lines), ontology).text.clean.split("\n") == lines


def test_page_marks_are_paragraphs_of_their_own(ontology: Ontology) -> None:
    text = "（上接2版）\n" + wrapped(22, narrower=2) + "\n（下转第四版）"
    assert from_text(text, ontology).text.clean.split("\n") == ["（上接2版）", *PARAGRAPHS, "（下转第四版）"]


def test_an_indent_after_a_sentence_parts_paragraphs(ontology: Ontology) -> None:
    found = from_text("\u3000\u3000第一段，结束。\u3000\u3000第二段“结束。”\u3000\u3000第三段。", ontology)
    assert found.text.clean == "第一段，结束。\n第二段“结束。”\n第三段。"
    check(found.text)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("从 3月 14日起，免签。", "从3月14日起，免签。"),
        ("排名从 2011 年第 29 位上升，好。", "排名从2011年第29位上升，好。"),
        ("增长 5.2 %，达 1 500 万人。", "增长5.2%，达1500万人。"),
        ("使用 APP 办理，很快。", "使用APP办理，很快。"),
        ("来自US Press Freedom Tracker的统计，可信。", "来自US Press Freedom Tracker的统计，可信。"),
        ("波音737 MAX 9客机，停飞。", "波音737 MAX 9客机，停飞。"),
        ("记者： 今天， 会议开幕。 然后", "记者：今天，会议开幕。然后"),
        ("题为《停火止战\u3000实现和平》的讲话，很好。", "题为《停火止战\u3000实现和平》的讲话，很好。"),
        ("题为《停火止战 实现和平》的讲话，很好。", "题为《停火止战 实现和平》的讲话，很好。"),
        ("王\u3000毅：你好，各位。", "王毅：你好，各位。"),
        ("丁薛祥\u3000王\u3000毅\u3000李强", "丁薛祥\u3000王毅\u3000李强"),
        ("王 毅 李 强", "王 毅 李 强"),
        ("高交会闭幕 1700余项新技术亮相", "高交会闭幕 1700余项新技术亮相"),
        ("中国排名升至第 12 位", "中国排名升至第12位"),
        ("俄称打击目标 “脏弹”引发关注", "俄称打击目标 “脏弹”引发关注"),
        ("零宽\u200b字符\ufeff和\x00控制\u202e字符，消失。", "零宽字符和控制字符，消失。"),
        ("两\t \xa0个空白 to \t one。", "两 个空白to one。"),
    ],
)
def test_blanks_that_mean_nothing_vanish(ontology: Ontology, raw: str, clean: str) -> None:
    found = from_text(raw, ontology).text
    assert found.clean == clean
    check(found)


def test_blanks_of_a_title_stay(ontology: Ontology) -> None:
    title = "俄方要求对话，美方拒绝 2国关系紧张\u3000“脏弹”引发关注"
    assert from_text(BODY, ontology, title=f" {title} ").title.clean == title


def test_unchanged_text_costs_no_map(ontology: Ontology) -> None:
    found = from_text("一，二。\n三，四。", ontology).text
    assert found.offsets == range(9)
    assert found.clean is found.raw


def seed_page(shared: Path) -> tuple[Path, dict[str, list[str]]]:
    """The page as found, and the right reading: the paragraphs of each article by its title."""
    path = next(p for p in sorted((shared / "seed").iterdir()) if p.name != "reflowed.txt")
    articles: dict[str, list[str]] = {}
    for row in (shared / "seed" / "reflowed.txt").read_text(encoding="utf-8").strip().split("\n"):
        if row.startswith("==="):
            articles[row.lstrip("= ")] = []
        else:
            articles[list(articles)[-1]].append(row)
    return path, articles


def test_the_seed_page(ontology: Ontology, shared: Path) -> None:
    path, right = seed_page(shared)
    found = [d for d in documents([path], ontology, date="2024-03-08") if isinstance(d, Document)]
    assert [d.id for d in found] == [f"{path.name}#1", f"{path.name}#2"]
    assert [d.title.clean for d in found] == list(right)
    assert [d.text.clean.split("\n") for d in found] == list(right.values())
    assert {d.date for d in found} == {"2024-03-08"}
    raw = path.read_text(encoding="utf-8")
    for document in found:
        check(document.text)
        check(document.title)
        assert document.text.raw == raw
        assert document.title.raw in raw
    # the two clean texts, the titles and the two page marks are all that stands on the page
    kept = "".join(squashed(d.text.clean) + squashed(d.title.clean) for d in found)
    assert len(squashed(raw)) - len(kept) == len("（上接2版）（上接1版）")
    at = {i for d in found for i in d.text.offsets}
    assert len(at) == sum(len(d.text.offsets) for d in found)


def test_records_of_one_paragraph_a_line_are_never_joined(ontology: Ontology, shared: Path) -> None:
    with (shared / "corpus" / "press-conferences_2020_2022.jsonl").open(encoding="utf-8") as file:
        texts = [json.loads(row)["text"] for _, row in zip(range(40), file, strict=False)]
    for text in texts:
        found = from_text(text, ontology).text
        check(found)
        assert len(found.clean.split("\n")) == sum(bool(row.strip()) for row in text.split("\n"))


# ── Simplified characters ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("中國國家主席習近平會見俄羅斯總統。", "中国国家主席习近平会见俄罗斯总统。"),
        ("為實現和平，後來「著名」學者說：裡面。", "为实现和平，后来「著名」学者说：里面。"),
        ("朱镕基与毕昇、陶喆的名字在这一段简体文字里一字不改，因为简体文字的用字不应受到影响。", None),
        ("２０２４年ＡＰＥＣ会议，⼈⼤代表。", "2024年APEC会议，人大代表。"),
        ("𠀀人𠀀", None),
    ],
)
def test_plain_text_is_simplified_character_for_character(ontology: Ontology, raw: str, plain: str | None) -> None:
    found = from_text(raw, ontology).text
    assert found.raw == found.clean == raw
    assert found.plain == (plain or raw)


def test_mainland_text_does_not_load_the_converter(python: Any) -> None:
    code = (
        "import sys; from kg.ontology import load; from kg.read import from_text; o = load();"
        "from_text('朱镕基出席会议，强调和平。', o); assert 'opencc' not in sys.modules;"
        "from_text('會見後發表聲明。', o); assert 'opencc' in sys.modules"
    )
    python(["-c", code])


# ── Any text ──────────────────────────────────────────────────────────────────────────────────────────────────────

CHINESE = st.text(
    st.sampled_from("中国王毅，。：？“”《》（） \u3000\n\r\t0123456789.%abAB—…\u200b記者們國"), max_size=200
)
LINES = st.lists(
    st.sampled_from([*PARAGRAPHS, *(p[:22] for p in PARAGRAPHS), "", "（上接2版）", "\u3000\u3000段"]), max_size=30
)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=100), CHINESE, LINES.map("\n".join)), title=st.one_of(st.just(""), CHINESE))
def test_any_text_survives(ontology: Ontology, text: str, title: str) -> None:
    if not squashed(text):
        with pytest.raises(ReadError, match="empty"):
            from_text(text, ontology, title=title)
        return
    found = from_text(text, ontology, title=title)
    for field in (found.title, found.text):
        check(field)
        assert squashed(field.clean) == squashed(field.raw)
        assert field.clean == field.clean.strip()
        assert "\n\n" not in field.clean
    assert "\n" not in found.title.clean
    assert found == from_text(text, ontology, title=title)


@settings(max_examples=100, deadline=None)
@given(data=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_bytes_give_a_document_or_a_problem(
    ontology: Ontology, tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.txt", "a.md", "a.jsonl"):
        (folder / name).write_bytes(data)
    strict = list(documents([folder], ontology))
    assert len(strict) >= 3
    for item in [*strict, *documents([folder], ontology, lenient=True)]:
        if isinstance(item, Problem):
            assert "\n" not in str(item)
        else:
            assert item.sha256 == hashlib.sha256(item.text.raw.encode()).hexdigest()


def test_long_runs_take_linear_time(ontology: Ontology, tmp_path: Path) -> None:
    many = 200_000
    for unit in (
        "（",
        "《。",
        "“",
        "中 ",
        "\n",
        "\u200b",
        "123 ",
        "记者：",
        "[",
        "](",
        "<p ",
        "- ",
        "# #",
        "。\u3000\u3000",
    ):
        (tmp_path / "a.md").write_text(unit * (many // len(unit)) + "中", encoding="utf-8")
        one(documents([tmp_path / "a.md"], ontology))
