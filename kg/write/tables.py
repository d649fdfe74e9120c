"""All statements as one table, a row for each piece of evidence; for pandas, spreadsheets and columnar files."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.errors import WriteError
from kg.model import ACTUAL, ONTOLOGY
from kg.write.facts import Facts, Row, Value, facts_of
from kg.write.sheets import csv_of, xlsx_of

COLUMNS: Mapping[str, tuple[str, str]] = {
    "statement": ("text", "IRI of the statement: the same subject, property and object have the same everywhere"),
    "evidence": ("text", "IRI of this piece of evidence; one for each row"),
    "subject": ("text", "IRI of the subject"),
    "subject_zh": ("text", "its Chinese name"),
    "subject_en": ("text", "its English name, where the gazetteer has one"),
    "subject_type": ("text", "its type: Person, Country, Place, Organization, Forum, Initiative, Document, Event"),
    "property": ("text", "the property by its local name, such as visits"),
    "property_iri": ("text", "IRI of the property"),
    "property_zh": ("text", "its Chinese name"),
    "property_en": ("text", "its English name"),
    "object": ("text", "IRI of the object; none where the object is a text, such as a post"),
    "object_zh": ("text", "Chinese name of the object, or the text that it is"),
    "object_en": ("text", "its English name, where the gazetteer has one"),
    "object_type": ("text", "its type; none for a text"),
    "status": ("text", "what the sentence says: actual, planned, denied or conditional"),
    "claim": ("flag", "whether it is one side's claim about its opponent"),
    "asserted": ("flag", "whether the graph asserts the statement: some evidence is actual and no mere claim"),
    "time": ("text", "when, in EDTF, such as 2024-03 or 2024-03-05"),
    "not_before": ("day", "first day of that time"),
    "not_after": ("day", "last day of that time"),
    "time_basis": ("text", "stated, document (reckoned from the day of the document) or context"),
    "speaker": ("text", "IRI of who says so, where the text quotes somebody"),
    "speaker_zh": ("text", "Chinese name of the speaker"),
    "speaker_en": ("text", "English name of the speaker"),
    "quote": ("text", "the sentence, as it stands in the source"),
    "field": ("text", "where it stands: title or text"),
    "start": ("number", "its first character, counted in code points from 0"),
    "end": ("number", "the character after its last"),
    "rule": ("text", "the rule that found it"),
    "inferences": ("text", "what had to be inferred, such as pronoun; several are parted by blanks"),
    "document": ("text", "id of the document"),
    "document_iri": ("text", "IRI of the document"),
    "title": ("text", "its title"),
    "date": ("day", "its day"),
    "publisher": ("text", "who published it"),
    "url": ("text", "its address"),
}
"""Each column with its kind ("text", "number", "flag", "day": ISO 8601) and what it holds; None is unknown."""

def statement_rows(folder: Path | str) -> list[Row]:
    """Return a row for each piece of evidence in the graph of an output folder, with the columns of COLUMNS.

    They are in the order of the days and ids of the documents, and in that of the text within one.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    return list(rows_of(facts_of(folder)[1]))


def rows_of(facts: Facts) -> list[Row]:
    """Return the rows of a graph."""
    found = (row for s in facts.instances("Statement") for row in _rows(facts, s))
    return sorted(found, key=_order)


def _order(row: Row) -> tuple[str, ...] | tuple[object, ...]:
    return (
        not row["date"],
        row["date"] or "",
        row["document"],
        row["field"] != "title",
        row["start"],
        row["end"],
        row["statement"],
        row["evidence"],
    )


