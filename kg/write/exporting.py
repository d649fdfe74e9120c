"""A built graph in the formats of other programs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import WriteError
from kg.graph import nquads, turtle
from kg.graph.reading import Stored
from kg.write.facts import Facts, facts_of
from kg.write.files import put
from kg.write.interchange import jsonld, rdfxml, trig, turtle12
from kg.write.neo4j import neo4j
from kg.write.networks import gexf, graphml
from kg.write.tables import as_csv, as_parquet, as_xlsx, rows_of

Writer = Callable[[Stored, Facts], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, and what writes it: bytes by the names of files, one file unless it is a folder."""

    description: str
    write: Writer
    folder: bool = False


def _one(name: str, write: Callable[[Stored, Facts], bytes]) -> Writer:
    return lambda graph, facts: {name: write(graph, facts)}


FORMATS: Mapping[str, Format] = {
    "nquads": Format("N-Quads, a graph for each document", _one("graph.nq", lambda g, f: nquads(g.quads))),
    "trig": Format("TriG, the same with prefixes", _one("graph.trig", lambda g, f: trig(g.quads, g.base))),
    "turtle": Format("Turtle, the union of all graphs", _one("graph.ttl", lambda g, f: turtle(g.quads, g.base))),
    "turtle12": Format(
        "Turtle of RDF 1.2, statements as reifiers", _one("graph.ttl", lambda g, f: turtle12(g.quads, g.base))
    ),
    "jsonld": Format("JSON-LD, a graph for each document", _one("graph.jsonld", lambda g, f: jsonld(g.quads, g.base))),
    "rdfxml": Format("RDF/XML, the union of all graphs", _one("graph.rdf", lambda g, f: rdfxml(g.quads, g.base))),
    "graphml": Format("GraphML: entities joined by statements", _one("graph.graphml", lambda g, f: graphml(f))),
    "gexf": Format("GEXF, edges with their days, for Gephi", _one("graph.gexf", lambda g, f: gexf(f))),
    "neo4j": Format("CSV for neo4j-admin database import", lambda g, f: neo4j(f), folder=True),
    "csv": Format("the table of all statements", _one("statements.csv", lambda g, f: as_csv(rows_of(f)))),
    "xlsx": Format("the same as a workbook", _one("statements.xlsx", lambda g, f: as_xlsx(rows_of(f)))),
    "parquet": Format("the same as Parquet", _one("statements.parquet", lambda g, f: as_parquet(rows_of(f)))),
}


def exported(folder: Path | str, form: str) -> Mapping[str, bytes]:
    """Return the graph of an output folder in one of FORMATS: bytes by the names of the files.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        WriteError: the format is unknown, cannot hold the graph, or needs a package that is not installed.
    """
    if form not in FORMATS:
        raise WriteError(f"no format is called {form!r}; choose one of {', '.join(FORMATS)}")
    graph, facts = facts_of(folder)
    return FORMATS[form].write(graph, facts)


def export_to(folder: Path | str, form: str, output: Path | str | None = None) -> tuple[Path, ...]:
    """Write the graph of an output folder in one of FORMATS; return the files written.

    `output` is the file, or the folder where the format has several; left out, files go to the current folder under
    their usual names, and a folder is called after its format.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        WriteError: as `exported`, or something cannot be written.
    """
    files = exported(folder, form)
    if FORMATS[form].folder:
        places = {Path(output or form) / name: data for name, data in files.items()}
    else:
        places = {Path(output or name): data for name, data in files.items()}
    for path, data in sorted(places.items()):
        if path.is_dir():
            raise WriteError(f"{path}: a folder; give the name of a file for {form}")
        put(path, data)
    return tuple(sorted(places))
