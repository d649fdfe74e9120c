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
__all__ = ["build", "extract", "load", "merge", "networkx", "release", "statements"]

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
    cooccurrence: bool = False,
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
        cooccurrence: tell also who is named beside whom, apart from what is stated.
        decisions: a folder of reviewers' decisions, applied to what the documents say; see `kg.decide`.
        check: whether the graph is checked by all rules before it is written; None is up to 100,000 triples.
        report: a JSONL file to write, a line for each document and each problem: path, id, outcome (read, amended,
            left out, repeated), reason, place, remedy.
        progress: called with the number of documents done.

    Raises:
        CheckError: the graph breaks a rule; earlier output is untouched.
        KgError: nothing could be read or written; earlier output is untouched.
    """
    from dataclasses import replace

    from kg import run
    from kg.decide import read_decisions
    from kg.graph import together
    from kg.graph.namespaces import checked_base
    from kg.model import BASE

    given = [paths] if isinstance(paths, str | Path) else list(paths or [])
    sources = [Path(p) for p in given]
    folder, root = Path(output), checked_base(base or BASE)
    overlays = run.overlays_for(sources, [Path(o) for o in ontology])
    decided = read_decisions(decisions) if decisions is not None else ()
    hides = any(d.kind == "withhold" for d in decided)

    def publish(graph: "Graph", known: "Ontology") -> None:
        from kg import assembly

        if cooccurrence:
            graph = replace(graph, together=together(graph.entities))
        assembly.publish(folder, graph, known, root, overlays, html, check, changes=not hides, version=__version__)

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
        settings=[root, str(html), str(explicit_only), str(cooccurrence), str(check), repr(decided)],
        account=report is not None,
        progress=progress,
    )
    if report is not None:
        from kg import write

        write.put(Path(report), "".join(done.account).encode())
    return done


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
        check: whether the graph is checked by all rules before it is written; None is up to 100,000 triples.

    Raises:
        DocumentIdError: two of them have different documents of the same id.
        GraphError: one holds no graph, a damaged one, or one that another ontology or base made.
        KgError: nothing could be written; earlier output is untouched.
    """
    from kg import assembly

    assembly.merge([Path(g) for g in graphs], Path(output), [Path(o) for o in ontology], html, check, __version__)


def release(
    graph: PathLike,
    output: PathLike,
    *,
    quotes: str = "full",
    people: str = "all",
    title: str = "",
    creator: str = "",
    licence: str = "",
    version: str = "",
    date: str = "",
    url: str = "",
    ontology: Sequence[PathLike] = (),
    html: bool = True,
) -> None:
    """Pack a built graph for others in the folder `output`: graph, ontology, description, rights, how to cite it.

    Args:
        graph: the output folder of a build.
        output: the folder to write; it must hold no files of another kind.
        quotes: "full", "short" (their first characters) or "none", for sources whose texts must not be passed on.
        people: "all", or "public": persons without a gazetteer entry and without a post are withheld and masked.
        title: what the data set is called; the folder's name if left out.
        creator: who made it.
        licence: its licence: an SPDX identifier or an address.
        version: its version.
        date: the day of release.
        url: where it is published.
        ontology: the folders of your own Turtle with which it was built.
        html: whether to write graph.html.

    Raises:
        GraphError: the folder holds no graph, a damaged one, or one that another ontology made.
        WriteError: `quotes` or `people` is unknown, or something cannot be written.
    """
    from kg import assembly
    from kg.write import About

    about = About(title or Path(output).resolve().name, creator, licence, version, date, url, quotes, people)
    assembly.release(Path(graph), Path(output), about, [Path(o) for o in ontology], html, __version__)


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
