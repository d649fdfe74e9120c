"""The order of the stages: one document in, one extraction out, pure in the document and the ontology."""

from collections.abc import Iterable, Iterator

from kg.model import Document, Extraction
from kg.ontology import Ontology
from kg.recognise import mentions
from kg.relate import statements
from kg.resolve import entities
from kg.segment import sentences, turns


def extract(documents: Iterable[Document], ontology: Ontology) -> Iterator[Extraction]:
    """Yield what each document says, in the order given."""
    for document in documents:
        yield extract_one(document, ontology)


def extract_one(document: Document, ontology: Ontology) -> Extraction:
    """Return what one document says: its entities, its statements with their evidence, and its speaker turns."""
    spoken = turns(document, ontology)
    parts = sentences(document, spoken)
    found = mentions(document, parts, spoken, ontology)
    named = entities(document, found, ontology)
    titles = [m for m in found if m.type == "Title"]
    said, spoken = statements(document, parts, spoken, named, titles, ontology)
    return Extraction(document, named, said, spoken)
