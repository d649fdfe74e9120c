"""What a build leaves behind: its files, their manifest, the records of `kg extract`, and the formats of others."""

from kg.graph import nquads, turtle, verify
from kg.write.changes import ADDED, REMOVED, Change, Difference, changes_since, counted, difference, forget
from kg.write.contrast import Contrast, compared, contrasts_as
from kg.write.deciding import Deciding, Doubt
from kg.write.describing import About
from kg.write.exporting import FORMATS, export_to, exported
from kg.write.files import manifest, publish, put
from kg.write.lines import jsonl, record
from kg.write.network import multigraph
from kg.write.pushing import Pushed, push
from kg.write.sampling import Precision, Verdict, drawn, precisions, read_verdicts, sample_as
from kg.write.tables import COLUMNS, statement_rows
from kg.write.worklist import read_links, unlinked, worklist_as

__all__ = [
    "ADDED",
    "COLUMNS",
    "FORMATS",
    "REMOVED",
    "About",
    "Change",
    "Contrast",
    "Deciding",
    "Difference",
    "Doubt",
    "Precision",
    "Pushed",
    "Verdict",
    "changes_since",
    "compared",
    "contrasts_as",
    "counted",
    "difference",
    "drawn",
    "export_to",
    "exported",
    "forget",
    "jsonl",
    "manifest",
    "multigraph",
    "nquads",
    "precisions",
    "publish",
    "push",
    "put",
    "read_links",
    "read_verdicts",
    "record",
    "sample_as",
    "statement_rows",
    "turtle",
    "unlinked",
    "verify",
    "worklist_as",
]
