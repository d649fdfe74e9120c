"""Formats that are no plain text: pages, PDF, DOCX, tables, archives, saved pages, standard input, sidecars."""

import hashlib
import io
import json
import re
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typesetting import Story, Style, newspaper

from kg.errors import ReadError
from kg.model import Document
from kg.ontology import Ontology
from kg.read import Problem, documents
from kg.read.encoding import decoded

EXPECTED = Path(__file__).parent / "read_formats"
BODY = "中国外交部长王毅六日在北京会见俄罗斯外长拉夫罗夫，双方就共同关心的问题交换意见。"
MORE = "会见后，双方签署了合作文件，并表示愿继续加强在联合国等多边框架内的协调。"
Reader = Callable[..., list[Document | Problem]]


@pytest.fixture
def read(ontology: Ontology, tmp_path: Path) -> Reader:
    """Write files and read the folder that holds them, or those named."""

    def run(files: dict[str, str | bytes], *names: str, **options: Any) -> list[Document | Problem]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(documents([tmp_path / n for n in names] or [tmp_path], ontology, **options))

    return run


def only(items: list[Document | Problem]) -> Document:
    (item,) = items
    assert isinstance(item, Document), str(item)
    return item


def good(items: list[Document | Problem]) -> list[Document]:
    assert [str(i) for i in items if isinstance(i, Problem)] == []
    return [i for i in items if isinstance(i, Document)]


def said(items: list[Document | Problem]) -> str:
    (item,) = items
    assert isinstance(item, Problem)
    assert item.left_out
    assert "\n" not in str(item)
    return str(item)


def paragraphs(document: Document) -> list[str]:
    return document.text.clean.split("\n")


def points_back(document: Document) -> None:
    """Each clean character is the raw one it points to."""
    for text in (document.title, document.text):
        assert all(text.raw[at] == c for c, at in zip(text.clean, text.offsets, strict=True) if c not in "\n ")
    assert document.sha256 == hashlib.sha256(document.text.raw.encode()).hexdigest()


# ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────────────

PROGRAMME = f"""# 新闻 (20240307)

## 摘要

1.王毅会见外长

## 详细

### 王毅会见**俄罗斯**外长

<p><strong>央视网消息</strong>：{BODY}</p><p>{MORE}<br></p>

[查看原文](https://example.org/1.shtml)

### 只有标题的一条

[查看原文](https://example.org/2.shtml)

### 王毅会见匈牙利外长

<p>{MORE}</p>

- [原文](https://example.org/3.shtml)

---

(更新时间戳: 1697633591139)
"""


def test_a_programme_is_its_items(read: Reader) -> None:
    found = good(read({"a.md": PROGRAMME}))
    assert [d.id for d in found] == ["a.md#1", "a.md#2", "a.md#3"]
    assert [d.title.clean for d in found] == ["王毅会见俄罗斯外长", "只有标题的一条", "王毅会见匈牙利外长"]
    assert [d.url for d in found] == [f"https://example.org/{n}.shtml" for n in (1, 2, 3)]
    assert [paragraphs(d) for d in found] == [[f"央视网消息：{BODY}", MORE], [""], [MORE]]
    for document in found:
        assert document.date == "2024-03-07"
        assert document.text.raw == PROGRAMME
        points_back(document)


@pytest.mark.parametrize(
    "text",
    [
        f"# 王毅会见外长\n\n## 会谈\n\n{BODY}\n\n## 成果\n\n{MORE}\n",
        f"# 王毅会见外长\n\n## 会谈\n\n{BODY}\n\n[查看原文](https://example.org/)\n",
    ],
)
def test_an_article_with_headings_stays_one(read: Reader, text: str) -> None:
    assert only(read({"a.md": text})).title.clean == "王毅会见外长"


def test_the_programmes_of_the_corpus(ontology: Ontology, shared: Path) -> None:
    found = list(documents([shared / "corpus" / "markdown"], ontology))
    per_file = {}
    for document in found:
        assert isinstance(document, Document)
        points_back(document)
        name, _, number = document.id.partition("#")
        per_file[name] = int(number)
        assert document.title.clean
        assert document.date.replace("-", "") == name[:8]
        assert "查看原文" not in document.text.clean
        assert "时间戳" not in document.text.clean
        assert document.url.startswith("https://tv.cctv.com/") or name == "20220924.md"
    assert per_file == {"20220924.md": 15, "20230822.md": 15, "20231018.md": 21, "20240307.md": 19}


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────

