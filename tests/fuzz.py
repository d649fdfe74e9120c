"""Property fuzzing of each reader and of the whole pipeline.

    python tests/fuzz.py [--seconds 600] [TARGET…]

mutates small good inputs of every kind, and inputs that failed once, and reads what comes out; a target fails when it
raises anything but a KgError, breaks a rule of the values, or takes longer than LONGEST for one input. A failing input
is written to tests/read_formats/found/TARGET-….bin, from where the tests replay it for good; it ends with 1 if there
was one. Which inputs are made depends on --seed alone.
"""

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
FOUND = ROOT / "read_formats" / "found"
LONGEST = 20.0
MOST = 1 << 16
WORDS: list[str] = json.loads((ROOT / "read_formats" / "words.json").read_text(encoding="utf-8"))
BODY = "中国外交部长王毅6日在北京会见俄罗斯外长拉夫罗夫，双方就共同关心的问题交换意见。会见后，双方签署了合作文件。"
Target = Callable[[bytes], None]


def seeds(kind: str) -> list[bytes]:
    """Small good inputs of a kind."""
    from adversarial import W, docx, pdf, record, zipped
    from typesetting import Story, Style, newspaper

    head = '<html><head><meta name="PubDate" content="2024-03-06"></head>'
    page = f'{head}<body><div id="rwb_zw"><p>{BODY}</p></div></body></html>'
    part = f"--x\nContent-Type: text/html\n\n{page}\n--x--"
    saved = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n{part}"
    items = f"### 丙丁\n\n<p>{BODY}</p>\n\n[原文](https://a.b/)\n\n### 戊己\n\n[原文](https://a.b/c)\n\n---\n尾"
    inner = zipped({"e.txt": BODY})
    word = docx(f"<w:document {W}><w:body><w:p><w:r><w:t>{BODY}</w:t></w:r></w:p></w:body></w:document>")
    story = Story(["王毅会见外长拉夫罗夫"], [BODY, BODY * 2, BODY])
    texts = {
        ".txt": [
            BODY,
            f"（上接2版）\n{BODY}\n\n王毅会见俄罗斯外长\n\n（上接1版）\n{BODY}",
            f"法新社记者：为何？\n王毅：{BODY}",
        ],
        ".md": [f"# 甲\n\n## 乙\n\n{items}"],
        ".jsonl": [record(id="a", text=BODY, date="2024-03-06") + record(text=BODY, title="题目")],
        ".csv": [f'id,title,text,date\n1,题目,"{BODY}\n{BODY}",2024-03-06\n2,,短讯。,\n'],
        ".html": [page, f"<p align=center>标题</p><p>{BODY}</p>"],
    }
    binary = {
        ".pdf": [newspaper([story], Style(2)), pdf(b"BT /F 12 Tf 50 700 Td (Hello) Tj ET")],
        ".docx": [word],
        ".zip": [zipped({"a.txt": BODY, "b/c.md": f"# 题\n\n{BODY}", "d.zip": inner}, zipfile.ZIP_STORED)],
        ".mhtml": [saved.encode()],
    }
    encodings = ["utf-8", "utf-8", "utf-16", "gb18030"]
    return binary.get(kind) or [text.encode(name) for text in texts[kind] for name in encodings]


KINDS = (".txt", ".md", ".jsonl", ".csv", ".html", ".mhtml", ".pdf", ".docx", ".zip")


def changed(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """The data with some changes: bits, stretches left out, doubled or moved, words, pieces of another input."""
    out = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 3, 5, 12))):
        at, size = draw.randrange(len(out) + 1), draw.choice((1, 2, 3, 8, 40, 400))
        what = draw.randrange(8)
        if what == 0 and out:
            out[min(at, len(out) - 1)] ^= 1 << draw.randrange(8)
        elif what == 1:
            del out[at : at + size]
        elif what == 2:
            out[at:at] = out[at : at + size] * draw.choice((1, 2, 30))
        elif what == 3:
            piece = out[at : at + size]
            del out[at : at + size]
            to = draw.randrange(len(out) + 1)
            out[to:to] = piece
        elif what == 4:
            out[at : at + draw.choice((0, 0, size))] = draw.randbytes(draw.choice((1, 2, 4)))
        elif what == 5:
            other = draw.choice(others)
            begin = draw.randrange(len(other) + 1)
            out[at:at] = other[begin : begin + size * 4]
        else:
            word = draw.choice(WORDS) * draw.choice((1, 1, 1, 3, 60))
            name = draw.choice(("utf-8", "utf-8", "utf-8", "utf-16-le", "gb18030"))
            out[at : at + draw.choice((0, 0, size))] = word.encode(
                name, "surrogatepass" if name != "gb18030" else "replace"
            )
    return bytes(out[:MOST])


def checked(items: Iterator[Any]) -> list[Any]:
    """The documents among what was read, after a look at the rules that all values keep."""
    from kg.model import Document
    from kg.read import Problem, distinct, report_lines

    everything = list(items)
    assert everything, "neither a document nor a problem"
    for item in everything:
        if isinstance(item, Problem):
            assert str(item).isprintable(), "a problem of more than one plain line"
            assert item.reason, "a problem without a reason"
            assert item.remedy, "a problem without a remedy"
            continue
        for text in (item.title, item.text):
            assert len(text.clean) == len(text.plain) == len(text.offsets)
            assert all(a < b for a, b in zip(text.offsets, text.offsets[1:], strict=False))
            assert all(
                text.raw[at] == c for c, at in zip(text.clean, text.offsets, strict=True) if c not in "\n \u3000"
            )
        assert item.sha256 == sha256(item.text.raw.encode()).hexdigest()
    assert sum(1 for _ in report_lines(distinct(everything))) == len(everything)
    return [item for item in everything if isinstance(item, Document)]


