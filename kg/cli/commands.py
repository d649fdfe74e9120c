"""Commands that read text: build, extract, evaluate; and the way every command ends."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import __version__
from kg.cli.annotating import annotate, gold, worklist
from kg.cli.asking import query, show
from kg.cli.citing import cite, release
from kg.cli.clustering import on_cluster
from kg.cli.comparing import compare, diff, merge
from kg.cli.deciding import decide, review
from kg.cli.knowing import ontology_app
from kg.cli.measuring import sample, verdicts
from kg.cli.options import (
    Base,
    Check,
    CoOccurrence,
    Date,
    DecisionFolder,
    Engine,
    ExplicitOnly,
    Force,
    Html,
    Jobs,
    Lenient,
    Master,
    MaxFailed,
    Overlays,
    Paths,
    Report,
    Strict,
    Watch,
)
from kg.cli.sharing import check as check_command
from kg.cli.sharing import export, push, serve
from kg.errors import CheckError, KgError

if TYPE_CHECKING:
    from kg import evaluate
    from kg.run import Progress

app = typer.Typer(
    name="kg",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Zongheng 纵横: reads Chinese political and diplomatic text and builds a knowledge graph with its evidence.",
)
app.command("query")(query)
app.command("show")(show)
app.command("check")(check_command)
app.command("diff")(diff)
app.command("compare")(compare)
app.command("review")(review)
app.command("decide")(decide)
app.command("merge")(merge)
app.command("sample")(sample)
app.command("verdicts")(verdicts)
app.command("export")(export)
app.command("push")(push)
app.command("serve")(serve)
app.command("cite")(cite)
app.command("annotate")(annotate)
app.command("gold")(gold)
app.command("worklist")(worklist)
app.command("release")(release)
app.add_typer(ontology_app, name="ontology")


def main() -> None:
    """Run the command line; an expected failure is one line on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal in another encoding must not break Chinese output
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except KgError as error:
        typer.echo(f"kg: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False) -> None:
    if version:
        typer.echo(f"zongheng {__version__}")
        raise typer.Exit


@contextmanager
def _progress(label: str) -> Iterator["Progress | None"]:
    """Show a spinner with a count while work goes on; say nothing when not on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed} documents"), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda number: bar.update(task, completed=number)


@app.command("build")
def build_command(
    paths: Paths = None,
    output: Annotated[Path, typer.Option("-o", "--output", "-g", "--graph", help="Folder to write.")] = Path("output"),
    date: Date = None,
    ontology: Overlays = None,
    jobs: Jobs = None,
    base: Base = None,
    force: Force = False,
    html: Html = True,
    check: Check = None,
    strict: Strict = False,
    lenient: Lenient = False,
    explicit_only: ExplicitOnly = False,
    cooccurrence: CoOccurrence = False,
    decisions: DecisionFolder = None,
    report: Report = None,
    watch: Watch = False,
    max_failed: MaxFailed = 0,
    engine: Engine = "local",
    master: Master = "local[*]",
) -> None:
    """Build a graph from files, folders and archives; without any, from the bundled sample."""
    from kg import build, run
    from kg.cli.report import lines

    if engine != "local":
        _enough(on_cluster(engine, master, paths or [], output, ontology or (), base), max_failed)
        return

    def once() -> int:
        with _progress("reading") as progress:
            done = build(
                paths,
                output,
                date=date,
                ontology=ontology or (),
                jobs=jobs,
                base=base,
                force=force,
                html=html,
                strict=strict,
                lenient=lenient,
                explicit_only=explicit_only,
                cooccurrence=cooccurrence,
                decisions=decisions,
                check=check,
                report=report,
                progress=progress,
            )
        for problem in done.problems:
            typer.echo(f"kg: {problem}", err=True)
        for line in lines(done, output, html):
            typer.echo(line)
        return done.failed

    failed = once()
    if watch:
        try:
            for _ in run.changes(paths or [], ontology or ()):
                try:
                    once()
                except KgError as error:
                    typer.echo(f"kg: {error}", err=True)
        except KeyboardInterrupt:  # the usual way to end it
            return
    _enough(failed, max_failed)


def _enough(failed: int, allowed: int) -> None:
    if failed > allowed:
        raise CheckError(f"{failed} documents were left out; mend them, or allow them with --max-failed {failed}")


@app.command("extract")
def extract_command(
    path: Annotated[Path, typer.Argument(help="File or folder to read.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="JSONL file to write.")],
    date: Date = None,
    ontology: Overlays = None,
    jobs: Jobs = None,
    base: Base = None,
    strict: Strict = False,
    lenient: Lenient = False,
    decisions: DecisionFolder = None,
    report: Report = None,
    max_failed: MaxFailed = 0,
) -> None:
    """Write what each document says as one JSON line."""
    from kg import run, write
    from kg.decide import Decisions, read_decisions
    from kg.graph.namespaces import checked_base
    from kg.model import BASE, Document
    from kg.ontology import load
    from kg.read import Problem, document_line, problem_line

    root = checked_base(base or BASE)
    layers = run.overlays_for([path], ontology or ())
    known = load(*layers)
    decided = Decisions(read_decisions(decisions) if decisions else (), known)
    problems: list[Problem] = []
    account: dict[tuple[str, str], str] = {}

    def problem(item: Problem) -> None:
        problems.append(item)
        if item.left_out:
            account.pop((item.path, item.place), None)
        typer.echo(f"kg: {item}", err=True)

    def found() -> Iterator[Document]:
        for item in run.read_all([path], known, date=date or "", lenient=lenient, strict=strict):
            if isinstance(item, Problem):
                problem(item)
            else:
                account[item.path, item.place] = document_line(item.path, item.id, item.place)
                yield item

    count = 0

    def lines(progress: "Progress | None") -> Iterator[bytes]:
        nonlocal count
        said = run.decided(run.extractions(found(), known, jobs, report=problem), decided, problem)
        for line in write.jsonl(said, known, root):
            count += 1
            if progress:
                progress(count)
            yield line
        if not count:
            raise KgError(f"{path}: nothing could be read; see the lines above")

    with _progress("reading") as progress:
        write.put(output, lines(progress))
    if report:
        write.put(report, "".join((*account.values(), *map(problem_line, problems))).encode())
    typer.echo(f"{count} records written to {output}")
    _enough(sum(p.left_out for p in problems), max_failed)


@app.command("evaluate")
def evaluate_command(
    gold: Annotated[Path, typer.Argument(help="Annotated documents, JSONL.")],
    predicted: Annotated[Path | None, typer.Argument(help="Records of kg extract; without them, extract now.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="rule: print the precision of each rule too.")] = None,
    errors: Annotated[int, typer.Option("--errors", help="List the first N errors (-1: all).")] = 0,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Switch a mechanism off (repeatable); see --switches.")
    ] = None,
    switches: Annotated[bool, typer.Option("--switches", help="Table: what each mechanism brings.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    ontology: Overlays = None,
    jobs: Jobs = None,
) -> None:
    """Score extraction against annotated documents: precision, recall and F1 of entities and relations."""
    import json

    from kg import evaluate, run, write
    from kg.cli.report import switch_table
    from kg.model import Document
    from kg.ontology import load, switched_off

    if by not in {None, "rule"}:
        raise typer.BadParameter("the only grouping is rule", param_hint="--by")
    golds = evaluate.read_records(gold)
    layers = run.overlays_for([gold], ontology or ())
    known = load(*layers)

    def scored(off: Iterable[str]) -> "evaluate.Figures":
        reduced = switched_off(known, off)
        texts = (d for d in run.read_all([gold], reduced, strict=True) if isinstance(d, Document))
        found = {}
        for extraction in run.extractions(texts, reduced, jobs):
            found[extraction.document.id] = write.record(extraction, reduced)
        return evaluate.figures(golds, found)

    if switches:
        for line in switch_table({name: scored([name] if name else []) for name in ("", *sorted(known.switches))}):
            typer.echo(line)
        return
    figures = evaluate.figures(golds, evaluate.read_records(predicted)) if predicted else scored(without or ())
    if as_json:
        typer.echo(json.dumps(figures.as_dict(), ensure_ascii=False, indent=1))
        return
    typer.echo(evaluate.table(figures, rules=by == "rule"))
    for miss in figures.errors[: errors if errors >= 0 else None]:
        typer.echo(f"{miss.document}  {miss.kind}: {miss.what}")

