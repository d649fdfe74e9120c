"""A build: read, work out what is new, merge what all documents say, publish; the same bytes whatever was cached."""

import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kg import ontology as ontologies
from kg.decide import Decision, Decisions
from kg.errors import GraphError, KgError, ReadError
from kg.graph import MANIFEST, PAGE, TURTLE, Graph, file_hash, merge, verify
from kg.model import Document, Extraction
from kg.ontology import Ontology
from kg.read import Found, Problem, Record, Sketch, document_line, problem_line, twins_among
from kg.relate import explicit_only as explicit
from kg.resources import data
from kg.run.cache import NAME, Cache, tidy
from kg.run.codec import key_of, knowledge_of, rejoined, unpacked, unpacked_sketch
from kg.run.collector import resting_collector
from kg.run.deciding import decided
from kg.run.inputs import fingerprint, found_all, overlays_for
from kg.run.lock import only_build
from kg.run.report import Report, as_json, from_json, report_of
from kg.run.workers import answers

Publish = Callable[[Graph, Ontology], None]
Progress = Callable[[int], None]
_LIBRARIES = ("ahocorasick_rs", "jieba", "lxml", "msgspec", "opencc", "pyoxigraph", "pypdfium2")
_DRAWING = ("jinja2", "networkx", "numpy", "pypinyin", "pyvis")
_LAST = "last build"


def extractions(
    found: Iterable[Document],
    ontology: Ontology,
    jobs: int | None = None,
    *,
    report: Callable[[Problem], None] | None = None,
) -> Iterator[Extraction]:
    """Yield the extraction of each document in the order given, worked out in `jobs` processes.

    The result does not depend on the number of processes. A document that cannot be worked out is told to `report`.

    Raises:
        ReadError: a document cannot be worked out, and there is no `report`.
    """
    for document, answer in answers(found, ontology, jobs):
        if not isinstance(answer, str):
            yield rejoined(unpacked(answer[0]), document)
        elif report:
            report(_failure(document, answer))
        else:
            raise ReadError(str(_failure(document, answer)))


