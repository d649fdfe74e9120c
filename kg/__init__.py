"""Zongheng 纵横: from Chinese political and diplomatic text to a knowledge graph with its evidence.

The public face; each function imports what it needs when it is called, so that `import kg` costs nothing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.graph import Graph
    from kg.model import Extraction
    from kg.ontology import Ontology
    from kg.run import Progress, Report

__version__ = "0.1.0"
__all__ = ["build", "extract", "load", "merge", "networkx", "statements"]

PathLike = Path | str
CHECKED = 100_000
"""Triples up to which every build checks its graph by all rules; beyond, it does so where that is asked for."""


def extract(text: str, date: str | None = None, title: str = "", ontology: Sequence[PathLike] = ()) -> "Extraction":
    """Return what one text says: entities with mentions, statements with evidence, speaker turns.

    Args:
        text: the text, in simplified or traditional characters.
        date: the day of the text (2024-03-08), against which 昨天 and 3月5日 are resolved.
        title: its headline.
        ontology: folders of your own Turtle, layered over the shipped ontology.

    Raises:
        ReadError: the text is blank.
        DateError: `date` is not a day.
        OntologyError: a folder of `ontology` is malformed.
    """
    from kg.ontology import load as load_ontology
    from kg.pipeline import extract_one
    from kg.read import from_text

    known = load_ontology(*(Path(o) for o in ontology))
    return extract_one(from_text(text, known, date=date, title=title), known)


def build(
    paths: PathLike | Sequence[PathLike] | None = None,
    output: PathLike = "output",
    *,
    date: str | None = None,
    ontology: Sequence[PathLike] = (),
    jobs: int | None = None,
    base: str | None = None,
    lenient: bool = False,
    strict: bool = False,
    force: bool = False,
    html: bool = True,
    explicit_only: bool = False,
    decisions: PathLike | None = None,
    check: bool | None = None,
    report: PathLike | None = None,
    progress: "Progress | None" = None,
) -> "Report":
    """Build graph.ttl, graph.html and manifest.json in the folder `output`.

    Args:
        paths: files and folders (.txt, .md, .jsonl); None is the bundled sample.
        output: the folder; it is made if need be, and what stands in it is replaced only when all is done.
        date: the day of documents that do not say their own.
        ontology: folders of your own Turtle; a folder `ontology` beside the input is found by itself.
        jobs: how many processes work; the result is the same. None is as many as processors, one for small inputs.
        base: the IRI under which entities are minted, if not the project's own.
        lenient: replace what cannot be decoded instead of leaving the document out.
        strict: stop at the first document that cannot be read.
        force: work everything out anew, whatever an earlier build into the folder has kept.
        html: whether to write graph.html.
        explicit_only: leave out evidence that rests on an inference, such as a pronoun or a subject left out.
        decisions: a folder of reviewers' decisions, applied to what the documents say; see `kg.decide`.
        check: whether the graph is checked by all rules before it is written; None is up to CHECKED triples.
        report: a JSONL file to write, a line for each document and each problem: path, id, outcome (read, amended,
            left out, repeated), reason, place, remedy.
        progress: called with the number of documents done.

    Raises:
        CheckError: the graph breaks a rule; earlier output is untouched.
        KgError: nothing could be read or written; earlier output is untouched.
    """
    from kg import run
    from kg.decide import read_decisions
    from kg.graph import Graph
    from kg.graph.namespaces import checked_base
    from kg.model import BASE
    from kg.ontology import Ontology

    given = [paths] if isinstance(paths, str | Path) else list(paths or [])
    sources = [Path(p) for p in given]
    folder, root = Path(output), checked_base(base or BASE)
    overlays = run.overlays_for(sources, [Path(o) for o in ontology])
    decided = read_decisions(decisions) if decisions is not None else ()
    hides = any(d.kind == "withhold" for d in decided)

    def publish(graph: Graph, known: Ontology) -> None:
        _publish(folder, graph, known, root, overlays, html, check, changes=not hides)

    done = run.build(
        sources,
        publish,
        folder=folder,
        date=date or "",
        overlays=overlays,
        jobs=jobs,
        lenient=lenient,
        strict=strict,
        force=force,
        explicit_only=explicit_only,
        decisions=decided,
        settings=[root, str(html), str(explicit_only), str(check), repr(decided)],
        account=report is not None,
        progress=progress,
    )
    if report is not None:
        from kg import write

        write.put(Path(report), "".join(done.account).encode())
    return done


def _publish(
    folder: Path,
    graph: "Graph",
    known: "Ontology",
    base: str,
    overlays: Sequence[Path],
    html: bool,
    check: bool | None,
    changes: bool,
) -> None:
    """Write the files of an output folder, and beside them (`changes`) how the graph differs from the one before.

    Without `changes`, nothing is kept of what the graph before said: somebody may be withheld in this one.
    """
    from tempfile import TemporaryDirectory

    from kg import view, write
    from kg.graph import PAGE, QUADS, quads, spool

    (folder / ".kg").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="spool-", dir=folder / ".kg") as scratch:
        spooled = spool(quads(graph, known, base), Path(scratch), base)
        files: dict[str, bytes | Path] = {**spooled}
        lines = spooled[QUADS]
        if check or (check is None and _counted(lines) <= CHECKED):
            from kg.check import vet

            vet(lines, overlays=overlays, base=base)
        if html:
            files[PAGE] = view.page(graph, known)
        manifest = write.manifest(graph, known, files, version=__version__, base=base)
        if changes:
            files.update(write.changes_since(folder, lines, Path(scratch)))
        write.publish(folder, files, manifest)
        if not changes:
            write.forget(folder)


def _counted(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def merge(
    graphs: Sequence[PathLike],
    output: PathLike,
    *,
    ontology: Sequence[PathLike] = (),
    html: bool = True,
    check: bool | None = None,
) -> None:
    """Unite built graphs in the folder `output`, as if what they were built from had been read together.

    A document that several of them have counts once. Documents that repeat each other's text are not looked for: their
    texts are not in the graphs.

    Args:
        graphs: output folders, all built with the same ontology and base.
        output: the folder to write.
        ontology: the folders of your own Turtle with which they were built.
        html: whether to write graph.html.
        check: whether the graph is checked by all rules before it is written; None is up to CHECKED triples.

    Raises:
        DocumentIdError: two of them have different documents of the same id.
        GraphError: one holds no graph, a damaged one, or one that another ontology or base made.
        KgError: nothing could be written; earlier output is untouched.
    """
    from kg.errors import GraphError
    from kg.graph import restored, united
    from kg.graph.reading import stored
    from kg.ontology import load as load_ontology
    from kg.run.lock import only_build

    overlays = [Path(o) for o in ontology]
    known = load_ontology(*overlays)
    found = [stored(path) for path in graphs]
    if not found:
        raise GraphError("no graph to merge; give the folders that kg build wrote")
    for graph in found:
        if graph.ontology != known.digest:
            raise GraphError(f"{graph.folder}: built with another ontology; rebuild it, or give the same --ontology")
        if graph.base != found[0].base:
            raise GraphError(f"{graph.folder}: its base is {graph.base}, not {found[0].base}; rebuild it with --base")
    folder = Path(output)
    with only_build(folder):
        whole = united(restored(g.quads, known, g.base) for g in found)
        _publish(folder, whole, known, found[0].base, overlays, html, check, changes=False)


def load(path: PathLike = "output") -> "rdflib.Graph":
    """Return the graph of an output folder as an rdflib graph with its prefixes bound.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    from kg import query

    return query.load(path)


def networkx(path: PathLike = "output") -> "nx.MultiDiGraph":
    """Return the graph of an output folder as a directed multigraph: entities joined by statements.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    from kg import write

    return write.multigraph(path)


def statements(path: PathLike = "output") -> "list[dict[str, str | int | bool | None]]":
    """Return a row for each piece of evidence of an output folder, ready for a data frame.

    The columns are those of `kg.write.COLUMNS`, which says what each holds.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    from kg import write

    return write.statement_rows(path)
