"""What a build did."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.graph import Graph
from kg.model import ONTOLOGY
from kg.read import Problem


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: counts, the documents left out or amended, and the seconds it took.

    `worked` are the documents worked out anew, not taken from the cache; `written` is False where nothing had changed
    since the last build, so that its files could stay. `account` has a line of JSON for each document and each problem,
    as `kg.read.report_lines` writes them, where that was asked for.
    """

    documents: int
    entities: Mapping[str, int]
    statements: Mapping[str, int]
    asserted: int
    problems: tuple[Problem, ...]
    seconds: float
    worked: int = 0
    written: bool = True
    account: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many documents were left out."""
        return sum(p.left_out for p in self.problems)


def report_of(graph: Graph, problems: Iterable[Problem], seconds: float, worked: int) -> Report:
    """Return the report on a graph."""
    return Report(
        len(graph.documents),
        _counts(e.type for e in graph.entities),
        _counts(s.predicate.removeprefix(ONTOLOGY) for s in graph.statements),
        sum(s.asserted for s in graph.statements),
        tuple(problems),
        seconds,
        worked,
    )


def as_json(report: Report) -> dict[str, Any]:
    """Return a report as what JSON can hold."""
    return {name: value for name, value in asdict(report).items() if name != "account"}


def from_json(found: dict[str, Any], seconds: float) -> Report:
    """Return the report of a build that found nothing changed since the one that wrote `found`."""
    problems = tuple(Problem(**p) for p in found["problems"])
    return Report(**{**found, "problems": problems, "seconds": seconds, "worked": 0, "written": False})


def _counts(names: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))
