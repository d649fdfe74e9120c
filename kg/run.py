"""Running the pipeline over many documents, in one process or several, and merging what they say."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from kg import ontology as ontologies
from kg.errors import KgError, ReadError
from kg.graph import Graph, merge
from kg.model import ONTOLOGY, Document, Extraction
from kg.ontology import Ontology
from kg.pipeline import extract, extract_one
from kg.read import Problem, documents
from kg.resources import data, ontology_folder

LOCAL_ONTOLOGY = "ontology"
_CHUNK = 8

Publish = Callable[[Graph, Ontology], None]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: counts, the documents left out or amended, and the seconds it took."""

    documents: int
    entities: Mapping[str, int]
    statements: Mapping[str, int]
    asserted: int
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def failed(self) -> int:
        """How many documents were left out."""
        return sum(p.left_out for p in self.problems)


def overlays_for(paths: Sequence[Path], given: Sequence[Path]) -> tuple[Path, ...]:
    """Return the user's ontology folders: an `ontology` folder beside each input, then those given.

    The shipped folder itself is no overlay, so building from a checkout finds nothing new.
    """
    beside = [(p if p.is_dir() else p.parent) / LOCAL_ONTOLOGY for p in paths]
    beside = [f for f in beside if f.is_dir() and any(f.glob("*.ttl"))]
    found = dict.fromkeys(f.resolve() for f in [*beside, *given])
    found.pop(ontology_folder().resolve(), None)
    return tuple(found)


def read_all(
    paths: Sequence[Path], ontology: Ontology, *, date: str = "", lenient: bool = False, strict: bool = False
) -> Iterator[Document | Problem]:
    """Yield documents and problems; the first document left out ends it all if `strict`.

    Raises:
        ReadError: a path that cannot be read at all, or the first problem if `strict`.
    """
    for item in documents(paths, ontology, date=date, lenient=lenient):
        if strict and isinstance(item, Problem) and item.left_out:
            raise ReadError(str(item))
        yield item


def extractions(
    found: Iterable[Document], ontology: Ontology, overlays: Sequence[Path] = (), jobs: int = 1
) -> Iterator[Extraction]:
    """Yield the extraction of each document in the order given, worked out in `jobs` processes.

    The result does not depend on the number of processes.
    """
    if jobs <= 1:
        yield from extract(found, ontology)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(tuple(overlays),)) as pool:
        yield from pool.map(_work, found, chunksize=_CHUNK)


_worker: list[Ontology] = []


def _start(overlays: tuple[Path, ...]) -> None:
    _worker[:] = [ontologies.load(*overlays)]


def _work(document: Document) -> Extraction:
    return extract_one(document, _worker[0])


def build(
    paths: Sequence[Path],
    publish: Publish,
    *,
    date: str = "",
    overlays: Sequence[Path] = (),
    jobs: int = 1,
    lenient: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Read, extract and merge, then hand the graph to `publish`; no paths mean the bundled sample.

    Raises:
        KgError: nothing could be read, or what `publish` raises; earlier output is then untouched.
    """
    started = time.perf_counter()
    paths = list(paths) or [data("sample")]
    layers = overlays_for(paths, overlays)
    ontology = ontologies.load(*layers)
    problems: list[Problem] = []

    def only_documents() -> Iterator[Document]:
        for item in read_all(paths, ontology, date=date, lenient=lenient, strict=strict):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                yield item

    def counted() -> Iterator[Extraction]:
        for number, extraction in enumerate(extractions(only_documents(), ontology, layers, jobs), 1):
            if progress:
                progress(number)
            yield extraction

    graph = merge(counted(), ontology)
    if not graph.documents:
        raise _nothing(problems)
    publish(graph, ontology)
    return Report(
        len(graph.documents),
        _counts(e.type for e in graph.entities),
        _counts(s.predicate.removeprefix(ONTOLOGY) for s in graph.statements),
        sum(s.asserted for s in graph.statements),
        tuple(problems),
        time.perf_counter() - started,
    )


def _nothing(problems: Sequence[Problem]) -> KgError:
    if len(problems) == 1:
        return ReadError(str(problems[0]))
    return ReadError(f"none of {len(problems)} inputs could be read; first: {problems[0]}" if problems else "no input")


def _counts(names: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


