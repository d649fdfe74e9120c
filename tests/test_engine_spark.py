"""The engine past one machine: the bytes of a local build, on two cores and on a real cluster that loses members."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest
from conftest import Cli

from kg import build
from kg.engine import spark_build
from kg.errors import DocumentIdError, ReadError, WriteError
from kg.write import statement_rows

pytestmark = pytest.mark.slow
SMALL = (("spark.sql.shuffle.partitions", "4"), ("spark.ui.showConsoleProgress", "false"))
BUILD = """
import sys
from kg.engine import spark_build
master, output, *paths = sys.argv[1:]
settings = [("spark.sql.shuffle.partitions", "4"), ("spark.task.maxFailures", "8"), ("spark.executor.memory", "1g"),
            ("spark.driver.host", "127.0.0.1"), ("spark.driver.bindAddress", "127.0.0.1")]
print(spark_build(paths, output, master=master, settings=settings))
"""


@pytest.fixture(scope="module")
def news(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample told of many years, so that there is something to share out, and one release sent twice."""
    rows = []
    for year in range(2000, 2012):
        for path in sorted(p for p in sample.iterdir() if p.suffix in (".txt", ".md")):
            text = path.read_text("utf-8").replace("2024", str(year)).replace("2023", str(year))
            row = {"id": f"{year} “{path.stem}”", "date": f"{year}-01-02", "title": f"标题{year}", "text": text}
            rows.append({**row, "publisher": "社", "url": "https://example.org/a"})
    rows.append({**rows[0], "id": "again", "date": "2000-01-03"})
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def expected(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("local") / "graph"
    build(news, folder, html=False)
    return folder


def joined(output: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((output / "graph.nq").glob("part-*")))


def test_two_cores_write_the_bytes_of_a_local_build(news: Path, expected: Path, tmp_path: Path) -> None:
    done = spark_build([str(news)], str(tmp_path / "out"), master="local[2]", settings=SMALL, parts=3)
    assert (done.documents, done.repeated, done.failed) == (36, 1, 0)
    assert joined(tmp_path / "out") == (expected / ".kg" / "graph.nq").read_bytes()
    assert len(list((tmp_path / "out" / "graph.nq").glob("part-*"))) == 3
    assert done.quads == joined(tmp_path / "out").count(b"\n")
    table = pq.read_table(tmp_path / "out" / "evidence.parquet").to_pylist()
    rows = {row["evidence"]: row for row in statement_rows(expected)}
    assert {row["evidence"] for row in table} == rows.keys()
    assert done.evidence == len(table) == len(rows)
    for row in table:
        same = ("statement", "status", "quote", "start", "end", "document", "property", "subject")
        assert {n: row[n] for n in same} == {n: rows[row["evidence"]][n] for n in same}
    facts = json.loads((tmp_path / "out" / "spark.json").read_text("utf-8"))
    assert (facts["documents"], facts["quads"]) == (36, done.quads)


def test_a_session_that_is_there_is_used_and_left(news: Path, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    mine = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        (tmp_path / "one.jsonl").write_text(news.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
        done = spark_build([str(tmp_path / "one.jsonl")], str(tmp_path / "out"), settings=SMALL)
        assert done.documents == 1
        assert mine.range(3).count() == 3
    finally:
        mine.stop()


def test_parquet_an_overlay_and_another_base_do_too(news: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.ttl").write_text(
        "@prefix : <https://w3id.org/zongheng/ontology#> . @prefix e: <https://w3id.org/zongheng/e/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . e:FR skos:altLabel '高卢雄鸡'@zh .\n",
        encoding="utf-8",
    )
    rows = [json.loads(line) for line in news.read_text("utf-8").splitlines()[:6]]
    rows[0]["text"] += "高卢雄鸡支持全球发展倡议。"
    import pyarrow as pa

    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    base, own = "https://example.org/kg/", [tmp_path / "own"]
    build(tmp_path / "rows.jsonl", tmp_path / "local", base=base, ontology=own, html=False)
    place = str(tmp_path / "rows.parquet")
    spark_build([place], str(tmp_path / "out"), master="local[2]", overlays=own, base=base, settings=SMALL)
    assert joined(tmp_path / "out") == (tmp_path / "local" / ".kg" / "graph.nq").read_bytes()
    assert "高卢雄鸡".encode() in joined(tmp_path / "out")


def test_what_is_wrong_is_told_and_leaves_nothing(kg: Cli, tmp_path: Path) -> None:
    good = {"id": "a", "text": "王毅会见拉夫罗夫。"}
    rows = [json.dumps(good), '{"id": "b"}', "no json", json.dumps({"text": "没有编号。"})]
    (tmp_path / "a.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = kg("build", "a.jsonl", "-o", "out", "--engine", "spark", "--master", "local[1]")
    assert done.code == 1
    assert "1 documents, 0 repeated" in done.out
    for reason in ("no text in the record", "no JSON", "no id in the record"):
        assert reason in done.err
    (tmp_path / "twice.jsonl").write_text((json.dumps(good) + "\n") * 2, encoding="utf-8")
    (tmp_path / "none.jsonl").write_text("no json\n", encoding="utf-8")
    for name, error, message in (
        ("twice.jsonl", DocumentIdError, "a: 2 records carry this id"),
        ("none.jsonl", ReadError, "none of 1 records could be read; first: no JSON"),
        ("missing.jsonl", ReadError, "cannot be read by Spark"),
    ):
        with pytest.raises(error, match=message):
            spark_build([str(tmp_path / name)], str(tmp_path / "new"), master="local[1]", settings=SMALL)
        assert not (tmp_path / "new" / "graph.nq").exists()
        assert not (tmp_path / "new" / "spark.json").exists()
    with pytest.raises(WriteError, match="is there already"):
        spark_build([str(tmp_path / "a.jsonl")], str(tmp_path / "out"), master="local[1]", settings=SMALL)
    assert kg("build", "a.jsonl", "-o", "new", "--engine", "ray").code == 2


# ── a cluster ──────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A standalone Spark master with workers on this machine; ends with all that they started."""
    import pyspark

    home = Path(pyspark.__file__).parent
    env = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    deploy = "org.apache.spark.deploy"
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> Path:
        log = folder / f"{name}.log"
        with log.open("wb") as out:
            command = [str(home / "bin" / "spark-class"), *arguments]
            started.append(subprocess.Popen(command, env=env, cwd=folder, stdout=out, stderr=out))
        return log

    try:
        log = start("master", f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        address = awaited(log, r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            options = ("--cores", "1", "--memory", "2g", "--host", "127.0.0.1", "--webui-port", "0")
            log = start(f"worker{number}", f"{deploy}.worker.Worker", *options, address)
            awaited(log, "(Successfully registered with master)")
        yield address, started[1:]
    finally:
        family = [child for process in started if process.poll() is None for child in descendants(process.pid)]
        for process in started:
            process.kill()
            process.wait()
        for child in family:
            with_grace(child)


def descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def with_grace(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def awaited(log: Path, pattern: str, seconds: float = 90) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(f"{log.name}: no {pattern}: {log.read_text('utf-8', 'replace')[-2000:]}")


def executors(worker: subprocess.Popen[bytes]) -> list[psutil.Process]:
    found = []
    for child in descendants(worker.pid):
        try:
            if any("CoarseGrainedExecutorBackend" in word for word in child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def test_a_cluster_that_loses_an_executor_and_a_worker_writes_the_same_bytes(
    news: Path, expected: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path, 2) as (address, workers):
        command = [sys.executable, "-c", BUILD, address, str(tmp_path / "out"), str(news)]
        env = {**os.environ, "PYSPARK_PYTHON": sys.executable}
        job = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        until = time.monotonic() + 90
        while not all(executors(w) for w in workers):
            assert time.monotonic() < until, "no executor came up"
            assert job.poll() is None, job.communicate()[0].decode()[-3000:]
            time.sleep(0.1)
        time.sleep(3)
        assert job.poll() is None, "the job was over before anything was killed"
        for executor in executors(workers[0]):
            executor.send_signal(signal.SIGKILL)
        time.sleep(2)
        assert job.poll() is None, "the job was over before the worker was killed"
        workers[1].send_signal(signal.SIGKILL)
        told, _ = job.communicate(timeout=400)
        assert job.returncode == 0, told.decode()[-3000:]
        assert "Done(documents=36, repeated=1, failed=0" in told.decode()
    assert joined(tmp_path / "out") == (expected / ".kg" / "graph.nq").read_bytes()
