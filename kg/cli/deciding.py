"""Commands by which people correct what a graph says: decide and review."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Graph, Overlays
from kg.errors import DecisionError

if TYPE_CHECKING:
    from kg.decide import Decision
    from kg.write import Doubt

Folder = Annotated[Path, typer.Option("--decisions", help="Folder of decisions.")]
Reviewer = Annotated[str, typer.Option("--reviewer", help="Who decides.")]
Day = Annotated[str, typer.Option("--date", help="The day of the decision: 2024-03-08.")]
Note = Annotated[str, typer.Option("--note", help="Why.")]
_FOLDER = Path("decisions")
_TAKES = {
    "reject": "EVIDENCE",
    "confirm": "EVIDENCE",
    "add": "EVIDENCE SUBJECT RELATION OBJECT",
    "merge": "ENTITY ENTITY",
    "retype": "ENTITY CLASS",
    "link": "ENTITY Q42|ENTRY",
    "split": "MENTION NAME",
    "withhold": "ENTITY",
}


def decide(
    kind: Annotated[str, typer.Argument(help="reject, confirm, add, merge, retype, link, split or withhold.")],
    what: Annotated[list[str], typer.Argument(help="What it is about; see below.")],
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    ontology: Overlays = None,
    status: Annotated[str, typer.Option("--status", help="Of what is added.")] = "actual",
    kind_of: Annotated[str, typer.Option("--class", help="Of what is split off, if another.")] = "",
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """Correct a built graph by a line in a folder of yours, which the next build applies with --decisions.

    reject v:… (the sentence does not say so), confirm v:… (it does), add v:… SUBJECT RELATION OBJECT (it says this
    too); merge A B (A is B), retype A CLASS, link A Q42 (or a gazetteer entry), split m:… NAME (this mention is
    another), withhold A (a person who is to appear nowhere). kg show prints the address of each evidence, v:….
    """
    from kg import query as asking
    from kg.decide import record_decisions
    from kg.ontology import load
    from kg.write import Deciding

    takes = _TAKES.get(kind)
    if takes is None:
        raise DecisionError(f"there is no kind {kind!r}; give one of {', '.join(_TAKES)}")
    if len(what) != len(takes.split()):
        raise DecisionError(f"{kind} takes {takes}; give these {len(takes.split())}")
    opened = asking.opened(graph)
    by = Deciding(graph, load(*(ontology or ())), reviewer, date, note)

    def entity(label: str) -> str:
        return asking.entity(opened, label).value

    def made() -> "Decision":
        first, *rest = what
        match kind:
            case "reject" | "confirm":
                return by.judged(first, kind)
            case "add":
                value = rest[2] if by.literal(rest[1]) else entity(rest[2])
                return by.added(first, entity(rest[0]), rest[1], value, status)
            case "merge":
                return by.merged(entity(first), entity(rest[0]))
            case "retype":
                return by.retyped(entity(first), rest[0])
            case "link":
                return by.linked(entity(first), rest[0])
            case "split":
                return by.split(first, rest[0], kind_of)
            case _:
                return by.withheld(entity(first))

    record_decisions(decisions, [made()])
    typer.echo(f"{kind}: written to {decisions}; build again with --decisions {decisions}")


def review(
    graph: Graph = Path("output"),
    decisions: Folder = _FOLDER,
    ontology: Overlays = None,
    reviewer: Reviewer = "",
    date: Day = "",
    note: Note = "",
) -> None:
    """Go through the most doubtful statements, one key each: c confirm, r reject, s skip, u undo, q quit."""
    from kg.decide import read_decisions, record_decisions
    from kg.ontology import load
    from kg.write import Deciding

    by = Deciding(graph, load(*(ontology or ())), reviewer, date, note)
    queue = list(by.doubts(read_decisions(decisions) if decisions.is_dir() else ()))
    made: dict[int, Decision] = {}
    place = 0
    while place < len(queue):
        for line in _shown(queue[place], place + 1, len(queue)):
            typer.echo(line)
        key = _key()
        if key in ("q", ""):
            break
        if key == "u":
            place = max(0, place - 1)
            made.pop(place, None)
        elif key in ("c", "r"):
            made[place] = by.judged(queue[place].evidence, "confirm" if key == "c" else "reject")
            place += 1
        elif key == "s":
            place += 1
    if made:
        record_decisions(decisions, made.values())
    typer.echo(f"{len(made)} decisions written to {decisions}")


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
