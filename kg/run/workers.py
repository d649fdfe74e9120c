"""Documents worked out in processes: results in the order of the documents, and a crash costs one document at most."""

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO

from kg.errors import KgError
from kg.model import Document
from kg.ontology import Ontology
from kg.ontology.cached import encoded
from kg.run.worker import Answer, Start, attempt, receive, send

_COMMAND = "import sys; sys.path[:] = sys.argv[1:]; from kg.run.worker import answer_questions; answer_questions()"
_CHUNK = 16_384
"""Characters that are sent at once."""
_SMALL = 120_000
"""Characters below which starting processes costs more than it saves."""
_AHEAD = 4
"""Chunks that wait for each process."""
_TRIES = 2


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def answers(
    documents: Iterable[Document], ontology: Ontology, jobs: int | None = None, *, sketched: bool = False
) -> Iterator[tuple[Document, Answer]]:
    """Yield each document, in the order given, with what it comes to, worked out in `jobs` processes.

    Without `jobs` there are as many as processors, and none for a few short texts. The answers do not depend on it.
    """
    source = iter(documents)
    first: list[Document] = []
    if jobs is None:
        size = 0
        for document in source:
            first.append(document)
            size += _size(document)
            if size >= _SMALL:
                break
        jobs = cores() if size >= _SMALL else 1
    if jobs <= 1:
        for document in (*first, *source):
            yield document, attempt(document, ontology, sketched)
        return
    with Workers(ontology, jobs, sketched=sketched) as workers:
        yield from workers.answers(_joined(first, source))


def _joined(first: Sequence[Document], rest: Iterator[Document]) -> Iterator[Document]:
    yield from first
    yield from rest


class Workers:
    """Processes that work documents out, each with a thread that asks it; a context manager.

    When a process breaks off, another takes its place and gets the documents one by one; one at which two processes
    broke off is given up.
    """

    def __init__(self, ontology: Ontology, jobs: int, *, sketched: bool = False) -> None:
        self._start = encoded(Start(ontology, sketched))
        self._jobs = jobs
        self._mine = threading.local()
        self._all: list[subprocess.Popen[bytes]] = []
        self._closed = False
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(jobs, "kg-worker")

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            running = list(self._all)
        for process in running:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in running:
            self._end(process)

    def answers(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Answer]]:
        """Yield each document, in the order given, with what it comes to."""
        waiting: deque[tuple[list[Document], Future[list[Answer]]]] = deque()
        for chunk in _chunks(documents):
            waiting.append((chunk, self._threads.submit(self._work, chunk)))
            if len(waiting) > self._jobs * _AHEAD:
                yield from _done(*waiting.popleft())
        while waiting:
            yield from _done(*waiting.popleft())

    def pids(self) -> tuple[int, ...]:
        """Return the ids of the processes that run."""
        with self._lock:
            return tuple(p.pid for p in self._all if p.poll() is None)

    def _work(self, chunk: list[Document]) -> list[Answer]:
        try:
            return self._asked(chunk)
        except (EOFError, OSError) as error:
            if self._closed:
                raise
            if len(chunk) > 1:
                return [answer for document in chunk for answer in self._work([document])]
            return [self._again(chunk[0], error)]

    def _again(self, document: Document, error: Exception) -> Answer:
        ended = ""
        for _ in range(_TRIES - 1):
            try:
                return self._asked([document])[0]
            except (EOFError, OSError):
                if self._closed:
                    raise
                ended = getattr(self._mine, "ended", "")
        return f"the process that read it broke off {_TRIES} times{ended}"

    def _asked(self, chunk: list[Document]) -> list[Answer]:
        process: subprocess.Popen[bytes] | None = getattr(self._mine, "process", None)
        fresh = process is None
        if process is None:
            process = self._mine.process = self._begun()
        try:
            if fresh:
                send(_pipe(process.stdin), self._start)
            send(_pipe(process.stdin), pickle.dumps(chunk))
            answer: list[Answer] | KgError = pickle.loads(receive(_pipe(process.stdout)))  # noqa: S301 - from our own process
        except (EOFError, OSError):
            self._mine.process = None
            self._mine.ended = f" (exit code {self._end(process)})"
            raise
        if isinstance(answer, KgError):
            raise answer
        return answer

    def _begun(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise EOFError
            process = subprocess.Popen(  # noqa: S603 - this interpreter and this package
                [sys.executable, "-c", _COMMAND, *(p or os.getcwd() for p in sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._all.append(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:  # what was not yet written no longer matters
                    continue
        code = process.wait()
        with self._lock:
            if process in self._all:
                self._all.remove(process)
        return code


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None, "the process was started with pipes"
    return end


def _size(document: Document) -> int:
    return len(document.title.raw) + len(document.text.raw) + 1


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += _size(document)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _done(chunk: list[Document], future: "Future[list[Answer]]") -> Iterator[tuple[Document, Answer]]:
    yield from zip(chunk, future.result(), strict=True)
