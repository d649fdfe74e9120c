"""Every export is read back by programs of others and holds what the graph holds; its bytes are always the same."""

import csv
import datetime as dt
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import handmade as h
import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from conftest import Runner

import kg
from kg.errors import WriteError
from kg.graph import merge, nquads, quads
from kg.graph.reading import Stored, stored
from kg.model import BASE, ONTOLOGY
from kg.write import sheets
from kg.write.exporting import FORMATS, export_to, exported
from kg.write.facts import Facts
from kg.write.interchange import jsonld, rdfxml, trig, turtle12
from kg.write.network import multigraph
from kg.write.networks import gexf, graphml
from kg.write.tables import COLUMNS, as_csv, as_parquet, as_xlsx, rows_of, statement_rows

HERE = Path(__file__).parent
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HOSTILE = tuple(quads(merge(h.all_pages(), h.small_ontology()), h.small_ontology()))
Lines = set[str]


def union(found: "ox.Store | tuple[ox.Quad, ...] | list[ox.Quad]") -> Lines:
    return {str(q.triple) for q in found}


def by_rdflib(data: bytes, form: str) -> Lines:
    graph = rdflib.Dataset(default_union=True)
    with warnings.catch_warnings():  # rdflib warns of its own parsers
        warnings.simplefilter("ignore", DeprecationWarning)
        graph.parse(data=data, format=form)
        lines = graph.serialize(format="nquads", encoding="utf-8")
    return union(list(ox.parse(lines, format=ox.RdfFormat.N_QUADS)))


def by_pyoxigraph(data: bytes, form: ox.RdfFormat) -> Lines:
    return union(list(ox.parse(data, format=form)))


def by_rapper(data: bytes, form: str, folder: Path) -> Lines:
    if not shutil.which("rapper"):
        pytest.skip("no rapper: apt-get install raptor2-utils")
    path = folder / "data"
    path.write_bytes(data)
    done = subprocess.run(
        ["rapper", "-q", "-i", form, "-o", "ntriples", path, BASE], capture_output=True, check=True, timeout=120
    )
    assert done.stderr == b""
    return by_pyoxigraph(done.stdout, ox.RdfFormat.N_TRIPLES)


@pytest.fixture(scope="module")
def by_node(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes, str], Lines]:
    """Read with N3.js and jsonld.js, found in NODE_PATH or installed now by npm."""
    if not shutil.which("node") or not (os.environ.get("NODE_PATH") or shutil.which("npm")):
        pytest.skip("no node and npm: apt-get install nodejs npm")
    folder = tmp_path_factory.mktemp("node")
    modules = os.environ.get("NODE_PATH", "")
    if not all((Path(modules) / name).is_dir() for name in ("n3", "jsonld")) or not modules:
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "n3", "jsonld"],
            check=True,
            timeout=300,
        )
        modules = str(folder / "node_modules")

    def read(data: bytes, form: str) -> Lines:
        path = folder / "data"
        path.write_bytes(data)
        done = subprocess.run(
            ["node", HERE / "read_rdf.cjs", form, path],
            capture_output=True,
            check=True,
            timeout=120,
            env={**os.environ, "NODE_PATH": modules},
        )
        return by_pyoxigraph(done.stdout, ox.RdfFormat.N_QUADS)

    return read


@pytest.fixture(scope="module")
def graph(built: Path) -> Stored:
    return stored(built)


# ── RDF ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_turtle_nquads_and_jsonld_are_read_alike_by_four_readers(
    graph: Stored, built: Path, by_node: Callable[[bytes, str], Lines], tmp_path: Path
) -> None:
    wanted = union(graph.quads)
    turtle, lines, json_ld = (next(iter(exported(built, f).values())) for f in ("turtle", "nquads", "jsonld"))
    assert turtle == (built / "graph.ttl").read_bytes()
    assert by_rdflib(turtle, "turtle") == wanted
    assert by_rdflib(lines, "nquads") == wanted
    assert by_rdflib(json_ld, "json-ld") == wanted
    assert by_pyoxigraph(turtle, ox.RdfFormat.TURTLE) == wanted
    assert by_pyoxigraph(json_ld, ox.RdfFormat.JSON_LD) == wanted
    assert by_rapper(turtle, "turtle", tmp_path) == wanted
    assert by_rapper(lines, "nquads", tmp_path) == wanted
    assert by_node(turtle, "Turtle") == wanted
    assert by_node(lines, "N-Quads") == wanted
    assert by_node(json_ld, "jsonld") == wanted


