"""Inputs made to do harm, or that only look so: what each may cost, and what has to come out.

    python tests/adversarial.py [-o FOLDER] [NAME…]

builds each case in a process of its own and prints outcome, seconds and memory; it ends with 1 if a case broke a rule:
an unexpected exception, more than SECONDS or MEBIBYTES, an outcome other than the one foreseen, or output that is not
valid. With -o the files of the cases stay in FOLDER. The same cases are tests (test_adversarial.py).
"""

import argparse
import contextlib
import io
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS, MEBIBYTES = 60.0, 1500
READ, PROBLEM, EITHER = "read", "problem", "either"
BODY = "中国外交部长王毅6日在北京会见俄罗斯外长拉夫罗夫，双方就共同关心的问题交换意见。\n会见后，双方签署了合作文件。\n"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MANY = 1_000_000

Maker = Callable[[Path], Path | None]
CASES: dict[str, tuple[str, Maker]] = {}


def case(expected: str) -> Callable[[Maker], Maker]:
    """Register what makes a case in an empty folder; it returns the path to read, None for the folder."""

    def register(maker: Maker) -> Maker:
        CASES[maker.__name__] = (expected, maker)
        return maker

    return register


def plain(name: str, expected: str, content: Callable[[], bytes | str], suffix: str = "txt") -> None:
    """Register a case that is one file."""

    def make(folder: Path) -> Path:
        data = content()
        path = folder / f"{name}.{suffix}"
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return path

    CASES[name] = (expected, make)


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def docx(document: str | bytes, **parts: str) -> bytes:
    """A Word file with the given XML as its document."""
    return zipped({"word/document.xml": document, **{f"word/{name}.xml": text for name, text in parts.items()}})


