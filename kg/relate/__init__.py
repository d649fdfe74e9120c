"""From entities to statements: frames over groups, appositions and turns, each with its evidence."""

from kg.relate.collect import statements

__all__ = ["statements"]
