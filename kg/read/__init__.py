"""Reading: paths, records or a string in; documents with raw text, clean text and the map between them out."""

from kg.read.account import document_line, problem_line, report_lines
from kg.read.document import Record, from_text
from kg.read.files import Found, documents, found
from kg.read.problem import Problem
from kg.read.records import record_line
from kg.read.twins import Sketch, distinct, repetition, sketch_of, twins_among

__all__ = [
    "Found",
    "Problem",
    "Record",
    "Sketch",
    "distinct",
    "document_line",
    "documents",
    "found",
    "from_text",
    "problem_line",
    "record_line",
    "repetition",
    "report_lines",
    "sketch_of",
    "twins_among",
]
