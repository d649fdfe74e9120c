"""Gold and predicted records: read, checked, and looked at the way both sides are compared."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import EvaluationError

Record = Mapping[str, Any]

_MARKS = re.compile(r"[\s“”\"‘’'「」『』《》〈〉]")
_DASHES = re.compile(r"[—–－-]+")
_DOTS = re.compile(r"[•・‧]")


def squash(text: str) -> str:
    """Return `text` without blanks and quotation marks, with one kind of dash and one of middle dot."""
    return _DOTS.sub("·", _DASHES.sub("—", _MARKS.sub("", str(text))))


def is_blind(id_: str) -> bool:
    """Whether the document with this id belongs to the blind third."""
    return int(hashlib.sha1(id_.encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0


def read_records(path: Path) -> dict[str, Record]:
    """Return the records of a JSONL file by id, in the order of the file.

    Raises:
        EvaluationError: the file cannot be read, or a line is no record; the message names the line and the remedy.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read ({error.strerror}); give a JSONL file of records") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    found: dict[str, Record] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _checked(line, f"{path}:{number}")
        if record["id"] in found:
            raise EvaluationError(f"{path}:{number}: id {record['id']!r} stands twice; give each document its own id")
        found[record["id"]] = record
    if not found:
        raise EvaluationError(f"{path}: holds no record; give a JSONL file with one record a line")
    return found


def _checked(line: str, place: str) -> Record:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise EvaluationError(f"{place}: is not JSON ({error.msg}); write one record a line") from error
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise EvaluationError(f'{place}: is no record; write an object with a string "id"')
    for key, needed in (("entities", ("name", "type")), ("relations", ("s", "p", "o"))):
        items = record.get(key, [])
        if not isinstance(items, list):
            raise EvaluationError(f'{place}: "{key}" is no list; write a list of objects')
        for item in items:
            lacking = [k for k in needed if not isinstance(item, dict) or not isinstance(item.get(k), str)]
            if lacking:
                raise EvaluationError(f'{place}: one of "{key}" lacks "{lacking[0]}"; write it as a string')
    for entity in record.get("entities", []):
        for mention in entity.get("mentions", []):
            _check_mention(mention, place)
    return record


def _check_mention(mention: object, place: str) -> None:
    if isinstance(mention, str):
        return
    if not isinstance(mention, dict) or not isinstance(mention.get("text"), str):
        raise EvaluationError(f'{place}: a mention is neither a string nor has "text"; write one of the two')
    if "start" in mention and not all(type(mention.get(k)) is int for k in ("start", "end")):
        raise EvaluationError(f'{place}: a mention has "start" or "end" that is no whole number; write both')


class Side:
    """The entities of one record: their surfaces and types, and the surfaces by which each alone is known."""

    def __init__(self, record: Record) -> None:
        self.surfaces: dict[str, set[str]] = {}
        self.types: dict[str, str] = {}
        for entity in record.get("entities", []):
            name = squash(entity["name"])
            self.types.setdefault(name, entity["type"])
            mentions = (m["text"] if isinstance(m, Mapping) else m for m in entity.get("mentions", []))
            self.surfaces.setdefault(name, set()).update(map(squash, mentions))
        holders = Counter(surface for found in self.surfaces.values() for surface in found)
        self.own = {name: {s for s in found if holders[s] == 1} | {name} for name, found in self.surfaces.items()}
        self.home = {s: name for name, found in self.surfaces.items() for s in sorted(found & self.own[name])}
        self.typed = {(s, self.types[name]) for name, found in self.surfaces.items() for s in found}

    def known_as(self, name: str) -> set[str]:
        """Return the surfaces that mean this entity alone; a name without an entity means itself."""
        name = squash(name)
        return self.own.get(name, {name})