def test_the_other_syntaxes_are_read_alike(
    graph: Stored, built: Path, by_node: Callable[[bytes, str], Lines], tmp_path: Path
) -> None:
    wanted = union(graph.quads)
    xml, named = (next(iter(exported(built, f).values())) for f in ("rdfxml", "trig"))
    assert (
        by_rdflib(xml, "xml")
        == by_rapper(xml, "rdfxml", tmp_path)
        == by_pyoxigraph(xml, ox.RdfFormat.RDF_XML)
        == wanted
    )
    assert by_rdflib(named, "trig") == by_node(named, "TriG") == by_rapper(named, "trig", tmp_path) == wanted
    for data, form in ((named, ox.RdfFormat.TRIG), (exported(built, "jsonld")["graph.jsonld"], ox.RdfFormat.JSON_LD)):
        assert set(ox.parse(data, format=form)) == set(graph.quads), "the graphs of the documents"


@pytest.mark.parametrize(("write", "form"), [(trig, ox.RdfFormat.TRIG), (jsonld, ox.RdfFormat.JSON_LD)])
def test_hostile_names_survive(write: Callable[[object], bytes], form: ox.RdfFormat) -> None:
    assert set(ox.parse(write(HOSTILE), format=form)) == set(HOSTILE)


def test_hostile_names_survive_xml_but_for_controls() -> None:
    dead = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

    def printable(quad: ox.Quad) -> str:
        o = quad.object
        value = (
            ox.Literal(dead.sub("\ufffd", o.value), language=o.language)
            if isinstance(o, ox.Literal) and o.language
            else o
        )
        if isinstance(o, ox.Literal) and not o.language:
            value = ox.Literal(dead.sub("\ufffd", o.value), datatype=o.datatype)
        return str(ox.Triple(quad.subject, quad.predicate, value))  # type: ignore[arg-type]

    assert by_pyoxigraph(rdfxml(HOSTILE), ox.RdfFormat.RDF_XML) == {printable(q) for q in HOSTILE}


def test_statements_are_reifiers_in_rdf_12(graph: Stored, built: Path) -> None:
    parts = [RDF + n for n in ("subject", "predicate", "object")]
    found = list(ox.parse(exported(built, "turtle12")["graph.ttl"], format=ox.RdfFormat.TURTLE))
    reifiers = [q for q in found if q.predicate.value == RDF + "reifies"]
    assert union([q for q in found if q not in set(reifiers)]) == union(
        [q for q in graph.quads if q.predicate.value not in parts]
    )
    told: dict[object, dict[str, object]] = {}
    for quad in graph.quads:
        if quad.predicate.value in parts:
            told.setdefault(quad.subject, {})[quad.predicate.value] = quad.object
    wanted = {str(s): tuple(str(facts[p]) for p in parts) for s, facts in told.items()}
    triples = {str(q.subject): q.object for q in reifiers}
    assert all(isinstance(t, ox.Triple) for t in triples.values())
    assert {s: (str(t.subject), str(t.predicate), str(t.object)) for s, t in triples.items()} == wanted  # type: ignore[union-attr]
    store = ox.Store()
    store.extend(found)
    query = f"PREFIX : <{ONTOLOGY}> SELECT ?v {{ << ?s :visits ?o >> :evidence ?v }}"
    assert list(store.query(query))
    assert turtle12(graph.quads).startswith(b'VERSION "1.2"\n@prefix')


def test_a_property_that_xml_cannot_name_is_refused() -> None:
    wrong = ox.Quad(ox.NamedNode("http://x/a"), ox.NamedNode("http://x/1"), ox.Literal("b"))
    with pytest.raises(WriteError, match="cannot be a property in RDF/XML"):
        rdfxml([wrong])


