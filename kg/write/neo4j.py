"""The graph as CSV for `neo4j-admin database import full`: nodes and relationships with typed headers.

Entities, documents and pieces of evidence are nodes. A statement between two entities is a relationship of the type of
its property (HELD_IN) and names the statement that its evidence names too; what a statement says of a text, such as a
post, is with its evidence, and for posts with the person. Import with

    neo4j-admin database import full --multiline-fields=true --nodes=entities.csv --nodes=documents.csv \
        --nodes=evidence.csv --relationships=statements.csv --relationships=sources.csv --relationships=mentions.csv \
        --relationships=ends.csv neo4j
"""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kg.write.facts import Facts, Row, Value
from kg.write.network import network
from kg.write.tables import rows_of

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ARRAY = ";"
_ENDS = (("subject", "SUBJECT"), ("object", "OBJECT"), ("speaker", "SAID_BY"))

_ENTITIES = ("iri:ID(Entity)", "zh", "en", "aliases:string[]", "posts:string[]", "sameAs:string[]", ":LABEL")
_DOCUMENTS = {
    "id": "dcterms:identifier",
    "title": "dcterms:title",
    "date:date": "dcterms:date",
    "publisher": "dcterms:publisher",
    "url": "schema:url",
}
_EVIDENCE = {
    "iri:ID(Evidence)": "evidence",
    "statement": "statement",
    "property": "property",
    "quote": "quote",
    "field": "field",
    "start:int": "start",
    "end:int": "end",
    "status": "status",
    "claim:boolean": "claim",
    "time": "time",
    "notBefore:date": "not_before",
    "notAfter:date": "not_after",
    "timeBasis": "time_basis",
    "rule": "rule",
}
_STATEMENTS = {
    "status": "status",
    "asserted:boolean": "asserted",
    "evidence:int": "evidence",
    "documents:int": "documents",
    "first:date": "first",
    "last:date": "last",
    "quote": "quote",
}
"""Headers with the columns of the table, or the values of the network, that they hold."""


def neo4j(facts: Facts) -> dict[str, bytes]:
    """Return the files by name."""
    rows = rows_of(facts)
    statements = (":START_ID(Entity)", "statement", *_STATEMENTS, ":END_ID(Entity)", ":TYPE")
    return {
        "entities.csv": _csv(_ENTITIES, _entities(facts, rows)),
        "documents.csv": _csv(("iri:ID(Document)", *_DOCUMENTS, ":LABEL"), _documents(facts)),
        "evidence.csv": _csv((*_EVIDENCE, "text", "inferences:string[]", ":LABEL"), map(_evidence, rows)),
        "statements.csv": _csv(statements, _statements(facts)),
        "sources.csv": _csv((":START_ID(Evidence)", ":END_ID(Document)", ":TYPE"), map(_source, rows)),
        "mentions.csv": _csv((":START_ID(Entity)", "times:int", ":END_ID(Document)", ":TYPE"), _mentions(facts)),
        "ends.csv": _csv((":START_ID(Evidence)", ":END_ID(Entity)", ":TYPE"), _ends(rows)),
    }


def _entities(facts: Facts, rows: Iterable[Row]) -> Iterator[list[Value]]:
    posts: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["object"] is None:
            posts[str(row["subject"])].add(str(row["object_zh"]))
    for iri in facts.entities:
        arrays = facts.all(iri, "skos:altLabel"), sorted(posts[iri]), facts.all(iri, "skos:exactMatch")
        labels = _array(["Entity", *sorted(set(facts.kinds(iri)))])
        yield [iri, facts.label(iri, "zh"), facts.label(iri, "en"), *map(_array, arrays), labels]


def _documents(facts: Facts) -> Iterator[list[Value]]:
    for iri in facts.instances("Article"):
        yield [iri, *(facts.one(iri, name) for name in _DOCUMENTS.values()), "Source"]


def _evidence(row: Row) -> list[Value]:
    text = row["object_zh"] if row["object"] is None else None
    return [*(row[n] for n in _EVIDENCE.values()), text, _array(str(row["inferences"] or "").split()), "Evidence"]


def _statements(facts: Facts) -> Iterator[list[Value]]:
    for (subject, value, statement), (row, _) in network(facts)[1].items():
        kind = _HUMP.sub("_", str(row["property"])).upper()
        yield [subject, statement, *(row[n] for n in _STATEMENTS.values()), value, kind]


def _source(row: Row) -> list[Value]:
    return [row["evidence"], row["document_iri"], "FROM"]


def _mentions(facts: Facts) -> Iterator[list[Value]]:
    times = Counter((facts.one(m, ":mentionOf"), facts.one(m, ":inDocument")) for m in facts.instances("Mention"))
    for (entity, document), number in sorted(times.items()):
        yield [entity, number, document, "MENTIONED_IN"]


def _ends(rows: Iterable[Row]) -> Iterator[list[Value]]:
    for row in rows:
        yield from ([row["evidence"], row[end], kind] for end, kind in _ENDS if row[end])


def _array(values: Sequence[str]) -> str:
    """Return values as one field; the import has no way to write its delimiter, so the full-width one stands for it."""
    return _ARRAY.join(v.replace(_ARRAY, "；") for v in values)


def _csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(v) for v in row] for row in rows)
    return out.getvalue().encode()


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
