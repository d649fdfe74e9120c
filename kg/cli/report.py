"""The short report after a build."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.evaluate import Figures
from kg.run import Report


def lines(report: Report, folder: Path, html: bool) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{report.documents} documents read in {report.seconds:.1f} s"
    yield f"{sum(report.entities.values())} entities: {_listed(report.entities)}"
    yield (
        f"{sum(report.statements.values())} statements, {report.asserted} of them asserted: "
        f"{_listed(report.statements)}"
    )
    if not report.written:
        yield f"nothing has changed since {folder} was built"
        return
    yield f"written: {folder / 'graph.ttl'}" + (f", {folder / 'graph.html'}" if html else "")


def switch_table(figures: Mapping[str, Figures]) -> Iterator[str]:
    """Yield a Markdown table of what is lost with each mechanism off; the name "" is all of them on."""
    full = figures[""]
    yield "| without | entities F1 | relations P | relations R | relations F1 | status |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, found in figures.items():
        rest = found.relations
        change = f" ({found.relations.f1 - full.relations.f1:+.3f})" if name else ""
        status = found.status.value if found.status.value is not None else 0.0
        yield (
            f"| {name or '(nothing)'} | {found.entities.f1:.3f} | {rest.precision:.3f} | {rest.recall:.3f} "
            f"| {rest.f1:.3f}{change} | {status:.3f} |"
        )


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items()) or "none"
