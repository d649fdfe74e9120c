"""Turtle files as one table of facts that remembers which file said what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.model import ONTOLOGY
from kg.resources import ontology_folder

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
DCTERMS = "http://purl.org/dc/terms/"
_PREFIXES = {"rdfs:": RDFS, "skos:": SKOS, "owl:": OWL, "rdf:": RDF, "dcterms:": DCTERMS, ":": ONTOLOGY}


def expand(name: str) -> str:
    """Turn ":word" or "rdfs:label" into an IRI; an IRI stays what it is."""
    for prefix, base in _PREFIXES.items():
        if name.startswith(prefix):
            return base + name[len(prefix) :]
    return name


def local(iri: str) -> str:
    """Return what follows the last # or / of an IRI."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


@dataclass(slots=True)
class Facts:
    """All triples by subject and predicate, in the total order of their terms, with the file of each subject."""

    table: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    sources: list[tuple[str, bytes]] = field(default_factory=list)

    def objects(self, subject: str, name: str) -> list[ox.NamedNode | ox.Literal]:
        """Return all objects of a predicate."""
        return self.table.get(subject, {}).get(expand(name), [])

    def iris(self, subject: str, name: str) -> list[str]:
        """Return the objects that are IRIs."""
        return [o.value for o in self.objects(subject, name) if isinstance(o, ox.NamedNode)]

    def strings(self, subject: str, name: str, language: str | None = None) -> list[str]:
        """Return the literals of a predicate, of one language if given."""
        return [
            o.value
            for o in self.objects(subject, name)
            if isinstance(o, ox.Literal) and (language is None or (o.language or "") == language)
        ]

    def string(self, subject: str, name: str, language: str | None = None) -> str:
        """Return the first literal, or ""."""
        return next(iter(self.strings(subject, name, language)), "")

    def instances(self, name: str) -> Iterator[str]:
        """Yield the subjects of a class, sorted."""
        wanted = expand(name)
        for subject in sorted(self.table):
            if wanted in self.iris(subject, "rdf:type"):
                yield subject

    def fail(self, subject: str, problem: str, remedy: str) -> OntologyError:
        """Return the error that names file, IRI and remedy."""
        return OntologyError(f"{self.files.get(subject, 'ontology')}: <{subject}>: {problem}; {remedy}")


def turtle_files(folders: Iterable[Path]) -> list[Path]:
    """Return the *.ttl files of the folders, folder by folder, sorted by name.

    Raises:
        OntologyError: a folder does not exist or holds no Turtle.
    """
    found: list[Path] = []
    for folder in folders:
        inside = sorted(folder.glob("*.ttl")) if folder.is_dir() else []
        if not inside:
            raise OntologyError(f"{folder}: no ontology here; give a folder that holds *.ttl files")
        found += inside
    return found


def parse(folders: Iterable[Path]) -> Facts:
    """Read every Turtle file of `folders` into one table.

    Raises:
        OntologyError: a file that cannot be read or is not Turtle, or holds a blank node.
    """
    triples: dict[str, dict[str, set[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(set))
    facts = Facts()
    for path in turtle_files(folders):
        try:
            data = path.read_bytes()
            parser = ox.parse(data, format=ox.RdfFormat.TURTLE)
            for quad in parser:
                if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                    raise OntologyError(f"{path}: a blank node at {quad.predicate}; give it an IRI")
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                    triples[quad.subject.value][quad.predicate.value].add(quad.object)
                    facts.files.setdefault(quad.subject.value, path.name)
            facts.prefixes |= dict(parser.prefixes.items())
        except (OSError, SyntaxError, ValueError) as error:
            raise OntologyError(f"{path}: not readable as Turtle: {_line(error)}; mend the file") from error
        facts.sources.append((path.name, data))
    facts.table = {s: {p: sorted(o, key=str) for p, o in sorted(row.items())} for s, row in sorted(triples.items())}
    return facts


def shipped_and(overlays: Iterable[Path]) -> tuple[Path, ...]:
    """Return the shipped folder followed by the overlays."""
    return (ontology_folder(), *overlays)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
