"""Commands for several built graphs: diff and merge."""

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
