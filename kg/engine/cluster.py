"""A build on a Spark cluster: records read from shared storage, worked out in parallel, merged by Spark SQL.

What a document says is pure, and a graph is the union of the quads of its documents: so merging is deduplicating and
sorting, which a cluster does well. The parts, one after the other, are the bytes of `.kg/graph.nq` on one machine.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.engine.working import SCHEMA, lines_of, sketched, worker
from kg.errors import DocumentIdError, ReadError, WriteError
from kg.graph import Graph, quads
from kg.model import BASE
from kg.ontology import load
from kg.ontology.cached import encoded
from kg.read import twins_among

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Done:
    """What a build on a cluster came to: counts, and the first problems, each a line."""

    documents: int
    repeated: int
    failed: int
    quads: int
    evidence: int
    problems: tuple[str, ...]


def spark_build(
    paths: Sequence[str],
    output: str,
    *,
    master: str = "local[*]",
    overlays: Sequence[Path] = (),
    base: str = BASE,
    settings: Sequence[tuple[str, str]] = (),
    parts: int = 0,
) -> Done:
    """Build the quads and the evidence table of JSONL or Parquet files on shared storage, with Spark.

    Writes into the folder `output`: graph.nq/part-*, sorted N-Quads without doubles; evidence.parquet/; and last
    spark.json, which says what was counted. Every record must have an id.

    Args:
        paths: .jsonl or .parquet files or folders, or addresses that Spark reads (s3a://…, hdfs://…).
        output: a folder, or an address, that executors and driver can write to; it must not exist yet.
        master: the cluster: local[4], spark://host:7077, yarn, k8s://…; a session already there is used instead.
        overlays: folders of your own Turtle.
        base: the IRI under which entities are minted.
        settings: further settings of Spark.
        parts: how many parts to write; as many as Spark's shuffle makes if 0.

    Raises:
        ReadError: a path that is not there, or no record that could be read.
        DocumentIdError: two records have the same id.
        WriteError: pyspark is not installed, or the output is there already or cannot be written.
        OntologyError: a folder of `overlays` is malformed.
    """
    ontology = load(*overlays)
    session, ours = _session(master, settings)
    try:
        if _there(session, output):
            raise WriteError(f"{output}: is there already; name another folder, or remove it")
        said = session.sparkContext.broadcast(encoded(ontology))
        rows = _records(session, paths).mapInArrow(worker(lambda: said.value, base), SCHEMA).persist()
        done = _written(session, rows, output, lines_of(quads(Graph((), (), (), ()), ontology, base)), parts)
        _put(session, f"{output}/spark.json", done, ontology.digest, base)
        return done
    except Exception as error:
        _drop(session, output)
        if isinstance(error, (ReadError, DocumentIdError, WriteError)):
            raise
        reason = " ".join(str(error).split())[:300]
        raise WriteError(f"{output}: the cluster gave up ({reason}); see its log") from error
    finally:
        if ours:
            session.stop()


def _session(master: str, settings: Sequence[tuple[str, str]]) -> "tuple[SparkSession, bool]":
    """Return the session that is there already, as in a notebook, or one of our own, and whether it is that."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise WriteError("the engine spark needs pyspark; pip install 'zongheng[spark]'") from error
    if active := SparkSession.getActiveSession():
        return active, False
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("zongheng")
    ours = [("spark.ui.enabled", "false"), ("spark.sql.execution.arrow.maxRecordsPerBatch", "64")]
    for name, value in [*ours, *settings]:
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session, True


def _records(session: "SparkSession", paths: Sequence[str]) -> "DataFrame":
    """Return one column of JSON lines, whatever the files are."""
    from pyspark.sql import functions as f

    found: DataFrame | None = None
    for path in paths:
        try:
            if path.rstrip("/").endswith(".parquet"):
                rows = session.read.parquet(path)
                lines = rows.select(f.to_json(f.struct(*rows.columns)).alias("value"))
            else:
                lines = session.read.text(path, lineSep="\n")
        except Exception as error:
            raise ReadError(f"{path}: cannot be read by Spark; give .jsonl or .parquet on shared storage") from error
        found = lines.select("value") if found is None else found.unionByName(lines.select("value"))
    if found is None:
        raise ReadError("no input; give .jsonl or .parquet files")
    # a document is little to read and much to work out: so in more tasks than the files would make
    return found.repartition(max(found.rdd.getNumPartitions(), 4 * session.sparkContext.defaultParallelism))


def _written(session: "SparkSession", rows: "DataFrame", output: str, terms: list[str], parts: int) -> Done:
    from pyspark.sql import functions as f

    bad = rows.where("problem != ''").select("id", "problem").orderBy("id", "problem")
    good = rows.where("problem = ''")
    double = good.groupBy("id").count().where("count > 1").orderBy("id").first()
    if double:
        raise DocumentIdError(f"{double['id']}: {double['count']} records carry this id; give each its own")
    repeated = _repeated(good)
    if repeated:
        gone = session.createDataFrame([(i,) for i in sorted(repeated)], "id string")
        good = good.join(f.broadcast(gone), "id", "left_anti")
    documents = good.count()
    failed = bad.count()
    if not documents:
        first = bad.first()
        raise ReadError(f"none of {failed} records could be read" + (f"; first: {first['problem']}" if first else ""))
    own = session.createDataFrame([(line,) for line in terms], "line string")
    lines = good.select(f.explode("lines").alias("line")).unionByName(own).distinct()
    ordered = lines.repartitionByRange(parts, "line").sortWithinPartitions("line") if parts else lines.sort("line")
    ordered.write.text(f"{output}/graph.nq")
    evidence = good.select(f.explode("evidence").alias("e")).select("e.*").dropDuplicates(["statement", "evidence"])
    evidence.sort("document", "field", "start", "end", "evidence").write.parquet(f"{output}/evidence.parquet")
    shown = tuple(f"{row['id']}: {row['problem']}" for row in bad.limit(_SHOWN).toLocalIterator())
    written = session.read.text(f"{output}/graph.nq").count()
    proofs = session.read.parquet(f"{output}/evidence.parquet").count()
    return Done(documents, len(repeated), failed, written, proofs, shown)


def _repeated(good: "DataFrame") -> dict[str, str]:
    """Return which documents repeat another; only those that share anything with another come to the driver."""
    from pyspark.sql import functions as f

    marks = good.select("id", f.explode("marks").alias("mark"))
    shared = marks.groupBy("mark").count().where("count > 1").select("mark")
    near = marks.join(shared, "mark").select("id").distinct()
    found = good.join(near, "id", "left_semi").select("sketch")
    return twins_among(sketched(row["sketch"]) for row in found.toLocalIterator())


def _path(session: "SparkSession", name: str) -> tuple[Any, Any]:
    """Return a path of Hadoop, and the file system that it is on."""
    jvm: Any = session.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path(name)
    return path, path.getFileSystem(session.sparkContext._jsc.hadoopConfiguration())


def _there(session: "SparkSession", name: str) -> bool:
    path, system = _path(session, name)
    return bool(system.exists(path))


def _drop(session: "SparkSession", output: str) -> None:
    """Remove what a build that failed has written; nothing of it may be taken for a graph."""
    for name in ("graph.nq", "evidence.parquet"):
        path, system = _path(session, f"{output}/{name}")
        if system.exists(path):
            system.delete(path, True)


def _put(session: "SparkSession", name: str, done: Done, digest: str, base: str) -> None:
    facts = {
        "ontology": digest, "base": base, "documents": done.documents, "repeated": done.repeated,
        "failed": done.failed, "quads": done.quads, "evidence": done.evidence,
    }  # fmt: skip
    path, system = _path(session, name)
    out = system.create(path, True)
    out.write(bytearray((json.dumps(facts, indent=2) + "\n").encode()))
    out.close()
