"""Builds that are killed or run out of room leave the old output or the new, and a cache that goes on."""

import json
import multiprocessing
import random
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.errors import KgError, WriteError

FILES = ("graph.ttl", "graph.html", "manifest.json", ".kg/graph.nq")
KILLS = 30
FORK = multiprocessing.get_context("fork")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
]


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def inputs(folder: Path, sample: Path, year: int) -> Path:
    """The sample once more, told of another year so that every document differs."""
    folder.mkdir()
    for path in sorted(sample.rglob("*")):
        if path.suffix in {".txt", ".md"}:
            text = path.read_text(encoding="utf-8").replace("2024", str(year))
            (folder / path.name).write_text(text, encoding="utf-8")
    row = {"id": "own", "date": f"{year}-01-02", "title": "", "text": f"{year}年1月2日，王毅会见拉夫罗夫。"}
    (folder / "own.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return folder


def started(path: Path, output: Path, prepare: Callable[[], object] = lambda: None) -> "multiprocessing.Process":
    """Start a build in a process that has everything loaded already."""

    def work() -> None:
        prepare()
        try:
            kg.build(path, output=output, jobs=1)
        except KgError as error:
            (output.parent / "error.txt").write_text(f"{type(error).__name__} {error}", encoding="utf-8")
            raise SystemExit(error.exit_code) from error

    process = FORK.Process(target=work)
    process.start()
    return process  # type: ignore[return-value]


def test_killed_at_random_moments(sample: Path, tmp_path: Path) -> None:
    texts = [inputs(tmp_path / f"in{year}", sample, year) for year in (2022, 2023)]
    results = []
    for number, path in enumerate(texts):
        began = time.perf_counter()
        kg.build(path, output=tmp_path / f"full{number}", jobs=1)
        results.append(contents(tmp_path / f"full{number}"))
    longest = (time.perf_counter() - began) * 1.5
    output = tmp_path / "output"
    kg.build(texts[0], output=output, jobs=1)
    chance = random.Random(7)
    finished = killed = 0
    for number in range(KILLS):
        before = contents(output)
        process = started(texts[(number + 1) % 2], output)
        process.join(chance.uniform(0, longest))
        if process.is_alive():
            process.kill()
            killed += 1
        process.join()
        after = contents(output)
        assert after in (before, results[(number + 1) % 2]), f"kill {number}: neither old nor new"
        finished += after != before
    assert killed > KILLS // 4
    for number, path in enumerate(texts):
        kg.build(path, output=output, jobs=1)
        assert contents(output) == results[number]
    assert not list(output.rglob(".*.tmp"))


@pytest.mark.parametrize("room", [20_000, 300_000], ids=["no room for the cache", "no room for the files"])
def test_no_room_left(room: int, sample: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    kg.build(inputs(tmp_path / "old", sample, 2022), output=output, jobs=1)
    before = contents(output)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    process = started(inputs(tmp_path / "new", sample, 2023), output, limit)
    process.join()
    assert process.exitcode == WriteError.exit_code
    assert contents(output) == before
    kg.build(tmp_path / "new", output=output, jobs=1)
    assert contents(output) != before
