"""Whether a graph is what it should be: the same rules as fast SPARQL at every build, and as SHACL for anyone."""

from kg.check.inspecting import Report, inspect, problems, vet
from kg.check.problem import Problem

__all__ = ["Problem", "Report", "inspect", "problems", "vet"]
