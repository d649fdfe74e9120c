"""The short report after a build."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.run import Report


def lines(report: Report, folder: Path, html: bool) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{report.documents} documents read in {report.seconds:.1f} s"
    yield f"{sum(report.entities.values())} entities: {_listed(report.entities)}"
    yield (
        f"{sum(report.statements.values())} statements, {report.asserted} of them asserted: "
        f"{_listed(report.statements)}"
    )
    yield f"written: {folder / 'graph.ttl'}" + (f", {folder / 'graph.html'}" if html else "")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items()) or "none"
