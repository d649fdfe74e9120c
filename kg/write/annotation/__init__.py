"""Annotated documents for the tools in which people annotate, and back: CoNLL-U Plus, TEI, UIMA CAS."""

from kg.write.annotation.folder import ANNOTATION_FORMATS, read_annotations, write_annotations
from kg.write.annotation.values import annotated, as_decisions, differences

__all__ = ["ANNOTATION_FORMATS", "annotated", "as_decisions", "differences", "read_annotations", "write_annotations"]