def pdf(content: bytes, extra: bytes = b"", page: bytes = b"") -> bytes:
    """A PDF of one page with the given content stream, without a table of references."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>"
        + page
        + b">>endobj\n4 0 obj<</Length %d>>stream\n" % len(content)
        + content
        + b"\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        + extra
        + b"trailer<</Root 1 0 R/Size 9>>\n%%EOF"
    )


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────────────────────

plain("empty", PROBLEM, lambda: "")
plain("only_blanks", PROBLEM, lambda: " \n\u3000\ufeff\u200b" * 1000)
plain("nul_characters", EITHER, lambda: BODY.replace("。", "。\0"))
plain("nothing_but_nul", PROBLEM, lambda: b"\0" * 100_000)
plain("control_characters", READ, lambda: "".join(map(chr, range(1, 32))) + BODY + "\x7f\x80\x9b31m")
plain("terminal_escapes", READ, lambda: f"\x1b]0;title\x07\x1b[2J{BODY}")
plain("right_to_left_marks", READ, lambda: "\u202e\u2066" + BODY.replace("王毅", "\u202e王\u2069毅\u202c"))
plain("zero_width_between_all", READ, lambda: "\u200b".join(BODY))
plain("homoglyphs", READ, lambda: BODY.replace("中", "⺆").replace("一", "⼀") + "аМЕRICА ⼈⼤ 王毅ⅰ")
plain("combining_marks", READ, lambda: BODY + "王" + "\u0301" * 100_000 + "毅")
plain("private_use_and_unassigned", READ, lambda: BODY + "\ue000\U000f0000\ufffe\uffff\U0010ffff" * 100)
plain("astral_characters", READ, lambda: "𠀀𪜀😀" * 20_000 + BODY)
plain("surrogates_as_utf8", PROBLEM, lambda: b"\xed\xa0\x80\xed\xb0\x80" + BODY.encode())
plain("overlong_utf8", PROBLEM, lambda: b"\xc0\xaf\xe0\x80\xaf" + BODY.encode())
plain("cut_in_a_character", PROBLEM, lambda: BODY.encode()[:-2])
plain("mixed_encodings", EITHER, lambda: BODY.encode() + BODY.encode("gb18030"))
plain(
    "random_bytes",
    PROBLEM,
    lambda: b"".join(zlib.crc32(bytes([i % 256, i // 256 % 256])).to_bytes(4) for i in range(50_000)),
)
plain("big5_declared_utf16", READ, lambda: "外交部長會見俄羅斯外長，雙方簽署了合作文件。".encode("big5"))
plain("utf16_without_mark", READ, lambda: BODY.encode("utf-16-le"))
plain("utf16_cut", PROBLEM, lambda: b"\xff\xfe" + BODY.encode("utf-16-le")[:-1])
plain("pdf_named_txt", PROBLEM, lambda: pdf(b"BT /F 12 Tf (x) Tj ET"))
plain("a_million_brackets", READ, lambda: "（" * MANY + BODY)
plain("a_million_closing_brackets", READ, lambda: "）" * MANY + BODY)
plain("a_million_quotation_marks", READ, lambda: "“" * MANY + BODY)
plain("a_million_book_marks", READ, lambda: "《" * MANY + BODY)
plain("a_million_colons", READ, lambda: "：" * MANY + BODY)
plain("a_million_commas", READ, lambda: "、" * MANY + BODY)
plain("a_million_dots", READ, lambda: "·" * MANY + BODY)
plain("a_million_digits", READ, lambda: "9" * MANY + "年" + BODY)
plain("a_million_blanks_inside", READ, lambda: "王" + " " * MANY + "毅。\n" + BODY)
plain("ten_thousand_lines", READ, lambda: "中\n" * 10_000 + BODY)
plain("one_name_ten_thousand_times", READ, lambda: "王毅" * 10_000)
plain("country_after_country", READ, lambda: "中俄美英法德日韩" * 2_000)
plain("list_of_states", READ, lambda: "中国、俄罗斯、美国、" * 5_000 + "举行会议。")
plain("one_sentence_without_end", READ, lambda: "中国外交部长王毅会见俄罗斯外长拉夫罗夫，" * 5_000)
ADJUNCTS = ("在领域", "对方面", "就问题上", "出席期间", "来华出席", "就中国向俄罗斯致电", "共同", "同中国", "安全、")
plain(
    "adjuncts_that_may_end_anywhere",
    READ,
    lambda: "".join(f"习近平{adjunct * 400}会见俄罗斯总统普京并致电。\n" for adjunct in ADJUNCTS),
)
plain("turn_after_turn", READ, lambda: "法新社记者：中方有何评论？\n王毅：没有评论。\n" * 3_000)
plain("page_marks_without_end", READ, lambda: "（上接2版）\n中国支持俄罗斯。\n" * 3_000)
plain("page_marks_inside_lines", READ, lambda: "（上接2版）中国支持俄罗斯。（下转3版）\n" * 3_000)
plain("datelines", READ, lambda: "新华社北京3月6日电 " * 10_000 + BODY)
plain("impossible_dates", READ, lambda: "2024年99月99日，0000年0月0日，99999年13月32日。" * 2_000 + BODY)
plain(
    "html_in_text",
    READ,
    lambda: f"<script>alert(1)</script>王毅会见“</script><img src=x onerror=alert(1)>”外长。\n{BODY}",
)
plain(
    "sparql_in_text",
    READ,
    lambda: f'" }} ; DROP ALL ; INSERT DATA {{ <a> <b> "\\"\n{BODY}总统“}} DELETE WHERE {{?s ?p ?o}}”会见王毅。',
)
plain(
    "turtle_in_text",
    READ,
    lambda: f'""" . <http://x> a <y> . @prefix : <z> . \\u0022 "\n{BODY}《"""@zh . <a> <b> <c>》倡议由中国提出。',
)
plain("line_of_200_mb", PROBLEM, lambda: b"a" * (200 << 20))

# ── Records and tables ────────────────────────────────────────────────────────────────────────────────────────────


def record(**fields: Any) -> str:
    """A line of JSON."""
    return json.dumps(fields, ensure_ascii=False) + "\n"


