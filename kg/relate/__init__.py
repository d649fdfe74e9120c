"""From entities to statements: frames over groups, appositions and turns, each with its evidence."""

from kg.relate.collect import statements
from kg.relate.explicit import explicit_only

__all__ = ["explicit_only", "statements"]
