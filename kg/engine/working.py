"""What a Spark executor does: records in, quads, evidence and sketches out, a batch of Arrow at a time.

Nothing here is kept between batches but the ontology, which comes as a value and is made ready once for each worker.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import ReadError
from kg.graph import merge, quads, rebased
from kg.model import ONTOLOGY, Extraction
from kg.ontology import Ontology
from kg.ontology.cached import decoded, encoded
from kg.pipeline import extract_one
from kg.read import Sketch, record_line, sketch_of

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    "statement", "evidence", "subject", "property", "object", "literal", "status", "claim", "time", "not_before",
    "not_after", "speaker", "quote", "field", "start", "end", "rule", "inferences", "document",
)  # fmt: skip
"""The columns of the evidence table: IRIs in full, texts as they stand, offsets in code points."""
_FLAGS, _NUMBERS = frozenset({"literal", "claim"}), frozenset({"start", "end"})


def _kind(name: str) -> str:
    return "boolean" if name in _FLAGS else "int" if name in _NUMBERS else "string"


SCHEMA = (
    "id string, problem string, sketch string, marks array<string>, lines array<string>, "
    f"evidence array<struct<{', '.join(f'{name}: {_kind(name)}' for name in COLUMNS)}>>"
)
"""What a worker makes of each record."""
_NOTHING: dict[str, Any] = {"sketch": "", "marks": [], "lines": [], "evidence": []}


@lru_cache(maxsize=1)
def _ontology(value: bytes) -> Ontology:
    """Return the ontology, without the triples that define its terms, which the driver adds once."""
    return replace(decoded(value, Ontology), turtle=())


def worker(
    ontology: Callable[[], bytes], base: str
) -> "Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]":
    """Return the function that mapInArrow applies; `ontology` gives the ontology as JSON, on the executor."""

    def work(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        known = _ontology(ontology())
        for batch in batches:
            rows = [_row(line, known, base) for line in batch.column(0).to_pylist() if line and line.strip()]
            if rows:
                yield pa.RecordBatch.from_pylist(rows, schema=_schema())

    return work


def _schema() -> "pa.Schema":
    """Return SCHEMA as Arrow has it."""
    import pyarrow as pa

    kinds = {"boolean": pa.bool_(), "int": pa.int32(), "string": pa.string()}
    text, texts = pa.string(), pa.list_(pa.string())
    proof = pa.struct([pa.field(name, kinds[_kind(name)]) for name in COLUMNS])
    columns = {"id": text, "problem": text, "sketch": text, "marks": texts, "lines": texts, "evidence": pa.list_(proof)}
    return pa.schema(list(columns.items()))


def _row(line: str, ontology: Ontology, base: str) -> dict[str, Any]:
    """Return what one record comes to; an error of the program costs the document in which it shows."""
    try:
        document = record_line(line.encode("utf-8", "surrogatepass"), "record", ontology)
    except ReadError as error:
        return {"id": line[:200], "problem": str(error), **_NOTHING}
    try:
        extraction = extract_one(document, ontology)
        sketch = sketch_of(document)
        return {
            "id": document.id,
            "problem": "",
            "sketch": encoded(sketch).decode(),
            "marks": list(sketch.marks),
            "lines": lines_of(quads(merge([extraction], ontology), ontology, base)),
            "evidence": list(_proofs(extraction, ontology, base)),
        }
    except Exception as error:  # as on one machine: every kind, for nobody can know which
        reason = f"could not be worked out: {type(error).__name__}: {' '.join(str(error).split())}"
        return {"id": document.id, "problem": reason, **_NOTHING}


def lines_of(found: Iterable[ox.Quad]) -> list[str]:
    """Return quads as canonical lines without their ends."""
    data = ox.serialize(found, format=ox.RdfFormat.N_QUADS) or b""
    return data.decode().split("\n")[:-1]


def sketched(value: str) -> Sketch:
    """Return the sketch that a worker has written."""
    return decoded(value.encode(), Sketch)


def _proofs(extraction: Extraction, ontology: Ontology, base: str) -> Iterator[dict[str, Any]]:
    graph = merge([extraction], ontology)
    for statement in graph.statements:
        for e in statement.evidence:
            values: Sequence[Any] = (
                *(rebased(iri, base) for iri in (statement.iri, e.iri(statement.iri), statement.subject)),
                statement.predicate.removeprefix(ONTOLOGY), rebased(statement.object, base), statement.literal,
                e.status, e.claim, e.time, e.not_before, e.not_after, rebased(e.said_by, base), e.quote, e.field,
                e.start, e.end, e.rule, " ".join(e.inferences), e.document,
            )  # fmt: skip
            yield dict(zip(COLUMNS, values, strict=True))
