"""Inputs made to do harm: each ends in bounded time and memory, with the outcome foreseen and valid output."""

from pathlib import Path

import adversarial
import pytest
from adversarial import CASES, outcome_of


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    adversarial.warm()


@pytest.mark.parametrize("name", CASES)
def test_a_case(name: str, tmp_path: Path) -> None:
    found = outcome_of(name, tmp_path)
    assert found.wrong == "", found


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60


def test_a_reader_that_hangs_or_dies_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.errors import ReadError
    from kg.read.formats import Confined, confined
    from kg.read.formats.extract import Selectors

    for command, says in (("import time; time.sleep(60)", "longer than"), ("import os; os._exit(9)", "broke off")):
        monkeypatch.setattr(confined, "_COMMAND", command)
        with Confined(Selectors(), seconds=2) as reader, pytest.raises(ReadError, match=says):
            reader.extract(".pdf", b"x" * (1 << 20))


def test_a_reader_has_only_so_much_memory() -> None:
    from kg.errors import ReadError
    from kg.read.formats import Confined
    from kg.read.formats.extract import Selectors

    with Confined(Selectors(), memory=400 << 20) as reader, pytest.raises(ReadError, match=r"memory|broke off"):
        reader.extract(".html", b"<p>" + b"\xe4\xb8\xad" * (120 << 20))


def test_a_module_in_the_current_folder_is_never_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.read.formats import Confined
    from kg.read.formats.extract import Selectors

    for name in ("json", "lxml", "struct", "kg"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    with Confined(Selectors()) as reader:
        assert reader.extract(".html", "<p>王毅会见外长。</p>".encode()).text == "王毅会见外长。"
