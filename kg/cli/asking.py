"""Commands that ask a built graph: query and show."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Graph
from kg.errors import QueryError

_LINES, _PROOFS = 20, 3
"""How many statements of a property, and how many sentences of a statement, a card shows unasked."""


def query(
    question: Annotated[str | None, typer.Argument(help="Name of a saved query, SPARQL, or @FILE.rq.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Parameters of the query: country=巴基斯坦.")] = None,
    graph: Graph = Path("output"),
    form: Annotated[
        str | None, typer.Option("-f", "--format", help="table, csv, json, ttl or xlsx; svg or png of trend.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write instead of printing.")] = None,
    cite: Annotated[bool, typer.Option("--cite", help="Add the reference of its document to each row.")] = False,
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
    values = values_of(parameters)
    result = asking.ask_within(graph, text_of(question), values)
    if cite:
        result = asking.cited(asking.opened(graph), result)
    _say_if_cut(question.strip(), values, len(result.rows))
    terminal = sys.stdout.isatty() and output is None
    kind = form or ("ttl" if result.kind == "graph" else "table" if terminal else "csv")
    if kind == "table" and terminal:
        from rich.console import Console

        Console().print(asking.table(result))
        return
    if kind in asking.CHARTS:
        data = asking.drawn(result, asking.meant(question.strip(), values), kind)
    else:
        data = asking.formatted(result, kind)
    if output:
        write.put(output, data)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _say_if_cut(name: str, values: Mapping[str, str], rows: int) -> None:
    """Say on stderr that there may be more rows than a saved query gives unasked."""
    from kg import query as asking

    saved = asking.meant(name, values)
    limit = asking.most(saved) if saved else None
    if limit and limit[0] not in values and rows >= limit[1]:
        typer.echo(f"{name}: the first {rows:,} rows; {limit[0]}=all gives every one", err=True)


def values_of(parameters: list[str] | None) -> dict[str, str]:
    """Return the parameters of a query, given as name=value.

    Raises:
        QueryError: one has no name or no value.
    """
    values = {}
    for item in parameters or []:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise QueryError(f"parameter {item!r} has no value; write name=value")
        values[name] = value
    return values


def text_of(question: str) -> str:
    """Return the text of a question, read from its file where it is @FILE.

    Raises:
        QueryError: the file cannot be read.
    """
    if not question.startswith("@"):
        return question
    try:
        return Path(question[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{question[1:]}: not readable as a query; give a UTF-8 file after @") from error


def show(
    label: Annotated[str, typer.Argument(help="Label, alias or IRI of an entity.")],
    graph: Graph = Path("output"),
    every: Annotated[bool, typer.Option("--all", help="Show every statement and sentence, not only the newest.")] = (
        False
    ),
) -> None:
    """Show one entity: its names, links and its newest statements, each with the sentence behind it."""
    from kg import query as asking
    from kg.cli.cards import lines

    cut = (None, None) if every else (_LINES, _PROOFS)
    for line in lines(asking.card(graph, label, *cut)):
        typer.echo(line)
