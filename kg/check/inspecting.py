"""All rules, asked of one graph; the findings sorted, each once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox

from kg.check import identity, shacl
from kg.check.problem import Problem
from kg.check.shapes import rules
from kg.check.sources import Sources
from kg.check.terms import undeclared
from kg.errors import CheckError, ReadError
from kg.graph import prefixes, verify
from kg.graph.reading import stored
from kg.model import BASE, Document
from kg.ontology import load
from kg.read import documents

_NAMESPACE = re.compile(r"(.*[/#])([^/#]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    `compared` counts the documents whose texts were at hand; `shacl` says what became of pySHACL.
    """

    folder: Path
    triples: int
    compared: int
    shacl: str
    problems: tuple[Problem, ...]

    def refuse(self) -> None:
        """Do nothing if all is well.

        Raises:
            CheckError: there are problems.
        """
        if self.problems:
            number = len(self.problems)
            raise CheckError(
                f"{self.folder}: {number} problem{'s' * (number > 1)}, first {self.problems[0]}; "
                f"rebuild with kg build -o {self.folder}"
            )


def problems(
    graph: Path | str | Iterable[ox.Quad], *, overlays: Sequence[Path] = (), base: str = BASE
) -> tuple[Problem, ...]:
    """Return what is wrong with the graph of an output folder, or with quads, sorted; () if nothing.

    Args:
        graph: the folder, or the quads of a graph about to be written.
        overlays: the user's ontology folders with which it was built.
        base: where the IRIs of the quads stand; a folder says that itself.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    digest, quads = "", graph
    if isinstance(graph, Path | str):
        verify(Path(graph))
        found = stored(graph)
        base, digest, quads = found.base, found.ontology, found.quads
    store = _store(quads)  # type: ignore[arg-type]
    return _sorted(_asked(store, overlays, base, digest), base)


def vet(quads: Path, *, overlays: Sequence[Path] = (), base: str = BASE) -> None:
    """Do nothing if a file of N-Quads, about to be published, is a graph as it should be.

    Raises:
        CheckError: it is not; the message tells the first problem.
    """
    if found := problems(ox.parse(path=quads, format=ox.RdfFormat.N_QUADS), overlays=overlays, base=base):
        raise CheckError(
            f"the graph breaks {len(found)} rule{'s' * (len(found) > 1)}, first {found[0]}; nothing was written: "
            "report it with its source, or build with --no-check"
        )


def inspect(
    folder: Path | str,
    *,
    overlays: Sequence[Path] = (),
    sources: Sequence[Path] = (),
    date: str = "",
    with_shacl: bool | None = None,
) -> Report:
    """Check the graph of an output folder by every rule.

    Args:
        folder: the output folder.
        overlays: the user's ontology folders with which it was built.
        sources: what it was built from, given as it was then; quotes are compared with these texts.
        date: the day of documents that do not say their own.
        with_shacl: whether pySHACL reads the shapes too; None means where it is installed and the graph not too large.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        ReadError: a source that cannot be read, or no source that the graph has.
        CheckError: pySHACL is asked for, but not installed, or fails on a graph in which nothing else is wrong.
    """
    folder = Path(folder)
    verify(folder)
    found = stored(folder)
    store = _store(found.quads)
    raw = list(_asked(store, overlays, found.base, found.ontology))
    compared = 0
    if sources:
        texts = Sources(store)
        raw += texts.compared(_read(sources, overlays, date))
        compared = texts.seen
        if not compared:
            remedy = "give the paths as they were given to kg build"
            raise ReadError(f"{sources[0]}: none of its documents is in {folder}; {remedy}")
    said = f"left out: more than {shacl.MOST} triples" if len(found.quads) > shacl.MOST else ""
    if not said and not find_spec("pyshacl"):
        said = "left out: not installed; pip install 'zongheng[shacl]'"
    if with_shacl or (with_shacl is None and not said):
        try:
            by_standard = list(shacl.validated(found.quads))
            said = f"{len(by_standard)} results" if by_standard else "conforms"
            raw += by_standard
        except CheckError as error:
            if not raw:  # else it is no wonder, and what was found says more
                raise
            said = str(error)
    elif with_shacl is False:
        said = "left out"
    return Report(folder, len(found.quads), compared, said, _sorted(raw, found.base))


def _store(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def _asked(store: ox.Store, overlays: Sequence[Path], base: str, digest: str) -> Iterator[Problem]:
    for rule in rules():
        for row in store.query(rule.query, use_default_graph_as_union=True):  # type: ignore[union-attr]
            also = row["detail"] if "?detail" in rule.query else None
            yield Problem(_value(row["value"]), rule.name, rule.message, _value(also))
    yield from undeclared(store, overlays, digest)
    yield from identity.misnamed(store, base)
    for ask in identity.RULES:
        yield from ask(store)


def _value(term: ox.NamedNode | ox.Literal | ox.BlankNode | None) -> str:
    if isinstance(term, ox.BlankNode):
        return "_:"  # its label means nothing outside this store
    return "" if term is None else term.value


def _read(sources: Sequence[Path], overlays: Sequence[Path], date: str) -> Iterator[Document]:
    for item in documents(sources, load(*overlays), date=date):
        if isinstance(item, Document):
            yield item
        elif item.left_out:
            raise ReadError(str(item))


def _sorted(found: Iterable[Problem], base: str) -> tuple[Problem, ...]:
    """Return each finding once, with the detail that comes first, its IRIs shortened."""
    names = {iri: prefix for prefix, iri in prefixes(base).items()}
    best: dict[Problem, Problem] = {}
    for raw in found:
        problem = replace(raw, node=_short(raw.node, names), detail=_short(raw.detail, names))
        known = best.get(problem)
        if known is None or (not known.detail, known.detail) > (not problem.detail, problem.detail):
            best[problem] = problem
    return tuple(best[p] for p in sorted(best))


def _short(value: str, names: Mapping[str, str]) -> str:
    found = _NAMESPACE.fullmatch(value)
    short = f"{names[found[1]]}:{found[2]}" if found and found[1] in names else value
    return " ".join(short.split())