plain(
    "record_of_200_mb",
    PROBLEM,
    lambda: b'{"text": "' + b"a" * (200 << 20) + b'"}\n' + record(id="x", text=BODY).encode(),
    "jsonl",
)
plain("record_nested_deep", PROBLEM, lambda: "[" * MANY, "jsonl")
plain("record_with_a_huge_number", PROBLEM, lambda: '{"text": ' + "9" * MANY + "}", "jsonl")
plain("record_with_lone_surrogates", PROBLEM, lambda: '{"id": "x", "text": "中\\ud800国"}\n', "jsonl")
plain("records_with_one_id", PROBLEM, lambda: record(id="x", text=BODY) * 2, "jsonl")
plain("record_with_a_strange_id", READ, lambda: record(id='<a>"\\ \u202e\n# ../../etc', text=BODY), "jsonl")
plain(
    "record_with_a_harmful_address",
    READ,
    lambda: record(id="x", text=BODY, url='javascript:alert(1)//"><script>'),
    "jsonl",
)
plain(
    "record_with_keys_twice",
    READ,
    lambda: '{"id": "x", "text": "", "text": "' + BODY.replace("\n", "\\n") + '"}\n',
    "jsonl",
)
plain("record_with_impossible_dates", READ, lambda: record(id="x", text=BODY, date="2024-02-30"), "jsonl")
plain("table_never_closed", PROBLEM, lambda: 'id,text\n1,"' + "a" * MANY, "csv")
plain("table_with_a_huge_field", PROBLEM, lambda: "id,text\n1," + "a" * (20 << 20), "csv")
plain("table_of_commas", PROBLEM, lambda: "text" + "," * MANY + "\n" + "," * MANY, "csv")
plain("table_of_formulas", READ, lambda: f"id,text\n=cmd|' /C calc'!A0,{BODY.splitlines()[0]}\n", "csv")

# ── Pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────

plain("html_nested_deep", EITHER, lambda: "<div>" * 200_000 + BODY + "</div>" * 200_000, "html")
plain("html_never_closed", EITHER, lambda: "<html><body>" + "<p><b><i><table><tr>" * 20_000 + BODY, "html")
plain("html_attribute_of_20_mb", EITHER, lambda: f'<p title="{"a" * (20 << 20)}">{BODY}</p>', "html")
plain(
    "html_of_entities", EITHER, lambda: "<p>" + "&#x4e2d;&zwj;&#xd800;&#0;&#1114112;" * 50_000 + f"{BODY}</p>", "html"
)
plain(
    "html_entity_bomb",
    EITHER,
    lambda: '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + f"<p>&b;{BODY}</p>",
    "html",
)
plain("html_many_comments", EITHER, lambda: "<!--" * MANY + f"<p>{BODY}</p>", "html")
plain(
    "html_declares_another_encoding",
    READ,
    lambda: f'<meta charset="utf-7"><div id="rwb_zw"><p>{BODY}</p></div>',
    "html",
)
plain(
    "html_with_scripts_in_text",
    READ,
    lambda: f"<div id=rwb_zw><p>&lt;script&gt;alert(1)&lt;/script&gt;{BODY}</p></div>",
    "html",
)
plain(
    "html_title_of_a_megabyte",
    READ,
    lambda: f"<title>{'王毅' * 200_000}</title><div id=rwb_zw><p>{BODY}</p></div>",
    "html",
)
plain(
    "html_unknown_site_huge",
    EITHER,
    lambda: "<html><body>" + "<div><p>段落，内容。</p><a href=x>链接</a></div>" * 2_000,
    "html",
)
plain(
    "mhtml_without_a_page",
    PROBLEM,
    lambda: "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\n--x--",
    "mhtml",
)
plain(
    "mhtml_nested",
    EITHER,
    lambda: (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
        + "--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 5_000
    ),
    "mhtml",
)
plain("markdown_brackets", READ, lambda: "[" * MANY + "](" * 1000 + BODY, "md")
plain("markdown_headings", READ, lambda: "# 王毅\n[原文](https://example.org/)\n" * 500, "md")
plain(
    "markdown_harmful_links",
    READ,
    lambda: f"# 甲乙丙丁\n\n{BODY}\n[x](javascript:alert(1))\n# 戊己庚辛\n\n{BODY}",
    "md",
)

