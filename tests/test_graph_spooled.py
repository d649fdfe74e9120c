"""Files by way of the disk are those made in memory."""

from pathlib import Path

import pytest
from handmade import all_pages, small_ontology

from kg.graph import merge, nquads, quads, spool, spooled, turtle
from kg.graph.stored import QUADS, TURTLE


@pytest.mark.parametrize("held", [1, 1 << 26])
@pytest.mark.parametrize("base", ["https://w3id.org/zongheng/", "https://example.org/some/where/longer#", "http://a/"])
def test_the_same_bytes(held: int, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooled, "_HELD", held)
    monkeypatch.setattr(spooled, "_AT_ONCE", 50)
    found = list(quads(merge(all_pages(), small_ontology()), small_ontology(), base))
    files = spool([*found, *reversed(found)], tmp_path, base)
    assert files[QUADS].read_bytes() == nquads(found)
    assert files[TURTLE].read_bytes() == turtle(found, base)
