"""The account of a run: a line of JSON for each document and each problem, with a fixed schema."""

import json
from collections.abc import Iterable, Iterator

from kg.model import Document
from kg.read.problem import Problem

READ, AMENDED, LEFT_OUT, REPEATED = "read", "amended", "left out", "repeated"
"""Outcomes: read as it is, read after a remedy, not read, or not counted since it repeats another document."""


def report_lines(items: Iterable[Document | Problem]) -> Iterator[str]:
    """Yield the lines of a report: path, id, outcome, reason, place and remedy of each, all strings, "" for none.

    A document whose file or place was amended gives two lines, the problem and then the document.
    """
    for item in items:
        yield document_line(item.path, item.id, item.place) if isinstance(item, Document) else problem_line(item)


def document_line(path: str, id: str, place: str) -> str:  # noqa: A002
    """Return the line of a document that was read."""
    return _line(path, id, READ, "", place, "")


def problem_line(item: Problem) -> str:
    """Return the line of a problem."""
    outcome = LEFT_OUT if item.left_out else REPEATED if item.repeats else AMENDED
    return _line(item.path, item.id, outcome, item.reason, item.place, item.remedy)


def _line(path: str, id: str, outcome: str, reason: str, place: str, remedy: str) -> str:  # noqa: A002
    row = {"path": path, "id": id, "outcome": outcome, "reason": reason, "place": place, "remedy": remedy}
    return json.dumps(row, ensure_ascii=True) + "\n"