PAGE = f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>王毅会见俄罗斯外长 — 中华人民共和国外交部</title>
<meta name="PubDate" content="2024-03-06"><meta name="Url" content="http://test.fmprc.gov.cn/wjdt/t1.shtml"></head>
<body><nav>首页 &gt; 新闻</nav><div id="News_Body_Txt_A"><p>　　{BODY[:20]}
{BODY[20:]}</p><script>var a = "王毅";</script>
<p>　　{MORE}<br>第三段&nbsp;&amp;&lt;，𠀀。</p><p style="display:none">隐藏。</p></div><footer>版权所有</footer></body>
</html>"""


def test_a_page_of_a_known_site(read: Reader) -> None:
    found = only(read({"a.html": PAGE}))
    assert found.title.raw == "王毅会见俄罗斯外长"
    assert (found.date, found.url) == ("2024-03-06", "https://www.mfa.gov.cn/web/wjdt/t1.shtml")
    assert found.found_url == "http://test.fmprc.gov.cn/wjdt/t1.shtml"
    assert paragraphs(found) == [BODY, MORE, "第三段&<，𠀀。"]
    points_back(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_the_declared_encoding_counts_for_nothing(read: Reader, encoding: str) -> None:
    for declared in ("gb2312", "big5", "utf-8", "no-such-thing"):
        page = PAGE.replace('charset="gb2312"', f'charset="{declared}"')
        assert paragraphs(only(read({"a.html": page.encode(encoding)}))) == [BODY, MORE, "第三段&<，𠀀。"]


def test_a_page_of_an_unknown_site(read: Reader) -> None:
    story = "".join(f"<p>{BODY}{MORE}这是第{n}段，内容与上一段并不相同。</p>" for n in range(1, 9))
    links = "".join(f'<li><a href="/{n}">频道{n}</a></li>' for n in range(30))
    head = "<html><head><title>王毅会见俄罗斯外长_某某网</title></head>"
    page = f"{head}<body><ul>{links}</ul><div>{story}</div></body></html>"
    found = only(read({"20240306.html": page}))
    assert (found.title.raw, found.date) == ("王毅会见俄罗斯外长", "2024-03-06")
    assert len(paragraphs(found)) == 8
    assert "频道" not in found.text.clean


def test_a_page_without_an_article(read: Reader) -> None:
    assert "no article" in said(read({"a.html": "<html><body><script>1</script></body></html>"}))
    assert "empty" in said(read({"a.html": ""}))


KOREAN = "한국 외교부는 오늘 중국과의 관계 발전을 위해 노력하겠다고 밝혔다. 양국 정상은 회담을 가졌다."
JAPANESE = "日本の外務大臣は本日、中国との関係について会見で述べた。両国は協力を深める。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(KOREAN, "euc_kr"), (KOREAN, "cp949"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp")],
)
def test_what_is_not_chinese_is_no_chinese_in_another_encoding(text: str, encoding: str) -> None:
    for data in (text.encode(encoding), (text * 40).encode(encoding)):
        with pytest.raises(ReadError):
            decoded(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("text", [BODY, BODY * 50, f"BRICS 2024 summit: {BODY}", BODY[:12]])
def test_chinese_reads_in_every_encoding_it_comes_in(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_traditional_chinese_reads_in_big5() -> None:
    text = "中國外交部長王毅在北京會見俄羅斯外長拉夫羅夫，雙方就共同關心的問題交換意見。"
    for data in (text.encode("big5"), (text * 30).encode("big5hkscs")):
        assert decoded(data)[: len(text)] == text


def test_the_pages_of_the_corpus(ontology: Ontology, shared: Path) -> None:
    """Compared with what was read off their source: no text of theirs is kept but a few characters."""
    expected = tomllib.loads((EXPECTED / "pages.toml").read_text(encoding="utf-8"))
    found = {d.id: d for d in good(list(documents([shared / "corpus" / "html"], ontology)))}
    assert len(found) == len(expected["page"]) == 10
    for page in expected["page"]:
        document = found[page["file"]]
        points_back(document)
        rows = paragraphs(document)
        assert document.title.clean == page["title"]
        assert (document.date, document.url, len(rows)) == (page["date"], page["url"], page["paragraphs"])
        assert (rows[0][:8], rows[-1][-8:]) == (page["first"], page["last"])
        place, words = page["middle"]
        assert rows[place].startswith(words)
        assert not [word for word in expected["absent"] if word in document.text.clean]
        assert hashlib.sha256(document.text.clean.encode()).hexdigest()[:16] == page["sha256"]


def test_a_saved_page_in_one_file(read: Reader) -> None:
    import quopri

    body = quopri.encodestring(PAGE.encode()).decode()
    saved = (
        "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?a?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n'
        "----x\r\nContent-Type: text/css\r\n\r\nbody {}\r\n----x\r\nContent-Type: text/html\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}\r\n----x--\r\n"
    )
    for name in ("a.mhtml", "b.html"):
        assert paragraphs(only(read({name: saved}, name)))[0] == BODY


def test_the_folder_of_a_saved_page_is_no_input(read: Reader) -> None:
    files: dict[str, str | bytes] = {"页面.html": PAGE, "页面_files/frame.html": PAGE, "other_files/a.txt": BODY}
    assert [d.id for d in good(read(files))] == ["other_files/a.txt", "页面.html"]


# ── PDF ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def stories(count: int) -> list[Story]:
    """Articles of made-up paragraphs of many lengths, no two alike."""
    found = []
    for s in range(count):
        rows = []
        for n in range(6 + 4 * s):
            clauses = (BODY[:-1], MORE[:-1], "这是合成的一句话", "用来排版")
            middle = "，".join(clauses[(n + k) % 4] for k in range(1 + n % 4))
            rows.append(f"第{s + 1}篇第{n + 1}段：{middle}{'，' + 'APEC' * (n % 2)}共{n * 37 + 5}项。")
        subhead = len(rows) // 2
        rows.insert(subhead, f"把握新的实践要求之{'一二三四'[s]}")
        found.append(Story([f"第{s + 1}篇文章的大标题"], rows, frozenset({subhead})))
    return found


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.parametrize("indent", [True, False], ids=["indents", "blank lines"])
@pytest.mark.parametrize("shuffled", [False, True], ids=["in order", "line by line across"])
@pytest.mark.parametrize(("gutter", "size"), [(12.0, 10.5), (24.0, 9.0)])
def test_columns(read: Reader, columns: int, indent: bool, shuffled: bool, gutter: float, size: float) -> None:
    style = Style(columns, size, 1.6 * size, gutter, indent, shuffled=shuffled)
    made = stories(3)
    found = good(read({"版面.pdf": newspaper(made, style, "某某日报 2024年3月8日 星期五")}))
    assert [d.id for d in found] == ["版面.pdf#1", "版面.pdf#2", "版面.pdf#3"]
    assert [d.title.clean for d in found] == [s.title[0] for s in made]
    assert {d.date for d in found} == {"2024-03-08"}
    wanted = [p for s in made for p in s.paragraphs]
    got = [p for d in found for p in paragraphs(d)]
    assert sum(p in got for p in wanted) >= (0.95 if columns < 4 else 0.85) * len(wanted)
    for document in found:
        points_back(document)


def test_one_article_and_a_title_of_two_lines(read: Reader) -> None:
    story = Story(["王毅会见俄罗斯外长拉夫罗夫", "双方签署合作文件"], [BODY, MORE, BODY + MORE])
    found = only(read({"a.pdf": newspaper([story], Style(2))}))
    assert (found.id, found.title.clean) == ("a.pdf", "王毅会见俄罗斯外长拉夫罗夫双方签署合作文件")
    assert paragraphs(found) == list(story.paragraphs)


def test_a_pdf_is_read_the_same_twice(read: Reader) -> None:
    data = newspaper(stories(2), Style(3))
    assert read({"a.pdf": data}, "a.pdf") == read({"a.pdf": data}, "a.pdf")


# ── DOCX ──────────────────────────────────────────────────────────────────────────────────────────────────────────

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, styles: str = "") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return data.getvalue()


def run_of(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_a_word_file(read: Reader) -> None:
    title = f'<w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr>{run_of("王毅会见外长")}</w:p>'
    gone = f'<w:del>{run_of("删去的字")}</w:del><w:ins>{run_of("，并合影")}</w:ins>'
    cell = f"<w:tbl><w:tr><w:tc><w:p>{run_of('表格中的一段。')}</w:p></w:tc></w:tr></w:tbl>"
    body = f"{title}<w:p>{run_of(BODY[:10])}{run_of(BODY[10:])}{gone}<w:r><w:br/></w:r>{run_of(MORE)}</w:p>{cell}"
    styles = '<w:style w:styleId="a3"><w:name w:val="Title"/></w:style>'
    found = only(read({"a.docx": docx(body, styles)}))
    assert found.title.clean == "王毅会见外长"
    assert paragraphs(found) == [f"{BODY}，并合影", MORE, "表格中的一段。"]
    points_back(found)


# ── Tables and sidecars ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_table_of_documents(read: Reader, delimiter: str, encoding: str) -> None:
    rows = [["编号", "标题", "日期", "正文", "来源"], ["t1", "会见", "2024-03-06", f'"{BODY}\n{MORE}"', "某报"]]
    text = "\r\n".join(delimiter.join(row) for row in [*rows, ["t2", "", "soon", "短讯。", ""], ["t3", "", "", "", ""]])
    found = read({"a.csv": text.encode(encoding)})
    first, second = (d for d in found if isinstance(d, Document))
    assert (first.id, first.title.raw, first.date, first.publisher) == ("t1", "会见", "2024-03-06", "某报")
    assert first.text.raw == f"{BODY}\n{MORE}"
    assert (second.id, second.date) == ("t2", "")
    assert [(p.place, p.left_out) for p in found if isinstance(p, Problem)] == [("4", False), ("5", True)]


def test_tables_that_are_none(read: Reader) -> None:
    assert "no column named text" in said(read({"a.csv": "id,title\n1,2\n"}))
    assert "no table" in said(read({"a.csv": 'id,text\n1,"never closed\n'}))
    assert "empty" in said(read({"a.csv": "id,text\n"}))


def test_a_sidecar_speaks_for_the_files_beside_it(read: Reader) -> None:
    table = (
        "path,title,date,publisher,author,url,rights,collection\n"
        "a.txt,会见,2024-03-06,某报,某人,http://test.fmprc.gov.cn/web/x.html,CC0,外事\n"
        "sub/b.html,另一标题,,,,,,\nsub/b.html,再来,,,,,,\nc.txt,,soon,,,,,\n"
    )
    files: dict[str, str | bytes] = {"metadata.csv": table, "a.txt": BODY, "sub/b.html": PAGE, "c.txt": BODY}
    found = read(files, date="2020-01-01")
    a, c, b = (d for d in found if isinstance(d, Document))
    facts = (a.title.raw, a.date, a.publisher, a.author, a.rights, a.collection)
    assert facts == ("会见", "2024-03-06", "某报", "某人", "CC0", "外事")
    assert (a.url, a.found_url) == ("https://www.mfa.gov.cn/web/x.html", "http://test.fmprc.gov.cn/web/x.html")
    assert (b.title.raw, b.date, c.date) == ("另一标题", "2024-03-06", "2020-01-01")
    assert [(p.place, p.left_out) for p in found if isinstance(p, Problem)] == [("4", False), ("5", False)]
    assert only(read(files, "a.txt")[:1]).title.raw == "会见"


# ── Archives and standard input ───────────────────────────────────────────────────────────────────────────────────


def archive(files: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


def test_an_archive_is_a_folder(read: Reader) -> None:
    inner = archive({"c.md": PROGRAMME})
    files: dict[str, str | bytes] = {
        "二/a.txt": BODY, "b.jsonl": json.dumps({"id": "r", "text": BODY}), "x.png": b"", "__MACOSX/a.txt": BODY,
        "metadata.csv": "path,title\n二/a.txt,会见\n", "in.zip": inner,
    }  # fmt: skip
    found = good(read({"all.zip": archive(files)}))
    ids = ["r", "all.zip/in.zip/c.md#1", "all.zip/in.zip/c.md#2", "all.zip/in.zip/c.md#3", "all.zip/二/a.txt"]
    assert [d.id for d in found] == ids
    assert found[-1].title.raw == "会见"


def test_names_that_chinese_systems_write(read: Reader) -> None:
    data = archive({"a" * 6 + ".txt": BODY}).replace(b"aaaaaa.txt", "新闻稿".encode("gbk") + b".txt")
    assert only(read({"a.zip": data})).id == "a.zip/新闻稿.txt"


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (BODY.encode(), ".txt"),
        (json.dumps({"id": "x", "text": BODY}, ensure_ascii=False).encode(), ".jsonl"),
        (PAGE.encode("gb18030"), ".html"),
        (newspaper([Story(["大标题在这里一行"], [BODY, MORE])], Style(1)), ".pdf"),
        (docx(f"<w:p>{run_of(BODY)}</w:p>"), ".docx"),
        (archive({"a.txt": BODY}), ".zip"),
    ],
    ids=["text", "records", "page", "PDF", "Word", "archive"],
)
def test_standard_input(ontology: Ontology, monkeypatch: pytest.MonkeyPatch, content: bytes, suffix: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    found = only(list(documents(["-"], ontology)))
    assert BODY in found.text.clean
    assert found.id == {".jsonl": "x", ".zip": "stdin.zip/a.txt"}.get(suffix, f"stdin{suffix}")


# ── Pages of plain text with notes of continuation ────────────────────────────────────────────────────────────────

LONG = [f"{BODY}{MORE}第{n}段到此结束。" for n in "一二三"]


@pytest.mark.parametrize(
    ("page", "articles"),
    [
        (["（上接2版）", *LONG, "大标题在文章之后", "（上接1版）", BODY, "第二篇的大标题"],
         [("大标题在文章之后", LONG), ("第二篇的大标题", [BODY])]),
        (["第一篇文章大标题", *LONG, "（下转4版）", "第二篇文章大标题", BODY + MORE],
         [("第一篇文章大标题", LONG), ("第二篇文章大标题", [BODY + MORE])]),
        (["第一篇文章大标题", *LONG, "第二篇文章大标题", "（上接1版）", BODY + MORE],
         [("第一篇文章大标题", LONG), ("第二篇文章大标题", [BODY + MORE])]),
        ([f"（上接第一版）{BODY}", MORE, f"【上接第二版】{LONG[0]}"], [("", [BODY, MORE]), ("", [LONG[0]])]),
        ([LONG[0], f"{LONG[1]}（下转第四版）", BODY], [("", LONG[:2]), ("", [BODY])]),
    ],
)  # fmt: skip
def test_articles_of_a_page(read: Reader, page: list[str], articles: list[tuple[str, list[str]]]) -> None:
    raw = "\n".join(page)
    found = good(read({"20240308.txt": raw}))
    assert [(d.title.clean, paragraphs(d)) for d in found] == articles
    assert {(d.text.raw, d.date) for d in found} == {(raw, "2024-03-08")}
    assert [d.id for d in found] == [f"20240308.txt#{n}" for n in range(1, len(articles) + 1)]
    for document in found:
        points_back(document)


def test_a_record_is_never_parted(ontology: Ontology, shared: Path, tmp_path: Path) -> None:
    page = next(p for p in sorted((shared / "seed").iterdir()) if p.name != "reflowed.txt").read_text(encoding="utf-8")
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "seed", "text": page}) + "\n", encoding="utf-8")
    assert only(list(documents([path], ontology))).id == "seed"


def test_no_selector_is_malformed(ontology: Ontology) -> None:
    from lxml.cssselect import CSSSelector

    for name, words in ontology.words.items():
        if name.endswith("Selectors"):
            for word in words:
                assert CSSSelector(word, translator="html")
    assert all(re.fullmatch(r"https?://\S+/ https?://\S+/", change) for change in ontology.words["addressChanges"])


def test_without_the_extra_a_page_of_an_unknown_site_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.errors import ReadError
    from kg.read.formats.extract import Selectors
    from kg.read.formats.worker import taken_apart

    monkeypatch.setitem(sys.modules, "trafilatura", None)
    page = f"<html><body><p>{BODY}</p></body></html>".encode()
    with pytest.raises(ReadError, match=r"zongheng\[formats\]"):
        taken_apart(".html", page, Selectors())
    assert taken_apart(".html", page, Selectors(text=("body",))).text == BODY
