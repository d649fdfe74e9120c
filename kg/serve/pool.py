"""A pool of warm workers: each answers one question at a time and is killed when the answer takes too long."""

import asyncio
import contextlib
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.query.guarded import death, too_slow
from kg.query.limits import Limits
from kg.query.worker import ANSWER, command, packed

_START = 60.0
"""Seconds in which a worker must have opened the store."""
_TURNS = 3
"""How many questions of the longest allowed a question waits for before it is turned away."""
_PATIENCE = 0.5
"""Seconds for which a dying worker is waited for before its end is guessed at."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A status of HTTP with its body and media type, or with `error` where there is none."""

    status: int
    body: bytes = b""
    type: str = ""
    error: str = ""


class Pool:
    """Workers for one store. Questions beyond their number wait; too many at once, or too long, are turned away."""

    def __init__(
        self, store: Path, folder: Path, base: str, limits: Limits, *, size: int = 4, waiting: int = 1000
    ) -> None:
        self._command = command(store, folder, base, limits)
        self._limits = limits
        self._size = size
        self._room = waiting + size
        self._idle: asyncio.LifoQueue[Process] = asyncio.LifoQueue()
        self._workers: set[Process] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        """Start the workers.

        Raises:
            GraphError: the store cannot be opened.
        """
        await asyncio.gather(*(self._add() for _ in range(self._size)))
        if not self._workers:
            await self.close()
            raise GraphError("no worker could open the store; delete the folder .kg/store beside the graph")

    async def close(self) -> None:
        """Kill all workers, at work or not, and wait for their ends."""
        self._closed = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in list(self._workers):
            await self._end(worker)

    async def ask(self, request: Mapping[str, Any]) -> Reply:
        """Put a question to the next worker that is free."""
        if self._room <= 0 or self._closed:
            return Reply(503, error="too many questions at once; ask again in a moment")
        self._room -= 1
        try:
            async with asyncio.timeout(self._limits.seconds * _TURNS):
                worker = await self._idle.get()
        except TimeoutError:
            return Reply(503, error="all workers are busy with other questions; ask again in a moment")
        finally:
            self._room += 1
        return await self._asked(worker, request)

    async def _asked(self, worker: Process, request: Mapping[str, Any]) -> Reply:
        whole = False
        try:
            async with asyncio.timeout(self._limits.seconds):
                head, body = await _exchanged(worker, request)
                whole = True
        except TimeoutError:
            head, body = too_slow(self._limits), b""
        except (OSError, EOFError):
            await _wait(worker)
            head, body = death(worker.returncode, self._limits), b""
        finally:  # also when the client is gone and this is cancelled
            if whole:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)
        return Reply(head["status"], body, head.get("type", ""), head.get("error", ""))

    def _replace(self, worker: Process) -> None:
        async def renew() -> None:
            await self._end(worker)
            if not self._closed:
                await self._add()

        task = asyncio.get_running_loop().create_task(renew())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        worker = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        self._workers.add(worker)
        try:
            async with asyncio.timeout(_START):
                await _answer(worker)
        except (OSError, EOFError, TimeoutError):
            await self._end(worker)
        except asyncio.CancelledError:
            await asyncio.shield(self._end(worker))
            raise
        else:
            self._idle.put_nowait(worker)

    async def _end(self, worker: Process) -> None:
        if worker.returncode is None:
            with contextlib.suppress(ProcessLookupError):  # it may end by itself in this moment
                worker.kill()
        await worker.wait()
        if worker.stdin:
            worker.stdin.close()
        self._workers.discard(worker)


async def _exchanged(worker: Process, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    assert worker.stdin
    worker.stdin.write(packed(request))
    await worker.stdin.drain()
    return await _answer(worker)


async def _answer(worker: Process) -> tuple[dict[str, Any], bytes]:
    assert worker.stdout
    first, second = ANSWER.unpack(await worker.stdout.readexactly(ANSWER.size))
    head: dict[str, Any] = json.loads(await worker.stdout.readexactly(first))
    return head, await worker.stdout.readexactly(second)


async def _wait(worker: Process) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            await worker.wait()
    except TimeoutError:
        return
