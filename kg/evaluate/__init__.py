"""Scores of extracted records against gold records: who was found, what was said of them, and is it placed exactly.

Both sides are records as `kg extract` writes them. Names are compared without blanks and quotation marks; an entity is
found under any surface that no other entity of its document shares. A third of the documents, by a hash of the id, is
blind: scored with the rest and apart, its errors never listed, so that no rule is written for it.
"""

from kg.evaluate.compare import figures
from kg.evaluate.records import Record, is_blind, read_records
from kg.evaluate.scores import Figures, Half, Linking, Miss, Rate, Score, table

__all__ = [
    "Figures", "Half", "Linking", "Miss", "Rate", "Record", "Score", "figures", "is_blind", "read_records", "table",
]  # fmt: skip
