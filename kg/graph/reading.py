"""A stored graph read back as quads, each document's in its own graph, whichever of the two files is at hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kg.errors import GraphError
from kg.graph.namespaces import PROV, RDF
from kg.graph.stored import QUADS, TURTLE, file_hash, verify
from kg.model import ONTOLOGY

_TYPE, _ARTICLE = ox.NamedNode(RDF + "type"), ox.NamedNode(ONTOLOGY + "Article")
_HOME = {ox.NamedNode(PROV + "wasDerivedFrom"), ox.NamedNode(ONTOLOGY + "inDocument")}
_EVIDENCE = ox.NamedNode(ONTOLOGY + "evidence")


@dataclass(frozen=True, slots=True)
class Stored:
    """The quads of an output folder, in no particular order, the base of its IRIs and the digest of its ontology."""

    folder: Path
    base: str
    ontology: str
    quads: tuple[ox.Quad, ...] = field(repr=False)


def stored(folder: Path | str) -> Stored:
    """Read the graph of an output folder: its quads if they are those of the manifest, else its Turtle.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    folder = Path(folder)
    manifest = verify(folder, names=())
    quads = manifest["files"].get(QUADS)
    path, kind = folder / QUADS, ox.RdfFormat.N_QUADS
    if not quads or file_hash(path) != quads["sha256"]:
        verify(folder, names=(TURTLE,))
        path, kind = folder / TURTLE, ox.RdfFormat.TURTLE
    try:
        found: Iterable[ox.Quad] = ox.parse(path=path, format=kind)
        if kind == ox.RdfFormat.TURTLE:
            found = parted(list(found))
        return Stored(folder, manifest["base"], str(manifest.get("ontology", "")), tuple(found))
    except (OSError, SyntaxError, ValueError) as error:
        raise GraphError(f"{path}: cannot be read as RDF; rebuild with kg build -o {folder}") from error


def parted(quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
    """Yield the quads of a union, each in the graph of the document with which it stands or falls."""
    union = list(quads)
    homes: dict[object, ox.NamedNode] = {}
    for quad in union:
        if quad.predicate == _TYPE and quad.object == _ARTICLE and isinstance(quad.subject, ox.NamedNode):
            homes[quad.subject] = quad.subject
        elif quad.predicate in _HOME and isinstance(quad.object, ox.NamedNode):
            homes[quad.subject] = quad.object
    for quad in union:
        home = homes.get(quad.object if quad.predicate == _EVIDENCE else quad.subject)
        yield ox.Quad(quad.subject, quad.predicate, quad.object, home) if home else quad
