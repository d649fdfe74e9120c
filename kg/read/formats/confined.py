"""The process that takes formats apart, seen from outside: started when first needed, killed when it takes too long."""

import json
import os
import selectors
import struct
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from kg import errors
from kg.errors import ReadError
from kg.read.formats.extract import Extract, Selectors, extract_from
from kg.read.limits import MEMORY, SECONDS, TEXT_BYTES

_COMMAND = "from kg.read.formats.worker import answer_questions; answer_questions()"
_HEAD = struct.Struct(">QQ")
_LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 16
_MOST = 8 * TEXT_BYTES
"""Bytes of a reply; JSON may take six bytes for one character."""


class Confined:
    """Takes files of formats apart in another process, one after the other; a context manager."""

    def __init__(self, selectors_: Selectors, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._selectors = selectors_
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Confined":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:  # what was not yet written no longer matters
                    continue
        process.wait()

    def extract(self, kind: str, data: bytes) -> Extract:
        """Return what a file of the given kind (its suffix) holds.

        Raises:
            ReadError: it cannot be taken apart, or not within the limits.
        """
        process = self._process or self._started()
        head = json.dumps({"kind": kind, "selectors": asdict(self._selectors)}).encode()
        try:
            reply = self._exchanged(process, _HEAD.pack(len(head), len(data)) + head, data)
        except TimeoutError:
            self.close()
            raise ReadError(f"takes longer than {self._seconds:g} seconds to read; save it as plain text") from None
        except (EOFError, OSError, ValueError):
            self.close()
            raise ReadError("its reader broke off: damaged, or made to do harm; save it as plain text") from None
        return extract_from(reply)

    def _started(self) -> subprocess.Popen[bytes]:
        home = str(Path(errors.__file__).resolve().parents[1])
        path = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH", "")])])
        environment = {**os.environ, "PYTHONPATH": path, "KG_MEMORY": str(self._memory)}
        # -P: a file named json.py in the current folder is no module
        command = [sys.executable, "-P", "-c", _COMMAND]
        self._process = subprocess.Popen(  # noqa: S603  # the command is ours
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        return self._process

    def _exchanged(self, process: subprocess.Popen[bytes], head: bytes, data: bytes) -> dict[str, Any]:
        """Write the question and read the answer, each as far as the other side is ready."""
        if process.stdin is None or process.stdout is None:
            raise EOFError
        end = time.monotonic() + self._seconds
        todo = [memoryview(head), memoryview(data)]
        got, wanted = bytearray(), _LENGTH.size
        for pipe in (process.stdin, process.stdout):
            os.set_blocking(pipe.fileno(), False)
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdin, selectors.EVENT_WRITE)
            ready.register(process.stdout, selectors.EVENT_READ)
            while len(got) < wanted:
                events = ready.select(end - time.monotonic())
                if not events or time.monotonic() > end:
                    raise TimeoutError
                for key, _ in events:
                    if key.fileobj is process.stdin:
                        written = os.write(key.fd, todo[0][:_CHUNK])
                        todo[0] = todo[0][written:]
                        while todo and not todo[0]:
                            todo.pop(0)
                        if not todo:
                            ready.unregister(process.stdin)
                    else:
                        more = os.read(key.fd, _CHUNK)
                        if not more:
                            raise EOFError
                        got += more
                if wanted == _LENGTH.size and len(got) >= wanted:
                    wanted += _LENGTH.unpack_from(got)[0]
                    if wanted > _MOST:
                        raise ValueError(wanted)
        reply: dict[str, Any] = json.loads(bytes(got[_LENGTH.size :]))
        return reply
