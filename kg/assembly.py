"""Output folders put together of what others make: quads, the page, the check, the manifest."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kg import view, write
from kg.check import vet
from kg.errors import GraphError
from kg.graph import PAGE, QUADS, TURTLE, Graph, quads, restored, spool, united
from kg.graph.reading import Stored, stored
from kg.ontology import Ontology
from kg.ontology import load as load_ontology
from kg.resources import ontology_folder
from kg.run.lock import only_build
from kg.write.describing import About, companions
from kg.write.releasing import released

CHECKED = 100_000
"""Triples up to which every build checks its graph by all rules; beyond, it does so where that is asked for."""


def publish(
    folder: Path,
    graph: Graph,
    known: Ontology,
    base: str,
    overlays: Sequence[Path],
    html: bool,
    check: bool | None,
    changes: bool,
    version: str,
) -> None:
    """Write the files of an output folder, and beside them (`changes`) how the graph differs from the one before.

    Without `changes`, nothing is kept of what the graph before said: somebody may be withheld in this one.
    """
    (folder / ".kg").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="spool-", dir=folder / ".kg") as scratch:
        spooled = spool(quads(graph, known, base), Path(scratch), base)
        files: dict[str, bytes | Path] = {**spooled}
        lines = spooled[QUADS]
        if check or (check is None and _counted(lines) <= CHECKED):
            vet(lines, overlays=overlays, base=base)
        if html:
            files[PAGE] = view.page(graph, known)
        manifest = write.manifest(graph, known, files, version=version, base=base)
        if changes:
            files.update(write.changes_since(folder, lines, Path(scratch)))
        write.publish(folder, files, manifest)
        if not changes:
            write.forget(folder)


def merge(
    graphs: Sequence[Path], output: Path, overlays: Sequence[Path], html: bool, check: bool | None, version: str
) -> None:
    """Unite built graphs in an output folder.

    Raises:
        DocumentIdError: two of them have different documents of the same id.
        GraphError: one holds no graph, a damaged one, or one that another ontology or base made.
        KgError: nothing could be written; earlier output is untouched.
    """
    known = load_ontology(*overlays)
    found = [_made_with(stored(path), known) for path in graphs]
    if not found:
        raise GraphError("no graph to merge; give the folders that kg build wrote")
    for graph in found:
        if graph.base != found[0].base:
            raise GraphError(f"{graph.folder}: its base is {graph.base}, not {found[0].base}; rebuild it with --base")
    with only_build(output):
        whole = united(restored(g.quads, known, g.base) for g in found)
        publish(output, whole, known, found[0].base, overlays, html, check, changes=False, version=version)


def release(folder: Path, output: Path, about: About, overlays: Sequence[Path], html: bool, made_by: str) -> None:
    """Pack a built graph for others; see `kg.release`.

    Raises:
        GraphError: the folder holds no graph, a damaged one, or one that another ontology made.
        WriteError: quotes or people are to be shown in an unknown way, or something cannot be written.
    """
    known = load_ontology(*overlays)
    found = _made_with(stored(folder), known)
    graph = released(restored(found.quads, known, found.base), about.quotes, about.people)
    with TemporaryDirectory(prefix="kg-") as scratch:
        spooled = spool(quads(graph, known, found.base), Path(scratch), found.base)
        files = {TURTLE: spooled[TURTLE], "graph.nq": spooled[QUADS]}
        if html:
            files[PAGE] = Path(scratch) / PAGE
            files[PAGE].write_bytes(view.page(graph, known))
        for number, home in enumerate((ontology_folder(), *overlays)):
            place = "ontology" if number == 0 else f"ontology/own-{number}"
            files |= {f"{place}/{path.name}": path for path in sorted(home.glob("*.ttl"))}
        made = companions(graph, about, files, _counted(spooled[QUADS]), found.base)
        data: dict[str, bytes | Path] = {**{name: path.read_bytes() for name, path in files.items()}, **made}
        manifest = write.manifest(graph, known, data, version=made_by, base=found.base)
        write.publish(output, data, manifest)


def _made_with(found: Stored, known: Ontology) -> Stored:
    if found.ontology != known.digest:
        raise GraphError(f"{found.folder}: built with another ontology; rebuild it, or give the same --ontology")
    return found


def _counted(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)
