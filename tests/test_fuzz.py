"""Inputs that failed once are replayed, and each target is fuzzed for a while (KG_FUZZ_SECONDS, 20 by default)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz import FOUND, KINDS, Fuzzer, failure, fuzz, targets

SECONDS = float(os.environ.get("KG_FUZZ_SECONDS", "20"))
NAMES = [*(f"read{kind}" for kind in KINDS), "whole"]


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzer]:
    made = Fuzzer(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.close()


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.bin")), ids=lambda path: path.stem)
def test_what_failed_once(path: Path, fuzzer: Fuzzer) -> None:
    target, _ = targets(fuzzer)[path.name.rpartition("-")[0]]
    assert failure(target, path.read_bytes()) == ""


@pytest.mark.parametrize("name", NAMES)
def test_fuzzing_finds_nothing(name: str, fuzzer: Fuzzer) -> None:
    target, seeds = targets(fuzzer)[name]
    for seed in seeds:
        assert failure(target, seed) == ""
    tried, failed = fuzz(name, target, seeds, SECONDS, seed=1)
    assert (failed, tried > 0) == ([], True)
