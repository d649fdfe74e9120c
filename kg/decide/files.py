"""The folder of decisions: a file for each kind, a line for each decision, sorted, made to be kept under git."""

import json
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from kg.decide.values import KINDS, Decision, squeezed
from kg.errors import DecisionError
from kg.ontology.terms import TYPES

_FIELDS = {f.name: f for f in fields(Decision)}
_NEEDED = ("kind", "document", "sha256", "field", "start", "end", "quote")
_HASH = re.compile(r"[0-9a-f]{64}")
_ITEM = re.compile(r"Q[1-9][0-9]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OF_ENTITY = {"link": ("name", "type", "target"), "merge": ("name", "type", "target", "target_type")}
_OF_ENTITY |= {"retype": ("name", "type", "target"), "split": ("name", "type", "target"), "withhold": ("name", "type")}
_REMEDY = "mend or remove the line"


def read_decisions(folder: Path | str) -> tuple[Decision, ...]:
    """Return the decisions in the .jsonl files of a folder, sorted, each once.

    Raises:
        DecisionError: the folder or a file cannot be read, or a line is no decision.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DecisionError(f"{folder}: no folder of decisions; kg decide makes one")
    found: set[Decision] = set()
    for path in sorted(folder.glob("*.jsonl")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DecisionError(f"{path}: cannot be read as UTF-8 text; write it anew or remove it") from error
        found.update(_decision(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip())
    return tuple(sorted(found))


def record_decisions(folder: Path | str, decisions: Iterable[Decision]) -> None:
    """Write decisions beside those that a folder has; the folder is made if need be.

    Raises:
        DecisionError: a line there is no decision, or the folder cannot be written to.
    """
    folder = Path(folder)
    known = set(read_decisions(folder)) if folder.is_dir() else set()
    wanted = known | set(decisions)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in sorted({d.kind for d in wanted}):
            lines = [line_of(d) for d in sorted(d for d in wanted if d.kind == kind)]
            _put(folder / f"{kind}.jsonl", "".join(lines))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DecisionError(f"{folder}: cannot be written ({reason}); make room or rights there") from error


def line_of(decision: Decision) -> str:
    """Return the line of a decision: JSON with sorted keys, what is empty left out."""
    row = {name: getattr(decision, name) for name in _FIELDS}
    kept = {name: value for name, value in row.items() if value not in ("", ()) or name in _NEEDED}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) + "\n"


def _put(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _decision(line: str, place: str) -> Decision:
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise DecisionError(f"{place}: no JSON; {_REMEDY}") from error
    if not isinstance(row, dict):
        raise DecisionError(f"{place}: no JSON object; {_REMEDY}")
    if unknown := sorted(row.keys() - _FIELDS.keys()):
        raise DecisionError(f"{place}: {unknown[0]!r} is no part of a decision; {_REMEDY}")
    if missing := [name for name in _NEEDED if name not in row]:
        raise DecisionError(f"{place}: {missing[0]} is missing; {_REMEDY}")
    for name, value in row.items():
        kind = int if name in ("start", "end") else list if name == "names" else str
        if not isinstance(value, kind) or isinstance(value, bool):
            raise DecisionError(f"{place}: {name} is of the wrong kind; {_REMEDY}")
    if not all(isinstance(n, str) for n in row.get("names", ())):
        raise DecisionError(f"{place}: names are not all strings; {_REMEDY}")
    found = Decision(**{**row, "names": tuple(row.get("names", ()))})
    if reason := _reason(found):
        raise DecisionError(f"{place}: {reason}; {_REMEDY}")
    return found


def _reason(decision: Decision) -> str:
    """Return why a record is no decision, or ""."""
    d = decision
    if d.kind not in KINDS:
        return f"there is no kind {d.kind!r}, only {', '.join(KINDS)}"
    if not _HASH.fullmatch(d.sha256):
        return "sha256 is not 64 hex digits"
    if d.field not in ("title", "text") or not 0 <= d.start < d.end or not squeezed(d.quote):
        return "field, start, end and quote name no place"
    if d.date and not _DAY.fullmatch(d.date):
        return f"date {d.date!r} is no day such as 2024-03-08"
    if d.of_statement and not (d.subject and d.relation and d.object):
        return "a decision about a statement needs subject, relation and object"
    if empty := [n for n in _OF_ENTITY.get(d.kind, ()) if not getattr(d, n)]:
        return f"{d.kind} needs {empty[0]}"
    types = [d.type, d.target_type] if not d.of_statement else []
    types += [d.target] if d.kind == "retype" else []
    if wrong := [t for t in types if t and t not in TYPES]:
        return f"there is no type {wrong[0]!r}, only {', '.join(TYPES)}"
    if d.kind == "link" and not (_ITEM.fullmatch(d.target) or "/e/" in d.target):
        return f"{d.target!r} is neither a Wikidata item (Q42) nor the IRI of a gazetteer entry"
    return ""
