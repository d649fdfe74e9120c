"""The routes of the server, and what every answer has in common."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.graph import MANIFEST, PAGE, TURTLE
from kg.graph.namespaces import OWN
from kg.resources import data
from kg.serve import graphs, html, pages, protocol, reconcile
from kg.serve.protocol import Problem
from kg.serve.state import Settings, State

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
)
_STATIC = {"workbench.css": "text/css", "workbench.js": "text/javascript", "table.js": "text/javascript"}
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_ALL = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]

Handler = Callable[[Request, State], Awaitable[Response]]


def assembled(settings: Settings) -> Starlette:
    """Return the application."""
    state = State(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            await state.start()
            yield
        finally:
            await state.close()

    def route(path: str, handler: Handler, methods: Sequence[str] = ("GET",)) -> Route:
        async def handle(request: Request) -> Response:
            return await handler(request, state)

        return Route(path, handle, methods=list(methods))

    routes = [
        route("/", _home),
        route(f"/{TURTLE}", _file),
        route(f"/{MANIFEST}", _file),
        route("/sparql", protocol.endpoint, ["GET", "POST"]),
        route("/sparql/", protocol.endpoint, ["GET", "POST"]),
        route("/store", graphs.one_graph, _ALL),
        route("/search", pages.search),
        route("/workbench", pages.workbench),
        route("/saved", pages.shelf),
        route("/saved/{name}", pages.saved),
        route("/ontology", pages.terms),
        route("/reconcile", reconcile.service, ["GET", "POST"]),
        route("/reconcile/suggest/{kind}", reconcile.suggest),
        route("/reconcile/preview", pages.preview),
        route("/static/{name}", _static),
        *(route(f"/{letter}/{{name}}", pages.thing) for letter in OWN),
        *(route(f"/page/{letter}/{{name}}", pages.page) for letter in OWN),
        *(route(f"/data/{letter}/{{name}}", pages.facts) for letter in OWN),
    ]
    found = Starlette(routes=routes, lifespan=lifespan, exception_handlers={Problem: _problem, KgError: _failure})
    found.add_middleware(_Common, hosts=tuple(settings.hosts))
    return found


_LINK = b'<a id="workbench" hidden>'
"""In the page, which knows no server: the way to the workbench, shown where there is one."""


async def _home(request: Request, state: State) -> Response:
    page = state.settings.folder / PAGE
    if not page.is_file():
        return RedirectResponse(html.root(request) + "/workbench", 303)
    link = f'<a id="workbench" href="{html.root(request)}/workbench">'.encode()
    found = (await asyncio.to_thread(page.read_bytes)).replace(_LINK, link, 1)
    return Response(found, media_type="text/html")


async def _file(request: Request, state: State) -> Response:
    path = state.settings.folder / request.url.path.rsplit("/", 1)[-1]
    if not path.is_file():
        raise Problem(404, f"{path.name}: not in this build")
    return FileResponse(path, media_type="text/turtle" if path.name == TURTLE else "application/json")


async def _static(request: Request, state: State) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        raise Problem(404, "no such file")
    return FileResponse(data("workbench") / name, media_type=_STATIC[name])


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response()


async def _failure(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 500)


class _Common:
    """Refuses requests under other names than the server's own, and sets the headers of every answer.

    A page on the web that resolves its name to this machine could otherwise read a graph that is served for oneself.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._hosts and _host(headers.get("host", "")) not in self._hosts:
            refused = PlainTextResponse(f"asked under a name that is none of {', '.join(self._hosts)}\n", 421)
            await refused(scope, receive, send)
            return
        origin = headers.get("origin", "")
        ancestors = "*" if scope["path"].endswith("/reconcile/preview") else "'self'"

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer["X-Content-Type-Options"] = "nosniff"
                answer["Referrer-Policy"] = "no-referrer"
                if scope["path"].rstrip("/") not in {"", scope.get("root_path", "")}:
                    # the page of the graph carries a policy of its own
                    answer["Content-Security-Policy"] = _POLICY.format(ancestors=ancestors)
                if origin:
                    answer.add_vary_header("Origin")
                    if not self._hosts or _host(urlsplit(origin).netloc) in self._hosts:
                        answer["Access-Control-Allow-Origin"] = origin if self._hosts else "*"
                        answer["Access-Control-Allow-Headers"] = "Accept, Content-Type"
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})(scope, receive, sent)
            return
        await self._app(scope, receive, sent)


def _host(given: str) -> str:
    """Return the name in a Host header, without the port."""
    name, colon, port = given.rpartition(":")
    return (name if colon and port.isdigit() else given).lower()


def loopback() -> tuple[str, ...]:
    """Return the names of this machine to itself."""
    return _LOOPBACK
