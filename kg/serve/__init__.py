"""The graph over HTTP: SPARQL, entity pages, search, reconciliation; made for strangers' questions."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ServeError
from kg.query.limits import Limits

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["Limits", "app", "listen"]


def app(
    folder: Path | str,
    *,
    ontology: Sequence[Path | str] = (),
    limits: Limits | None = None,
    workers: int = 4,
    hosts: Sequence[str] = (),
) -> "Starlette":
    """Return the application that serves an output folder, for an ASGI server.

    Args:
        folder: where the graph was built; a build that appears there later is taken up by itself.
        ontology: folders of your own Turtle, whose gazetteer is reconciled against too.
        limits: what one question may cost.
        workers: how many questions are worked on at once.
        hosts: the names under which the server may be asked; () for any.

    Raises (when started):
        KgError: the folder holds no graph, or a damaged one.
    """
    from kg.serve.site import assembled
    from kg.serve.state import Settings

    overlays = tuple(Path(o) for o in ontology)
    return assembled(Settings(Path(folder), overlays, limits or Limits(), workers, tuple(hosts)))


def listen(
    folder: Path | str = "output",
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ontology: Sequence[Path | str] = (),
    limits: Limits | None = None,
    workers: int = 4,
    hosts: Sequence[str] = (),
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve an output folder until interrupted.

    Args:
        folder: where the graph was built.
        host: the address to listen at; only this machine is served unless another is given.
        port: 0 for any that is free.
        ontology: folders of your own Turtle, whose gazetteer is reconciled against too.
        limits: what one question may cost.
        workers: how many questions are worked on at once.
        hosts: more names under which the server may be asked, as when a proxy stands before it; only for loopback.
        ready: called with the address when questions are answered.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        ServeError: the address cannot be listened at.
    """
    import uvicorn

    from kg.graph import verify
    from kg.serve.site import loopback

    verify(Path(folder), names=())
    listener = _listener(host, port)
    names = (*loopback(), *hosts) if _is_loopback(host) else ()
    application = app(folder, ontology=ontology, limits=limits, workers=workers, hosts=names)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if ready and self.started:
                ready(address)

    config = uvicorn.Config(
        application,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="on",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
        limit_concurrency=2000,
    )
    server = Server(config)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:  # the usual way to end it
        return
    finally:
        listener.close()
    if not server.started:
        raise ServeError(f"{folder}: the server did not start; see the lines above")


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
            listener.listen(2048)
        except OSError:
            listener.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ServeError(f"{host}:{port}: cannot be listened at ({reason.lower()}); choose another --port") from error
    return listener


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