# ── networks ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_network_has_an_edge_for_each_statement_between_entities(built: Path, graph: Stored) -> None:
    found = multigraph(built)
    rows = statement_rows(built)
    assert isinstance(found, nx.MultiDiGraph)
    assert set(found) == set(Facts(graph.quads).entities)
    assert {key for _, _, key in found.edges(keys=True)} == {r["statement"] for r in rows if r["object"]}
    for subject, value, key, edge in found.edges(keys=True, data=True):
        proofs = [r for r in rows if r["statement"] == key]
        assert {(r["subject"], r["object"], r["property"], r["asserted"]) for r in proofs} == {
            (subject, value, edge["property"], edge["asserted"])
        }
        assert edge["evidence"] == len(proofs)
        assert edge["asserted"] == (edge["status"] == "actual")
    china = found.nodes[BASE + "e/CN"]
    assert (china["label"], china["en"], china["type"]) == ("中国", "China", "Country")
    assert any(data["post"] for _, data in found.nodes(data=True))
    nx.degree_centrality(found)
    assert nx.ego_graph(found, BASE + "e/CN", undirected=True).number_of_nodes() > 5


def same_values(found: "nx.MultiDiGraph", wanted: "nx.MultiDiGraph", dropped: frozenset[str] = frozenset()) -> None:
    kept = {n: {k: v for k, v in data.items() if k not in dropped} for n, data in found.nodes(data=True)}
    assert kept == dict(wanted.nodes(data=True))
    edges = {
        (s, o, k): {n: v for n, v in d.items() if n not in dropped} for s, o, k, d in found.edges(keys=True, data=True)
    }
    assert edges == {(s, o, k): d for s, o, k, d in wanted.edges(keys=True, data=True)}


def test_graphml_holds_the_network(built: Path) -> None:
    found = nx.read_graphml(io.BytesIO(exported(built, "graphml")["graph.graphml"]), force_multigraph=True)
    same_values(found, multigraph(built))


def test_gexf_holds_the_network_with_the_days_of_its_edges(built: Path) -> None:
    data = exported(built, "gexf")["graph.gexf"]
    root = ElementTree.fromstring(data)
    space = {"g": "http://gexf.net/1.3"}
    drawn = root.find("g:graph", space)
    assert drawn is not None
    assert (root.get("version"), drawn.get("mode"), drawn.get("timeformat")) == ("1.3", "dynamic", "date")
    titles = {a.get("id"): a.get("title") for a in root.iter("{http://gexf.net/1.3}attribute")}
    wanted = multigraph(built)
    nodes = {n.get("id"): n for n in drawn.findall("g:nodes/g:node", space)}
    assert set(nodes) == set(wanted)
    edges = {(e.get("source"), e.get("target"), e.get("id")): e for e in drawn.findall("g:edges/g:edge", space)}
    assert set(edges) == set(wanted.edges(keys=True))
    for place, edge in edges.items():
        values = {titles[v.get("for")]: v.get("value") for v in edge.iter("{http://gexf.net/1.3}attvalue")}
        assert values == {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in wanted.edges[place].items()}
        spells = list(edge.iter("{http://gexf.net/1.3}spell"))
        for spell in spells:
            first, last = (spell.get(n) for n in ("start", "end"))
            assert first or last
            assert not (first and last) or dt.date.fromisoformat(first) <= dt.date.fromisoformat(last)
        starts = [s.get("start") for s in spells]
        assert (min(s for s in starts if s) if starts and all(starts) else "") == wanted.edges[place]["first"]
    assert any(e.iter("{http://gexf.net/1.3}spell") for e in edges.values())
    relabelled = data.replace(b"http://gexf.net/1.3", b"http://www.gexf.net/1.2draft").replace(
        b'version="1.3"', b'version="1.2"'
    )
    assert len(nx.read_gexf(io.BytesIO(relabelled))) == len(wanted)


def test_hostile_names_are_well_formed_in_networks() -> None:
    facts = Facts(HOSTILE)
    for data in (graphml(facts), gexf(facts)):
        ElementTree.fromstring(data)
    names = {d["label"] for _, d in nx.read_graphml(io.BytesIO(graphml(facts))).nodes(data=True)}
    assert 'quote " and \\ backslash' in names
    assert "line\nfeed\rreturn\ttab" in names


# ── Neo4j ──────────────────────────────────────────────────────────────────────────────────────────────────────────

COLUMN = re.compile(
    r"(?P<name>[A-Za-z_]*)(?::(?P<type>ID|START_ID|END_ID|TYPE|LABEL|int|boolean|date|string\[\]))?(?:\((?P<space>\w+)\))?"
)


