"""The documents behind an answer, as references: CSL-JSON, BibTeX, and a line for people."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query.asking import Result, Term
from kg.query.opening import Opened

CITATION_FORMATS = ("csl", "bibtex", "text")
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KEY = re.compile(r"[^A-Za-z0-9]+")
_OF_DOCUMENT = """SELECT ?d ?id ?title ?date ?publisher ?author ?url ?language WHERE {
  ?d a :Article ; dcterms:identifier ?id .
  OPTIONAL { ?d dcterms:title ?title } OPTIONAL { ?d dcterms:date ?date }
  OPTIONAL { ?d dcterms:publisher ?publisher } OPTIONAL { ?d dcterms:creator ?author }
  OPTIONAL { ?d schema:url ?url } OPTIONAL { ?d dcterms:language ?language }
}"""
_HOMES = "SELECT ?x ?d WHERE { { ?x prov:wasDerivedFrom ?d } UNION { ?x :inDocument ?d } }"
_PROOFS = "SELECT ?x ?d WHERE { ?x :evidence/prov:wasDerivedFrom ?d }"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A document as a reference; what is unknown is "". `key` is unique among the sources it was found with."""

    date: str
    id: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    url: str = ""
    language: str = ""
    key: str = ""


def sources(graph: Opened, result: Result | None = None) -> tuple[Source, ...]:
    """Return the documents behind an answer, in the order of their days; without an answer, all of the graph.

    They are those whose id stands in a column `document`, and those that any term of the answer is or comes from: a
    document, a piece of evidence, a statement, a mention, a turn.

    Raises:
        QueryError: the answer names no document, so that nothing stands behind it that could be cited.
    """
    known = _documents(graph)
    if result is None:
        return _keyed(known.values())
    ids = {source.id: iri for iri, source in known.items()}
    terms = [term for row in _rows(result) for term in row]
    wanted = {ids[i] for i in _ids(result) if i in ids}
    things = {t.value for t in terms if isinstance(t, ox.NamedNode)}
    wanted |= things & known.keys()
    rest = {t for t in things - known.keys() if t.startswith(tuple(f"{graph.base}{x}/" for x in "svmt"))}
    if rest:
        homes = [*_select(graph, _HOMES), *_select(graph, _PROOFS)]
        wanted |= {d.value for x, d in homes if x.value in rest}
    if not wanted:
        raise QueryError("no document stands behind this answer; ask for ?document, or for evidence (?v)")
    return _keyed(known[iri] for iri in wanted)


def cited(graph: Opened, result: Result) -> Result:
    """Return an answer with a last column `citation`: the reference of the document of each row.

    Raises:
        QueryError: the answer has no column `document`.
    """
    if "document" not in result.variables:
        raise QueryError("the answer has no column ?document, whose citation could stand beside it; ask for it")
    lines = {source.id: line(source) for source in _documents(graph).values()}
    place = result.variables.index("document")
    found = []
    for row in result.rows:
        term = row[place]
        text = lines.get(term.value, "") if isinstance(term, ox.Literal) else ""
        found.append((*row, ox.Literal(text) if text else None))
    names = (*result.variables, "citation")
    return replace(result, variables=names, rows=tuple(found), columns=(*result.columns, "citation"))


def references(found: Sequence[Source], form: str) -> bytes:
    """Return sources as CSL-JSON ("csl"), BibTeX ("bibtex"), or a line each ("text"), in UTF-8.

    Raises:
        QueryError: there is no such format.
    """
    if form == "csl":
        return (json.dumps([_csl(s) for s in found], ensure_ascii=False, indent=1) + "\n").encode()
    if form == "bibtex":
        return "\n".join(map(_bibtex, found)).encode()
    if form == "text":
        return "".join(f"{line(s)}\n" for s in found).encode()
    raise QueryError(f"no format is called {form!r}; choose one of {', '.join(CITATION_FORMATS)}")


def line(source: Source) -> str:
    """Return a source as a line for people: who, title, when, where."""
    who = source.author or source.publisher
    whom = source.publisher if source.author else ""
    parts = (who, source.title or source.id, whom, source.date, source.url)
    return ". ".join(part for part in parts if part) + "."


def _csl(source: Source) -> dict[str, Any]:
    """One item of CSL-JSON 1.0.2; `document` is its type for what has no address."""
    item: dict[str, Any] = {"id": source.key, "type": "webpage" if source.url else "document"}
    item["title"] = source.title or source.id
    if source.author:
        item["author"] = [{"literal": source.author}]
    if source.publisher:
        item["publisher" if not source.url else "container-title"] = source.publisher
    if source.date:
        item["issued"] = {"date-parts": [[int(part) for part in source.date.split("-")]]}
    if source.url:
        item["URL"] = source.url
    if source.language:
        item["language"] = source.language
    return {**item, "note": f"id: {source.id}"}


def _bibtex(source: Source) -> str:
    day = source.date.split("-")
    fields = {
        "title": f"{{{_tex(source.title or source.id)}}}",
        "author": f"{{{_tex(source.author or source.publisher)}}}" if source.author or source.publisher else "",
        "publisher": _tex(source.publisher),
        "year": day[0],
        "url": source.url.translate({ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}),
        "langid": "chinese" if source.language.startswith("zh") else "",
        "note": _tex(f"id: {source.id}"),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    if len(day) == 3:
        lines.insert(-1, f"  month = {_MONTHS[int(day[1]) - 1]},\n  day = {{{int(day[2])}}},\n")
    return f"@misc{{{source.key},\n{''.join(lines)}}}\n"


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in " ".join(text.split()))


def _documents(graph: Opened) -> dict[str, Source]:
    found = {}
    for d, *rest in _select(graph, _OF_DOCUMENT):
        id_, title, date, publisher, author, url, language = ("" if term is None else term.value for term in rest)
        found[d.value] = Source(date, id_, title, publisher, author, url, language)
    return found


def _select(graph: Opened, query: str) -> Iterable[tuple[Any, ...]]:
    store = graph.union if graph.union is not None else graph.store
    answer = store.query(query, prefixes=graph.prefixes, use_default_graph_as_union=graph.union is None)
    names = [v.value for v in answer.variables]  # type: ignore[union-attr]
    return (tuple(row[n] for n in names) for row in answer)  # type: ignore[union-attr]


def _rows(result: Result) -> Iterable[Sequence[Term | None]]:
    yield from result.rows
    yield from ((t.subject, t.object) for t in result.triples if isinstance(t.subject, ox.NamedNode))


def _ids(result: Result) -> Iterable[str]:
    if "document" in result.variables:
        place = result.variables.index("document")
        yield from (t.value for row in result.rows if isinstance(t := row[place], ox.Literal))


def _keyed(found: Iterable[Source]) -> tuple[Source, ...]:
    """Give each source a key: its day and id in letters and digits, numbered where two would be the same."""
    keyed: list[Source] = []
    seen: dict[str, int] = {}
    for source in sorted(found):
        plain = _KEY.sub("-", source.id).strip("-") or "document"
        key = plain if source.date in plain or not source.date else f"{source.date}-{plain}"
        seen[key] = seen.get(key, 0) + 1
        keyed.append(replace(source, key=key if seen[key] == 1 else f"{key}-{seen[key]}"))
    return tuple(keyed)
