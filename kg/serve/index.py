"""The search index: names of entities, from graph and gazetteer, and sentences, in one SQLite file beside the store."""

import json
import os
import secrets
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import GraphError
from kg.graph import prefixes, rebased
from kg.model import ONTOLOGY
from kg.ontology import Ontology
from kg.query.kept import opened_at
from kg.serve.words import Words, folded, pairs

_SCHEMA = """
CREATE TABLE entities(iri TEXT PRIMARY KEY, zh TEXT, en TEXT, type TEXT, kinds TEXT, mentions INTEGER) WITHOUT ROWID;
CREATE TABLE names(id INTEGER PRIMARY KEY, iri TEXT, name TEXT, folded TEXT, main INTEGER);
CREATE INDEX names_folded ON names(folded);
CREATE INDEX names_iri ON names(iri);
CREATE TABLE pairs(pair TEXT, id INTEGER, length INTEGER, PRIMARY KEY (pair, id)) WITHOUT ROWID;
CREATE TABLE sentences(id INTEGER PRIMARY KEY, kind TEXT, text TEXT, iri TEXT, document TEXT, identifier TEXT,
                       title TEXT, date TEXT, statements TEXT);
CREATE VIRTUAL TABLE words USING fts5(cut, content='', tokenize='unicode61 remove_diacritics 0');
"""
_NAMES = """
SELECT ?e ?name ?p WHERE { VALUES ?p { rdfs:label skos:altLabel } ?e ?p ?name . FILTER EXISTS { ?m :mentionOf ?e } }
"""
_TYPES = "SELECT DISTINCT ?e ?type WHERE { ?e a ?type . FILTER EXISTS { ?m :mentionOf ?e } }"
_MENTIONS = "SELECT ?e (COUNT(DISTINCT ?m) AS ?n) WHERE { ?m :mentionOf ?e } GROUP BY ?e"
_DOCUMENTS = """
SELECT ?d ?identifier ?title ?date WHERE {
  ?d a :Article ; dcterms:identifier ?identifier .
  OPTIONAL { ?d dcterms:title ?title } OPTIONAL { ?d dcterms:date ?date }
}
"""
_EVIDENCE = """
SELECT ?d ?field ?start ?end ?quote ?statement ?s ?p ?o WHERE {
  ?v :quote ?quote ; :field ?field ; :start ?start ; :end ?end ; prov:wasDerivedFrom ?d .
  ?statement :evidence ?v ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
}
"""
_TURNS = "SELECT ?d ?t ?start ?text WHERE { ?t a :Turn ; :text ?text ; :start ?start ; prov:wasDerivedFrom ?d }"
_LABELS = """
SELECT ?p ?zh WHERE {
  VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty } ?p a ?kind ; rdfs:label ?zh . FILTER(LANG(?zh) = "zh")
}
"""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """An index that is ready; `words` cuts what is searched as its sentences were cut."""

    path: Path
    words: Words = field(compare=False, repr=False)
    holder: Any = field(default=None, compare=False, repr=False)
    """Keeps the folder of an index that could not be written beside its store."""

    def connect(self) -> sqlite3.Connection:
        """Return a connection that can only read."""
        found = sqlite3.connect(f"{self.path.as_uri()}?mode=ro&immutable=1", uri=True)
        found.row_factory = sqlite3.Row
        return found


def indexed(store: Path, base: str, ontology: Ontology) -> Index:
    """Return the index for the store in a folder that `kept` returned, made now where there is none.

    Raises:
        GraphError: the store is damaged.
    """
    path, holder = store / f"search-{ontology.digest}.db", None
    if not path.is_file():
        if not os.access(store, os.W_OK):
            holder = tempfile.TemporaryDirectory(prefix="kg-")
            path = Path(holder.name) / path.name
        _make(path, store, base, ontology)
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
        names = [name for (name,) in connection.execute("SELECT DISTINCT name FROM names ORDER BY name")]
    return Index(path, Words(names), holder)


def _make(path: Path, store: Path, base: str, ontology: Ontology) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        connection = sqlite3.connect(beside)
        try:
            connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA}")
            _fill(connection, _Source(opened_at(store)[1], base), ontology, base)
            connection.commit()
            connection.execute("VACUUM")
        finally:
            connection.close()
        os.replace(beside, path)
    except (OSError, sqlite3.Error) as error:
        raise GraphError(f"{path}: the search index cannot be written ({error}); make room or rights there") from error
    finally:
        beside.unlink(missing_ok=True)


