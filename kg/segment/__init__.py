"""Segmentation: a document in; its sentences and, where it is a press conference, its speaker turns out."""

from kg.segment.speakers import ANSWER, QUESTION, turns
from kg.segment.split import sentences

__all__ = ["ANSWER", "QUESTION", "sentences", "turns"]
