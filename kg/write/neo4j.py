"""The graph as CSV for `neo4j-admin database import full`: nodes and relationships with typed headers.

Entities, documents and pieces of evidence are nodes. A statement between two entities is a relationship of the type of
its property (HELD_IN); its evidence is found by its `statement`. A post is a property of the relationship's place, the
person: see `posts`. Import with

    neo4j-admin database import full --multiline-fields=true --nodes=entities.csv --nodes=documents.csv \
        --nodes=evidence.csv --relationships=statements.csv --relationships=sources.csv --relationships=mentions.csv \
        --relationships=ends.csv neo4j
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.write.facts import Facts, Value
from kg.write.network import network
from kg.write.tables import rows_of

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ARRAY = ";"


def neo4j(facts: Facts) -> dict[str, bytes]:
    """Return the files by name."""
    rows = rows_of(facts)
    return {
        "entities.csv": _csv(
            ["iri:ID(Entity)", "zh", "en", "aliases:string[]", "posts:string[]", "sameAs:string[]", ":LABEL"],
            _entities(facts),
        ),
        "documents.csv": _csv(
            ["iri:ID(Document)", "id", "title", "date:date", "publisher", "url", ":LABEL"],
            (
                [d, *(facts.one(d, n) for n in _OF_DOCUMENTS), "Source"] for d in facts.instances("Article")
            ),
        ),
        "evidence.csv": _csv(
            ["iri:ID(Evidence)", "statement", "property", "text", "quote", "field", "start:int", "end:int", "status"]
            + ["claim:boolean", "time", "notBefore:date", "notAfter:date", "timeBasis", "rule", "inferences:string[]", ":LABEL"],
            (
                [r["evidence"], r["statement"], r["property"], None if r["object"] else r["object_zh"], r["quote"], r["field"]]
                + [r["start"], r["end"], r["status"], r["claim"], r["time"], r["not_before"], r["not_after"], r["time_basis"]]
                + [r["rule"], _array(str(r["inferences"] or "").split()), "Evidence"]
                for r in rows
            ),
        ),
        "statements.csv": _csv(
            [":START_ID(Entity)", "statement", "status", "asserted:boolean", "evidence:int", "documents:int"]
            + ["first:date", "last:date", "quote", ":END_ID(Entity)", ":TYPE"],
            _statements(facts),
        ),
        "sources.csv": _csv(
            [":START_ID(Evidence)", ":END_ID(Document)", ":TYPE"],
            ([r["evidence"], r["document_iri"], "FROM"] for r in rows),
        ),
        "mentions.csv": _csv([":START_ID(Entity)", "times:int", ":END_ID(Document)", ":TYPE"], _mentions(facts)),
        "ends.csv": _csv(
            [":START_ID(Evidence)", ":END_ID(Entity)", ":TYPE"],
            (
                [r["evidence"], r[end], kind]
                for r in rows
                for end, kind in (("subject", "SUBJECT"), ("object", "OBJECT"), ("speaker", "SAID_BY"))
                if r[end]
            ),
        ),
    }


_OF_DOCUMENTS = ("dcterms:identifier", "dcterms:title", "dcterms:date", "dcterms:publisher", "schema:url")


def _entities(facts: Facts) -> Iterator[list[Value]]:
    posts: dict[str, list[str]] = {}
    for row in rows_of(facts):
        if row["object"] is None:
            posts.setdefault(str(row["subject"]), []).append(str(row["object_zh"]))
    for iri in facts.entities:
        labels = ["Entity", *sorted(set(facts.kinds(iri)))]
        aliases, same = facts.all(iri, "skos:altLabel"), facts.all(iri, "skos:exactMatch")
        held = sorted(set(posts.get(iri, ())))
        yield [iri, facts.label(iri, "zh"), facts.label(iri, "en"), *map(_array, (aliases, held, same)), _ARRAY.join(labels)]


def _statements(facts: Facts) -> Iterator[list[Value]]:
    for (subject, value, statement), (row, _) in network(facts)[1].items():
        facts_of_it = [row[n] for n in ("status", "asserted", "evidence", "documents", "first", "last", "quote")]
        yield [subject, statement, *facts_of_it, value, _HUMP.sub("_", str(row["property"])).upper()]


def _mentions(facts: Facts) -> Iterator[list[Value]]:
    times = Counter((facts.one(m, ":mentionOf"), facts.one(m, ":inDocument")) for m in facts.instances("Mention"))
    for (entity, document), number in sorted(times.items()):
        yield [entity, number, document, "MENTIONED_IN"]


def _array(values: Sequence[str]) -> str:
    """Return values as one field; the import has no way to write its delimiter, so the full-width one stands for it."""
    return _ARRAY.join(v.replace(_ARRAY, "；") for v in values)


def _csv(header: list[str], rows: Iterable[Sequence[Value]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(v) for v in row] for row in rows)
    return out.getvalue().encode()


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
