"""A built folder, opened for questions."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import GraphError
from kg.graph import QUADS, TURTLE, file_hash, prefixes, verify

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True, slots=True)
class Opened:
    """A graph in a store, the folder it came from, and the base of its IRIs."""

    folder: Path
    base: str
    store: ox.Store = field(repr=False, compare=False)

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries and answers may use."""
        return prefixes(self.base)


def opened(folder: Path | str) -> Opened:
    """Open the graph of an output folder: its quads if they are those of the manifest, else its Turtle.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    folder = Path(folder)
    manifest = verify(folder, names=())
    quads = manifest["files"].get(QUADS)
    if quads and file_hash(folder / QUADS) == quads["sha256"]:
        path, kind = folder / QUADS, ox.RdfFormat.N_QUADS
    else:
        verify(folder, names=(TURTLE,))
        path, kind = folder / TURTLE, ox.RdfFormat.TURTLE
    store = ox.Store()
    try:
        store.bulk_load(path=str(path), format=kind)
    except (OSError, SyntaxError, ValueError) as error:
        raise GraphError(f"{path}: cannot be read as RDF; rebuild with kg build -o {folder}") from error
    return Opened(folder, manifest["base"], store)


def load(path: Path | str) -> "rdflib.Graph":
    """Return the graph of an output folder as an rdflib graph, with its prefixes bound.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    import rdflib  # slow to import, and only this function needs it

    folder = Path(path)
    manifest = verify(folder, names=(TURTLE,))
    graph = rdflib.Graph()
    for prefix, iri in prefixes(manifest["base"]).items():
        graph.bind(prefix, iri, override=True, replace=True)
    return graph.parse(folder / TURTLE, format="turtle")
