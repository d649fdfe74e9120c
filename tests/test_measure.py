"""Measuring a graph with people's help: a stratified sample, its verdicts, precision with intervals, decisions."""

import csv
import io
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from conftest import Cli
from hypothesis import given
from hypothesis import strategies as st

from kg.decide import read_decisions
from kg.errors import WriteError
from kg.write import Verdict, drawn, precisions, read_verdicts, sample_as, statement_rows
from kg.write.sampling import SAMPLE_COLUMNS, _allotted, wilson
from kg.write.sheets import csv_of, read_sheet, xlsx_of

NEEDED = ("verdict", "property", "evidence", "stratum")
Z = 1.959963984540054


def filled(path: Path, verdicts: list[str], encoding: str = "utf-8-sig", delimiter: str = ",") -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, SAMPLE_COLUMNS, delimiter=delimiter)
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow({**row, "verdict": verdicts[number % len(verdicts)]})


# ── the sample ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_property_is_in_the_sample_and_the_same_seed_draws_the_same(built: Path) -> None:
    every = Counter(row["property"] for row in statement_rows(built))
    rows = drawn(built, 60)
    got = Counter(row["property"] for row in rows)
    assert len(rows) == 60
    assert got.keys() == every.keys()
    assert all(got[name] <= every[name] for name in got)
    assert rows == drawn(built, 60)
    assert {r["evidence"] for r in rows} != {r["evidence"] for r in drawn(built, 60, seed=2)}
    assert {r["evidence"] for r in rows} <= {r["evidence"] for r in drawn(built, 90)}
    assert [r["number"] for r in rows] == list(range(1, 61))
    assert [r["property"] for r in rows] != sorted(str(r["property"]) for r in rows)


def test_a_sample_larger_than_the_graph_is_the_graph(built: Path) -> None:
    assert len(drawn(built, 10_000)) == len(statement_rows(built))


def test_a_sample_too_small_for_all_properties_is_refused(built: Path) -> None:
    with pytest.raises(WriteError, match="draw at least one of each"):
        drawn(built, 3)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 500), min_size=1, max_size=30), st.data())
def test_shares_add_up_and_none_is_larger_than_its_stratum(sizes: dict[str, int], data: st.DataObject) -> None:
    wanted = data.draw(st.integers(len(sizes), 2 * sum(sizes.values())))
    given_ = _allotted(sizes, wanted)
    assert sum(given_.values()) == min(wanted, sum(sizes.values()))
    assert all(1 <= given_[name] <= size for name, size in sizes.items())


# ── verdicts ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-8", ";"), ("gb18030", "\t")])
def test_verdicts_are_read_however_the_spreadsheet_saves_them(
    encoding: str, delimiter: str, built: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sample.csv"
    rows = drawn(built, 40)
    path.write_bytes(sample_as(path, rows))
    filled(path, ["right", "错", "", "Y", "unsure"], encoding, delimiter)
    found = read_verdicts(path)
    assert len(found) == 24
    assert Counter(v.right for v in found) == {True: 16, False: 8}
    assert {v.evidence for v in found} <= {r["evidence"] for r in rows}


def test_a_workbook_comes_back(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    path.write_bytes(sample_as(path, drawn(built, 30)))
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(book.active.iter_rows(min_row=2)):
        row[SAMPLE_COLUMNS.index("verdict")].value = "对" if number % 3 else "wrong"
    book.save(path)
    assert Counter(v.right for v in read_verdicts(path)) == {True: 20, False: 10}


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        (NEEDED[:3], ("right", "meets", "v"), "there is no column 'stratum'"),
        (NEEDED, ("perhaps", "meets", "v", "3"), "row 2: 'perhaps' is no verdict"),
        (NEEDED, ("right", "meets", "v", "many"), "row 2: stratum is no number"),
    ],
)
def test_what_is_no_sample_is_refused(
    header: tuple[str, ...], row: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "sample.csv"
    path.write_bytes(csv_of(header, [row]))
    with pytest.raises(WriteError, match=message):
        read_verdicts(path)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be read"):
        read_sheet(tmp_path / "none.csv", ())
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    with pytest.raises(WriteError, match="no workbook"):
        read_sheet(tmp_path / "broken.xlsx", ())
    (tmp_path / "broken.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(WriteError, match="neither UTF-8 nor GB18030"):
        read_sheet(tmp_path / "broken.csv", ())
    with pytest.raises(WriteError, match=r"neither \.csv nor \.xlsx"):
        sample_as("sample.ods", [])


def test_sheets_come_back_as_they_were(tmp_path: Path) -> None:
    rows = [["一", "=1+2", ""], ["二,\n三", '"', "\t四"]]
    for name, data in (("t.csv", csv_of("abc", rows)), ("t.xlsx", xlsx_of("t", "abc", rows))):
        (tmp_path / name).write_bytes(data)
        assert [list(row.values()) for row in read_sheet(tmp_path / name, "abc")] == rows


# ── precision ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_wilson_intervals_are_those_of_the_literature() -> None:
    low, high = wilson(0.9, 10, Z)  # Newcombe, Statistics in Medicine 17 (1998), gives such tables
    assert (round(low, 4), round(high, 4)) == (0.5958, 0.9821)
    assert wilson(1.0, 5, Z)[1] == pytest.approx(1.0)
    assert wilson(0.0, 5, Z)[0] == 0.0


def test_precision_of_all_weighs_each_property_by_its_evidence() -> None:
    verdicts = [Verdict(f"a{n}", "asks", True, 900) for n in range(10)]
    verdicts += [Verdict(f"o{n}", "opposes", n < 5, 100) for n in range(10)]
    asks, opposes, every = precisions(verdicts)
    assert (asks.share, opposes.share) == (1.0, 0.5)
    assert every.share == pytest.approx(0.95)
    assert (every.right, every.judged, every.stratum) == (15, 20, 1000)
    assert every.low < 0.95 < every.high
    assert precisions([]) == []


# ── the command line ───────────────────────────────────────────────────────────────────────────────────────────────


def test_from_a_sample_to_decisions(kg: Cli, built: Path, tmp_path: Path) -> None:
    assert kg("sample", "-g", built, "-n", "40", "-o", "s.csv").code == 0
    filled(tmp_path / "s.csv", ["right", "wrong"])
    done = kg("verdicts", "s.csv", "-g", built, "--decisions", "mine", "--reviewer", "amy", "--date", "2024-04-01")
    assert done.code == 0
    assert "all, weighted" in done.out
    assert "40 decisions written" in done.out
    assert Counter(d.kind for d in read_decisions("mine")) == {"confirm": 20, "reject": 20}
    assert {d.reviewer for d in read_decisions("mine")} == {"amy"}
    done = kg("verdicts", "none.csv", "-g", built)
    assert (done.code, done.err.count("\n")) == (2, 1)
