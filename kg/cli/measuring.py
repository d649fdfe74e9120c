"""Commands that measure a graph with people's help: sample and verdicts."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Graph, Overlays


def sample(
    graph: Graph = Path("output"),
    size: Annotated[int, typer.Option("-n", "--n", min=1, help="How many sentences.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Another seed draws another sample.")] = 1,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .csv or .xlsx.")] = Path("sample.csv"),
) -> None:
    """Draw a sample of what the graph says, each with its sentence and an empty column for your verdict.

    Write right, wrong or unsure into the column verdict (or 对, 错), then: kg verdicts FILE.
    """
    from kg import write

    rows = write.drawn(graph, size, seed)
    write.put(output, write.sample_as(output, rows))
    typer.echo(f"written: {output}, {len(rows)} sentences")


def verdicts(
    sheet: Annotated[Path, typer.Argument(help="A sample whose verdicts are filled in.")],
    graph: Graph = Path("output"),
    decisions: Annotated[
        Path | None, typer.Option("--decisions", help="Folder in which to write the verdicts as decisions too.")
    ] = None,
    ontology: Overlays = None,
    reviewer: Annotated[str, typer.Option("--reviewer", help="Who judged.")] = "",
    date: Annotated[str, typer.Option("--date", help="The day of the verdicts: 2024-03-08.")] = "",
) -> None:
    """Tell the precision that the verdicts of a sample show, by property, with 95 % intervals."""
    from kg import write

    found = write.read_verdicts(sheet)
    typer.echo(f"{'property':<26}{'right':>7}{'judged':>8}{'of':>9}{'precision':>11}  95 % interval")
    for row in write.precisions(found):
        name = row.property or "all, weighted"
        interval = f"{row.low:.3f} to {row.high:.3f}"
        typer.echo(f"{name:<26}{row.right:>7}{row.judged:>8}{row.stratum:>9}{row.share:>11.3f}  {interval}")
    if decisions is None:
        return
    from kg.decide import record_decisions
    from kg.ontology import load

    by = write.Deciding(graph, load(*(ontology or ())), reviewer, date)
    made = [replace(by.judged(v.evidence, "confirm" if v.right else "reject"), note=v.note) for v in found]
    record_decisions(decisions, made)
    typer.echo(f"{len(made)} decisions written to {decisions}")