def read_neo4j(files: Mapping[str, bytes]) -> tuple[dict[tuple[str, str], dict[str, str]], list[dict[str, str]]]:
    """Read as the import does: nodes by id space and id, and relationships; each value is of the type of its column."""
    nodes: dict[tuple[str, str], dict[str, str]] = {}
    links: list[dict[str, str]] = []
    for data in files.values():
        header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
        columns = [COLUMN.fullmatch(name) for name in header]
        for row in rows:
            assert len(row) == len(columns)
            values: dict[str, str] = {}
            for column, cell in zip(columns, row, strict=True):
                assert column is not None
                kind = column["type"]
                if cell and kind == "int":
                    int(cell)
                if cell and kind == "date":
                    dt.date.fromisoformat(cell)
                assert kind != "boolean" or cell in ("true", "false")
                name = f"{kind} {column['space']}" if kind in ("ID", "START_ID", "END_ID") else column["name"] or kind
                values[name] = cell
            if identity := next((n for n in values if n.startswith("ID ")), ""):
                key = (identity.removeprefix("ID "), values[identity])
                assert key not in nodes
                nodes[key] = values
            else:
                links.append(values)
    return nodes, links


def test_neo4j_files_hold_together(built: Path, graph: Stored) -> None:
    nodes, links = read_neo4j(exported(built, "neo4j"))
    rows, network = statement_rows(built), multigraph(built)
    spaces = Counter(space for space, _ in nodes)
    assert spaces == {"Entity": len(network), "Document": 6, "Evidence": len(rows)}
    for link in links:
        for end in ("START_ID", "END_ID"):
            ((space, iri),) = [(n.split()[1], v) for n, v in link.items() if n.startswith(end)]
            assert (space, iri) in nodes
    kinds = Counter(link["TYPE"] for link in links)
    assert kinds["FROM"] == kinds["SUBJECT"] == len(rows)
    assert kinds["VISITS"] == sum(d["property"] == "visits" for *_, d in network.edges(data=True))
    assert kinds["HELD_IN"]
    assert sum(int(link["times"]) for link in links if link["TYPE"] == "MENTIONED_IN") == sum(
        q.predicate.value.endswith("#mentionOf") for q in graph.quads
    )
    assert nodes["Entity", BASE + "e/CN"]["LABEL"] == "Entity;Country"
    assert all(link["TYPE"] for link in links)


# ── tables ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_has_a_row_for_each_piece_of_evidence(built: Path, graph: Stored) -> None:
    rows = statement_rows(built)
    assert (
        len({r["evidence"] for r in rows})
        == len(rows)
        == sum(q.predicate.value.endswith("#evidence") for q in graph.quads)
    )
    for row in rows:
        assert list(row) == list(COLUMNS)
        assert row["subject_zh"]
        assert row["object_zh"]
        assert len(str(row["quote"])) == int(row["end"] or 0) - int(row["start"] or 0)
        assert "" not in row.values()
        for name, (kind, _) in COLUMNS.items():
            assert row[name] is None or isinstance(
                row[name], {"text": str, "number": int, "flag": bool, "day": str}[kind]
            )
    dates = [r["date"] or "9999" for r in rows]
    assert dates == sorted(dates, key=str)


