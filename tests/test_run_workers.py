"""Worker processes: the order of results, what a crash costs, and how a run ends."""

import gc
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import run
from kg.errors import ReadError
from kg.model import Document
from kg.ontology import Ontology, switched_off
from kg.pipeline import extract_one
from kg.read import Problem, from_text
from kg.run import workers
from kg.run.codec import packed, packed_sketch, unpacked, unpacked_sketch
from kg.run.collector import resting_collector

CRASHING = (
    "import os, sys; sys.path[:] = sys.argv[1:]; from kg.run import worker; real = worker.attempt\n"
    "def attempt(d, o, s):\n    if d.title.raw == '坏': os.kill(os.getpid(), 9)\n    return real(d, o, s)\n"
    "worker.attempt = attempt; worker.answer_questions()"
)


def pages(ontology: Ontology, count: int, bad: tuple[int, ...] = ()) -> Iterator[Document]:
    for number in range(count):
        text = f"中国外长王毅会见第{number}国外长。" + "中国支持联合国。" * (number % 7)
        yield from_text(text, ontology, date="2024-03-08", title="坏" if number in bad else f"第{number}篇")


def test_results_come_in_the_order_of_the_documents(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_CHUNK", 50)
    documents = list(pages(ontology, 40))
    found = list(run.extractions(iter(documents), ontology, 3))
    assert found == [extract_one(d, ontology) for d in documents]
    assert all(one.document is other for one, other in zip(found, documents, strict=True))


def test_small_inputs_stay_in_this_process(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(workers, "Workers", refused)
    assert len(list(run.extractions(pages(ontology, 5), ontology))) == 5


def test_a_switched_off_mechanism_is_off_in_processes_too(ontology: Ontology) -> None:
    reduced = switched_off(ontology, ["gazetteer"])
    documents = list(pages(ontology, 3))
    assert list(run.extractions(iter(documents), reduced, 2)) == [extract_one(d, reduced) for d in documents]


@pytest.mark.slow
def test_a_crash_costs_one_document(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_COMMAND", CRASHING)
    documents = list(pages(ontology, 12, bad=(4, 9)))
    problems: list[Problem] = []
    found = list(run.extractions(iter(documents), ontology, 2, report=problems.append))
    assert [e.document.title.raw for e in found] == [d.title.raw for d in documents if d.title.raw != "坏"]
    assert len(problems) == 2
    assert all(p.left_out and "broke off 2 times (exit code -9)" in p.reason for p in problems)
    with pytest.raises(ReadError, match="broke off"):
        list(run.extractions(pages(ontology, 12, bad=(4,)), ontology, 2))


@pytest.mark.slow
def test_killed_processes_cost_nothing(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_CHUNK", 500)
    documents = list(pages(ontology, 400))
    with workers.Workers(ontology, 2) as pool:
        killed: list[int] = []
        ended = threading.Event()

        def kill() -> None:
            while not ended.wait(0.4) and len(killed) < 4:
                for pid in pool.pids()[:1]:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

        killer = threading.Thread(target=kill)
        killer.start()
        found = list(pool.answers(documents))
        ended.set()
        killer.join()
    assert killed
    assert [d for d, _ in found] == documents
    assert not [answer for _, answer in found if isinstance(answer, str)]


def test_an_error_of_the_program_costs_one_document(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.run import worker

    def failing(document: Document, known: Ontology) -> object:
        if document.title.raw == "坏":
            raise IndexError("no such\nplace")
        return extract_one(document, known)

    monkeypatch.setattr(worker, "extract_one", failing)
    problems: list[Problem] = []
    found = list(run.extractions(pages(ontology, 4, bad=(2,)), ontology, 1, report=problems.append))
    assert len(found) == 3
    assert "IndexError: no such place" in str(problems[0])
    assert "\n" not in str(problems[0])


@pytest.mark.slow
def test_no_process_is_left_when_a_run_is_given_up(ontology: Ontology) -> None:
    pool = workers.Workers(ontology, 2)
    with pool:
        answers = pool.answers(pages(ontology, 30))
        next(answers)
        started = pool.pids()
        assert started
    for pid in started:
        for _ in range(50):
            if not Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.1)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_what_is_packed_comes_back(sample: Path, ontology: Ontology) -> None:
    from kg.graph import merge
    from kg.read import documents, sketch_of

    found = [extract_one(d, ontology) for d in documents([sample], ontology) if isinstance(d, Document)]
    again = [unpacked(packed(e)) for e in found]
    for one, other in zip(found, again, strict=True):
        assert (one.entities, one.statements, one.turns) == (other.entities, other.statements, other.turns)
        assert unpacked_sketch(packed_sketch(sketch_of(one.document))) == sketch_of(one.document)
    assert merge(found, ontology) == merge(again, ontology)
    odd = extract_one(from_text("中国支持𠮷联合国\u2028。", ontology, title="\x00"), ontology)
    assert unpacked(packed(odd)).entities == odd.entities
    for damage in (b"", b"x", packed(odd)[:-9]):
        with pytest.raises(ValueError, match=r"\w"):
            unpacked(damage)
        with pytest.raises(ValueError, match="not a sketch"):
            unpacked_sketch(damage)


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_is_left_as_it_was_found(running: bool) -> None:
    (gc.enable if running else gc.disable)()
    try:
        with resting_collector():
            assert not gc.isenabled()
        assert gc.isenabled() is running
    finally:
        gc.enable()
