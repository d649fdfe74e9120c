"""Running the pipeline over many documents, in one process or several, and merging what they say."""

from kg.run.building import Progress, Publish, build, extractions
from kg.run.deciding import decided
from kg.run.inputs import LOCAL_ONTOLOGY, overlays_for, read_all
from kg.run.report import Report
from kg.run.watching import changes
from kg.run.workers import cores

__all__ = [
    "LOCAL_ONTOLOGY",
    "Progress",
    "Publish",
    "Report",
    "build",
    "changes",
    "cores",
    "decided",
    "extractions",
    "overlays_for",
    "read_all",
]
