"""The SPARQL 1.1 Protocol: a query by GET, by form and by direct POST; updates are refused."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from kg.query import is_update, media
from kg.serve.pool import Reply
from kg.serve.state import State

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_DRAINED = 256 << 20
"""Bytes of a body that are read, though not kept, so that a client that still sends sees the answer."""
_REFUSED = "updates are refused; a built graph is changed by kg build alone"


class Problem(Exception):  # noqa: N818 - an answer, not a failure
    """A request that is answered with an error, in one line."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers

    def response(self) -> Response:
        """Return the answer."""
        return PlainTextResponse(self.message + "\n", self.status, self.headers and dict(self.headers))


def answered(reply: Reply, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response for a worker's reply."""
    if reply.error:
        retry = {"Retry-After": "2"} if reply.status == 503 else None
        return Problem(reply.status, reply.error, retry).response()
    kind = f"{reply.type}; charset=utf-8" if reply.type.startswith("text/") else reply.type
    return Response(reply.body, reply.status, {"Vary": "Accept", **(headers or {})}, media_type=kind)


async def endpoint(request: Request, state: State) -> Response:
    """Answer at /sparql.

    Raises:
        Problem: the request is not one of the protocol.
    """
    pairs = await _parameters(request, state.settings.limits.text)
    names = {name for name, _ in pairs}
    if names & {"update", "using-graph-uri", "using-named-graph-uri"}:
        raise Problem(403, _REFUSED)
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        if not queries and request.method in {"GET", "HEAD"} and not pairs:
            return await _described(request, state)
        raise Problem(400, f"there are {len(queries)} query parameters; give exactly one")
    if len(queries[0].encode("utf-8", "surrogatepass")) > state.settings.limits.text:
        raise Problem(413, f"the query is longer than {state.settings.limits.text} bytes; shorten it")
    values = {name[1:]: value for name, value in pairs if name.startswith("$")}
    return await asked(request, state, queries[0], values, pairs)


async def asked(
    request: Request, state: State, query: str, values: Mapping[str, str], pairs: Sequence[tuple[str, str]]
) -> Response:
    """Answer a query whose parameters are `values`; `pairs` may name graphs and a format."""
    default = [value for name, value in pairs if name == "default-graph-uri"]
    named = [value for name, value in pairs if name == "named-graph-uri"]
    reply = await state.ask(
        {
            "kind": "query",
            "query": query,
            "values": dict(values),
            "dataset": {"default": default, "named": named} if default or named else None,
            "accept": accepted(request, pairs),
        },
        request,
    )
    return answered(reply)


def accepted(request: Request, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the Accept header, or what a `format` parameter stands for.

    Raises:
        Problem: there is no such format.
    """
    for name, value in pairs:
        if name == "format":
            if value not in media.SHORT:
                raise Problem(400, f"no format is called {value!r}; choose one of {', '.join(media.SHORT)}")
            return media.SHORT[value]
    return ",".join(request.headers.getlist("accept"))


async def _described(request: Request, state: State) -> Response:
    accept = accepted(request, ())
    if media.chosen(accept, ("text/turtle", "text/html")) == "text/html":
        return RedirectResponse("/workbench", 303)
    from kg.serve.graphs import description

    return await description(request, state)


async def _parameters(request: Request, most: int) -> list[tuple[str, str]]:
    pairs = _pairs(request.scope["query_string"], most)
    if request.method in {"GET", "HEAD"}:
        return pairs
    kind, charset = _content_type(request)
    if kind == UPDATE:
        raise Problem(403, _REFUSED)
    if kind not in {FORM, QUERY}:
        if is_update(unquote_plus((await body_of(request, most)).decode("utf-8", "replace")).removeprefix("update=")):
            raise Problem(403, _REFUSED)  # whatever it is called
        raise Problem(415, f"a body of type {kind or 'unknown'}; send {FORM} or {QUERY}")
    if charset not in {"", "utf-8", "utf8"}:
        raise Problem(415, f"a body in {charset}; send UTF-8")
    body = await body_of(request, most)
    if kind == FORM:
        return pairs + _pairs(body, most)
    try:
        return [*pairs, ("query", body.decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise Problem(400, "the query is not UTF-8; send UTF-8") from error


def _content_type(request: Request) -> tuple[str, str]:
    kind, *rest = (part.strip() for part in request.headers.get("content-type", "").split(";"))
    found = [p.partition("=")[2].strip().strip('"') for p in rest if p.lower().startswith("charset")]
    return kind.lower(), (found[0].lower() if found else "")


async def body_of(request: Request, most: int) -> bytes:
    """Return the body of a request, given up where it grows beyond what a query may have.

    Raises:
        Problem: it is too long.
    """
    room = most * 3 + 65536  # a form triples what it escapes
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > _DRAINED:
            break
        if length <= room:
            parts.append(part)
    if length > room:
        raise Problem(413, f"the query is longer than {most} bytes; shorten it", {"Connection": "close"})
    return b"".join(parts)


def _pairs(data: bytes, most: int) -> list[tuple[str, str]]:
    try:
        found = parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError as error:
        raise Problem(400, "parameters that are not UTF-8, percent-encoded; send them so") from error
    except ValueError as error:
        raise Problem(400, "more than 1000 parameters; send fewer") from error
    if any(len(value.encode("utf-8", "surrogatepass")) > most for _, value in found):
        raise Problem(413, f"a parameter is longer than {most} bytes; shorten it")
    return found
