"""Commands for several built graphs: diff, compare and merge."""

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Check, Html, Overlays

_SHOWN = 40


def diff(
    before: Annotated[Path, typer.Argument(help="Folder of a built graph.")],
    after: Annotated[Path, typer.Argument(help="Folder of another.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for added.nq and removed.nq.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every statement that differs.")] = False,
) -> None:
    """Tell how one built graph differs from another: by property, statement by statement, and as N-Quads."""
    from kg import write

    found = write.difference(before, after)
    for name, added, removed in write.counted(found.statements):
        typer.echo(f"{name:<26}{f'+{added}':>8}{f'-{removed}':>8}")
    shown = found.statements if every else found.statements[:_SHOWN]
    for change in shown:
        sign = "+" if change.added else "-"
        typer.echo(f"{sign} {change.subject} {change.property} {change.object}  ({change.evidence} sentences)")
    if len(shown) < len(found.statements):
        typer.echo(f"… and {len(found.statements) - len(shown):,} more; --all lists every one")
    added_quads, removed_quads = found.quads
    typer.echo(f"{added_quads:,} quads added, {removed_quads:,} removed")
    if output:
        for name, data in (("added.nq", found.added), ("removed.nq", found.removed)):
            write.put(output / name, data)
            typer.echo(f"written: {output / name}")


def compare(
    one: Annotated[str, typer.Argument(help="A built graph: FOLDER, FOLDER@2022..2022-06, FOLDER#COLLECTION.")],
    other: Annotated[str, typer.Argument(help="Another, or another part of the same.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File for all of it: .csv or .xlsx.", show_default=False)
    ] = None,
    most: Annotated[int, typer.Option("-n", "--most", min=1, help="Lines to print of each side.")] = 15,
) -> None:
    """Tell what one collection or period speaks of more than another: names, relations, statements."""
    from kg import write

    found = write.compared(one, other)
    for side, sign in ((one, 1), (other, -1)):
        typer.echo(f"more in {side}:")
        for c in [c for c in found if c.log_ratio * sign > 0][:most]:
            counts = f"{c.count_a:>6} : {c.count_b:<6}"
            typer.echo(f"  {counts} {c.log_ratio:>+6.2f} {c.g2:>9.1f}  {c.kind:<13} {c.name}  {c.english}".rstrip())
    if output:
        write.put(output, write.contrasts_as(output, found))
        typer.echo(f"written: {output}, {len(found)} rows")


def merge(
    graphs: Annotated[list[Path], typer.Argument(help="Folders of built graphs.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write.")],
    ontology: Overlays = None,
    html: Html = True,
    check: Check = None,
) -> None:
    """Unite built graphs in one folder; a document that several of them have counts once."""
    from kg import merge as united

    united(graphs, output, ontology=ontology or (), html=html, check=check)
    typer.echo(f"written: {output}")