def test_the_table_can_be_a_data_frame(built: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(statement_rows(built))
    monthly = frame[frame.asserted].groupby(pandas.to_datetime(frame.date).dt.to_period("M")).size()
    assert monthly.sum() == frame[frame.asserted].date.notna().sum()


def test_csv_has_a_mark_and_can_be_made_safe(built: Path) -> None:
    rows = statement_rows(built)
    rows[0] = {**rows[0], "quote": "=1+2", "title": 'a,"b"\nc'}
    data = as_csv(rows)
    assert data.startswith(b"\xef\xbb\xbfstatement,evidence,subject,")
    read = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert (read[0]["quote"], read[0]["title"], len(read)) == ("=1+2", 'a,"b"\nc', len(rows))
    safe = list(csv.DictReader(io.StringIO(as_csv(rows, formula_safe=True).decode("utf-8-sig"), newline="")))
    assert safe[0]["quote"] == "'=1+2"


def test_a_workbook_holds_no_formula_and_no_clock(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl

    rows = statement_rows(built)[:3]
    rows[0] = {**rows[0], "quote": "=1+2", "title": "bell \x07"}
    data = as_xlsx(rows)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    header = [c.value for c in sheet[1]]
    assert header == list(COLUMNS)
    cells = {name: sheet.cell(2, header.index(name) + 1) for name in ("quote", "title", "start", "claim")}
    assert (cells["quote"].value, cells["quote"].data_type, cells["title"].value) == ("=1+2", "s", "bell \ufffd")
    assert (cells["start"].value, cells["claim"].value) == (rows[0]["start"], rows[0]["claim"])
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {i.date_time for i in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in parts.read("docProps/core.xml")
    monkeypatch.setattr(sheets, "SHEET_ROWS", 3)
    with pytest.raises(WriteError, match="3 rows, but a sheet holds 3; choose csv or parquet"):
        as_xlsx(rows)
    monkeypatch.setattr(sheets, "SHEET_ROWS", 100)
    with pytest.raises(WriteError, match="longer than a cell"):
        as_xlsx([{**rows[0], "quote": "长" * 40_000}])


def test_parquet_has_types_and_descriptions(built: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = statement_rows(built)
    found = parquet.read_table(io.BytesIO(as_parquet(rows)))
    assert found.column_names == list(COLUMNS)
    assert {str(f.type) for f in found.schema} == {"string", "int64", "bool", "date32[day]"}
    assert found.schema.field("quote").metadata[b"description"].startswith(b"the sentence")
    back = found.to_pylist()
    assert [{k: str(v) if isinstance(v, dt.date) else v for k, v in r.items()} for r in back] == rows


def test_posts_and_claims_in_the_table() -> None:
    rows = rows_of(Facts(HOSTILE))
    post = next(r for r in rows if r["property"] == "holdsPost" and r["object_zh"] == "外长")
    assert (post["object"], post["object_type"]) == (None, None)
    claim = next(r for r in rows if r["property"] == "attacks" and r["claim"])
    assert (claim["asserted"], claim["speaker_zh"], claim["status"]) == (False, "俄罗斯", "actual")


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_exports_are_files_or_folders(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert export_to(built, "gexf") == (Path("graph.gexf"),)
    assert export_to(built, "nquads", tmp_path / "deep" / "x.nq") == (tmp_path / "deep" / "x.nq",)
    assert (tmp_path / "deep" / "x.nq").read_bytes() == nquads(stored(built).quads)
    files = export_to(built, "neo4j")
    assert {p.name for p in files} == {p.name for p in Path("neo4j").iterdir()}
    with pytest.raises(WriteError, match="no format is called 'owl'; choose one of nquads, trig"):
        export_to(built, "owl")
    with pytest.raises(WriteError, match="a folder; give the name of a file"):
        export_to(built, "csv", tmp_path)


def test_bytes_are_the_same_in_every_process_and_from_either_file(built: Path, python: Runner, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(built, alone)
    shutil.rmtree(alone / ".kg")
    code = (
        "import sys, hashlib, json; from kg.write.exporting import FORMATS, exported\n"
        "print(json.dumps({f'{form}/{name}': hashlib.sha256(data).hexdigest() "
        "for form in FORMATS for name, data in exported(sys.argv[1], form).items()}))"
    )
    first = {
        f"{form}/{name}": hashlib.sha256(data).hexdigest()
        for form in FORMATS
        for name, data in exported(built, form).items()
    }
    for folder, seed in ((built, "1"), (alone, "2")):
        assert json.loads(python(["-c", code, folder], env={"PYTHONHASHSEED": seed}).stdout) == first


@pytest.mark.slow
def test_the_development_set_is_read_alike(
    shared: Path, tmp_path: Path, by_node: Callable[[bytes, str], Lines]
) -> None:
    kg.build(shared / "eval" / "dev.jsonl", tmp_path / "o", html=False)
    wanted = union(stored(tmp_path / "o").quads)
    turtle, lines = (next(iter(exported(tmp_path / "o", f).values())) for f in ("turtle", "nquads"))
    assert by_rapper(turtle, "turtle", tmp_path) == by_rapper(lines, "nquads", tmp_path) == wanted
    assert by_node(turtle, "Turtle") == wanted
