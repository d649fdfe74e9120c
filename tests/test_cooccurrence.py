"""Who is named beside whom: counted, kept apart from what is stated, off unless asked for."""

from pathlib import Path
from typing import Any

import pytest
from page_browser import chromium

from kg import build, load, merge, release
from kg.check import inspect
from kg.graph import Node, Occurrence, together
from kg.graph.values import Together
from kg.model import ONTOLOGY

A, B, C = (f"https://w3id.org/zongheng/e/{name}" for name in "ABC")


def node(iri: str, *places: tuple[str, int]) -> Node:
    occurrences = tuple(Occurrence(document, "text", start, start + 2, "名") for document, start in places)
    return Node(iri, "Person", iri[-1], False, (), occurrences)


def test_pairs_within_a_sentence_or_so_count_from_the_second_time_on() -> None:
    nodes = [
        node(A, ("d1", 0), ("d1", 500), ("d2", 10)),
        node(B, ("d1", 30), ("d1", 561), ("d2", 10)),
        node(C, ("d1", 60), ("d2", 900)),
    ]
    assert together(nodes) == (Together(A, B, 2, 2),)  # 500 and 561 are too far apart, C is near once


def test_each_mention_of_the_first_counts_once() -> None:
    nodes = [node(A, ("d", 0)), node(B, ("d", 5), ("d", 10), ("d", 15)), node(C, ("d", 20), ("d", 22))]
    assert together(nodes) == (Together(B, C, 3, 1),)


@pytest.fixture
def built(sample: Path, tmp_path: Path) -> Path:
    build(sample, tmp_path / "graph", cooccurrence=True)
    return tmp_path / "graph"


def test_it_is_never_a_plain_triple_and_off_by_default(built: Path, sample: Path, tmp_path: Path) -> None:
    build(sample, tmp_path / "plain")
    with_, without = load(built), load(tmp_path / "plain")
    assert b'"together":{"one":[]' in (tmp_path / "plain" / "graph.html").read_bytes().replace(b" ", b"")
    extra = set(with_) - set(without)
    assert extra
    assert set(without) <= set(with_)
    assert {str(s).rsplit("/", 2)[1] for s, _, _ in extra} == {"c"}
    assert {str(p).removeprefix(ONTOLOGY).rpartition("#")[2] for _, p, _ in extra} == {
        "type", "coOccurring", "times", "documentCount",
    }  # fmt: skip
    assert inspect(built, with_shacl=True).problems == ()


def test_merging_counts_anew_and_a_release_forgets_the_private(built: Path, sample: Path, tmp_path: Path) -> None:
    files = sorted(p for p in sample.iterdir() if p.is_file())
    for number, part in enumerate((files[:2], files[2:])):
        build(part, tmp_path / f"part{number}", cooccurrence=True)
    build(files, tmp_path / "whole", cooccurrence=True)
    merge([tmp_path / "part0", tmp_path / "part1"], tmp_path / "merged")
    assert (tmp_path / "merged" / "graph.ttl").read_bytes() == (tmp_path / "whole" / "graph.ttl").read_bytes()
    release(built, tmp_path / "packed", people="public")
    assert inspect(tmp_path / "packed", with_shacl=True).problems == ()


@pytest.mark.slow
def test_the_page_draws_it_only_where_asked(built: Path, tmp_path: Path) -> None:
    (tmp_path / "browser").mkdir()
    with chromium(tmp_path / "browser") as browser:
        browser.open((built / "graph.html").read_bytes(), "#lang=en")
        assert not browser.run("return document.getElementById('beside').checked")
        before = browser.run("return document.querySelector('#network canvas').toDataURL()")
        browser.click("#beside")
        browser.settle()
        assert "beside=1" in browser.run("return location.hash")
        assert browser.run("return document.querySelector('#network canvas').toDataURL()") != before
        browser.run("location.hash = '#lang=en&beside=1&n=CN'")
        browser.settle()
        found: Any = browser.run("return document.querySelectorAll('[data-beside] li').length")
        assert found > 5
        browser.assert_quiet()
