"""The process that takes formats apart, seen from inside: one question at a time from standard input."""

import json
import os
import struct
import sys
from typing import Any, BinaryIO

from kg.errors import ReadError
from kg.read.formats.extract import Extract, Selectors, reply_of
from kg.read.limits import TEXT_BYTES

_HEAD = struct.Struct(">QQ")
_LENGTH = struct.Struct(">Q")
_MEMORY = "needs more memory than one file may take; save it as plain text"


def answer_questions() -> None:
    """Answer questions until standard input ends."""
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not reach the answers
    _confine(int(os.environ.get("KG_MEMORY", "0")))
    sys.setrecursionlimit(3000)
    while len(head := questions.read(_HEAD.size)) == _HEAD.size:
        length, size = _HEAD.unpack(head)
        reply = _reply(json.loads(questions.read(length)), questions, size)
        data = json.dumps(reply).encode()
        answers.write(_LENGTH.pack(len(data)) + data)
        answers.flush()


def taken_apart(kind: str, data: bytes, selectors: Selectors) -> Extract:
    """Return what a file of a kind holds; the libraries for it are loaded only now.

    Raises:
        ReadError: it cannot be taken apart.
    """
    if kind == ".pdf":
        from kg.read.formats.pdf import pdf_text

        return pdf_text(data)
    if kind == ".docx":
        from kg.read.formats.docx import docx_text

        return docx_text(data)
    from kg.read.formats.page import page_text

    return page_text(data, selectors)


def _reply(question: dict[str, Any], questions: BinaryIO, size: int) -> dict[str, Any]:
    try:
        data = questions.read(size)
        selectors = Selectors(**{name: tuple(words) for name, words in question["selectors"].items()})
        extract = taken_apart(question["kind"], data, selectors)
    except ReadError as error:
        return {"problem": str(error)}
    except MemoryError:
        return {"problem": _MEMORY}
    except RecursionError:
        return {"problem": "nested too deep; save it as plain text"}
    except Exception as error:  # a library may fail in any way on a damaged file
        return {"problem": f"damaged ({type(error).__name__}); save it again, or as plain text"}
    if len(extract.text) > TEXT_BYTES:
        return {"problem": "its text is too long; split it"}
    return reply_of(extract)


def _confine(memory: int) -> None:
    if memory and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
