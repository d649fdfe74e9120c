"""Commands that check a built graph and pass it on: check, export, push, serve."""

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Date, Graph, Overlays


def check(
    sources: Annotated[list[Path] | None, typer.Argument(help="What it was built from, to compare quotes.")] = None,
    graph: Graph = Path("output"),
    ontology: Overlays = None,
    date: Date = None,
    shacl: Annotated[
        bool | None, typer.Option("--shacl/--no-shacl", help="Whether pySHACL reads it too.", show_default=False)
    ] = None,
) -> None:
    """Check a built graph by every rule; each problem is one line."""
    from kg.check import inspect

    report = inspect(graph, overlays=ontology or (), sources=sources or (), date=date or "", with_shacl=shacl)
    for problem in report.problems:
        typer.echo(problem)
    typer.echo(f"{report.triples} triples checked, {report.compared} documents compared, SHACL: {report.shacl}")
    report.refuse()


def export(
    form: Annotated[str | None, typer.Argument(help="The format; without one, list them.")] = None,
    graph: Graph = Path("output"),
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File (or folder) to write.")] = None,
) -> None:
    """Write a built graph in the format of other tools."""
    from kg.write import FORMATS, export_to

    if form is None:
        for name, known in FORMATS.items():
            typer.echo(f"{name:<10}{known.description}")
        return
    for path in export_to(graph, form, output):
        typer.echo(f"written: {path}")


def push(
    url: Annotated[str, typer.Argument(help="Where the store takes updates, or its Graph Store.")],
    graph: Graph = Path("output"),
    query: Annotated[str, typer.Option("--query", help="Where it takes queries, if that cannot be told.")] = "",
    protocol: Annotated[str, typer.Option("--protocol", help="update or store, if that cannot be told.")] = "",
    name: Annotated[str, typer.Option("--name", help="IRI of the graph for what is merged from all documents.")] = "",
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="Let credentials go over plain HTTP to another machine.")
    ] = False,
) -> None:
    """Send a built graph to a SPARQL store; again after a rebuild it sends only what changed.

    Credentials come from KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN.
    """
    from kg import write

    done = write.push(graph, url, query=query, protocol=protocol, graph=name, plain_http=plain_http)
    typer.echo(
        f"{done.sent} graphs sent, {done.kept} were there already, {done.dropped} dropped; {done.triples} triples there"
    )


def serve(
    graph: Graph = Path("output"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 is any that is free.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Address to listen at; others than this machine's at need.")] = (
        "127.0.0.1"
    ),
    name: Annotated[list[str] | None, typer.Option("--name", help="Another name to be asked under.")] = None,
    ontology: Overlays = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Questions worked on at once.")] = 4,
) -> None:
    """Serve a built graph: SPARQL at /sparql, search at /search, entity pages, the workbench, reconciliation."""
    from kg import serve as serving

    serving.listen(
        graph,
        host=host,
        port=port,
        ontology=ontology or (),
        workers=workers,
        hosts=name or (),
        ready=lambda address: typer.echo(f"serving {graph} at {address} (end with Ctrl-C)"),
    )
