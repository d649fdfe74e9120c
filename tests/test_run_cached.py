"""What is kept between runs: private, plain data, made again when anything it was made from has changed."""

import json
import os
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.ontology import cached, loading

ALIAS = '<https://w3id.org/zongheng/e/FR> <http://www.w3.org/2004/02/skos/core#altLabel> "{}"@zh .'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cached.FOLDER, str(tmp_path / "kept"))
    cached._load.cache_clear()
    return tmp_path / "kept"


def test_what_is_kept_is_what_was_made(folder: Path) -> None:
    made = cached.load()
    cached._load.cache_clear()
    kept = cached.load()
    assert made is not kept
    for field in fields(made):
        one, other = getattr(made, field.name), getattr(kept, field.name)
        assert one == other
        assert type(one) is type(other)
        if hasattr(one, "keys"):
            assert list(one) == list(other)
    for rule, again in zip(made.rules, kept.rules, strict=True):
        assert (rule.subject, rule.object) == (again.subject, again.object)
    (file,) = folder.glob("*.json")
    assert json.loads(file.read_bytes())
    assert not stat.S_IMODE(folder.stat().st_mode) & 0o077


def test_damage_is_mended(folder: Path) -> None:
    made = cached.load()
    (file,) = folder.glob("*.json")
    for damage in (b"", b"{", b"[1,2]", b'{"a":1}', b"null"):
        file.write_bytes(damage)
        cached._load.cache_clear()
        assert cached.load() == made


def test_a_changed_file_is_noticed_at_once(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "a.ttl").write_text(ALIAS.format("高卢"), encoding="utf-8")
    assert "高卢" in cached.load(own).names
    (own / "a.ttl").write_text(ALIAS.format("高卢国"), encoding="utf-8")
    assert "高卢国" in cached.load(own).names
    assert "高卢" not in cached.load(own).names
    assert cached.load(own) is cached.load(own)
    with pytest.raises(OntologyError, match="no ontology here"):
        cached.load(tmp_path / "none")


def test_nothing_is_kept_where_others_can_write(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    assert cached.private_folder() is None
    assert cached.load().digest == loading.load().digest
    assert not list(folder.iterdir())


def test_keeping_can_be_turned_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cached.FOLDER, "")
    assert cached.load().digest == loading.load().digest
    assert not folder.exists()


def test_a_folder_that_cannot_be_is_no_error(folder: Path) -> None:
    folder.write_text("", encoding="utf-8")
    assert cached.load().digest == loading.load().digest


def test_only_the_latest_are_kept(folder: Path) -> None:
    for number in range(12):
        assert cached.kept("thing", str(number), list[int], lambda: [1]) == [1]
        path = folder / f"thing-{number}.json"
        os.utime(path, ns=(number, number))
    assert len(list(folder.glob("thing-*.json"))) <= 9


def test_the_vocabulary_is_that_of_the_dictionary() -> None:
    from kg.recognise import vocabulary

    assert vocabulary.ordinary("友谊")
    assert not vocabulary.ordinary("王毅")
    assert vocabulary.locality("太仓")
