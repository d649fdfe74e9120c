"""What describes a release: its sources and their rights, VoID and DCAT, how to cite it, checksums."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.graph import Graph
from kg.graph.namespaces import DCTERMS, RDF, XSD
from kg.graph.values import Article
from kg.model import ONTOLOGY
from kg.write.releasing import SHORT
from kg.write.sheets import csv_of

_VOID, _DCAT, _SPDX = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"
_MEDIA = {
    ".ttl": "text/turtle", ".nq": "application/n-quads", ".html": "text/html", ".csv": "text/csv",
    ".json": "application/json", ".cff": "application/yaml", ".md": "text/markdown",
}  # fmt: skip
_UNKNOWN = "(unknown)"
Triple = tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]


@dataclass(frozen=True, slots=True)
class About:
    """What a release says of itself; "" is left out."""

    title: str
    creator: str = ""
    licence: str = ""
    version: str = ""
    date: str = ""
    url: str = ""
    quotes: str = "full"
    people: str = "all"


def companions(graph: Graph, about: About, files: Mapping[str, Path], triples: int, base: str) -> dict[str, bytes]:
    """Return the files that describe a release: by their names, all text in UTF-8.

    sources.csv lists the documents with their rights, licences.csv what each publisher's rights are, void.ttl describes
    the data set (VoID, DCAT 3), CITATION.cff (1.2.0) says how to cite it, checksums.txt is for sha256sum -c.

    Args:
        graph: what is released.
        about: what the release says of itself.
        files: the files of the graph by their names in the release.
        triples: how many triples it has.
        base: the IRI under which it is published.
    """
    made = {
        "sources.csv": _sources(graph.documents),
        "licences.csv": _licences(graph.documents),
        "CITATION.cff": _cff(about),
        "README.md": _readme(about, graph),
    }
    sums = {name: (path.stat().st_size, _hash(path.read_bytes())) for name, path in files.items()}
    sums |= {name: (len(data), _hash(data)) for name, data in made.items()}
    made["void.ttl"] = _void(graph, about, sums, triples, base)
    sums["void.ttl"] = (len(made["void.ttl"]), _hash(made["void.ttl"]))
    made["checksums.txt"] = "".join(f"{digest}  {name}\n" for name, (_, digest) in sorted(sums.items())).encode()
    return made


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sources(documents: Iterable[Article]) -> bytes:
    header = ("document", "title", "date", "publisher", "author", "url", "rights", "collection", "sha256")
    rows = ((d.id, d.title, d.date, d.publisher, d.author, d.url, d.rights, d.collection, d.sha256) for d in documents)
    return csv_of(header, rows)


def _licences(documents: Iterable[Article]) -> bytes:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for document in documents:
        groups[document.publisher, document.rights].append(document.date)
    rows = (
        (publisher or _UNKNOWN, rights or "(not stated: ask the publisher)", len(days), *_ends(days))
        for (publisher, rights), days in sorted(groups.items())
    )
    return csv_of(("publisher", "rights", "documents", "first", "last"), rows)


def _ends(days: Iterable[str]) -> tuple[str, str]:
    known = sorted(day for day in days if day)
    return (known[0], known[-1]) if known else ("", "")


def _cff(about: About) -> bytes:
    def quoted(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)  # a JSON string is a YAML string

    lines = [
        "cff-version: 1.2.0",
        "message: If you use this data set, please cite it as below.",
        "type: dataset",
        f"title: {quoted(about.title)}",
        f"authors:\n  - name: {quoted(about.creator or about.title)}",
    ]
    for name, value in (("version", about.version), ("date-released", about.date), ("url", about.url)):
        lines += [f"{name}: {quoted(value)}"] if value else []
    if about.licence:
        kind = "license-url" if about.licence.startswith("http") else "license"
        lines.append(f"{kind}: {quoted(about.licence)}")
    return "".join(f"{line}\n" for line in lines).encode()


def _readme(about: About, graph: Graph) -> bytes:
    first, last = _ends(d.date for d in graph.documents)
    quotes = {"full": "every quote in full", "short": f"quotes cut to {SHORT} characters", "none": "no quotes"}
    people = {"all": "all persons", "public": "only persons with a post or a gazetteer entry; others are masked"}
    said = [
        f"# {about.title}",
        f"A knowledge graph made by Zongheng from {len(graph.documents):,} documents"
        + (f" of {first} to {last}" if first else "")
        + f": {len(graph.entities):,} entities, {len(graph.statements):,} statements; {quotes[about.quotes]},"
        + f" {people[about.people]}.",
        "graph.ttl is the whole graph in Turtle, graph.nq the same with a named graph for each document. Query it with"
        " `kg query … -g` and this folder, or load it into any SPARQL store. ontology/ holds the terms it speaks in.",
        "Whose texts it rests on, and under which rights, stands in sources.csv and licences.csv.",
        f"Licence of the graph: {about.licence}." if about.licence else "No licence is stated for the graph.",
    ]
    return "\n\n".join(said).encode() + b"\n"


def _void(graph: Graph, about: About, sums: Mapping[str, tuple[int, str]], triples: int, base: str) -> bytes:
    me = ox.NamedNode(f"{base}dataset")
    said = [
        *_itself(me, about),
        (me, _VOID + "triples", ox.Literal(triples)),
        (me, _VOID + "entities", ox.Literal(len(graph.entities))),
        (me, _VOID + "documents", ox.Literal(len(graph.documents))),
        (me, _VOID + "uriSpace", ox.Literal(base)),
        (me, _VOID + "vocabulary", ox.NamedNode(ONTOLOGY)),
        *_parts(me, graph),
        *_files(me, sums),
    ]
    triples_ = sorted((ox.Triple(s, ox.NamedNode(p), o) for s, p, o in said), key=str)
    prefixes = {"void": _VOID, "dcat": _DCAT, "dcterms": DCTERMS, "xsd": XSD, "spdx": _SPDX}
    return ox.serialize(triples_, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""


def _itself(me: ox.NamedNode, about: About) -> Iterator[Triple]:
    for name in (_VOID, _DCAT):
        yield me, RDF + "type", ox.NamedNode(name + "Dataset")
    yield me, DCTERMS + "title", ox.Literal(about.title)
    if about.creator:
        yield me, DCTERMS + "creator", ox.Literal(about.creator)
    if about.date:
        yield me, DCTERMS + "issued", ox.Literal(about.date, datatype=ox.NamedNode(XSD + "date"))
    if about.version:
        yield me, _DCAT + "version", ox.Literal(about.version)
    if about.licence:
        web = about.licence.startswith("http")
        yield me, DCTERMS + "license", ox.NamedNode(about.licence) if web else ox.Literal(about.licence)
    if about.url:
        yield me, _DCAT + "landingPage", ox.NamedNode(about.url)


def _parts(me: ox.NamedNode, graph: Graph) -> Iterator[Triple]:
    """Yield whose documents it rests on, and how many statements of each property it has."""
    for number, (publisher, count) in enumerate(sorted(Counter(d.publisher for d in graph.documents).items()), 1):
        part = ox.NamedNode(f"{me.value}/source-{number}")
        yield me, DCTERMS + "source", part
        yield part, DCTERMS + "publisher", ox.Literal(publisher or _UNKNOWN)
        yield part, _VOID + "documents", ox.Literal(count)
    for predicate, count in sorted(Counter(s.predicate for s in graph.statements).items()):
        part = ox.NamedNode(f"{me.value}/{predicate.removeprefix(ONTOLOGY)}")
        yield me, _VOID + "propertyPartition", part
        yield part, _VOID + "property", ox.NamedNode(predicate)
        yield part, _VOID + "triples", ox.Literal(count)


def _files(me: ox.NamedNode, sums: Mapping[str, tuple[int, str]]) -> Iterator[Triple]:
    for name, (size, digest) in sorted(sums.items()):
        part = ox.NamedNode(f"{me.value}/{name}")
        yield me, _DCAT + "distribution", part
        yield part, RDF + "type", ox.NamedNode(_DCAT + "Distribution")
        yield part, DCTERMS + "title", ox.Literal(name)
        yield part, _DCAT + "byteSize", ox.Literal(size)
        yield part, _DCAT + "mediaType", ox.Literal(_MEDIA.get(Path(name).suffix, "application/octet-stream"))
        yield part, _SPDX + "checksumValue", ox.Literal(digest)
        if name in ("graph.ttl", "graph.nq"):
            yield me, _VOID + "dataDump", part
