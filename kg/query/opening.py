"""A built folder, opened for questions."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import WriteError
from kg.graph import TURTLE, prefixes, verify
from kg.query.kept import kept, load_into, opened_at

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True, slots=True)
class Opened:
    """A graph in a store, the folder it came from, and the base of its IRIs.

    `union` has its triples in one graph; where there is none, the graphs of `store` are merged while it is asked.
    """

    folder: Path
    base: str
    store: ox.Store = field(repr=False, compare=False)
    union: ox.Store | None = field(default=None, repr=False, compare=False)

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries and answers may use."""
        return prefixes(self.base)


def opened(folder: Path | str) -> Opened:
    """Open the graph of an output folder: its store, made now if need be, or its files where none can be written.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    folder = Path(folder)
    base = verify(folder, names=())["base"]
    try:
        return Opened(folder, base, *opened_at(kept(folder)))
    except WriteError:
        store = ox.Store()
        load_into(store, folder)
        return Opened(folder, base, store)


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
