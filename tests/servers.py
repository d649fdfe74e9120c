"""Stores of others, started for one test module on free loopback ports, with folders of their own."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest

VIRTUOSO = """[Database]
DatabaseFile={folder}/v.db
ErrorLogFile={folder}/v.log
LockFile={folder}/v.lck
TransactionFile={folder}/v.trx
xa_persistent_file={folder}/v.pxa
ErrorLogLevel=7
FileExtend=200
[TempDatabase]
DatabaseFile={folder}/vt.db
TransactionFile={folder}/vt.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
NumberOfBuffers=10000
MaxDirtyBuffers=6000
DirsAllowed={folder}
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerRoot={folder}
MaxClientConnections=5
ServerThreads=5
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(command: Sequence[str], asked: str, folder: Path) -> Iterator[None]:
    """Run a server until the block ends; it is up once the address answers."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(process, asked, folder)
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: "subprocess.Popen[bytes]", asked: str, folder: Path) -> None:
    opener = build_opener(ProxyHandler({}))
    for _ in range(600):
        assert process.poll() is None, (folder / "output").read_text(errors="replace")
        try:
            opener.open(asked, timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{asked} did not answer in two minutes")


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Yield the address of an Oxigraph server (package oxigraph on PyPI)."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if not found:
        pytest.skip("no oxigraph server: pip install 'zongheng[test]'")
    port = free_port()
    command = [found, "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]
    with running(command, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Yield the address of a Virtuoso server (Debian's virtuoso-opensource-7), whose user is dba with password dba."""
    found = shutil.which("virtuoso-t")
    if not found:
        pytest.skip("no Virtuoso: apt-get install virtuoso-opensource-7")
    http = free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(VIRTUOSO.format(folder=folder, sql=free_port(), http=http), encoding="utf-8")
    with running([found, "-f", "-c", str(settings)], f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D", folder):
        yield f"http://127.0.0.1:{http}"
