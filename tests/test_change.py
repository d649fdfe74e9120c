"""Change and comparison: how two actors stand to each other over time, as table and chart, and what differs."""

import csv
import io
import json
from math import log
from pathlib import Path

import pytest
from conftest import Cli
from lxml import etree

from kg import build, query
from kg.errors import QueryError, WriteError
from kg.write import compared
from kg.write.contrast import CONTRAST_COLUMNS

NEWS = (
    ("a", "2023-01-05", "one", "中国支持埃及。中国外交部长王毅会见拉夫罗夫。"),
    ("b", "2023-01-20", "one", "中国反对日本的做法。日本对中国实施制裁。"),
    ("c", "2023-05-02", "two", "中国外交部长王毅访问日本。中方愿同日方加强合作。"),
    ("d", "2024-02-03", "two", "法国没有支持中国。如果日本支持中国，情况会不同。埃及、法国签署协议。"),
)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("change")
    names = ("id", "date", "collection", "text")
    rows = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in NEWS)
    (home / "news.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    build(home / "news.jsonl", home / "graph")
    return home / "graph"


def trend(folder: Path, **values: str) -> list[tuple[str, ...]]:
    found = query.ask(folder, "trend", values)
    return [tuple("" if cell is None else cell.value for cell in row) for row in found.rows]  # type: ignore[union-attr]


# ── trend ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_month_counts_what_its_documents_say_and_how_often_in_a_hundred(news: Path) -> None:
    assert trend(news, a="中国", b="日本") == [
        ("2023-01", "2", "0", "2", "0", "0", "0", "100", "0", "0"),
        ("2023-05", "1", "0", "0", "1", "1", "0", "0", "100", "100"),
        ("2024-02", "1", "0", "0", "0", "0", "0", "0", "0", "0"),
    ]


def test_without_a_second_actor_it_is_anybody(news: Path) -> None:
    assert trend(news, a="中国", to="2023-01")[0][:6] == ("2023-01", "2", "1", "2", "0", "1")


def test_periods_may_be_years_and_quarters(news: Path) -> None:
    assert [row[:4] for row in trend(news, a="中国", b="日本", by="year")] == [
        ("2023", "3", "0", "2"), ("2024", "1", "0", "0"),
    ]  # fmt: skip
    assert [row[0] for row in trend(news, a="中国", by="quarter")] == ["2023-Q1", "2023-Q2", "2024-Q1"]


def test_a_chart_is_the_same_every_time_and_shows_the_periods(kg: Cli, news: Path, tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg", "one.png", "two.png"):
        assert kg("query", "trend", "a=中国", "b=日本", "-g", news, "-f", name[-3:], "-o", name).code == 0
    for form in ("svg", "png"):
        assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()
    root = etree.fromstring((tmp_path / "one.svg").read_bytes())
    words = {t.text for t in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"2023-01", "2024-02", "oppose", "meet", "statements per 100 documents"} <= words
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


def test_a_timeline_of_two_actors_is_their_trend(kg: Cli, news: Path) -> None:
    assert query.ask(news, "timeline", {"a": "中国", "b": "日本", "by": "month"}).rows == query.ask(
        news, "trend", {"a": "中国", "b": "日本"}
    ).rows
    assert kg("query", "timeline", "a=中国", "by=year", "-g", news, "-f", "svg", "-o", "t.svg").code == 0


def test_what_has_no_chart_says_so(kg: Cli, news: Path) -> None:
    done = kg("query", "meetings", "-g", news, "-f", "svg")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "queries that draw a chart" in done.err
    saved = next(s for s in query.saved_queries() if s.name == "trend")
    empty = query.ask(news, "trend", {"a": "中国", "from": "2030"})
    with pytest.raises(QueryError, match="nothing to draw"):
        query.drawn(empty, saved, "svg")


# ── compare ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_periods_of_one_graph_are_compared_by_what_surprises_most(news: Path) -> None:
    found = compared(f"{news}@..2023-01", f"{news}@2023-05..")
    assert compared(f"{news}@2024", str(news)) == compared(f"{news}@2024..2024", str(news))
    table = {(c.kind, c.name): c for c in found}
    japan = table["Country", "日本"]
    assert (japan.count_a, japan.count_b) == (2, 3)
    assert table["relation", "反对"].count_a == 1
    assert table["statement", "王毅 访问 日本"].count_b == 1
    assert all(c.log_ratio > 0 for c in found if c.count_b == 0)
    assert all(c.log_ratio < 0 for c in found if c.count_a == 0)
    assert [c.g2 for c in found] == sorted((c.g2 for c in found), reverse=True)


def test_g2_is_the_log_likelihood_ratio(news: Path) -> None:
    found = {(c.kind, c.name): c for c in compared(f"{news}#one", f"{news}#two")}
    names = [c for (kind, _), c in found.items() if kind not in ("relation", "statement")]
    all_a, all_b = sum(c.count_a for c in names), sum(c.count_b for c in names)
    c = found["Country", "埃及"]
    expected = [(c.count_a + c.count_b) * size / (all_a + all_b) for size in (all_a, all_b)]
    g2 = 2 * sum(n * log(n / e) for n, e in zip((c.count_a, c.count_b), expected, strict=True) if n)
    assert c.g2 == pytest.approx(g2, abs=0.001)
    assert c.rate_a == pytest.approx(1000 * c.count_a / all_a, abs=0.001)


def test_a_graph_does_not_differ_from_itself(news: Path) -> None:
    assert {(c.log_ratio, c.g2) for c in compared(str(news), str(news))} == {(0.0, 0.0)}


def test_what_denies_or_only_supposes_is_not_counted(news: Path) -> None:
    names = {c.name for c in compared(str(news), str(news)) if c.kind == "statement"}
    assert "中国 支持 埃及" in names
    assert "法国 支持 中国" not in names
    assert "日本 支持 中国" not in names


def test_the_table_of_a_comparison(kg: Cli, news: Path, tmp_path: Path) -> None:
    done = kg("compare", f"{news}#one", f"{news}#two", "-o", "c.csv")
    assert done.code == 0
    assert done.out.startswith(f"more in {news}#one:")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_bytes().decode("utf-8-sig"))))
    assert tuple(rows[0]) == CONTRAST_COLUMNS
    with pytest.raises(WriteError, match="no document of that time or collection"):
        compared(f"{news}#three", str(news))
    assert kg("compare", f"{news}@2030..", news).code == 2
