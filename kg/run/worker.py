"""The process that works documents out, seen from inside: one question after the other until its input ends.

A question is a pickled tuple of documents, an answer a pickled list of what each came to. Both pass through pipes that
only the two processes hold.
"""

import pickle
import struct
import sys
from dataclasses import dataclass
from typing import IO

from kg.errors import KgError
from kg.model import Document
from kg.ontology import Ontology
from kg.ontology.cached import decoded
from kg.pipeline import extract_one
from kg.read import sketch_of
from kg.run.codec import packed, packed_sketch

HEAD = struct.Struct(">Q")
Answer = tuple[bytes, bytes] | str
"""The packed extraction and sketch of a document, or what went wrong."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a process is told first: what to apply to all documents, and whether sketches are wanted too."""

    ontology: Ontology
    sketched: bool


def attempt(document: Document, ontology: Ontology, sketched: bool) -> Answer:
    """Return what a document comes to.

    An error of the program costs the document in which it shows, not all others: it is reported as a problem.
    """
    try:
        sketch = packed_sketch(sketch_of(document)) if sketched else b""
        return packed(extract_one(document, ontology)), sketch
    except KgError:  # the ontology is at fault, so every document would fail
        raise
    except Exception as error:  # see above; every kind, for nobody can know which
        return f"{type(error).__name__}: {' '.join(str(error).split())}"


def answer_questions() -> None:
    """Read the ontology, then questions, from standard input; write answers to standard output."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get between the answers
    start = decoded(receive(source), Start)
    while True:
        try:
            asked = pickle.loads(receive(source))  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            answer: list[Answer] | KgError = [attempt(d, start.ontology, start.sketched) for d in asked]
        except KgError as error:
            answer = error
        send(target, pickle.dumps(answer))


def send(target: IO[bytes], data: bytes) -> None:
    """Write a message with its length before it."""
    target.write(HEAD.pack(len(data)))
    target.write(data)
    target.flush()


def receive(source: IO[bytes]) -> bytes:
    """Read a message.

    Raises:
        EOFError: the other side has ended.
    """
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (size,) = HEAD.unpack(head)
    data = source.read(size)
    if len(data) < size:
        raise EOFError
    return data
