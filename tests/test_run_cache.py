"""Building again: only what changed is worked out, and the bytes are those of a build from nothing."""

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg import run
from kg.errors import WriteError
from kg.read import Record
from kg.run import building
from kg.run.lock import only_build

FILES = ("graph.ttl", "graph.html", "manifest.json", ".kg/graph.nq")
TEXTS = {
    "a": "中国外长王毅5日在北京会见俄罗斯外长拉夫罗夫。",
    "b": "法国总统马克龙访问德国。",
    "c": "秘鲁举办亚太经合组织领导人非正式会议。",
    "d": "美国国务卿布林肯访问日本，并会见日本首相。",
}
Records = Callable[..., Path]


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """Write records to a file: id=text."""

    def write(texts: dict[str, str], name: str = "in.jsonl", date: str = "2024-03-06") -> Path:
        rows = ({"id": i, "date": date, "title": "", "text": text} for i, text in texts.items())
        path = tmp_path / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def fresh(path: Path, folder: Path, **options: Any) -> dict[str, bytes]:
    kg.build(path, output=folder, force=True, **options)
    return contents(folder)


def rows(folder: Path) -> int:
    with sqlite3.connect(folder / ".kg" / "cache.sqlite") as base:
        return int(base.execute("SELECT count(*) FROM said").fetchone()[0])


def test_nothing_changed(records: Records, tmp_path: Path) -> None:
    output = tmp_path / "o"
    first = kg.build(records(TEXTS), output=output)
    before = {name: (output / name).stat().st_mtime_ns for name in FILES}
    again = kg.build(records(TEXTS), output=output)
    assert (first.worked, first.written) == (4, True)
    assert (again.worked, again.written) == (0, False)
    assert before == {name: (output / name).stat().st_mtime_ns for name in FILES}
    assert (again.documents, again.entities, again.statements) == (first.documents, first.entities, first.statements)


def test_only_what_changed_is_worked_out(records: Records, tmp_path: Path) -> None:
    output = tmp_path / "o"
    kg.build(records(TEXTS), output=output)
    changed = records({**TEXTS, "b": "法国总统马克龙访问意大利。"})
    report = kg.build(changed, output=output)
    assert (report.worked, report.written) == (1, True)
    assert contents(output) == fresh(changed, tmp_path / "fresh")


@pytest.mark.parametrize("name", ["id", "date", "title", "text", "publisher", "author", "url", "language", "rights"])
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_every_field_of_a_record_counts(kind: str, name: str, tmp_path: Path) -> None:
    row = {"id": "a", "date": "2024-03-06", "title": "会谈", "text": TEXTS["a"], "url": "https://example.org/a"}
    path = tmp_path / f"in.{kind}"

    def written(row: dict[str, str]) -> Path:
        with path.open("w", encoding="utf-8", newline="") as file:
            if kind == "csv":
                table = csv.DictWriter(file, list(row))
                table.writeheader()
                table.writerow(row)
            else:
                json.dump(row, file)
        return path

    kg.build(written(row), output=tmp_path / "o")
    changed = written({**row, name: {"date": "2024-03-07", "url": "https://example.org/b"}.get(name, "王毅访问法国。")})
    assert kg.build(changed, output=tmp_path / "o").worked == 1
    assert contents(tmp_path / "o") == fresh(changed, tmp_path / "fresh")