# ── PDF and Word ──────────────────────────────────────────────────────────────────────────────────────────────────

TEXT = b"BT /F 12 Tf 50 700 Td (Hello) Tj ET"
plain("pdf_truncated", PROBLEM, lambda: pdf(TEXT)[:150], "pdf")
plain("pdf_of_nothing", PROBLEM, lambda: b"%PDF-1.7\n", "pdf")
plain("pdf_without_text", PROBLEM, lambda: pdf(b"0 0 m 100 100 l S"), "pdf")
plain("pdf_encrypted", PROBLEM, lambda: encrypted_pdf(), "pdf")
plain("pdf_page_tree_in_a_circle", PROBLEM, lambda: pdf(TEXT).replace(b"Kids[3 0 R]", b"Kids[2 0 R]"), "pdf")
plain("pdf_stream_bomb", EITHER, lambda: pdf_bomb(), "pdf")
plain(
    "pdf_with_a_million_characters",
    EITHER,
    lambda: pdf(b"BT /F 1 Tf " + b"1 0 Td (aaaaaaaaaa) Tj " * 60_000 + b"ET"),
    "pdf",
)
plain(
    "pdf_characters_without_order",
    EITHER,
    lambda: pdf(
        b"BT /F 6 Tf "
        + b"".join(b"1 0 0 1 %d %d Tm (a) Tj " % (i * 7919 % 590, i * 104729 % 790) for i in range(20_000))
        + b"ET"
    ),
    "pdf",
)
plain(
    "pdf_wild_coordinates", EITHER, lambda: pdf(b"BT /F 1e30 Tf 1e38 -1e38 Td (a) Tj /F 12 Tf 0 0 Td (b) Tj ET"), "pdf"
)
plain(
    "pdf_with_javascript",
    EITHER,
    lambda: pdf(TEXT, b"6 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n").replace(
        b"/Catalog", b"/Catalog/OpenAction 6 0 R"
    ),
    "pdf",
)
plain("pdf_that_is_html", PROBLEM, lambda: f"<html>{BODY}</html>", "pdf")
BOMB = (
    '<!DOCTYPE d [<!ENTITY a "'
    + "a" * 1000
    + '">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(8))
    + "]>"
)
plain(
    "docx_entity_bomb",
    PROBLEM,
    lambda: docx(f"{BOMB}<w:document {W}><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:document>"),
    "docx",
)
plain(
    "docx_outside_entity",
    PROBLEM,
    lambda: docx(f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}><w:p>&x;</w:p></w:document>'),
    "docx",
)
plain(
    "docx_zip_bomb", PROBLEM, lambda: docx(f"<w:document {W}>".encode() + b" " * (300 << 20) + b"</w:document>"), "docx"
)
plain("docx_nested_deep", PROBLEM, lambda: docx(f"<w:document {W}>" + "<w:p>" * 100_000), "docx")
plain("docx_without_a_document", PROBLEM, lambda: zipped({"x": "y"}), "docx")
plain("docx_encrypted", PROBLEM, lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "docx")
plain("docx_truncated", PROBLEM, lambda: docx(f"<w:document {W}/>")[:60], "docx")


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    data = io.BytesIO()
    canvas = Canvas(data, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(100, 100, "secret")
    canvas.save()
    return data.getvalue()


def pdf_bomb() -> bytes:
    """A PDF whose content is a stream that unpacks to 500 times its size."""
    packed = zlib.compress(b"BT /F 12 Tf 0 0 Td (a) Tj ET " * 2_000_000, 9)
    return pdf(b"").replace(
        b"4 0 obj<</Length 0>>stream\n", b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed
    )


# ── Archives ──────────────────────────────────────────────────────────────────────────────────────────────────────

plain("zip_bomb", PROBLEM, lambda: zipped({"a.txt": b"\0" * (500 << 20)}), "zip")
plain("zip_of_zips_of_zips", PROBLEM, lambda: zipped({"a.zip": zipped({"a.zip": zipped({"a.txt": BODY})})}), "zip")
plain(
    "zip_with_too_many_files",
    PROBLEM,
    lambda: zipped({f"{i}.txt": "a" for i in range(21_000)}, zipfile.ZIP_STORED),
    "zip",
)
plain(
    "zip_path_traversal",
    PROBLEM,
    lambda: zipped({"../../evil.txt": BODY, "/etc/evil.txt": BODY, "C:\\evil.txt": BODY}),
    "zip",
)
plain("zip_path_traversal_beside_good", EITHER, lambda: zipped({"../evil.txt": BODY, "a.txt": BODY}), "zip")
plain("zip_truncated", PROBLEM, lambda: zipped({"a.txt": BODY})[:-30], "zip")
plain("zip_of_nothing", PROBLEM, lambda: zipped({}), "zip")
plain("zip_with_strange_names", EITHER, lambda: zipped({"a\nb.txt": BODY, "\u202e.txt": BODY, "c.txt": BODY}), "zip")
plain(
    "zip_damaged_inside",
    PROBLEM,
    lambda: zipped({"a.txt": BODY}, zipfile.ZIP_STORED).replace("王毅".encode(), b"\0" * 6, 1),
    "zip",
)
plain("zip_encrypted_flag", PROBLEM, lambda: flagged(zipped({"a.txt": BODY})), "zip")
plain("zip_one_file_twice", EITHER, lambda: twice(), "zip")


def flagged(data: bytes) -> bytes:
    """The archive with the flag of encryption set on its file."""
    local, central = data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8
    changed = bytearray(data)
    changed[local] |= 1
    changed[central] |= 1
    return bytes(changed)


def twice() -> bytes:
    """An archive with two files of one name."""
    return zipped({"a.txt": BODY, "b.txt": "另一个文件，内容不同。"}).replace(b"b.txt", b"a.txt")


@case(PROBLEM)
def zip_with_a_link(folder: Path) -> Path:
    path = folder / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return path


# ── Folders ───────────────────────────────────────────────────────────────────────────────────────────────────────


def beside(folder: Path) -> None:
    """Put a good document into the folder."""
    (folder / "good.txt").write_text(BODY, encoding="utf-8")


@case(READ)
def circular_links(folder: Path) -> None:
    beside(folder)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere")


@case(READ)
def fifo_in_a_folder(folder: Path) -> None:
    beside(folder)
    os.mkfifo(folder / "pipe.txt")


@case(PROBLEM)
def fifo_as_argument(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.txt")
    return folder / "pipe.txt"


@case(PROBLEM)
def device_as_argument(folder: Path) -> Path:
    return Path("/dev/zero")


@case(EITHER)
def unreadable_file(folder: Path) -> None:
    beside(folder)
    (folder / "secret.txt").write_text(BODY, encoding="utf-8")
    (folder / "secret.txt").chmod(0)


@case(EITHER)
def names_with_newlines(folder: Path) -> None:
    beside(folder)
    (folder / "a\nb: forged; line.txt").write_text(BODY, encoding="utf-8")
    (folder / "\x1b[2J.txt").write_text(BODY, encoding="utf-8")


@case(EITHER)
def names_that_are_no_text(folder: Path) -> None:
    beside(folder)
    with contextlib.suppress(OSError):
        (folder / os.fsdecode(b"\xff\xfe.txt")).write_text(BODY, encoding="utf-8")


@case(READ)
def folders_nested_deep(folder: Path) -> None:
    inner = folder
    for _ in range(300):
        inner = inner / "d"
        inner.mkdir()
    beside(inner)


@case(EITHER)
def sidecar_of_nonsense(folder: Path) -> None:
    beside(folder)
    (folder / "metadata.csv").write_bytes(b'path,title\n"good.txt,\xff\xfe' + b"x" * 1000)


@case(READ)
def sidecar_with_paths_outside(folder: Path) -> None:
    beside(folder)
    (folder / "metadata.csv").write_text(
        "path,title\n../../etc/passwd,x\n/etc/passwd,y\ngood.txt,题目\n", encoding="utf-8"
    )


@case(PROBLEM)
def missing_path(folder: Path) -> Path:
    return folder / "no.txt"


# ── Running ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Outcome:
    """What a case came to: what is wrong is "" where all rules held."""

    name: str
    came: str
    seconds: float
    mebibytes: int
    wrong: str


def warm() -> None:
    """Load all that a build needs once, so that the processes of the cases need not."""
    import kg

    with tempfile.TemporaryDirectory() as folder:
        kg.build(output=folder)


def outcome_of(name: str, folder: Path) -> Outcome:
    """Make a case in a folder and build it in a process of its own, which is killed when it takes too long."""
    expected, maker = CASES[name]
    inputs = folder / "in"
    inputs.mkdir(parents=True)
    path = maker(inputs) or inputs
    context = multiprocessing.get_context("forkserver")  # a fork of a process with a store open can hang
    mine, theirs = context.Pipe(duplex=False)
    started = time.monotonic()
    process = context.Process(target=_build, args=(path, folder / "out", theirs))
    process.start()
    theirs.close()
    came, wrong, memory = "", f"takes longer than {SECONDS:g} seconds", 0
    if mine.poll(SECONDS):
        try:
            came, wrong, memory = mine.recv()
        except EOFError:
            wrong = "the process died"
    process.kill()
    process.join()
    seconds = time.monotonic() - started
    if not wrong and expected not in (came, EITHER):
        wrong = f"expected {expected}"
    if not wrong and memory > MEBIBYTES:
        wrong = f"takes more than {MEBIBYTES} MiB"
    return Outcome(name, came, seconds, memory, wrong)


def _build(path: Path, output: Path, answer: Any) -> None:
    try:
        came, wrong = _built(path, output)
    except BaseException as error:  # whatever it is, it is the finding
        came, wrong = "", f"{type(error).__name__}: {error}"
    # RUSAGE_SELF starts from what the forking process held
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    answer.send((came, wrong, memory))


def _built(path: Path, output: Path) -> tuple[str, str]:
    """Build and read; return the outcome and what is wrong with it, "" for nothing."""
    import kg
    from kg.errors import KgError
    from kg.ontology import load
    from kg.read import Problem, documents, report_lines

    try:
        report = kg.build([path], output, html=True)
    except KgError as error:
        left = output.exists() and any(not p.name.startswith(".") for p in output.iterdir())
        return PROBLEM, "" if _one_line(str(error)) and not left else f"not one plain line, or output left: {error!r}"
    lines = list(report_lines(documents([path], load())))
    wrong = [str(p) for p in report.problems if not isinstance(p, Problem) or not _one_line(str(p))]
    if wrong or any(set(json.loads(line)) != {"path", "id", "outcome", "reason", "place", "remedy"} for line in lines):
        return PROBLEM, f"a report that is malformed: {wrong[:1]}"
    return (PROBLEM if report.failed else READ), _invalid(output)


def _one_line(text: str) -> bool:
    return text.isprintable() and len(text) < 2000


def _invalid(output: Path) -> str:
    """Return what is wrong with a graph and its page, "" for nothing."""
    import pyoxigraph

    data = (output / "graph.ttl").read_bytes()
    if not sum(1 for _ in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE)):
        return "an empty graph"
    page = (output / "graph.html").read_text(encoding="utf-8")
    if "<script>alert" in page or "<img src=x" in page:
        return "mark-up of the input in the page"
    return ""


def main() -> Iterator[str]:
    """Run the cases named, or all; yield what to print, and end with 1 if one broke a rule."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("-o", "--output", type=Path, help="folder in which the files of the cases stay")
    parser.add_argument("names", nargs="*", choices=[[], *CASES], metavar="NAME", help="cases to run; all by default")
    arguments = parser.parse_args()
    warm()
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        root = arguments.output or Path(scratch)
        for name in arguments.names or CASES:
            found = outcome_of(name, root / name)
            failed += bool(found.wrong)
            yield f"{found.seconds:7.2f} s {found.mebibytes:6} MiB  {found.came:8} {name:40} {found.wrong}"
    yield f"{len(arguments.names or CASES)} cases, {failed} broke a rule"
    sys.exit(bool(failed))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    for line in main():
        print(line, flush=True)
