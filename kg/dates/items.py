"""The individuals of a Turtle file, with checks that name file, IRI and remedy."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.model import ONTOLOGY


@dataclass(slots=True)
class Item:
    """One individual: its values by the local name of the property."""

    iri: str
    file: str
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def fail(self, problem: str, remedy: str) -> OntologyError:
        """Return the error that names file, IRI and remedy."""
        return OntologyError(f"{self.file}: <{self.iri}>: {problem}; {remedy}")

    def words(self) -> list[str]:
        """Return the words, longest first."""
        found = sorted(self.values.get("word", []), key=lambda w: (-len(w), w))
        if not found or "" in found:
            raise self.fail("no word, or an empty one", "give :word values")
        return found

    def text(self, name: str, allowed: Iterable[str] = (), default: str | None = None) -> str:
        """Return the only value of a property."""
        found = self.values.get(name, [] if default is None else [default])
        if len(found) != 1:
            raise self.fail(f":{name} stands {len(found)} times", f"give it one :{name}")
        if allowed and found[0] not in allowed:
            choice = ", ".join(sorted(filter(None, allowed)))
            raise self.fail(f":{name} {found[0]!r} is not known", f"use one of {choice}")
        return found[0]

    def number(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """Return the only value of a property as a number within bounds."""
        value = self.text(name, default=None if default is None else str(default))
        if not re.fullmatch(r"-?[0-9]{1,5}", value) or not low <= int(value) <= high:
            raise self.fail(f":{name} {value!r} is no number from {low} to {high}", "mend it")
        return int(value)

    def day(self, value: str, name: str) -> date:
        """Return a value of a property as a day."""
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.fail(f":{name} {value!r} is no day", "write YYYY-MM-DD") from error

    def pair(self, name: str) -> tuple[int, int] | None:
        """Return the only value of a property as month and day, or None where it does not stand."""
        if name not in self.values:
            return None
        match = re.fullmatch("([0-9]{1,2})-([0-9]{1,2})", self.text(name))
        if not match or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= 31:
            raise self.fail(f":{name} {self.text(name)!r} is no month and day", "write month-day")
        return int(match[1]), int(match[2])

    def guarded(self, word: str) -> str:
        """Return the regular expression of a word with its neighbours ruled out; it begins with the word, for speed."""
        found = re.escape(word)
        before = "".join(f"(?<!{re.escape(w + word)})" for w in sorted(self.values.get("unlessAfter", [])))
        after = sorted(self.values.get("unlessBefore", []), key=lambda w: (-len(w), w))
        return found + before + (f"(?!{'|'.join(map(re.escape, after))})" if after else "")


def read_items(path: Path) -> dict[str, list[Item]]:
    """Return the individuals of a Turtle file by the local name of their class, sorted by IRI.

    Raises:
        OntologyError: the file is missing, is not Turtle, or holds a blank node.
    """
    found: dict[str, Item] = {}
    try:
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
            if not isinstance(quad.subject, ox.NamedNode):
                raise OntologyError(f"{path}: a blank node at {quad.predicate}; give it an IRI")
            item = found.setdefault(quad.subject.value, Item(quad.subject.value, path.name))
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                item.values[re.split("[#/]", quad.predicate.value)[-1]].append(quad.object.value)
    except (OSError, SyntaxError, ValueError) as error:
        raise OntologyError(f"{path}: not readable as Turtle: {' '.join(str(error).split())}; mend the file") from error
    kinds: dict[str, list[Item]] = defaultdict(list)
    for _, item in sorted(found.items()):
        for kind in sorted(item.values.get("type", [])):
            kinds[kind.removeprefix(ONTOLOGY)].append(item)
    return kinds
