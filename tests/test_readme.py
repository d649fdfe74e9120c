"""What README.md shows works: every command, the Python, the Turtle, and the figures say which command made them."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import CHECKOUT, Cli

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
LINES = [line.split("  #")[0].strip() for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line]


@pytest.fixture
def texts(sample: Path, tmp_path: Path) -> Path:
    """The folder that the README calls mytexts, with texts in it, and its note.txt."""
    shutil.copytree(sample, tmp_path / "mytexts")
    note = next(text for kind, text in BLOCKS if kind == "text" and "阿里夫" in text)
    (tmp_path / "note.txt").write_text(note, encoding="utf-8")
    return tmp_path


def test_the_two_commands_are_those_that_ci_runs() -> None:
    assert "pip install . && kg build" in LINES
    assert "pip install '.[test]' && pytest" in LINES


def test_every_command_runs(kg: Cli, texts: Path) -> None:
    commands = [line for line in LINES if line.startswith("kg ")]
    assert len(commands) > 6
    for line in commands:
        ended = kg(*shlex.split(line)[1:])
        assert ended.code == 0, (line, ended.err)
        assert ended.out or " -o " in line, line
    card = kg("show", "阿里夫", "-g", "small").out
    assert "法国" in card
    assert "王毅" in card
    assert "消息不实。”\n      actual · note.txt text 12–27 · 2024-03-08 · rule visits" not in card
    assert kg("show", "阿利夫", "-g", "small").out == card
    answer = kg("query", "visa-free", "country=法国", "-f", "csv")
    assert "2023-12-01" in answer.out


def test_the_python_runs(texts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(texts)
    for kind, text in BLOCKS:
        if kind == "python":
            exec(compile(text, "README.md", "exec"), {})
    assert "去年10月，习近平主席提出《全球人工智能治理倡议》。" in capsys.readouterr().out


def test_the_turtle_adds_a_relation_without_code(kg: Cli, tmp_path: Path) -> None:
    turtle = next(text for kind, text in BLOCKS if kind == "turtle")
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "mine.ttl").write_text(turtle, encoding="utf-8")
    (tmp_path / "note.txt").write_text("卡塔尔斡旋巴以冲突。埃及没有调停巴以冲突。", encoding="utf-8")
    assert kg("ontology", "lint", "--ontology", "ontology").code == 0
    assert kg("build", "note.txt").code == 0
    asked = kg("query", "SELECT ?a ?b { ?a :mediates ?b }", "-f", "csv").out
    assert "e/QA" in asked
    assert "e/EG" not in asked
