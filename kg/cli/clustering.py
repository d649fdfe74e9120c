"""A build on a cluster instead of on this machine."""

import re
from collections.abc import Sequence
from pathlib import Path

import typer

from kg.errors import WriteError


def on_cluster(
    engine: str, master: str, paths: Sequence[Path], output: Path, ontology: Sequence[Path], base: str | None
) -> int:
    """Build on a cluster, tell what it came to, and return how many records failed.

    Raises:
        KgError: as `spark_build`, or there is no such engine.
    """
    from kg.engine import spark_build
    from kg.graph.namespaces import checked_base
    from kg.model import BASE

    if engine != "spark":
        raise WriteError(f"no engine is called {engine!r}; choose local or spark")
    root = checked_base(base or BASE)
    done = spark_build([_address(p) for p in paths], _address(output), master=master, overlays=ontology, base=root)
    for problem in done.problems:
        typer.echo(f"kg: {problem}", err=True)
    typer.echo(f"{done.documents:,} documents, {done.repeated:,} repeated")
    typer.echo(f"{done.quads:,} quads, {done.evidence:,} pieces of evidence")
    typer.echo(f"written: {output}/graph.nq, {output}/evidence.parquet")
    return done.failed


def _address(path: Path) -> str:
    """Return a path as Spark takes it: an address keeps the two slashes that a path has lost, a file is absolute."""
    address = re.match(r"([a-z0-9]{2,}):/(?=[^/])", path.as_posix())
    return f"{address[1]}://{path.as_posix()[address.end():]}" if address else str(path.absolute())
