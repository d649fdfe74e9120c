"""Commands that ask a built graph: query and show."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Graph
from kg.errors import QueryError


def query(
    question: Annotated[str | None, typer.Argument(help="Name of a saved query, SPARQL, or @FILE.rq.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Parameters of the query: country=巴基斯坦.")] = None,
    graph: Graph = Path("output"),
    form: Annotated[str | None, typer.Option("-f", "--format", help="table, csv, json, ttl or xlsx.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write instead of printing.")] = None,
) -> None:
    """Ask a built graph a saved query or SPARQL; without a question, list the saved queries."""
    from kg import query as asking
    from kg import write

    if question is None:
        for saved in asking.saved_queries():
            typer.echo(f"{saved.name:<16}{saved.title}")
            for parameter in saved.parameters:
                typer.echo(f"{'':<16}  {parameter.name}= {parameter.description}")
        return
    values = {}
    for item in parameters or []:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise QueryError(f"parameter {item!r} has no value; write name=value")
        values[name] = value
    result = asking.ask_within(graph, _text(question), values)
    terminal = sys.stdout.isatty() and output is None
    kind = form or ("ttl" if result.kind == "graph" else "table" if terminal else "csv")
    if kind == "table" and terminal:
        from rich.console import Console

        Console().print(asking.table(result))
        return
    data = asking.formatted(result, kind)
    if output:
        write.put(output, data)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _text(question: str) -> str:
    if not question.startswith("@"):
        return question
    try:
        return Path(question[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{question[1:]}: not readable as a query; give a UTF-8 file after @") from error


def show(
    label: Annotated[str, typer.Argument(help="Label, alias or IRI of an entity.")],
    graph: Graph = Path("output"),
) -> None:
    """Show one entity: its names, links and statements, each with the sentence behind it."""
    from kg import query as asking
    from kg.cli.cards import lines

    for line in lines(asking.card(graph, label)):
        typer.echo(line)