def test_a_record_that_has_only_moved_is_not_read_again(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg.build(records(TEXTS), output=tmp_path / "o")
    moved = records(dict(reversed(TEXTS.items())))
    with monkeypatch.context() as patch:
        patch.setattr(Record, "document", None)
        assert kg.build(moved, output=tmp_path / "o").worked == 0
    assert contents(tmp_path / "o") == fresh(moved, tmp_path / "fresh")


def test_removed_documents_disappear(records: Records, tmp_path: Path) -> None:
    output = tmp_path / "o"
    kg.build(records(TEXTS), output=output)
    fewer = records({"a": TEXTS["a"], "c": TEXTS["c"]})
    report = kg.build(fewer, output=output)
    assert (report.documents, report.worked) == (2, 0)
    assert contents(output) == fresh(fewer, tmp_path / "fresh")
    assert rows(output) == 2
    assert "马克龙" not in (output / "graph.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize("gone", ["graph.ttl", "manifest.json", ".kg/graph.nq"])
def test_a_file_that_is_gone_is_written_anew(gone: str, records: Records, tmp_path: Path) -> None:
    output = tmp_path / "o"
    kg.build(records(TEXTS), output=output)
    before = contents(output)
    (output / gone).unlink()
    report = kg.build(records(TEXTS), output=output)
    assert (report.worked, report.written) == (0, True)
    assert contents(output) == before


def test_options_that_show_in_the_files(records: Records, tmp_path: Path) -> None:
    output = tmp_path / "o"
    kg.build(records(TEXTS), output=output)
    report = kg.build(records(TEXTS), output=output, base="https://example.org/")
    assert (report.worked, report.written) == (0, True)
    assert contents(output) == fresh(records(TEXTS), tmp_path / "fresh", base="https://example.org/")


def test_another_ontology_starts_over(records: Records, tmp_path: Path) -> None:
    output, own = tmp_path / "o", tmp_path / "own"
    kg.build(records(TEXTS), output=output)
    own.mkdir()
    (own / "own.ttl").write_text(
        '<https://w3id.org/zongheng/e/FR> <http://www.w3.org/2004/02/skos/core#altLabel> "高卢"@zh .', encoding="utf-8"
    )
    report = kg.build(records(TEXTS), output=output, ontology=[own])
    assert report.worked == 4
    assert contents(output) == fresh(records(TEXTS), tmp_path / "fresh", ontology=[own])


def test_other_code_starts_over(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kg.build(records(TEXTS), output=tmp_path / "o")
    monkeypatch.setattr(building, "_code", lambda: ("other",))
    assert kg.build(records(TEXTS), output=tmp_path / "o").worked == 4


def test_force_starts_over(records: Records, tmp_path: Path) -> None:
    kg.build(records(TEXTS), output=tmp_path / "o")
    report = kg.build(records(TEXTS), output=tmp_path / "o", force=True)
    assert (report.worked, report.written) == (4, True)


@pytest.mark.parametrize("damage", [b"", b"not a database, whatever its name says" * 99])
def test_a_damaged_cache_is_made_again(damage: bytes, records: Records, tmp_path: Path) -> None:
    output = tmp_path / "o"
    kg.build(records(TEXTS), output=output)
    before = contents(output)
    (output / ".kg" / "cache.sqlite").write_bytes(damage)
    assert kg.build(records(TEXTS), output=output).worked == 4
    assert contents(output) == before


def test_texts_that_repeat_count_once_in_any_order(records: Records, tmp_path: Path) -> None:
    text = TEXTS["a"] * 3
    one = kg.build(records({"x": text, **TEXTS, "y": text}), output=tmp_path / "o")
    assert one.documents == 5
    notice = next(p for p in one.problems if p.repeats)
    assert (notice.id, notice.repeats, notice.left_out, one.failed) == ("y", "x", False, 0)
    kg.build(records({"y": text, **TEXTS, "x": text}), output=tmp_path / "p")
    assert contents(tmp_path / "o") == contents(tmp_path / "p")


def test_two_builds_at_once(records: Records, tmp_path: Path) -> None:
    output = tmp_path / "o"
    kg.build(records(TEXTS), output=output)
    before = contents(output)
    with only_build(output), pytest.raises(WriteError, match="another build is writing here"):
        kg.build(records({"a": TEXTS["a"]}), output=output)
    assert contents(output) == before
    kg.build(records({"a": TEXTS["a"]}), output=output)
    assert contents(output) != before


def test_an_output_folder_that_cannot_be(records: Records, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WriteError, match=r"cannot be written.*another place with -o"):
        kg.build(records(TEXTS), output=tmp_path / "file" / "o")


def test_changes_are_noticed(records: Records) -> None:
    path = records(TEXTS)
    steps = iter(
        [
            lambda: None,
            lambda: records({"a": TEXTS["a"]}),
            lambda: records({"a": TEXTS["b"], "c": TEXTS["c"]}),  # still being written
            lambda: None,
            lambda: None,
        ]
    )
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        next(steps)()

    noticed = run.changes([path], wait=wait)
    next(noticed)
    assert len(waited) == 4
