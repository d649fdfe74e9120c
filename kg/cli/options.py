"""Options that several commands share, so that they are called and explained alike."""

from pathlib import Path
from typing import Annotated

import typer

Paths = Annotated[list[Path] | None, typer.Argument(help="Files and folders to read.", show_default=False)]
Graph = Annotated[Path, typer.Option("-g", "--graph", help="Folder of a built graph.")]
Overlays = Annotated[
    list[Path] | None, typer.Option("--ontology", help="Folder of your own Turtle, layered over the shipped ontology.")
]
Date = Annotated[str | None, typer.Option("--date", help="Day of documents that do not say their own: 2024-03-08.")]
Jobs = Annotated[
    int | None,
    typer.Option("-j", "--jobs", min=1, help="Processes to work in (default: processors); the result is the same."),
]
Watch = Annotated[bool, typer.Option("--watch", help="Build again whenever an input or the ontology changes.")]
Force = Annotated[bool, typer.Option("--force", help="Work everything out anew, whatever was kept.")]
Base = Annotated[str | None, typer.Option("--base", help="IRI under which entities are minted.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first document that cannot be read.")]
Lenient = Annotated[bool, typer.Option("--lenient", help="Replace what cannot be decoded instead of leaving it out.")]
ExplicitOnly = Annotated[
    bool, typer.Option("--explicit-only", help="Leave out what rests on an inference (a pronoun, a left-out subject).")
]
CoOccurrence = Annotated[
    bool, typer.Option("--cooccurrence", help="Tell also who is named beside whom, apart from what is stated.")
]
Engine = Annotated[str, typer.Option("--engine", help="local, or spark: JSONL or Parquet on a cluster.")]
Master = Annotated[str, typer.Option("--master", help="The cluster: local[4], spark://host:7077, yarn, k8s://…")]
MaxFailed = Annotated[int, typer.Option("--max-failed", min=0, help="Documents that may be left out without exit 1.")]
Html = Annotated[bool, typer.Option("--html/--no-html", help="Whether to write graph.html.")]
Check = Annotated[
    bool | None,
    typer.Option(
        "--check/--no-check",
        help="Check the graph before writing it (default: up to 100,000 triples).",
        show_default=False,
    ),
]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="JSONL file to write: what became of each document.", show_default=False),
]
DecisionFolder = Annotated[
    Path | None, typer.Option("--decisions", help="Folder of reviewers' decisions to apply.", show_default=False)
]
