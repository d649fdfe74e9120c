"""The process that answers strangers' questions: one store, one question at a time, held to the limits.

Its parent starts it with `command`, writes requests to its standard input and reads answers from its standard output,
and kills it when an answer takes too long. A request is JSON behind its length; an answer is JSON (with `status`, that
of HTTP) and a body behind both their lengths. The parent waits for a first answer, which says that the store is open.
"""

import json
import os
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from kg.query.limits import Limits, die_with, limit_memory, limit_time, without_network

REQUEST, ANSWER = struct.Struct(">I"), struct.Struct(">IQ")

Request = Mapping[str, Any]
Head = dict[str, Any]


def command(store: Path, folder: Path, base: str, limits: Limits) -> list[str]:
    """Return the command line that starts a worker for the store `kept` returned."""
    facts = {"store": str(store), "folder": str(folder), "base": base, "limits": asdict(limits), "parent": os.getpid()}
    # not -m, which would import the package from the current folder too
    return [sys.executable, "-I", "-c", _START, json.dumps(facts), *(p for p in sys.path if p)]


_START = "import sys; sys.path[:0] = sys.argv[2:]; from kg.query.worker import main; main()"


def packed(request: Request) -> bytes:
    """Return a request as the bytes to write."""
    data = json.dumps(request).encode()
    return REQUEST.pack(len(data)) + data


def main() -> None:
    """Answer requests from standard input until it ends."""
    facts = json.loads(sys.argv[1])
    limits = Limits(**facts["limits"])
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get among the answers
    without_network()
    from kg.query.answers import Answers  # starts threads, after which a process cannot leave its network

    answers = Answers(Path(facts["store"]), Path(facts["folder"]), facts["base"], limits)
    limit_memory(limits.memory)
    die_with(facts["parent"])
    _send(channel, {"status": 200}, b"")
    while request := _read(sys.stdin.buffer):
        limit_time(limits.seconds)
        _send(channel, *_answered(answers.answer, request))


def _answered(answer: Callable[[Request], tuple[Head, bytes]], request: Request) -> tuple[Head, bytes]:
    try:
        return answer(request)
    except MemoryError:
        return {"status": 507, "error": "the query needs more memory than one may use; narrow it or add LIMIT"}, b""


def _read(stream: BinaryIO) -> Request | None:
    head = stream.read(REQUEST.size)
    if len(head) < REQUEST.size:
        return None
    found: Request = json.loads(stream.read(REQUEST.unpack(head)[0]))
    return found


def _send(channel: BinaryIO, head: Head, body: bytes) -> None:
    data = json.dumps(head).encode()
    channel.write(ANSWER.pack(len(data), len(body)))
    channel.write(data)
    channel.write(body)
    channel.flush()