def build(
    paths: Sequence[Path],
    publish: Publish,
    *,
    folder: Path | None = None,
    date: str = "",
    overlays: Sequence[Path] = (),
    jobs: int | None = None,
    lenient: bool = False,
    strict: bool = False,
    force: bool = False,
    explicit_only: bool = False,
    decisions: Sequence[Decision] = (),
    settings: Sequence[str] = (),
    account: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Read, extract and merge, then hand the graph to `publish`; no paths mean the bundled sample.

    In `folder`, into which `publish` writes, what documents came to is kept for the next build; it works out only what
    is new, and nothing at all where neither the inputs nor `settings` (what else determines what is published) have
    changed. `force` starts over; `explicit_only` leaves out what rests on an inference. Several documents with the
    same text count once. `decisions` of reviewers are applied to what the documents say, cached or not; those without a
    place are reported. With `account`, every document is read again and the report tells what became of each.

    Raises:
        KgError: nothing could be read, another build is at work in the folder, or what `publish` raises; earlier output
            is then untouched.
    """
    started = time.perf_counter()
    paths = list(paths) or [data("sample")]
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kg-")))
        stack.enter_context(only_build(folder))  # left last, after the cache is closed
        tidy(folder, (TURTLE, PAGE, MANIFEST))
        ontology = ontologies.load(*overlays_for(paths, overlays))
        kept = stack.enter_context(Cache(folder / ".kg" / NAME, fresh=force))
        state = fingerprint(paths)
        if state:
            options = (date, str(lenient), str(strict), *settings)
            state = knowledge_of([*_knowledge(ontology.digest), *_looks(), *options, state])
        if state and not account and (last := kept.fact(_LAST)) and _stands(folder, state, last):
            return from_json(last["report"], time.perf_counter() - started)
        work = _Work(ontology, kept, jobs, strict, progress)
        work.read(found_all(paths, ontology, date=date, lenient=lenient, strict=strict))
        stack.enter_context(resting_collector())
        said = map(explicit, work.counted()) if explicit_only else work.counted()
        graph = merge(decided(said, Decisions(decisions, ontology), work.problems.append), ontology)
        if not graph.documents:
            raise _nothing(work.problems)
        publish(graph, ontology)
        report = report_of(graph, work.problems, time.perf_counter() - started, work.worked)
        kept.keep_only(item.key for item in work.items)
        if account:
            report = replace(report, account=(*work.account, *map(problem_line, work.problems)))
        kept.note(_LAST, {"state": state, "report": as_json(report), "manifest": file_hash(folder / MANIFEST)})
        return report


@dataclass(frozen=True, slots=True)
class _Item:
    """A document of this build: the key of what it came to, and where it was read."""

    key: bytes
    path: str
    place: str


@dataclass(slots=True)
class _Work:
    """The documents of one build as they are read, looked up and worked out."""

    ontology: Ontology
    kept: Cache
    jobs: int | None
    strict: bool
    progress: Progress | None
    items: list[_Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    account: list[str] = field(default_factory=list)
    worked: int = 0
    _new: deque[_Item] = field(default_factory=deque)
    _done: int = 0

    def read(self, found: Iterable[Found]) -> None:
        """Take in all documents, and read and work out those that are not in the cache."""
        for document, answer in answers(self._unknown(found), self.ontology, self.jobs, sketched=True):
            item = self._new.popleft()
            if isinstance(answer, str):
                self._failed(_failure(document, answer))
                self.items.remove(item)
                continue
            self.kept.put(item.key, *answer)
            self.worked += 1
            self._progressed()

    def counted(self) -> Iterator[Extraction]:
        """Yield what the documents came to; of several that repeat one text the first by date stands for all."""
        sketches = [unpacked_sketch(s) for s in self.kept.sketches(i.key for i in self.items)]
        repeated = twins_among(sketches)
        standing = [item for item, sketch in zip(self.items, sketches, strict=True) if sketch.id not in repeated]
        for item, sketch in zip(self.items, sketches, strict=True):
            if sketch.id in repeated:
                self.problems.append(_repetition(item, sketch, repeated[sketch.id]))
            else:
                self.account.append(document_line(item.path, sketch.id, item.place))
        for said in self.kept.said(item.key for item in standing):
            yield unpacked(said)

    def _unknown(self, found: Iterable[Found]) -> Iterator[Document]:
        knowledge = knowledge_of(_knowledge(self.ontology.digest))
        for one in found:
            if isinstance(one, Problem):
                self.problems.append(one)
                continue
            item = _Item(key_of(one, knowledge), one.path, one.place)
            self.items.append(item)
            if not self.kept.has(item.key):
                self._new.append(item)
                yield one.document(self.ontology) if isinstance(one, Record) else one
            else:
                self._progressed()

    def _progressed(self) -> None:
        self._done += 1
        if self.progress:
            self.progress(self._done)

    def _failed(self, problem: Problem) -> None:
        if self.strict:
            raise ReadError(str(problem))
        self.problems.append(problem)


def _failure(document: Document, reason: str) -> Problem:
    remedy = "leave it out, and report it with the document"
    return Problem(document.path or document.id, document.place, f"could not be worked out: {reason}", remedy)


def _repetition(item: _Item, sketch: Sketch, first: str) -> Problem:
    reason = f"repeats document {first!r}, which is counted once"
    return Problem(item.path or sketch.id, item.place, reason, "nothing to do", False, sketch.id, first)


def _stands(folder: Path, state: str, last: dict[str, object]) -> bool:
    """Whether the last build was of the same, and its files are still there."""
    if last["state"] != state or last["manifest"] != file_hash(folder / MANIFEST):
        return False
    try:
        files = verify(folder)["files"]
    except GraphError:
        return False
    return all((folder / name).is_file() for name in files)


def _nothing(problems: Sequence[Problem]) -> KgError:
    if len(problems) == 1:
        return ReadError(str(problems[0]))
    return ReadError(f"none of {len(problems)} inputs could be read; first: {problems[0]}" if problems else "no input")


def _knowledge(digest: str) -> tuple[str, ...]:
    """Return what is applied to documents: the ontology, the code and the libraries."""
    return (digest, *_code())


@cache
def _looks() -> tuple[str, ...]:
    """Return what else determines the published files: templates, and the libraries that draw."""
    files = sorted(p for p in data(".").rglob("*") if p.is_file())
    return (*(version(name) for name in _DRAWING), *(f"{p.name} {file_hash(p)}" for p in files))


@cache
def _code() -> tuple[str, ...]:
    home = Path(__file__).parents[1]
    sources = sorted(p for p in home.rglob("*.py") if "_data" not in p.parts)
    return (sys.version, *(version(name) for name in _LIBRARIES), *(f"{p.name} {file_hash(p)}" for p in sources))
