"""Media types of answers, and the choice among them by an Accept header."""

import re
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

ROWS: Mapping[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
"""For SELECT; the first is what is sent when any will do. ASK has the first two, and plain words for the others."""

TRIPLES: Mapping[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
"""For CONSTRUCT, DESCRIBE and graphs."""

SHORT: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
"""What a `format` parameter may say instead of an Accept header."""

_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "text/tsv": "text/tab-separated-values",
    "application/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
}
_RDF_ALIASES = {"application/json": "application/ld+json", "application/xml": "application/rdf+xml"}
_QUALITY = re.compile(r"[01](?:\.[0-9]{0,3})?")


def chosen(accept: str, offered: Sequence[str], aliases: Mapping[str, str] | None = None) -> str:
    """Return the offered type that an Accept header likes best, the first of equals, or "" where none will do.

    A range that names a type counts before one with a star; `aliases` are other names of what is offered.
    """
    if not accept.strip():
        return offered[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    others: dict[str, list[str]] = {own: [] for own in offered}
    for other, own in sorted((aliases or {}).items()):
        if own in others:
            others[own].append(other)
    likings = {own: max(_liking(own, ranges), _named(others[own], ranges)) for own in offered}
    best = max(offered, key=lambda own: likings[own])
    return best if likings[best] else ""


def rows_type(accept: str) -> str:
    """Return the media type for rows and booleans, or ""."""
    return chosen(accept, tuple(ROWS), _ALIASES)


def triples_type(accept: str) -> str:
    """Return the media type for triples, or ""."""
    return chosen(accept, tuple(TRIPLES), {**_ALIASES, **_RDF_ALIASES})


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (p.strip() for p in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            quality = float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
    return name.lower(), quality


def _liking(name: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the quality of the most specific range that a type falls under."""
    for wanted in (name, name.partition("/")[0] + "/*", "*/*"):
        for given, quality in ranges:
            if given == wanted:
                return quality
    return 0.0


def _named(names: Sequence[str], ranges: Sequence[tuple[str, float]]) -> float:
    return max((quality for given, quality in ranges if given in names), default=0.0)
