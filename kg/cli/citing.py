"""Commands for those who publish: cite and release."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Graph, Html, Overlays


def cite(
    question: Annotated[str | None, typer.Argument(help="A saved query, SPARQL or @FILE.rq; none is all.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Parameters of the query: country=巴基斯坦.")] = None,
    graph: Graph = Path("output"),
    form: Annotated[str, typer.Option("-f", "--format", help="csl (CSL-JSON), bibtex or text.")] = "csl",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write instead of printing.")] = None,
) -> None:
    """Write the references of the documents behind an answer, or of all documents."""
    from kg import query as asking
    from kg import write
    from kg.cli.asking import text_of, values_of

    opened = asking.opened(graph)
    result = asking.ask_within(graph, text_of(question), values_of(parameters)) if question else None
    data = asking.references(asking.sources(opened, result), form)
    if output:
        write.put(output, data)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def release(
    output: Annotated[Path, typer.Argument(help="Folder to write.")],
    graph: Graph = Path("output"),
    quotes: Annotated[str, typer.Option("--quotes", help="full, short or none.")] = "full",
    people: Annotated[
        str, typer.Option("--people", help="all, or public: those with a post or a gazetteer entry.")
    ] = "all",
    title: Annotated[str, typer.Option("--title", help="What it is called.")] = "",
    creator: Annotated[str, typer.Option("--creator", help="Who made it.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="Its licence: CC-BY-4.0, or an address.")] = "",
    version: Annotated[str, typer.Option("--release", help="Its version.")] = "",
    date: Annotated[str, typer.Option("--date", help="The day of release: 2024-03-08.")] = "",
    url: Annotated[str, typer.Option("--url", help="Where it is published.")] = "",
    ontology: Overlays = None,
    html: Html = True,
) -> None:
    """Pack a built graph for others: with ontology, description (VoID, DCAT), rights of the sources, CITATION.cff."""
    from kg import release as packed

    packed(
        graph,
        output,
        quotes=quotes,
        people=people,
        title=title,
        creator=creator,
        licence=licence,
        version=version,
        date=date,
        url=url,
        ontology=ontology or (),
        html=html,
    )
    typer.echo(f"written: {output}")
