"""Fixtures that every test may use, and the one way in which tests start another process."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent

Runner = Callable[..., "subprocess.CompletedProcess[str]"]


class Outcome(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Outcome]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds pyproject.toml, kg/, tests/ and ontology/."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared material: KG_SHARED, or ../shared beside the checkout; tests that need it skip where it is absent."""
    given = os.environ.get("KG_SHARED")
    folder = Path(given).expanduser() if given else CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"shared material not found at {folder}: set KG_SHARED to the folder that holds eval/ and seed/")
    return folder.resolve()


@pytest.fixture(scope="session")
def ontology() -> Any:
    """The shipped ontology."""
    from kg.ontology import load

    return load()


@pytest.fixture(scope="session")
def sample() -> Path:
    """The bundled sample texts."""
    from kg.resources import data

    return data("sample")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a fresh build of the bundled sample."""
    import kg

    folder = tmp_path_factory.mktemp("built") / "output"
    kg.build(output=folder)
    return folder


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a child process that imports the very `kg` under test."""
    import kg

    home = str(Path(kg.__file__).resolve().parent.parent)
    path = [home, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONUTF8": "1", **(extra or {})}


@pytest.fixture(scope="session")
def python() -> Runner:
    """Run this interpreter in a child process: python(["-c", code], cwd=..., env={...})."""

    def run(
        arguments: Sequence[str | Path],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 600,
        check: bool = True,
    ) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=cwd,
            env=child_environment(env),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
        if check:
            assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def command(python: Runner) -> Runner:
    """Run the command line in a child process: command(["build", path, "-o", folder])."""

    def run(arguments: Sequence[str | Path], **options: Any) -> "subprocess.CompletedProcess[str]":
        return python(["-c", "from kg.cli import main; main()", *arguments], **options)

    return run


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Cli:
    """Run one command in this process, in a folder of its own: kg("build", path, "-o", folder)."""
    from kg.cli import main

    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode(), err.decode())

    return run
