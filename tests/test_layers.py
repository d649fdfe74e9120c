"""The one-way flow of the modules, held as data; every import in kg/ is walked, lazy and TYPE_CHECKING ones too."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CHECKOUT

PACKAGE = CHECKOUT / "kg"
LAYERS = {
    "errors": 0, "model": 0, "resources": 0,
    "ontology": 1, "dates": 1,
    "read": 2, "segment": 2, "recognise": 2, "resolve": 2, "relate": 2, "decide": 2, "graph": 2,
    "pipeline": 3,
    "run": 4, "engine": 4,
    "write": 5, "query": 5, "view": 5, "check": 5, "evaluate": 5,
    "serve": 5.2,  # puts HTTP before query
    "assembly": 5.3,  # puts files, page and check of layer 5 together
    "cli": 6,
}  # fmt: skip
FACE = 5.5  # the public face, kg/__init__.py, which only the command line may use
LONGEST = 300
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "_data" not in p.parts)


def module_of(path: Path) -> str:
    """The module that a file belongs to: its own name, or that of its folder in kg/; "" is the public face."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return {"__init__": "", "__main__": "cli"}.get(first, first)


def dotted(path: Path) -> str:
    """The package that relative imports in a file start from."""
    return ".".join(("kg", *path.relative_to(PACKAGE).parent.parts))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Each absolute dotted name that a file imports, with its line, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                parents = dotted(path).split(".")
                parents = parents[: len(parents) - node.level + 1]
                start = ".".join([*parents, *filter(None, [node.module])])
            # `from kg import model` imports a module, `from kg import build` a name of the public face
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("import_module", "__import__"):
                yield node.lineno, "by name"


def refusals(path: Path) -> Iterator[str]:
    """What is wrong with the imports of one file."""
    here = module_of(path)
    layer = LAYERS.get(here, FACE)
    for line, name in imports(path):
        place = f"{path.relative_to(CHECKOUT)}:{line}"
        if name == "by name":
            yield f"{place}: imports by name, which no table can check; write an import statement"
            continue
        parts = name.split(".")
        if parts[0] != "kg":
            continue
        # a name that is no module is one of the public face
        there = parts[1] if parts[1:2] and (parts[1] in LAYERS or len(parts) > 2) else ""
        if there and there not in LAYERS:
            yield f"{place}: {name} is in no layer; add the module to the table"
        elif there != here and LAYERS.get(there, FACE) >= layer:
            yield f"{place}: {here} (layer {layer}) imports {there} (layer {LAYERS.get(there, FACE)})"


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_imports_go_down(path: Path) -> None:
    assert list(refusals(path)) == []


def test_every_module_is_in_the_table() -> None:
    assert {module_of(p) for p in FILES} - {""} <= set(LAYERS)


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("from kg import errors", False),
        ("from kg.errors import KgError", False),
        ("from . import model", False),
        ("import kg.dates", False),
        ("import json, re", False),
        ("from kg import graph", True),
        ("from kg.relate import relate", True),
        ("import kg.pipeline", True),
        ("from . import relate", True),
        ("from .run import build", True),
        ("from kg import build", True),
        ("import kg", True),
        ("import kg.unheard_of", True),
        ("def late():\n    from kg.cli import main", True),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from kg.run import Report", True),
        ("import importlib\nimportlib.import_module('kg.cli')", True),
    ],
)
def test_the_walk_sees_every_form(source: str, wrong: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "kg")
    monkeypatch.setattr(sys.modules[__name__], "CHECKOUT", tmp_path)
    path = tmp_path / "kg" / "resolve.py"
    path.parent.mkdir()
    path.write_text(source, encoding="utf-8")
    assert bool(list(refusals(path))) is wrong


def test_rooms_of_one_folder_may_import_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "kg")
    monkeypatch.setattr(sys.modules[__name__], "CHECKOUT", tmp_path)
    path = tmp_path / "kg" / "relate" / "frames.py"
    path.parent.mkdir(parents=True)
    path.write_text("from . import slots\nfrom kg.relate.slots import Slot\nfrom ..dates import find\n")
    assert list(refusals(path)) == []
    path.write_text("from ..graph import merge\n")
    assert len(list(refusals(path))) == 1


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_no_public_function_is_named_like_a_module(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    if module_of(path) != "cli":  # its commands carry the names that users type, and nothing imports them
        assert names & set(LAYERS) == set()
    if path.name == "__init__.py":  # what a folder takes from a room must not hide a room
        rooms = {p.stem for p in path.parent.glob("*.py")} - {"__init__"}
        taken = [name.rsplit(".", 1) for _, name in imports(path) if name.startswith(dotted(path) + ".")]
        assert {name for place, name in taken if name in rooms and place != dotted(path)} == set()


def test_no_name_of_the_public_face_hides_a_module() -> None:
    import kg

    assert set(kg.__all__) & set(LAYERS) == set()


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_no_module_outgrows_a_reader(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines: make it a folder of the same name"


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_no_word_list_stands_in_code(path: Path) -> None:
    """What the system knows is data in ontology/; code may hold single characters and patterns."""
    lists = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            words = [c.value for c in ast.iter_child_nodes(node) if isinstance(c, ast.Constant) and is_word(c)]
            lists += [f"line {node.lineno}: {words[:5]}"] if len(words) > 2 else []
    assert lists == []


def is_word(constant: ast.Constant) -> bool:
    value = constant.value
    return isinstance(value, str) and len(value) > 1 and all("\u4e00" <= c <= "\u9fff" for c in value)
