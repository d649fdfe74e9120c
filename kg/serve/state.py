"""What one server holds: the build it serves, its workers and its index; all are replaced when a new build appears."""

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request

from kg.errors import KgError
from kg.graph import MANIFEST, prefixes, verify
from kg.ontology import Ontology
from kg.ontology import load as load_ontology
from kg.query.kept import kept_for_now
from kg.query.limits import Limits
from kg.serve.index import Index, indexed
from kg.serve.pool import Pool, Reply


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server was started. `hosts` are the names under which it may be asked, () for any."""

    folder: Path
    overlays: Sequence[Path] = ()
    limits: Limits = field(default_factory=Limits)
    workers: int = 4
    hosts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """One build, opened."""

    manifest: Mapping[str, Any]
    base: str
    pool: Pool
    index: Index
    ontology: Ontology
    stamp: tuple[int, int]

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries may use."""
        return prefixes(self.base)


class State:
    """The build that is served now."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._build: Build | None = None
        self._stack = AsyncExitStack()
        self._renewing = asyncio.Lock()

    async def start(self) -> None:
        """Open the build.

        Raises:
            KgError: there is none, or it is damaged.
        """
        self._build = await self._opened()

    async def close(self) -> None:
        """Let go of everything."""
        await self._stack.aclose()

    async def build(self) -> Build:
        """Return the build that is served; a new one in the same folder is opened first."""
        assert self._build
        if self._stamp() != self._build.stamp and not self._renewing.locked():
            async with self._renewing:
                await self._renew()
        return self._build

    async def ask(self, request: Mapping[str, Any], client: Request | None = None) -> Reply:
        """Put a question to a worker; it is given up when the client goes away."""
        pool = (await self.build()).pool
        if client is None:
            return await pool.ask(request)
        answer = asyncio.ensure_future(pool.ask(request))
        gone = asyncio.ensure_future(_gone(client))
        try:
            await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
            return answer.result() if answer.done() else Reply(499, error="the client went away")
        finally:
            for task in (answer, gone):
                task.cancel()
            await asyncio.gather(answer, gone, return_exceptions=True)

    async def _renew(self) -> None:
        before, self._stack = self._stack, AsyncExitStack()
        try:
            self._build = await self._opened()
        except KgError:  # a build is being written, or was taken away: the one that is open goes on
            await self._stack.aclose()
            self._stack = before
        else:
            await before.aclose()

    async def _opened(self) -> Build:
        settings, stamp = self.settings, self._stamp()
        manifest = verify(settings.folder, names=())
        base = manifest["base"]
        store = self._stack.enter_context(kept_for_now(settings.folder))
        ontology = load_ontology(*settings.overlays)
        index = await asyncio.to_thread(indexed, store, base, ontology)
        pool = Pool(store, settings.folder, base, settings.limits, size=settings.workers)
        self._stack.push_async_callback(pool.close)
        await pool.start()
        return Build(manifest, base, pool, index, ontology, stamp)

    def _stamp(self) -> tuple[int, int]:
        with contextlib.suppress(OSError):
            found = (self.settings.folder / MANIFEST).stat()
            return found.st_mtime_ns, found.st_ino
        return (0, 0)


async def _gone(client: Request) -> None:
    while (await client.receive())["type"] != "http.disconnect":
        pass


def as_json(value: Any) -> bytes:
    """Return compact JSON in UTF-8; half surrogate pairs become U+FFFD."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
