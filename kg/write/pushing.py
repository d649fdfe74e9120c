"""A built graph sent to another SPARQL store, where it replaces what an earlier push left there.

The graph of each document goes into a named graph of its own name; what is merged from all documents into one more.
Nothing else in the store is touched. A push that was cut off is taken up again by the next one.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pyoxigraph as ox

from kg.errors import WriteError
from kg.graph import verify
from kg.graph.reading import Stored, stored
from kg.write.remote import Client, Credentials
from kg.write.stores import GraphStore, Remote, UpdateStore

PROTOCOLS = ("update", "store")
_STORES = ("/store", "/data", "/rdf-graphs/service", "/graph-store", "/sparql-graph-crud", "/sparql-graph-crud-auth")


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: the graphs sent, those that were there already, those dropped, and all triples there now."""

    graph: str
    sent: int
    kept: int
    dropped: int
    triples: int


def push(
    folder: Path | str,
    url: str,
    *,
    query: str = "",
    protocol: str = "",
    graph: str = "",
    plain_http: bool = False,
    environment: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Pushed:
    """Send the graph of an output folder to a store, and count there what arrived.

    Args:
        folder: the output folder.
        url: where the store takes SPARQL updates, or speaks the Graph Store Protocol.
        query: where it takes queries, if that cannot be told from `url` (…/update has …/query beside it).
        protocol: "update" or "store"; left out, it is told from the end of `url` (…/store and …/data are stores).
        graph: the IRI of the graph for what is merged from all documents; the base followed by "graph" if left out.
            Two collections in one store need one each.
        plain_http: whether credentials may go over plain HTTP to another machine.
        environment: where KG_PUSH_USER, KG_PUSH_PASSWORD and KG_PUSH_TOKEN are looked up, if not in the process's own.
        progress: called with how many graphs are done, and how many there are to do.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        WriteError: the store cannot be reached or refuses, or does not hold in the end what was sent.
    """
    verify(Path(folder))
    found = stored(folder)
    main = graph or f"{found.base}graph"
    client = Client(url, Credentials.of(os.environ if environment is None else environment), plain=plain_http)
    store = _store(client, url, query, protocol, f"{main}/pushed")
    return _sent(store, _graphs(found, main), main, progress or (lambda done, of: None))


def _store(client: Client, url: str, query: str, protocol: str, index: str) -> Remote:
    kind = protocol or ("store" if urlsplit(url).path.rstrip("/").endswith(_STORES) else "update")
    if kind not in PROTOCOLS:
        raise WriteError(f"no protocol is called {kind!r}; choose one of {', '.join(PROTOCOLS)}")
    return GraphStore(client, url, index) if kind == "store" else UpdateStore(client, url, query or _beside(url), index)


def _beside(url: str) -> str:
    """Return where a store that takes updates at `url` usually takes queries."""
    parts = urlsplit(url)
    path = parts.path
    if path.endswith("/update"):
        path = path.removesuffix("update") + "query"
    return urlunsplit(parts._replace(path=path.removesuffix("/statements")))


def _graphs(found: Stored, main: str) -> dict[str, list[str]]:
    """Return the lines of each graph by its name, sorted."""
    graphs: dict[str, set[str]] = defaultdict(set)
    for quad in found.quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else main
        graphs[name].add(f"{quad.triple} .")
    return {name: sorted(lines) for name, lines in sorted(graphs.items())}


def _sent(
    store: Remote, graphs: Mapping[str, Sequence[str]], main: str, progress: Callable[[int, int], None]
) -> Pushed:
    hashes = {name: hashlib.sha256("\n".join(lines).encode()).hexdigest() for name, lines in graphs.items()}
    there = store.index()
    gone = sorted(set(there) - set(graphs))
    todo = [name for name in graphs if there.get(name) != hashes[name]]
    # what was sent before may have been changed there by others since
    counted = store.counts([name for name in graphs if name not in set(todo)])
    todo = sorted({*todo, *(n for n in set(graphs) - set(todo) if counted.get(n, 0) != len(graphs[n]))})
    # graphs to be dropped stay in the index until they are: a push that is cut off must find them again
    store.forget({name: there[name] for name in todo if name in there})
    for name in gone:
        store.drop(name)
    store.forget({name: there[name] for name in gone})
    for done, name in enumerate(todo, 1):
        store.replace(name, graphs[name], hashes[name])
        progress(done, len(todo))
    store.finish()
    counted = {**counted, **store.counts([*todo, *gone])}
    for name in (*todo, *gone):
        if counted.get(name, 0) != len(graphs.get(name, ())):
            store.forget({name: hashes[name]} if name in hashes else {})
            raise WriteError(
                f"<{name}>: the store has {counted.get(name, 0)} triples of {len(graphs.get(name, ()))}; "
                "see whether others write there or it drops some, then push again"
            )
    return Pushed(main, len(todo), len(graphs) - len(todo), len(gone), sum(map(len, graphs.values())))