class Fuzzer:
    """Reads mutated inputs; one for each process, since it keeps the ontology and the reader's process."""

    def __init__(self, folder: Path) -> None:
        from kg.ontology import load
        from kg.read.files import _selectors
        from kg.read.formats import Confined

        self._folder = folder
        self._ontology = load()
        self._confined = Confined(_selectors(self._ontology), seconds=LONGEST)

    def close(self) -> None:
        """End the reader's process."""
        self._confined.close()

    def reader(self, kind: str) -> Target:
        """The target that reads a kind of file, strictly and leniently."""

        def read(data: bytes) -> None:
            from kg.errors import KgError

            path = self._folder / f"a{kind}"
            path.write_bytes(data)
            for lenient in (False, True) if kind not in (".pdf", ".docx", ".mhtml", ".zip") else (False,):
                message = "fine"
                try:
                    checked(self._items(path, lenient))
                except KgError as error:
                    message = str(error)
                assert message.isprintable(), "an error of more than one plain line"

        return read

    def _items(self, path: Path, lenient: bool) -> Iterator[Any]:
        """What `documents` yields, but with one process for all formats: to start one takes longer than to read."""
        from kg.read import Record, documents
        from kg.read.files import _read
        from kg.read.source import Source, kind_of

        kind = kind_of(path.name)
        if kind == ".zip":
            return documents([path], self._ontology, lenient=lenient)
        source = Source(str(path), path.name, kind, lambda: path.open("rb"), {})
        items = (item for _, item in _read(source, self._ontology, self._confined, "", lenient))
        return (item.document(self._ontology) if isinstance(item, Record) else item for item in items)

    def whole(self, data: bytes) -> None:
        """The target that takes text through every stage, to graph, files and page."""
        from kg import view
        from kg.errors import KgError
        from kg.graph import merge, nquads, quads, turtle
        from kg.model import BASE
        from kg.pipeline import extract
        from kg.read import documents
        from kg.write import jsonl

        path = self._folder / "a.txt"
        path.write_bytes(data)
        try:
            found = checked(documents([path], self._ontology, lenient=True, date="2024-03-08"))
        except KgError:
            return
        extractions = list(extract(found, self._ontology))
        for extraction in extractions:
            for statement in extraction.statements:
                for evidence in statement.evidence:
                    raw = extraction.document.field(evidence.field).raw
                    assert raw[evidence.start : evidence.end] == evidence.quote, "a quote that is not in the text"
        graph = merge(extractions, self._ontology)
        if not graph.documents:
            return
        triples = sorted(set(quads(graph, self._ontology, BASE)), key=str)
        assert turtle(triples, BASE)
        assert nquads(triples)
        assert view.page(graph, self._ontology)
        assert list(jsonl(extractions, self._ontology))


def targets(fuzzer: Fuzzer) -> dict[str, tuple[Target, list[bytes]]]:
    """The targets by name, each with its seeds."""
    found = {f"read{kind}": (fuzzer.reader(kind), seeds(kind)) for kind in KINDS}
    return {**found, "whole": (fuzzer.whole, seeds(".txt"))}


def fuzz(name: str, target: Target, start: Sequence[bytes], seconds: float, seed: int) -> tuple[int, list[Path]]:
    """Feed a target for some seconds; return how many inputs it took and where the failing ones are."""
    draw = random.Random(f"{name} {seed}")
    pool, tried, failed = list(start), 0, []
    known: set[str] = set()
    failure(target, start[0])  # what is loaded only once
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = changed(draw.choice(pool), draw, pool)
        tried += 1
        if wrong := failure(target, data):
            if wrong not in known:
                known.add(wrong)
                FOUND.mkdir(parents=True, exist_ok=True)
                path = FOUND / f"{name}-{sha256(data).hexdigest()[:12]}.bin"
                path.write_bytes(data)
                failed.append(path)
                print(f"{path}: {wrong}", file=sys.stderr, flush=True)
        elif draw.random() < 0.02 and len(pool) < 400:
            pool.append(data)  # so that changes add up
    return tried, failed


def failure(target: Target, data: bytes) -> str:
    """What a target does wrong with an input, "" for nothing."""
    started = time.process_time()  # a busy machine is no finding
    try:
        target(data)
    except Exception as error:  # whatever it is, it is the finding
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {error}"
    taken = time.process_time() - started
    return f"took longer than {LONGEST:g} seconds" if taken > LONGEST else ""


def main() -> int:
    """Fuzz the targets named, or all, one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=600, help="for each target")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("names", nargs="*", metavar="TARGET")
    arguments = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Path(folder))
        known = targets(fuzzer)
        for name in arguments.names or known:
            tried, failed = fuzz(name, *known[name], arguments.seconds, arguments.seed)
            bad += len(failed)
            print(f"{name}: {tried} inputs in {arguments.seconds:g} s, {len(failed)} failures", flush=True)
        fuzzer.close()
    return int(bad > 0)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT.parent), str(ROOT)]
    sys.exit(main())
