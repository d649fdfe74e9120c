"""The package works alike from a wheel, an editable install and a checkout, and holds what it should."""

import fnmatch
import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import CHECKOUT, child_environment

TOP = {
    "pyproject.toml", "README.md", "kg", "tests", "ontology", "output", "LICENSE", "CHANGELOG.md", ".gitignore", ".ci",
}  # fmt: skip
# the build backend is used as it is where it is installed, else pip fetches it
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
ISOLATION = ["--no-build-isolation"] if find_spec("hatchling") and find_spec("editables") else []
PROBE = """
import json, kg, kg.ontology, kg.resources
loaded = kg.ontology.load()
extraction = kg.extract("外交部长王毅在北京会见俄罗斯外长拉夫罗夫。")
print(json.dumps({
    "package": kg.__file__, "ontology": str(kg.resources.ontology_folder()), "digest": loaded.digest,
    "entities": [e.iri for e in extraction.entities], "statements": [s.iri for s in extraction.statements],
    "sample": sorted(p.name for p in kg.resources.data("sample").iterdir()),
    "queries": sorted(p.name for p in kg.resources.data("queries").iterdir()),
}))
"""


def run(command: list[str | Path], cwd: Path, **environment: str) -> str:
    env = child_environment(environment)
    if "PYTHONPATH" not in environment:
        del env["PYTHONPATH"]
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run([*PIP, "wheel", "--no-deps", *ISOLATION, "-w", folder, CHECKOUT], folder)
    (path,) = folder.glob("zongheng-*.whl")
    return path


def environment(folder: Path, install: list[str | Path]) -> Path:
    """A new virtual environment with one package installed, which finds the dependencies where they are installed."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    (site,) = folder.glob("lib/python*/site-packages")
    hosts = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    (site / "zz_host.pth").write_text("\n".join(hosts) + "\n", encoding="utf-8")
    run([*PIP, "--python", python, "install", "--no-deps", *install], folder)
    return python


@pytest.fixture(scope="module")
def from_wheel(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("installed") / "venv", ["--no-index", "--ignore-installed", wheel])


Probe = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def probe(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Probe:
    """What an installation of one kind says of itself, asked from a folder that holds nothing."""

    def ask(kind: str) -> dict[str, Any]:
        folder = tmp_path_factory.mktemp(kind)
        if kind == "checkout":
            return dict(json.loads(run([sys.executable, "-c", PROBE], folder, PYTHONPATH=str(CHECKOUT))))
        if kind == "wheel":
            python = request.getfixturevalue("from_wheel")
        else:
            python = environment(folder / "venv", [*ISOLATION, "--ignore-installed", "-e", CHECKOUT])
        return dict(json.loads(run([python, "-c", PROBE], folder)))

    return ask


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wheel", "editable", "checkout"])
def test_the_ontology_is_found(kind: str, probe: Probe, python: Any, tmp_path: Path) -> None:
    said = probe(kind)
    package, ontology = Path(said["package"]).parent, Path(said["ontology"])
    if kind == "wheel":
        assert "site-packages" in package.parts
        assert package.parent != Path(sysconfig.get_path("purelib"))
        assert ontology == package / "_data" / "ontology"
    else:
        assert package == CHECKOUT / "kg"
        assert ontology == CHECKOUT / "ontology"
    here = json.loads(python(["-c", PROBE], cwd=tmp_path).stdout)
    for name in ("digest", "entities", "statements", "sample", "queries"):
        assert said[name] == here[name], name
        assert said[name], name


@pytest.mark.slow
def test_the_command_of_a_wheel_builds_the_same_bytes(from_wheel: Path, built: Path, tmp_path: Path) -> None:
    run([from_wheel.parent / "kg", "build", "-o", tmp_path / "output"], tmp_path)
    for name in ("graph.ttl", "graph.html", "manifest.json"):
        assert (tmp_path / "output" / name).read_bytes() == (built / name).read_bytes(), name


@pytest.mark.slow
def test_the_wheel_holds_code_data_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    data = {f"kg/_data/{p.relative_to(CHECKOUT).as_posix()}" for p in (CHECKOUT / "ontology").rglob("*") if p.is_file()}
    package = {
        p.relative_to(CHECKOUT).as_posix()
        for p in (CHECKOUT / "kg").rglob("*")
        if p.is_file() and not any(x == "__pycache__" or x.startswith(".") for x in p.relative_to(CHECKOUT).parts)
    }
    assert data | package <= held
    assert any(name.startswith("kg/_data/queries/") and name.endswith(".rq") for name in held)
    assert any(name.startswith("kg/_data/sample/") for name in held)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in held)
    strangers = {n for n in held - data - package if ".dist-info/" not in n}
    assert strangers == set()


def test_the_top_level_holds_exactly_what_it_should() -> None:
    ignored = [line.rstrip("/") for line in (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines() if line]
    names = {p.name for p in CHECKOUT.iterdir()} - {".git"}
    assert {n for n in names if not any(fnmatch.fnmatch(n, pattern) for pattern in ignored)} == TOP


def test_the_ontology_folder_holds_no_shapes() -> None:
    shaped = [p.name for p in (CHECKOUT / "ontology").rglob("*.ttl") if "shacl#" in p.read_text(encoding="utf-8")]
    assert shaped == []


def test_the_sample_is_of_several_kinds(sample: Path) -> None:
    assert {p.suffix for p in sample.iterdir()} == {".txt", ".md", ".jsonl"}
    records = [
        json.loads(line)
        for path in sorted(sample.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    texts = [p.read_text(encoding="utf-8") for p in sample.iterdir() if p.suffix != ".jsonl"]
    texts += [r["text"] for r in records]
    assert len(texts) >= 5
    assert all(400 <= len(text) <= 1200 for text in texts)
    assert all(r["id"] and r["date"] and r["title"] for r in records)
