"""Commands that pass texts and what is said in them to annotation tools, and take back what people made of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Base, Date, DecisionFolder, Graph, Jobs, Lenient, Overlays, Strict
from kg.errors import ReadError


def annotate(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders to read.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write.")],
    form: Annotated[str, typer.Option("-f", "--format", help="conll, tei or uima.")] = "uima",
    date: Date = None,
    ontology: Overlays = None,
    jobs: Jobs = None,
    base: Base = None,
    strict: Strict = False,
    lenient: Lenient = False,
    decisions: DecisionFolder = None,
) -> None:
    """Write texts with their names and relations for annotation tools: CoNLL-U Plus, TEI, UIMA (INCEpTION)."""
    from kg import run
    from kg.decide import Decisions, read_decisions
    from kg.graph.namespaces import checked_base
    from kg.model import BASE, Document
    from kg.ontology import load
    from kg.read import Problem
    from kg.write.annotation import annotated, write_annotations

    root = checked_base(base or BASE)
    known = load(*run.overlays_for(paths, ontology or ()))
    decided = Decisions(read_decisions(decisions) if decisions else (), known)

    def problem(item: Problem) -> None:
        typer.echo(f"kg: {item}", err=True)

    def found() -> Iterator[Document]:
        for item in run.read_all(paths, known, date=date or "", lenient=lenient, strict=strict):
            if isinstance(item, Problem):
                problem(item)
            else:
                yield item

    said = run.decided(run.extractions(found(), known, jobs, report=problem), decided, problem)
    documents = [annotated(extraction, known, root) for extraction in said]
    if not documents:
        raise ReadError(f"{paths[0]}: nothing could be read; see the lines above")
    files = write_annotations(documents, form, output)
    typer.echo(f"{len(documents)} documents written to {output}, {len(files)} files")


def gold(
    saved: Annotated[Path, typer.Argument(help="What an annotation tool has saved: a folder, .conllup or .xmi.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="JSONL file of gold records to write.")],
    before: Annotated[
        Path | None, typer.Option("--before", help="What kg annotate wrote, to make decisions of what was changed.")
    ] = None,
    decisions: Annotated[Path, typer.Option("--decisions", help="Folder of decisions.")] = Path("decisions"),
    reviewer: Annotated[str, typer.Option("--reviewer", help="Who annotated.")] = "",
    day: Annotated[str, typer.Option("--date", help="The day of it: 2024-03-08.")] = "",
) -> None:
    """Read annotated texts back: as gold records for kg evaluate, and as decisions about what was changed."""
    from kg import write
    from kg.decide import record_decisions
    from kg.write.annotation import as_decisions, read_annotations

    documents = read_annotations(saved)
    write.put(output, "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents).encode())
    typer.echo(f"{len(documents)} records written to {output}")
    if before:
        made = as_decisions(read_annotations(before), documents, reviewer, day)
        record_decisions(decisions, made)
        typer.echo(f"{len(made)} decisions written to {decisions}")


def worklist(
    graph: Graph = Path("output"),
    output: Annotated[Path, typer.Option("-o", "--output", help="File: .csv or .xlsx.")] = Path("unlinked.csv"),
    linked: Annotated[Path | None, typer.Option("--linked", help="A worklist filled in, to make decisions of.")] = None,
    decisions: Annotated[Path, typer.Option("--decisions", help="Folder of decisions.")] = Path("decisions"),
    ontology: Overlays = None,
    reviewer: Annotated[str, typer.Option("--reviewer", help="Who linked.")] = "",
    day: Annotated[str, typer.Option("--date", help="The day of it: 2024-03-08.")] = "",
) -> None:
    """List the names that are linked to nothing, with class, country and contexts, the most frequent first.

    Write a Wikidata item (Q42) or a gazetteer entry into the column link, then: kg worklist --linked FILE.
    """
    from kg import write

    if linked is None:
        rows = write.unlinked(graph)
        write.put(output, write.worklist_as(output, rows))
        typer.echo(f"written: {output}, {len(rows)} names")
        return
    from kg.decide import record_decisions
    from kg.ontology import load

    made = write.read_links(linked, write.Deciding(graph, load(*(ontology or ())), reviewer, day))
    record_decisions(decisions, made)
    typer.echo(f"{len(made)} decisions written to {decisions}")
