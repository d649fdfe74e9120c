"""Built graphs compared and united: merging parts is building the whole, and a difference is exact."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Cli

from kg import build, merge
from kg.errors import CheckError, DocumentIdError, GraphError
from kg.graph import quads, restored
from kg.graph.reading import stored
from kg.ontology import load
from kg.write import ADDED, REMOVED, difference

MET = "王毅会见俄罗斯外长拉夫罗夫。"
NEWS = {
    "a": ("2024-03-06", "王毅会见拉夫罗夫", f"{MET}中俄关系很好。"),
    "b": ("2024-03-07", "习近平出席峰会", "习近平出席金砖国家领导人会晤。习近平提出全球发展倡议。"),
    "c": ("2024-03-08", "例行记者会", "路透社记者：中方对此有何评论？\n外交部发言人毛宁：中方反对美国的制裁。"),
}


def written(path: Path, *ids: str) -> Path:
    lines = (json.dumps({"id": i, "date": NEWS[i][0], "title": NEWS[i][1], "text": NEWS[i][2]}) for i in ids)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("graphs")
    for ids in ("ab", "bc", "abc", "b"):
        build(written(home / f"{ids}.jsonl", *ids), home / ids)
    return {ids: home / ids for ids in ("ab", "bc", "abc", "b")}


@pytest.mark.parametrize("name", ["graph.ttl", "graph.html", "manifest.json", ".kg/graph.nq"])
def test_merging_parts_is_building_the_whole(built: dict[str, Path], tmp_path: Path, name: str) -> None:
    merge([built["ab"], built["bc"]], tmp_path / "whole")
    assert (tmp_path / "whole" / name).read_bytes() == (built["abc"] / name).read_bytes()


def test_a_graph_read_back_is_written_the_same(built: dict[str, Path]) -> None:
    known, found = load(), stored(built["abc"])
    assert set(quads(restored(found.quads, known, found.base), known, found.base)) == set(found.quads)


def test_a_graph_under_another_base_is_read_back_too(tmp_path: Path) -> None:
    build(written(tmp_path / "n.jsonl", "a", "c"), tmp_path / "out", base="https://example.org/kg/", html=False)
    known, found = load(), stored(tmp_path / "out")
    again = restored(found.quads, known, found.base)
    assert all(n.iri.startswith("https://w3id.org/") for n in again.entities)
    assert set(quads(again, known, found.base)) == set(found.quads)


def test_a_damaged_graph_is_not_read_back(built: dict[str, Path]) -> None:
    found = [q for q in stored(built["b"]).quads if not q.predicate.value.endswith("#start")]
    with pytest.raises(GraphError, match="lacks a part"):
        restored(found, load())


def test_different_documents_of_one_id_do_not_merge(built: dict[str, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "a", "text": "普京访问中国。", "date": "2024-05-16"}) + "\n", encoding="utf-8")
    build(other, tmp_path / "other")
    with pytest.raises(DocumentIdError, match="a: different documents"):
        merge([built["ab"], tmp_path / "other"], tmp_path / "both")
    assert not (tmp_path / "both" / "graph.ttl").exists()


def test_graphs_of_another_base_or_ontology_do_not_merge(built: dict[str, Path], tmp_path: Path) -> None:
    build(written(tmp_path / "n.jsonl", "c"), tmp_path / "based", base="https://example.org/kg/", html=False)
    with pytest.raises(GraphError, match=r"its base is https://example\.org/kg/"):
        merge([built["ab"], tmp_path / "based"], tmp_path / "both")
    overlay = tmp_path / "own"
    overlay.mkdir()
    (overlay / "own.ttl").write_text(
        '@prefix : <https://w3id.org/zongheng/ontology#> . @prefix e: <https://w3id.org/zongheng/e/> .\n'
        '@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\ne:Own a :Forum ; rdfs:label "甲乙论坛"@zh .\n',
        encoding="utf-8",
    )
    build(written(tmp_path / "m.jsonl", "c"), tmp_path / "layered", ontology=[overlay], html=False)
    with pytest.raises(GraphError, match="layered: built with another ontology"):
        merge([built["ab"], tmp_path / "layered"], tmp_path / "both")
    with pytest.raises(GraphError, match="no graph to merge"):
        merge([], tmp_path / "both")


def test_a_difference_names_statements_and_holds_every_quad(built: dict[str, Path]) -> None:
    found = difference(built["ab"], built["bc"])
    before, after = set(stored(built["ab"]).quads), set(stored(built["bc"]).quads)
    assert set(ox.parse(found.added, format=ox.RdfFormat.N_QUADS)) == after - before
    assert set(ox.parse(found.removed, format=ox.RdfFormat.N_QUADS)) == before - after
    told = {(c.added, c.subject, c.property, c.object) for c in found.statements}
    assert (True, "中国", "opposes", "美国") in told
    assert (False, "王毅", "meets", "谢尔盖·拉夫罗夫") in told or (False, "谢尔盖·拉夫罗夫", "meets", "王毅") in told
    assert not [c for c in found.statements if c.object == "全球发展倡议"]
    assert found.quads == (len(after - before), len(before - after))


def test_the_command_tells_and_writes_the_difference(built: dict[str, Path], kg: Cli, tmp_path: Path) -> None:
    done = kg("diff", built["ab"], built["bc"], "-o", tmp_path)
    assert done.code == 0, done.err
    assert "+ 中国 opposes 美国  (1 sentences)" in done.out
    assert (tmp_path / "added.nq").read_bytes() == difference(built["ab"], built["bc"]).added
    same = kg("diff", built["b"], built["b"])
    assert same.out == "0 quads added, 0 removed\n"
    assert kg("diff", built["b"], tmp_path / "none").code == 2


def test_a_build_tells_what_it_changed(tmp_path: Path, kg: Cli) -> None:
    source, folder = written(tmp_path / "news.jsonl", "a", "b"), tmp_path / "out"
    assert kg("build", source, "-o", folder).code == 0
    assert not (folder / ADDED).exists()
    before = set(stored(folder).quads)
    written(source, "b", "c")
    assert kg("build", source, "-o", folder).code == 0
    after = set(stored(folder).quads)
    assert set(ox.parse(path=folder / ADDED)) == after - before
    assert set(ox.parse(path=folder / REMOVED)) == before - after
    assert ADDED not in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]


def test_a_graph_that_breaks_a_rule_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, folder = written(tmp_path / "news.jsonl", "a"), tmp_path / "out"
    build(source, folder)
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    written(source, "a", "b")
    monkeypatch.setattr("kg.graph.rdf._LABEL", ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#comment"))
    with pytest.raises(CheckError, match=r"breaks .* nothing was written"):
        build(source, folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
    build(source, folder, check=False, html=False)
    assert (folder / "graph.ttl").read_bytes() != before["graph.ttl"]
