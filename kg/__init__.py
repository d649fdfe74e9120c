"""Zongheng 纵横: from Chinese political and diplomatic text to a knowledge graph with its evidence.

The public face; each function imports what it needs when it is called, so that `import kg` costs nothing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.model import Extraction
    from kg.run import Progress, Report

__version__ = "0.1.0"
__all__ = ["build", "extract", "load", "networkx", "statements"]

PathLike = Path | str


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
        progress: called with the number of documents done.

    Raises:
        KgError: nothing could be read or written; earlier output is untouched.
    """
    from tempfile import TemporaryDirectory

    from kg import run, view, write
    from kg.graph import PAGE, Graph, quads, spool
    from kg.graph.namespaces import checked_base
    from kg.model import BASE
    from kg.ontology import Ontology

    folder, root = Path(output), checked_base(base or BASE)

    def publish(graph: Graph, known: Ontology) -> None:
        with TemporaryDirectory(prefix="spool-", dir=folder / ".kg") as scratch:
            files: dict[str, bytes | Path] = {**spool(quads(graph, known, root), Path(scratch), root)}
            if html:
                files[PAGE] = view.page(graph, known)
            write.publish(folder, files, write.manifest(graph, known, files, version=__version__, base=root))

    given = [paths] if isinstance(paths, str | Path) else list(paths or [])
    return run.build(
        [Path(p) for p in given],
        publish,
        folder=folder,
        date=date or "",
        overlays=[Path(o) for o in ontology],
        jobs=jobs,
        lenient=lenient,
        strict=strict,
        force=force,
        explicit_only=explicit_only,
        settings=[root, str(html), str(explicit_only)],
        progress=progress,
    )


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
