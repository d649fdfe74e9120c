"""Commands about the ontology: what it knows, whether it is sound, and adding to it."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Overlays
from kg.errors import CheckError

ontology_app = typer.Typer(help="What the ontology knows; lint it; add to it.", invoke_without_command=True)


@ontology_app.callback()
def summary(context: typer.Context, ontology: Overlays = None) -> None:
    """Print what the ontology knows: classes with entries, relations with domain, range and rules."""
    if context.invoked_subcommand:
        return
    from kg.ontology import load

    known = load(*(ontology or ()))
    entries = Counter(e.type for e in known.entries.values())
    typer.echo(f"{sum(entries.values())} entries with {sum(map(len, known.names.values()))} names:")
    for kind, number in sorted(entries.items(), key=lambda item: (-item[1], item[0])):
        typer.echo(f"  {kind:<14}{known.classes[kind].zh}  {number}")
    typer.echo(f"{len(known.properties)} relations with {len(known.rules)} rules:")
    for prop in sorted(known.properties.values()):
        ends = f"{'|'.join(sorted(prop.domain))} → {'|'.join(sorted(prop.range)) or 'text'}"
        rules = sum(r.predicate == prop.name for r in known.rules)
        typer.echo(f"  {prop.name:<26}{prop.zh}  {ends}  ({rules} rules)")
    typer.echo(f"{len(known.words)} word lists, {len(known.titles)} titles, {len(known.compounds)} compounds")


@ontology_app.command("lint")
def lint_command(ontology: Overlays = None) -> None:
    """Check the ontology: each finding one line with file, IRI and remedy."""
    from kg.ontology import lint

    findings = lint(*(ontology or ()))
    for finding in findings:
        typer.echo(finding)
    if findings:
        raise CheckError(f"{len(findings)} findings; mend the Turtle named above")
    typer.echo("no findings")


@ontology_app.command("add-alias")
def add_alias_command(
    entity: Annotated[str, typer.Argument(help="Label or IRI of a gazetteer entry.")],
    alias: Annotated[str, typer.Argument(help="The other name.")],
    folder: Annotated[Path, typer.Option("--to", help="Your own ontology folder.")] = Path("ontology"),
) -> None:
    """Add another name for an entry to your own ontology folder."""
    from kg.ontology import add_alias

    path = add_alias(entity, alias, folder)
    typer.echo(f"{alias} names {entity} from now on: {path}")
