"""Reading: paths, records or a string in; documents with raw text, clean text and the map between them out."""

from kg.read.document import from_text
from kg.read.files import documents
from kg.read.problem import Problem

__all__ = ["Problem", "documents", "from_text"]
