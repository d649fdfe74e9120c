"""People's corrections as data: decisions in small sorted text files, applied to what documents say."""

from kg.decide.files import read_decisions, record_decisions
from kg.decide.masking import hidden, hides
from kg.decide.prepared import Decisions
from kg.decide.values import KINDS, STATEMENT_KINDS, Decision

__all__ = ["KINDS", "STATEMENT_KINDS", "Decision", "Decisions", "hidden", "hides", "read_decisions", "record_decisions"]
