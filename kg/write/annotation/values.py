"""One annotated document: the record of `kg extract` with its texts, as it goes out and as it comes back.

An annotated document is a dict with id, date, title and text (raw), entities and relations in the shape of
`kg.write.lines`. It holds all that an annotation tool shows, and nothing that it cannot give back.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from kg.decide import Decision
from kg.errors import WriteError
from kg.model import BASE, Document, Extraction
from kg.ontology import Ontology
from kg.write.lines import Record, record

Place = tuple[str, int, int]


def annotated(extraction: Extraction, ontology: Ontology, base: str = BASE) -> Record:
    """Return an extraction as an annotated document."""
    document = extraction.document
    found = record(extraction, ontology, base=base)
    del found["parts"]
    return {"id": document.id, "date": document.date, **_texts(document), **_without(found, "id", "date", "title")}


def _texts(document: Document) -> Record:
    return {"title": document.title.raw, "text": document.text.raw}


def _without(found: Record, *names: str) -> Record:
    return {name: value for name, value in found.items() if name not in names}


def places(entity: Record) -> Iterator[Place]:
    """Yield where an entity is named: field, start, end."""
    for mention in entity["mentions"]:
        yield mention["field"], mention["start"], mention["end"]


def numbered(document: Record) -> dict[str, int]:
    """Return for each entity, by its IRI, its number in the document; those without an IRI have none."""
    return {entity["iri"]: n for n, entity in enumerate(document["entities"], 1) if entity["iri"]}


def differences(before: Record, after: Record) -> Iterator[tuple[str, Record]]:
    """Yield what annotators changed, as a kind of change with what it is about.

    That is "gone" and "new" relations, "unnamed" mentions (no name at all any more), "renamed" ones (the name of
    something else: `to`, `to_type`).
    """
    old, new = (_relations(d) for d in (before, after))
    yield from (("gone", old[key]) for key in sorted(old.keys() - new.keys()))
    yield from (("new", new[key]) for key in sorted(new.keys() - old.keys()))
    here = {place: entity for entity in after["entities"] for place in places(entity)}
    for entity in before["entities"]:
        for mention, place in zip(entity["mentions"], places(entity), strict=True):
            now = here.get(place)
            said: dict[str, Any] = {"name": entity["name"], "type": entity["type"], **mention}
            if now is None:
                yield "unnamed", said
            elif (now["name"], now["type"]) != (entity["name"], entity["type"]) and not _still(entity, place, after):
                yield "renamed", {**said, "to": now["name"], "to_type": now["type"]}


def _still(entity: Record, place: Place, document: Record) -> bool:
    """Whether the place names the same entity yet, beside others (中俄)."""
    same = (e for e in document["entities"] if (e["name"], e["type"]) == (entity["name"], entity["type"]))
    return any(place in places(e) for e in same)


def _relations(document: Record) -> dict[tuple[Any, ...], Record]:
    return {(r["s"], r["p"], r["o"], r["field"], r["start"], r["end"]): r for r in document["relations"]}


def as_decisions(
    before: Iterable[Record], after: Iterable[Record], reviewer: str = "", date: str = ""
) -> list[Decision]:
    """Return what annotators changed as decisions: statements rejected and added, mentions rejected and split off.

    Args:
        before: the annotated documents as they were written.
        after: the same as a tool saved them.
        reviewer: who annotated.
        date: the day of it.

    Raises:
        WriteError: a document of `after` is none of `before`, or has another text.
    """
    known = {document["id"]: document for document in before}
    made = []
    for document in after:
        old = known.get(document["id"])
        if old is None or (old["title"], old["text"]) != (document["title"], document["text"]):
            raise WriteError(f"{document['id']}: not what was written, or of another text; annotate a fresh export")
        sha256 = hashlib.sha256(document["text"].encode()).hexdigest()
        for change, what in differences(old, document):
            told = _KINDS[change](what)
            quote = document[what["field"]][what["start"] : what["end"]]
            place = (document["id"], sha256, what["field"], what["start"], what["end"], quote)
            decision = Decision(told.pop("kind"), *place, reviewer=reviewer, date=date)
            made.append(replace(decision, **told))
    return made


def _stated(relation: Record) -> dict[str, Any]:
    return {"subject": relation["s"], "relation": relation["p"], "object": relation["o"]}


_KINDS: dict[str, Callable[[Record], dict[str, Any]]] = {
    "gone": lambda r: {"kind": "reject", **_stated(r)},
    "new": lambda r: {"kind": "add", **_stated(r), "status": r["status"], "time": r["time"]},
    "unnamed": lambda m: {"kind": "reject", "name": m["name"], "type": m["type"]},
    "renamed": lambda m: {
        "kind": "split", "name": m["name"], "type": m["type"], "target": m["to"], "target_type": m["to_type"],
    },
}  # fmt: skip