def _rows(facts: Facts, statement: str) -> Iterator[Row]:
    subject, predicate, value = (facts.one(statement, f"rdf:{n}") for n in ("subject", "predicate", "object"))
    literal = facts.is_literal(statement, "rdf:object")
    proofs = facts.all(statement, ":evidence")
    claims = {v: facts.one(v, ":claim") == "true" for v in proofs}
    statuses = {v: _local(facts.one(v, ":status")) for v in proofs}
    known: Row = {
        "statement": statement,
        "subject": subject,
        "subject_zh": facts.label(subject, "zh"),
        "subject_en": facts.label(subject, "en"),
        "subject_type": facts.kinds(subject)[0],
        "property": _local(predicate),
        "property_iri": predicate,
        "property_zh": facts.label(predicate, "zh"),
        "property_en": facts.label(predicate, "en"),
        "object": None if literal else value,
        "object_zh": value if literal else facts.label(value, "zh"),
        "object_en": None if literal else facts.label(value, "en"),
        "object_type": None if literal else facts.kinds(value)[0],
        "asserted": any(statuses[v] == ACTUAL and not claims[v] for v in proofs),
    }
    for proof in proofs:
        row = {**known, **_proof(facts, proof), "status": statuses[proof], "claim": claims[proof]}
        yield {name: row[name] if row[name] != "" else None for name in COLUMNS}


def _proof(facts: Facts, proof: str) -> Row:
    document, speaker = facts.one(proof, "prov:wasDerivedFrom"), facts.one(proof, ":saidBy")
    return {
        "evidence": proof,
        "time": facts.one(proof, ":time"),
        "not_before": facts.one(proof, ":notBefore"),
        "not_after": facts.one(proof, ":notAfter"),
        "time_basis": _local(facts.one(proof, ":timeBasis")),
        "speaker": speaker,
        "speaker_zh": facts.label(speaker, "zh"),
        "speaker_en": facts.label(speaker, "en"),
        "quote": facts.one(proof, ":quote"),
        "field": facts.one(proof, ":field"),
        "start": int(facts.one(proof, ":start")),
        "end": int(facts.one(proof, ":end")),
        "rule": _local(facts.one(proof, ":foundBy")).removeprefix("rule-"),
        "inferences": " ".join(sorted(_local(i) for i in facts.all(proof, ":inference"))),
        "document": facts.one(document, "dcterms:identifier"),
        "document_iri": document,
        "title": facts.one(document, "dcterms:title"),
        "date": facts.one(document, "dcterms:date"),
        "publisher": facts.one(document, "dcterms:publisher"),
        "url": facts.one(document, "schema:url"),
    }


def _local(iri: str) -> str:
    return iri.removeprefix(ONTOLOGY)


def as_csv(rows: Iterable[Row], *, formula_safe: bool = False) -> bytes:
    """Return rows as CSV in UTF-8 with the mark by which spreadsheets know it; see `kg.write.sheets`."""
    return csv_of(COLUMNS, ([row[name] for name in COLUMNS] for row in rows), formula_safe=formula_safe)


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """Return rows as a workbook in which no text is taken for a formula; the bytes depend on the rows alone.

    Raises:
        WriteError: openpyxl is not installed, or a sheet cannot hold the rows.
    """
    return xlsx_of("statements", COLUMNS, [[row[name] for name in COLUMNS] for row in rows])


def as_parquet(rows: Sequence[Row]) -> bytes:
    """Return rows as a Parquet file; days are dates, and each column says what it holds.

    Raises:
        WriteError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # type: ignore[import-not-found,import-untyped,unused-ignore]
        import pyarrow.parquet as pq  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError as error:
        raise WriteError("parquet needs pyarrow; pip install 'zongheng[parquet]'") from error
    import datetime as dt

    kinds = {"text": pa.string(), "number": pa.int64(), "flag": pa.bool_(), "day": pa.date32()}

    def value(given: Value, kind: str) -> object:
        return dt.date.fromisoformat(given) if kind == "day" and isinstance(given, str) else given

    schema = pa.schema([pa.field(n, kinds[k], metadata={"description": d}) for n, (k, d) in COLUMNS.items()])
    columns = [[value(row[name], kind) for row in rows] for name, (kind, _) in COLUMNS.items()]
    out = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), out, compression="zstd")
    return out.getvalue()
