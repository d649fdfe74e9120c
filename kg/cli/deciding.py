"""Commands by which people correct what a graph says: decide and review."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Graph

if TYPE_CHECKING:
    from kg.decide import Decision
    from kg.write import Deciding, Doubt

decide_app = typer.Typer(no_args_is_help=True, help="Correct a built graph: each decision is a line in your folder.")

Folder = Annotated[Path, typer.Option("--decisions", help="Folder of decisions.")]
Reviewer = Annotated[str, typer.Option("--reviewer", help="Who decides.")]
Day = Annotated[str, typer.Option("--date", help="The day of the decision: 2024-03-08.")]
Note = Annotated[str, typer.Option("--note", help="Why.")]
Label = Annotated[str, typer.Argument(help="Label or IRI of an entity.")]
Evidence = Annotated[str, typer.Argument(help="IRI of the evidence, as kg show and kg query print it (v:…).")]
_FOLDER = Path("decisions")


@decide_app.command("reject")
def reject(
    evidence: Evidence,
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """The sentence does not say so: take this evidence away."""
    _write(decisions, _deciding(graph, reviewer, date, note).judged(evidence, "reject"))


@decide_app.command("confirm")
def confirm(
    evidence: Evidence,
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """The sentence says so: kg review asks no more."""
    _write(decisions, _deciding(graph, reviewer, date, note).judged(evidence, "confirm"))


@decide_app.command("merge")
def merge(
    label: Label,
    other: Annotated[str, typer.Argument(help="Label or IRI of the entity that it is.")],
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """Both names are one entity: the first becomes the second."""
    _write(decisions, _deciding(graph, reviewer, date, note).merged(label, other))


@decide_app.command("retype")
def retype(
    label: Label,
    kind: Annotated[str, typer.Argument(help="Its class: Person, Country, Place, Organization, …")],
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """The entity is of another class."""
    _write(decisions, _deciding(graph, reviewer, date, note).retyped(label, kind))


@decide_app.command("link")
def link(
    label: Label,
    target: Annotated[str, typer.Argument(help="Wikidata item (Q42), or label or IRI of a gazetteer entry.")],
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """The entity is this item of Wikidata, or this entry of the gazetteer."""
    _write(decisions, _deciding(graph, reviewer, date, note).linked(label, target))


@decide_app.command("withhold")
def withhold(
    label: Label,
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """The person is to appear nowhere: no node, no statement, and the name masked in every quote and title."""
    _write(decisions, _deciding(graph, reviewer, date, note).withheld(label))


@decide_app.command("split")
def split(
    mention: Annotated[str, typer.Argument(help="IRI of the mention (m:…).")],
    name: Annotated[str, typer.Argument(help="The name of what it is instead.")],
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    kind: Annotated[str, typer.Option("--class", help="Its class, if another.")] = "",
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """This one mention is somebody or something else."""
    _write(decisions, _deciding(graph, reviewer, date, note).split(mention, name, kind))


@decide_app.command("add")
def add(
    evidence: Annotated[str, typer.Argument(help="IRI of any evidence in the sentence that says so (v:…).")],
    subject: Annotated[str, typer.Argument(help="Name of the subject.")],
    relation: Annotated[str, typer.Argument(help="The relation, such as visits.")],
    value: Annotated[str, typer.Argument(metavar="OBJECT", help="Name of the object.")],
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    status: Annotated[str, typer.Option("--status", help="actual, planned, denied or conditional.")] = "actual",
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """The sentence says something that was not found."""
    _write(decisions, _deciding(graph, reviewer, date, note).added(evidence, subject, relation, value, status))


def review(
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """Go through the most doubtful statements, one key each: c confirm, r reject, s skip, u undo, q quit."""
    from kg.decide import read_decisions, record_decisions

    deciding = _deciding(graph, reviewer, date, note)
    made: list[Decision] = []
    known = read_decisions(decisions) if decisions.is_dir() else ()
    queue = list(deciding.doubts(known))
    place = 0
    while place < len(queue):
        for line in _shown(queue[place], place + 1, len(queue)):
            typer.echo(line)
        key = _key()
        if key in ("q", ""):
            break
        if key == "u":
            place = max(0, place - 1)
            made = [d for d in made if d != deciding.judged(queue[place].evidence, d.kind)]
        elif key in ("c", "r"):
            made.append(deciding.judged(queue[place].evidence, "confirm" if key == "c" else "reject"))
            place += 1
        elif key == "s":
            place += 1
    if made:
        record_decisions(decisions, made)
    typer.echo(f"{len(made)} decisions written to {decisions}")


def _deciding(graph: Path, reviewer: str, date: str, note: str) -> "Deciding":
    from kg.write import Deciding

    return Deciding(graph, reviewer, date, note)


def _write(folder: Path, decision: "Decision") -> None:
    from kg.decide import record_decisions

    record_decisions(folder, [decision])
    typer.echo(f"{decision.kind}: written to {folder}; build again with --decisions {folder}")


def _shown(doubt: "Doubt", number: int, every: int) -> Iterator[str]:
    yield ""
    yield f"{number} of {every}  {doubt.subject} {doubt.relation} {doubt.object}  [{doubt.status}]"
    yield f"  “{doubt.quote}”"
    yield f"  {doubt.document} {doubt.date} · rule {doubt.rule}" + (f" · {doubt.reason}" if doubt.reason else "")
    yield "  c confirm, r reject, s skip, u undo, q quit"


def _key() -> str:
    """Return the next key: at a terminal without Enter, else the next character that is given."""
    import click

    if sys.stdin.isatty():
        return click.getchar().lower()
    found = sys.stdin.read(1)
    while found in ("\n", "\r", " "):
        found = sys.stdin.read(1)
    return found.lower()
