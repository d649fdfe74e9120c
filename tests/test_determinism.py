"""The same input gives the same bytes: in any order, with any hash seed, in one process or two, today and tomorrow."""

import importlib
import inspect
import os
import pkgutil
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import CHECKOUT, Runner

import kg

FILES = ("graph.ttl", "graph.html", "manifest.json")
BUILD = """
import sys, kg
target, jobs, *paths = sys.argv[1:]
kg.build(paths, output=target, jobs=int(jobs))
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def inputs(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of the sample, copied so that nothing depends on where they lie."""
    folder = tmp_path_factory.mktemp("inputs")
    return [Path(shutil.copy(p, folder)) for p in sorted(sample.iterdir())]


@pytest.fixture(scope="module")
def reference(inputs: list[Path], python: Runner, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    target = tmp_path_factory.mktemp("reference") / "output"
    python(["-c", BUILD, target, 1, *inputs], cwd=target.parent, env={"PYTHONHASHSEED": "0"})
    return contents(target)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "jobs", "order", "environment"),
    [
        ("0", 1, slice(None), {}),
        ("1", 1, slice(None, None, -1), {}),
        ("4242", 2, slice(None), {}),
        ("random", 2, slice(None, None, -1), {"LC_ALL": "C", "LANG": "C", "TZ": "Asia/Shanghai"}),
    ],
    ids=["again", "reversed, other seed", "two processes", "other locale and time zone"],
)
def test_same_bytes(
    seed: str,
    jobs: int,
    order: slice,
    environment: dict[str, str],
    inputs: list[Path],
    reference: dict[str, bytes],
    python: Runner,
    tmp_path: Path,
) -> None:
    target = tmp_path / "elsewhere"
    env = {"PYTHONHASHSEED": seed, **environment}
    python(["-c", BUILD, target, jobs, *inputs[order]], cwd=tmp_path, env=env)
    assert contents(target) == reference


def test_building_over_an_older_output_gives_the_same_bytes(inputs: list[Path], tmp_path: Path) -> None:
    kg.build(inputs[:2], output=tmp_path / "output")
    kg.build(inputs, output=tmp_path / "output")
    kg.build(inputs, output=tmp_path / "fresh")
    assert contents(tmp_path / "output") == contents(tmp_path / "fresh")


def test_the_committed_output_is_the_build_of_the_sample(built: Path) -> None:
    committed = CHECKOUT / "output"
    assert {p.name for p in committed.iterdir()} - {".kg", "screenshot.png"} == set(FILES)
    for name in FILES:
        assert (committed / name).read_bytes() == (built / name).read_bytes(), f"{name}: run kg build in the checkout"


def test_no_byte_depends_on_the_place(built: Path) -> None:
    for name in FILES:
        data = (built / name).read_bytes()
        for place in (str(built), str(CHECKOUT), os.path.expanduser("~") + "/"):
            assert place.encode() not in data, f"{name} names {place}"


def calls(built: Path, tmp_path: Path) -> dict[str, Callable[[], Any]]:
    """One call of each public function."""
    return {
        "extract": lambda: kg.extract("外交部长王毅会见俄罗斯外长拉夫罗夫。", date="2024-03-08", title="会见"),
        "build": lambda: kg.build(output=tmp_path / "output").documents,
        "load": lambda: len(kg.load(built)),
        "merge": lambda: (kg.merge([built], tmp_path / "merged"), contents(tmp_path / "merged"))[1],
        "release": lambda: (kg.release(built, tmp_path / "packed"), contents(tmp_path / "packed"))[1],
        "networkx": lambda: sorted(kg.networkx(built).edges(keys=True)),
        "statements": lambda: kg.statements(built),
    }


def test_every_public_function_twice(built: Path, tmp_path: Path) -> None:
    for module in pkgutil.walk_packages(kg.__path__, "kg."):
        importlib.import_module(module.name)
    functions = {n for n in kg.__all__ if inspect.isroutine(getattr(kg, n))}
    table = calls(built, tmp_path)
    assert functions == set(table), "give each public function a call"
    for call in table.values():
        assert call() == call()
