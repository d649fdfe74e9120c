"""What one collection or period speaks of more than another: names and relations, by how surprising that is."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log, log2
from pathlib import Path

from kg.errors import WriteError
from kg.write.facts import Facts, Value, facts_of
from kg.write.sheets import sheet_of
from kg.write.tables import rows_of

CONTRAST_COLUMNS = ("kind", "name", "english", "count_a", "count_b", "rate_a", "rate_b", "log_ratio", "g2")
"""Rates are per 1,000 mentions or statements of the side; `log_ratio` is the binary logarithm of their ratio, positive
where the first has more; `g2` is the log-likelihood ratio (6.63 is 1 in 100 by chance alone)."""
_DAY = r"\d{4}(?:-\d\d){0,2}"
_DAYS = rf"@(?:(?P<day>{_DAY})|(?P<first>{_DAY})?\.\.(?P<last>{_DAY})?)"
_SIDE = re.compile(rf"(?P<folder>.*?)(?:{_DAYS})?(?:#(?P<part>.+))?")


@dataclass(frozen=True, slots=True)
class Contrast:
    """How often both sides speak of one thing; `kind` is a class, "relation", or "statement"."""

    kind: str
    name: str
    english: str
    count_a: int
    count_b: int
    rate_a: float
    rate_b: float
    log_ratio: float
    g2: float


@dataclass(frozen=True, slots=True)
class _Side:
    names: Counter[tuple[str, str, str]]
    relations: Counter[tuple[str, str, str]]
    statements: Counter[tuple[str, str, str]]


def compared(one: str, other: str) -> list[Contrast]:
    """Compare two sides: names by their mentions, relations and whole statements by their evidence.

    A side is the folder of a built graph, or a part of one: FOLDER@2022, FOLDER@2022..2022-06 (documents of then) and
    FOLDER#COLLECTION (documents of that collection). The most surprising difference comes first: G² after Dunning
    (Computational Linguistics 19, 1993), the binary log ratio after Hardie (2014), with half a case where one has none.

    Raises:
        GraphError: a folder holds no graph, or a damaged one.
        WriteError: a side has no document.
    """
    a, b = _side(one), _side(other)
    found = [
        *_contrasts(a.names, b.names),
        *_contrasts(a.relations, b.relations),
        *_contrasts(a.statements, b.statements),
    ]
    return sorted(found, key=lambda c: (-c.g2, c.kind, c.name))


def _side(given: str) -> _Side:
    match = None if Path(given).is_dir() else _SIDE.fullmatch(given)
    folder = match["folder"] if match else given
    day, first, last, part = match.group("day", "first", "last", "part") if match else ("", "", "", "")
    _, facts = facts_of(folder)
    wanted = set(_documents(facts, day or first, day or last, part))
    if not wanted:
        raise WriteError(f"{given}: no document of that time or collection; kg query entities shows what there is")
    names: Counter[tuple[str, str, str]] = Counter()
    for mention in facts.instances("Mention"):
        if facts.one(mention, ":inDocument") in wanted:
            entity = facts.one(mention, ":mentionOf")
            names[facts.kinds(entity)[0], facts.label(entity, "zh"), facts.label(entity, "en")] += 1
    relations: Counter[tuple[str, str, str]] = Counter()
    statements: Counter[tuple[str, str, str]] = Counter()
    for row in rows_of(facts):
        if row["document_iri"] in wanted and row["status"] in ("actual", "planned"):
            relations["relation", str(row["property_zh"]), str(row["property_en"])] += 1
            zh = f"{row['subject_zh']} {row['property_zh']} {row['object_zh']}"
            ends = (row["subject_en"] or row["subject_zh"], row["object_en"] or row["object_zh"])
            statements["statement", zh, f"{ends[0]} {row['property_en']} {ends[1]}"] += 1
    return _Side(names, relations, statements)


def _documents(facts: Facts, first: str | None, last: str | None, part: str | None) -> Iterator[str]:
    for document in facts.instances("Article"):
        day = facts.one(document, "dcterms:date")
        early = first and day[: len(first)] < first
        late = last and day[: len(last)] > last
        outside = (first or last) and not day
        if not (early or late or outside or (part and facts.one(document, ":collection") != part)):
            yield document


def _contrasts(a: Counter[tuple[str, str, str]], b: Counter[tuple[str, str, str]]) -> Iterator[Contrast]:
    all_a, all_b = a.total(), b.total()
    if not all_a or not all_b:
        return
    for kind, name, english in sorted(a.keys() | b.keys()):
        count_a, count_b = a[kind, name, english], b[kind, name, english]
        expected = (count_a + count_b) / (all_a + all_b)
        g2 = 2 * sum(n * log(n / (expected * size)) for n, size in ((count_a, all_a), (count_b, all_b)) if n)
        ratio = log2(((count_a or 0.5) / all_a) / ((count_b or 0.5) / all_b))
        rates = (1000 * count_a / all_a, 1000 * count_b / all_b)
        yield Contrast(kind, name, english, count_a, count_b, *(round(x, 3) for x in (*rates, ratio, max(0.0, g2))))


def contrasts_as(path: Path | str, found: list[Contrast]) -> bytes:
    """Return contrasts as the .csv or .xlsx that `path` is to be.

    Raises:
        WriteError: the name asks for another format, or openpyxl is not installed.
    """
    rows: list[list[Value]] = [[_value(getattr(c, name)) for name in CONTRAST_COLUMNS] for c in found]
    return sheet_of(path, "contrast", CONTRAST_COLUMNS, rows)


def _value(value: str | float) -> Value:
    return str(value) if isinstance(value, float) else value
