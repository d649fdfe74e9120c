"""Templates, and what they need: links, the reader's language, sentences with their lines joined."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.graph.namespaces import OWN
from kg.model import ONTOLOGY
from kg.resources import data
from kg.serve.state import Build
from kg.serve.words import simple

_JOINED = re.compile(r"(?<=[^\x00-\x7f])\s*[\r\n]\s*|\s*[\r\n]\s*(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Links:
    """Where on this server the page of an IRI is."""

    base: str
    root: str

    def to(self, iri: str) -> str:
        """Return the address of the page for one of our IRIs, else the IRI itself, "" for what is no web address."""
        if iri.startswith(ONTOLOGY):
            return f"{self.root}/ontology#{quote(iri.removeprefix(ONTOLOGY))}"
        rest = iri.removeprefix(self.base)
        if rest != iri and rest[:2] in {f"{letter}/" for letter in OWN}:
            return f"{self.root}/page/{quote(rest)}"
        return iri if iri.startswith(("http://", "https://")) else ""

    def short(self, iri: str) -> str:
        """Return an IRI as people read it."""
        return iri.removeprefix(ONTOLOGY).removeprefix(self.base) if iri.startswith((ONTOLOGY, self.base)) else iri


def root(request: Request) -> str:
    """Return the path under which the server is mounted, "" for none."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def rendered(request: Request, build: Build, template: str, **content: Any) -> Response:
    """Return a page in the language asked for: by ?lang=, a cookie of an earlier choice, or the browser."""
    asked = request.query_params.get("lang", "")
    language = _language(asked, request.cookies.get("lang", ""), request.headers.get("accept-language", ""))
    words = {key: row[language] for key, row in _words().items()}
    other = "en" if language == "zh" else "zh"
    switch = str(request.url.include_query_params(lang=other).replace(scheme="", netloc=""))
    page = _environment().get_template(template)
    text = page.render(
        w=words,
        lang=language,
        switch=switch,
        root=root(request),
        names={c.name: (c.zh if language == "zh" else c.en) or c.name for c in build.ontology.classes.values()},
        **content,
    )
    found = HTMLResponse(text, headers={"Vary": "Accept, Accept-Language, Cookie"})
    if asked in {"zh", "en"}:
        found.set_cookie("lang", asked, max_age=31_536_000, samesite="lax", httponly=True)
    return found


def _language(asked: str, before: str, browser: str) -> str:
    for given in (asked, before):
        if given in {"zh", "en"}:
            return given
    for part in browser.split(","):
        name = part.split(";")[0].strip().lower()[:2]
        if name in {"zh", "en"}:
            return name
    return "zh"


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(data("workbench").joinpath("words.json").read_text(encoding="utf-8"))
    return found


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(data("workbench")), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    found.filters.update(joined=joined, marked=marked, json=_json)
    return found


def joined(text: str) -> str:
    """Join the lines of a hard-wrapped sentence: no blank between Chinese characters, one elsewhere."""
    return " ".join(_JOINED.sub("", text).split())


def marked(text: str, words: list[str]) -> Markup:
    """Return a text with the words that were searched marked; a long text is cut to what surrounds the first."""
    text = joined(text)
    plain = simple(text)
    if len(plain) != len(text):
        return escape(text[:400])
    spans = sorted((m.start(), m.end()) for word in words for m in re.finditer(re.escape(word), plain))
    begin = max(0, spans[0][0] - 120) if spans and len(text) > 400 else 0
    end = min(len(text), begin + 400)
    parts, at = [Markup("…") if begin else Markup("")], begin
    for start, stop in spans:
        if at <= start and stop <= end:
            parts += [escape(text[at:start]), Markup("<mark>%s</mark>") % text[start:stop]]
            at = stop
    return Markup("").join([*parts, escape(text[at:end]), "…" if end < len(text) else ""])


def _json(value: Any) -> Markup:
    """Return JSON that cannot end its script element."""
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return Markup(re.sub("[<\u2028\u2029]", lambda m: f"\\u{ord(m[0]):04x}", text))  # noqa: S704
