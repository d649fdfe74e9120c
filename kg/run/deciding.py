"""Reviewers' decisions over many documents, and those that are left over."""

from collections.abc import Callable, Iterable, Iterator

from kg.decide import Decision, Decisions
from kg.model import Extraction
from kg.read import Problem


def decided(
    said: Iterable[Extraction], decisions: Decisions, report: Callable[[Problem], None]
) -> Iterator[Extraction]:
    """Yield what the documents say after all decisions; those without a place in any of them are then reported."""
    used: set[Decision] = set()
    for extraction in said:
        found, here = decisions.apply(extraction) if decisions.every else (extraction, frozenset[Decision]())
        used |= here
        yield found
    for decision in decisions.every:
        if decision not in used:
            place = f"{decision.kind} in {decision.document}"
            remedy = "look at it again, and remove or renew it"
            report(Problem("decisions", place, f"no place for it: {_words(decision)}", remedy, False))


def _words(decision: Decision) -> str:
    told = (decision.name, decision.subject, decision.relation, decision.object, decision.target)
    return " ".join(part for part in told if part) or decision.quote
