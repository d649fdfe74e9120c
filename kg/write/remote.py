"""HTTP to another store: credentials, errors as one line with a remedy, and a few more tries where that may help."""

import base64
import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    ProxyHandler,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from kg.errors import WriteError

USER, PASSWORD, TOKEN = "KG_PUSH_USER", "KG_PUSH_PASSWORD", "KG_PUSH_TOKEN"
_PASSING = {429, 500, 502, 503, 504}
"""Answers after which the same request may succeed; a deadlock in Virtuoso is a 500."""
_PAUSES = (0.5, 2.0)
_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Credentials:
    """What to log in with: a user and a password (Basic or Digest, as the server asks), or a bearer token."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Credentials":
        """Take them from the variables KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN."""
        return cls(*(environment.get(name, "") for name in (USER, PASSWORD, TOKEN)))

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.user or self.token)


class _Stay(HTTPRedirectHandler):
    """Follows no redirection, which would turn an update into a question, or carry credentials elsewhere."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Client:
    """Sends requests to one store."""

    def __init__(self, url: str, credentials: Credentials, *, plain: bool = False) -> None:
        """Prepare for a store.

        Args:
            url: an address of the store.
            credentials: what to log in with; may be empty.
            plain: whether credentials may go over plain HTTP to another machine.

        Raises:
            WriteError: the address is none, holds credentials, or would send them in the clear.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WriteError(f"{url!r} is no web address; give one like http://localhost:7878/update")
        if parts.username or parts.password:
            raise WriteError(f"{parts.hostname}: credentials in the address; put them into {USER} and {PASSWORD}")
        here = _is_here(parts.hostname)
        if credentials and parts.scheme == "http" and not here and not plain:
            raise WriteError(f"{url}: would send credentials in the clear; use https, or allow plain HTTP")
        self._credentials = credentials
        self._opener = build_opener(_Stay, *([ProxyHandler({})] if here else []))
        self._host = parts.netloc
        self._digest = _digest(f"{parts.scheme}://{parts.netloc}/", credentials)
        self._asked = ""

    def send(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        missing: bool = False,
    ) -> bytes:
        """Send one request and return the body of the answer; b"" where nothing is there and `missing` allows it.

        Raises:
            WriteError: the store cannot be reached, or refuses.
        """
        if urlsplit(url).netloc != self._host:
            raise WriteError(f"{url}: on another host than {self._host}; all addresses must be of one store")
        for pause in (*_PAUSES, None):
            try:
                return self._once(Request(url, body, dict(headers or {}), method=method))  # noqa: S310 scheme checked above
            except HTTPError as error:
                with error:
                    said = error.read(2000)
                if error.code == 404 and missing:
                    return b""
                if pause is None or error.code not in _PASSING:
                    raise _refusal(url, error, said) from error
            except (URLError, HTTPException, OSError) as error:
                if pause is None:
                    reason = str(getattr(error, "reason", "") or error or type(error).__name__)
                    raise WriteError(
                        f"{url}: cannot be reached ({reason}); see that the store runs there, then push again"
                    ) from error
                self._ask(url)
            time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _once(self, request: Request) -> bytes:
        """Send a request with the credentials as the store last asked for them, and again if it asks otherwise."""
        self._log_in(request)
        try:
            return self._read(request)
        except HTTPError as error:
            asked = error.headers.get("WWW-Authenticate", "")
            if error.code != 401 or not self._credentials.user or asked in ("", self._asked):
                raise
            error.close()
        self._asked = asked
        self._log_in(request)
        return self._read(request)

    def _ask(self, url: str) -> None:
        """Learn how to log in from a request without a body: a store that refuses one may not read it to the end."""
        if not self._credentials.user:
            return
        try:
            self._read(Request(url, method="GET"))  # noqa: S310 scheme checked above
        except HTTPError as error:
            self._asked = error.headers.get("WWW-Authenticate", "") or self._asked
            error.close()
        except (URLError, HTTPException, OSError):
            return  # what was to be sent is tried again, and its failure told

    def _log_in(self, request: Request) -> None:
        known = self._credentials
        scheme, _, challenge = self._asked.partition(" ")
        if known.token:
            request.add_unredirected_header("Authorization", f"Bearer {known.token}")
        elif scheme.lower() == "basic":
            pair = base64.b64encode(f"{known.user}:{known.password}".encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {pair}")
        elif scheme.lower() == "digest":
            parts = parse_keqv_list(list(filter(None, parse_http_list(challenge))))
            if answer := self._digest.get_authorization(request, parts):
                request.add_unredirected_header("Authorization", f"Digest {answer}")

    def _read(self, request: Request) -> bytes:
        with self._opener.open(request, timeout=_SECONDS) as answer:
            return bytes(answer.read())


def _digest(origin: str, credentials: Credentials) -> AbstractDigestAuthHandler:
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, origin, credentials.user, credentials.password)
    return AbstractDigestAuthHandler(passwords)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _refusal(url: str, error: HTTPError, said: bytes) -> WriteError:
    why = " ".join(said.decode("utf-8", "replace").split())[:200]
    if error.code in (401, 403):
        return WriteError(
            f"{url}: not allowed ({error.code}); set {USER} and {PASSWORD}, or {TOKEN}, to one who may write there"
        )
    if 300 <= error.code < 400:
        return WriteError(
            f"{url}: has moved ({error.code}) to {error.headers.get('Location', 'elsewhere')}; push there"
        )
    if error.code in (404, 405):
        return WriteError(
            f"{url}: nothing there takes this request ({error.code}); see the store's manual for the address"
        )
    return WriteError(f"{url}: refused with {error.code} ({why or error.reason}); mend that, then push again")
