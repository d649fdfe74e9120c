"""The order of the stages: one document in, one extraction out, pure in the document and the ontology."""

from collections.abc import Iterable, Iterator

from kg.model import Document, Extraction
from kg.ontology import Ontology
from kg.recognise import mentions
from kg.relate import statements
from kg.resolve import entities
from kg.segment import sentences


def extract(documents: Iterable[Document], ontology: Ontology) -> Iterator[Extraction]:
    """Yield what each document says, in the order given."""
    for document in documents:
        yield extract_one(document, ontology)


def extract_one(document: Document, ontology: Ontology) -> Extraction:
    """Return what one document says: its entities, its statements with their evidence, and its speaker turns."""
    parts, turns = sentences(document, ontology)
    found = mentions(document, parts, turns, ontology)
    named = entities(document, found, ontology)
    titles = [m for m in found if m.type == "Title"]
    said, turns = statements(document, parts, turns, named, titles, ontology)
    return Extraction(document, named, said, turns)
