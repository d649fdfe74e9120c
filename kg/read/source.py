"""A file to read, wherever it lies: on disk, in an archive, or on standard input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from kg.errors import ReadError
from kg.read.limits import MEBIBYTE, TEXT_BYTES

PLAIN = {".txt", ".text", ".md", ".markdown"}
RECORDS = {".jsonl", ".ndjson"}
TABLES = {".csv", ".tsv"}
PAGES = {".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht"}
BINARY = {".pdf", ".docx"}
ARCHIVES = {".zip"}
KINDS = PLAIN | RECORDS | TABLES | PAGES | BINARY | ARCHIVES
"""The suffixes of files that are read."""
NAMED = ".txt, .md, .jsonl, .csv, .html, .mhtml, .pdf, .docx or .zip"
SIDECAR = "metadata.csv"
"""The table in a folder that says title, date and so on of the files in it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file: `path` as shown to the user, `name` relative to the argument, which becomes the document's id.

    `facts` are what a sidecar says of it.
    """

    path: str
    name: str
    kind: str
    open: Callable[[], BinaryIO]
    facts: Mapping[str, str]

    def read(self, limit: int = TEXT_BYTES) -> bytes:
        """Return the whole file.

        Raises:
            ReadError: it is larger than `limit`.
        """
        with self.open() as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise ReadError(f"larger than {limit // MEBIBYTE} MiB, the most that one document may have; split it")
        return data


def kind_of(name: str) -> str:
    """Return the suffix of a file's name in lower case, "" if it is of no kind that is read."""
    stem, dot, suffix = name.rpartition(".")
    kind = f".{suffix.lower()}"
    return kind if dot and stem.rpartition("/")[2] and kind in KINDS else ""