class _Source:
    def __init__(self, store: ox.Store, base: str) -> None:
        self._store, self._prefixes = store, prefixes(base)

    def rows(self, query: str) -> Iterator[Row]:
        answer = self._store.query(query, prefixes=self._prefixes)
        assert isinstance(answer, ox.QuerySolutions)
        names = [v.value for v in answer.variables]
        for found in answer:
            row = {}
            for name in names:
                term = found[name]
                row[name] = term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
                if isinstance(term, ox.Literal) and term.language:
                    row[name + "@"] = term.language
            yield row


def _fill(connection: sqlite3.Connection, source: _Source, ontology: Ontology, base: str) -> None:
    entities, names = _entities(source, ontology, base)
    connection.executemany(
        "INSERT INTO entities VALUES (?,?,?,?,?,?)",
        ((iri, e["zh"], e["en"], e["type"], json.dumps(e["kinds"]), e["mentions"]) for iri, e in entities),
    )
    connection.executemany(
        "INSERT INTO names VALUES (?,?,?,?,?)",
        ((number, iri, name, folded(name), main) for number, (iri, name, main) in enumerate(names)),
    )
    connection.executemany(
        "INSERT INTO pairs VALUES (?,?,?)",
        ((p, number, len(name)) for number, (_, name, _) in enumerate(names) for p in pairs(folded(name))),
    )
    words = Words(sorted({name for _, name, _ in names}))
    labels = {iri: e["zh"] or e["en"] or iri for iri, e in entities}
    for number, row in enumerate(_sentences(source, labels)):
        connection.execute("INSERT INTO sentences VALUES (?,?,?,?,?,?,?,?,?)", (number, *row))
        connection.execute("INSERT INTO words(rowid, cut) VALUES (?,?)", (number, words.of_text(row[1])))


def _entities(
    source: _Source, ontology: Ontology, base: str
) -> tuple[list[tuple[str, dict[str, Any]]], list[tuple[str, str, int]]]:
    """Return the entities and their names: those of the graph, then those that only the gazetteer has."""
    eight = {t for c in ontology.classes.values() for t in c.types}
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in source.rows(_TYPES):
        kinds[row["e"]].add(row["type"].removeprefix(ONTOLOGY))
    mentions = {row["e"]: int(row["n"]) for row in source.rows(_MENTIONS)}
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    names: set[tuple[str, str, int]] = set()
    for row in source.rows(_NAMES):
        main = row["p"].endswith("#label")
        names.add((row["e"], row["name"], int(main)))
        if main:
            labels[row["e"]].setdefault(row.get("name@", ""), row["name"])
    found: dict[str, dict[str, Any]] = {}
    for iri in mentions:
        main_type = next(iter(sorted(kinds[iri] & eight)), "")
        found[iri] = {"zh": labels[iri].get("zh", ""), "en": labels[iri].get("en", ""), "type": main_type}
        found[iri] |= {"kinds": sorted(kinds[iri]), "mentions": mentions[iri]}
    for entry in ontology.entries.values():
        iri = rebased(entry.iri, base)
        names |= {(iri, name, 0) for name in (*entry.labels, *entry.context) if name}
        names |= {(iri, name, 1) for name in (entry.zh, entry.en) if name}
        if iri not in found:
            found[iri] = {"zh": entry.zh, "en": entry.en, "type": entry.type, "mentions": 0}
            found[iri]["kinds"] = sorted({entry.kind, entry.type})
    twice = {(iri, name) for iri, name, main in names if main}
    return sorted(found.items()), sorted(n for n in names if n[2] or n[:2] not in twice)


def _sentences(source: _Source, labels: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield kind, text, IRI, document, its identifier, title and date, and the statements as JSON; in a total order."""
    documents = {row["d"]: row for row in source.rows(_DOCUMENTS)}
    properties = {row["p"]: row["zh"] for row in source.rows(_LABELS)}

    def about(iri: str) -> tuple[str, str, str, str]:
        row = documents.get(iri, {})
        return iri, row.get("identifier", ""), row.get("title", ""), row.get("date", "")

    for iri, row in sorted(documents.items()):
        if row["title"]:
            yield "title", row["title"], iri, *about(iri), "[]"
    quotes: dict[tuple[str, str, int, int, str], set[tuple[str, ...]]] = defaultdict(set)
    for row in source.rows(_EVIDENCE):
        place = (row["d"], row["field"], int(row["start"]), int(row["end"]), row["quote"])
        says = (properties.get(row["p"], row["p"].removeprefix(ONTOLOGY)), labels.get(row["o"], row["o"]))
        quotes[place].add((row["statement"], labels.get(row["s"], row["s"]), *says))
    for place, statements in sorted(quotes.items()):
        yield "sentence", place[4], place[0], *about(place[0]), json.dumps(sorted(statements), ensure_ascii=False)
    for row in sorted(source.rows(_TURNS), key=lambda r: (r["d"], int(r["start"]), r["t"])):
        yield "turn", row["text"], row["t"], *about(row["d"]), "[]"
