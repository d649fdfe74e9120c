"""What a build leaves behind: its files, their manifest, and the records of `kg extract`."""

from kg.graph import nquads, turtle, verify
from kg.write.files import manifest, publish, put
from kg.write.lines import jsonl, record

__all__ = ["jsonl", "manifest", "nquads", "publish", "put", "record", "turtle", "verify"]
