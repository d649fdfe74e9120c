"""The namespaces a graph speaks in, and the base under which its own IRIs are published."""

import re

from kg.errors import WriteError
from kg.model import BASE, ONTOLOGY

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
EDTF = "http://id.loc.gov/datatypes/edtf/"

OWN = "esdvtmc"
"""Folders under the base: entities, statements, documents, evidence, turns, mentions, co-occurrences."""

_BASE = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/([A-Za-z0-9._~/%-]*[/#])?")
_FOLDERS = tuple(f"{BASE}{letter}/" for letter in OWN)


def prefixes(base: str = BASE) -> dict[str, str]:
    """Return the prefixes of Turtle and of queries, for a graph published under `base`."""
    return {
        "": ONTOLOGY,
        **{letter: f"{base}{letter}/" for letter in OWN},
        "rdf": RDF,
        "rdfs": RDFS,
        "skos": SKOS,
        "owl": OWL,
        "xsd": XSD,
        "prov": PROV,
        "dcterms": DCTERMS,
        "schema": SCHEMA,
        "wd": "http://www.wikidata.org/entity/",
        "org": "http://www.w3.org/ns/org#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "edtf": EDTF,
    }


def rebased(iri: str, base: str = BASE) -> str:
    """Return an IRI of ours under another base; terms of the ontology and IRIs of others stay."""
    return base + iri[len(BASE) :] if base != BASE and iri.startswith(_FOLDERS) else iri


def checked_base(base: str) -> str:
    """Return `base`.

    Raises:
        WriteError: it is no absolute ASCII http IRI that ends in / or #.
    """
    if not _BASE.fullmatch(base):
        raise WriteError(f"base {base!r} is no web address that ends in / or #; give one like https://example.org/kg/")
    return base
