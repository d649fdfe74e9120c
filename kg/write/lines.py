"""Extractions as JSON lines, one for each input record or file."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.graph import rebased
from kg.model import ACTUAL, BASE, CONDITIONAL, DENIED, ONTOLOGY, PLANNED, Entity, Evidence, Extraction, Mention
from kg.ontology import Ontology

Record = dict[str, Any]

_PART = re.compile(r"(.+)#([1-9][0-9]*)", re.DOTALL)
_STRENGTH = {ACTUAL: 0, PLANNED: 1}
_LEFT_OUT = {DENIED, CONDITIONAL}
# code points that JSON allows raw, but that UTF-8 cannot carry or other readers take for the end of a line
_AWKWARD = re.compile("[\ud800-\udfff\x85\u2028\u2029]")


def record(extraction: Extraction, ontology: Ontology, parts: Sequence[Extraction] = (), base: str = BASE) -> Record:
    """Return the record of one document: its entities, and each of its relations once with the best evidence.

    Actual comes before planned, dated before undated, then the first in the text. Denied and conditional statements
    are left out. `parts` are the articles of one file; they follow as records of their own.
    """
    document = extraction.document
    return {
        "id": document.id,
        "date": document.date,
        "title": document.title.raw,
        "entities": [_entity(e, base) for e in sorted(_named(extraction), key=_first)],
        "relations": _relations(extraction, ontology, base),
        "parts": [record(part, ontology, base=base) for part in parts],
    }


def jsonl(extractions: Iterable[Extraction], ontology: Ontology, base: str = BASE) -> Iterator[bytes]:
    """Yield one line for each input record or file; the articles id#1, id#2… of one file make one line.

    Its entities and relations are those of all its articles; where a relation stands in several, the best stays.
    """
    group: list[Extraction] = []
    for extraction in extractions:
        if group and not _continues(group, extraction):
            yield _line(_together(group, ontology, base))
            group = []
        group.append(extraction)
    if group:
        yield _line(_together(group, ontology, base))


def _continues(group: Sequence[Extraction], extraction: Extraction) -> bool:
    mine, first = _PART.fullmatch(extraction.document.id), _PART.fullmatch(group[0].document.id)
    return bool(mine and first and mine[1] == first[1] and first[2] == "1" and int(mine[2]) == len(group) + 1)


def _together(group: Sequence[Extraction], ontology: Ontology, base: str) -> Record:
    if len(group) == 1:
        return record(group[0], ontology, base=base)
    parts = [record(e, ontology, base=base) for e in group]
    entities: dict[tuple[str, str], Record] = {}
    for found in (e for p in parts for e in p["entities"]):
        whole = entities.setdefault((found["iri"], found["type"]), {**found, "mentions": []})
        whole["mentions"] += found["mentions"]
    relations: dict[tuple[str, ...], Record] = {}
    symmetric = {p.name for p in ontology.properties.values() if p.symmetric}
    for found in (r for p in parts for r in p["relations"]):
        ends = (found["s_iri"] or found["s"], found["o_iri"] or found["o"])
        key = (found["p"], *(sorted(ends) if found["p"] in symmetric else ends))
        best = relations.setdefault(key, found)
        if _record_rank(found) < _record_rank(best):
            relations[key] = found
    first = group[0].document
    return {
        "id": _PART.sub(r"\1", first.id),
        "date": first.date,
        "title": first.title.raw,
        "entities": list(entities.values()),
        "relations": list(relations.values()),
        "parts": parts,
    }


def _record_rank(relation: Record) -> tuple[int, bool]:
    return _STRENGTH.get(relation["status"], len(_STRENGTH)), not relation["time"]


def _line(found: Record) -> bytes:
    text = json.dumps(found, ensure_ascii=False)
    return _AWKWARD.sub(lambda m: f"\\u{ord(m[0]):04x}", text).encode() + b"\n"


def _named(extraction: Extraction) -> list[Entity]:
    return [e for e in extraction.entities if e.type != "Title"]


def _first(entity: Entity) -> tuple[tuple[bool, int, int], str]:
    return min((_place(m) for m in entity.mentions), default=(True, 0, 0)), entity.iri


def _place(found: Mention | Evidence) -> tuple[bool, int, int]:
    """Titles stand before texts."""
    return found.field != "title", found.start, found.end


def _entity(entity: Entity, base: str) -> Record:
    spans = {(*_place(m), m.field, m.text) for m in entity.mentions}
    return {
        "name": entity.name,
        "type": entity.type,
        "iri": rebased(entity.iri, base),
        "mentions": [
            {"text": text, "field": field, "start": start, "end": end} for _, start, end, field, text in sorted(spans)
        ],
    }


def _relations(extraction: Extraction, ontology: Ontology, base: str) -> list[Record]:
    here = {e.iri: e.name for e in _named(extraction)}
    symmetric = {p.iri for p in ontology.properties.values() if p.symmetric}
    best: dict[tuple[str, ...], tuple[tuple[Any, ...], Evidence, tuple[str, str, str, bool]]] = {}
    for s in extraction.statements:
        ends = (s.subject, s.object)
        key = (s.predicate, *(sorted(ends) if s.predicate in symmetric else ends))
        for e in s.evidence:
            if e.status in _LEFT_OUT:
                continue
            rank = (_STRENGTH.get(e.status, len(_STRENGTH)), not e.time, _place(e), e, ends)
            if key not in best or rank < best[key][0]:
                best[key] = rank, e, (s.subject, s.predicate, s.object, s.literal)

    def name(iri: str) -> str:
        entry = ontology.entries.get(iri)
        return here.get(iri) or (entry.zh if entry else iri)

    found = []
    for _, e, (subject, predicate, value, literal) in sorted(best.values(), key=lambda row: (_place(row[1]), row[2])):
        found.append(
            {
                "s": name(subject),
                "p": predicate.removeprefix(ONTOLOGY),
                "o": value if literal else name(value),
                "s_iri": rebased(subject, base),
                "o_iri": "" if literal else rebased(value, base),
                "status": e.status,
                "time": e.time,
                "evidence": e.quote,
                "field": e.field,
                "start": e.start,
                "end": e.end,
                "said_by": name(e.said_by),
                "rule": e.rule,
            }
        )
    return found
