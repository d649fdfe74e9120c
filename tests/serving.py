"""A real server in a process of its own, and plain HTTP to it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil
import pyoxigraph as ox
from conftest import child_environment

from kg.graph import QUADS, TURTLE, nquads, turtle
from kg.model import BASE
from kg.write import publish

START = """
import json, sys
from kg import serve
options = json.loads(sys.argv[2])
if "limits" in options:
    options["limits"] = serve.Limits(**options["limits"])
serve.listen(sys.argv[1], port=0, ready=lambda address: print(address, flush=True), **options)
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        import json

        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server."""

    address: str
    process: "subprocess.Popen[str]"

    def send(
        self,
        path: str,
        method: str = "GET",
        body: bytes | Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60,
        **parameters: str,
    ) -> Answer:
        """One request on a connection of its own."""
        headers = dict(headers or {})
        if isinstance(body, Mapping):
            body = urlencode(body).encode()
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            method = "POST"
        if parameters:
            path += "?" + urlencode(parameters)
        place = urlsplit(self.address)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            found = connection.getresponse()
            return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str = "application/sparql-results+json", **options: Any) -> Answer:
        """A query by form."""
        return self.send("/sparql", body={"query": text}, headers={"Accept": accept}, **options)

    def workers(self) -> list[psutil.Process]:
        """The processes it started that are still there."""
        return [p for p in psutil.Process(self.process.pid).children(True) if p.status() != psutil.STATUS_ZOMBIE]


@contextmanager
def serving(folder: Path, **options: Any) -> Iterator[Server]:
    """Start a server on a free port of loopback and end it with SIGTERM."""
    import json

    process = subprocess.Popen(
        [sys.executable, "-c", START, str(folder), json.dumps(options)],
        stdout=subprocess.PIPE,
        text=True,
        env=child_environment(),
    )
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        assert address, "the server did not start"
        yield Server(address, process)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)
        process.stdout.close()


def publish_quads(folder: Path, quads: Iterable[ox.Quad], base: str = BASE) -> Path:
    """An output folder with any quads."""
    import hashlib
    import json

    found = list(quads)
    files = {QUADS: nquads(found), TURTLE: turtle(found, base)}
    facts = {name: {"bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()} for name, d in files.items()}
    publish(folder, files, json.dumps({"base": base, "files": facts}).encode())
    return folder


def gone(processes: Iterable[psutil.Process], seconds: float = 5) -> bool:
    """Whether all end within some seconds."""
    limit = time.monotonic() + seconds
    waiting = list(processes)
    while waiting and time.monotonic() < limit:
        waiting = [p for p in waiting if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        time.sleep(0.05)
    return not waiting


def open_files(process: "subprocess.Popen[str]") -> int:
    return len(os.listdir(f"/proc/{process.pid}/fd"))
