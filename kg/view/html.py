"""From content to bytes: pyvis makes the network and renders our template; nothing is fetched, nothing injected."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kg.errors import WriteError
from kg.model import ACTUAL
from kg.resources import data
from kg.view.content import Content
from kg.view.layout import bubbles, positions

VIS = "lib/vis-9.1.2/vis-network.min.js"
VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
"""Of the file in pyvis 0.3.2, which was read for what it sends, evaluates and writes into the page."""

SCRIPTS = (
    *("base.js", "words.js", "store.js", "state.js", "search.js", "paths.js", "plan.js", "looks.js", "labels.js"),
    *("canvas.js", "keys.js", "filters.js", "queue.js", "quotes.js", "exchanges.js", "panel.js", "routes.js"),
    *("table.js", "picture.js", "main.js"),
)
SHAPES: Mapping[str, str] = {
    "Country": "dot",
    "Person": "diamond",
    "Organization": "square",
    "Place": "triangleDown",
    "Forum": "hexagon",
    "Initiative": "star",
    "Document": "triangle",
    "Event": "dot",
}
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"randomSeed": 1, "improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "hideEdgesOnDrag": False,
        "multiselect": False,
        "navigationButtons": False,
        "keyboard": {"enabled": False},
        "tooltipDelay": 1000000,
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "labelHighlightBold": False},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        "arrowStrikethrough": False,
        "smooth": False,
        "width": 1,
        "hoverWidth": 0.5,
        "selectionWidth": 1.5,
        "selfReference": {"size": 14, "angle": 0.8},
    },
}


def network(content: Content, points: Sequence[tuple[int, int]]) -> Any:
    """Return the pyvis network of all dots and links at the given points."""
    from pyvis.network import Network  # takes IPython along, which costs a quarter of a second

    result = Network(height="100%", width="100%", directed=True)
    result.node_ids = _Numbers()
    for number, (dot, (x, y)) in enumerate(zip(content.dots, points, strict=True)):
        shape = SHAPES.get(dot.type, "dot")
        result.add_node(number, label=dot.name, shape=shape, group=dot.type, size=dot.size, x=x, y=y)
    for link in content.links:
        result.add_edge(link.source, link.target, kind=link.kind, bend=link.bend, dashes=link.kind != ACTUAL)
    return result


def render(content: Content, title: str) -> bytes:
    """Return the page."""
    ends = [(link.source, link.target) for link in content.links]
    found = network(content, positions([dot.size for dot in content.dots], ends, content.groups.home))
    found.set_options(json.dumps(_OPTIONS))
    discs = bubbles(len(content.dots), ends, content.groups)
    groups = {
        "of": content.groups.home if discs else (),
        "pooled": content.groups.pooled,
        **{name: [disc[place] for disc in discs] for place, name in enumerate("xyr")},
    }
    scripts = [_vis(), '"use strict";\n' + "\n".join(_own(name) for name in SCRIPTS)]
    style = _own("page.css")
    found.templateEnv = Environment(
        loader=FileSystemLoader(data("page")), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    found.templateEnv.filters["columns"] = _columns
    found.templateEnv.filters["json"] = _json
    found.templateEnv.globals.update(
        title=title,
        policy=_policy(scripts, style),
        content={**content.columns, "groups": groups},
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own files and the pinned vis-network
        style=Markup(style),  # noqa: S704
    )
    page: str = found.generate_html()
    return page.encode("utf-8")


class _Numbers(list[int]):
    """The node ids 0, 1, 2 …: pyvis asks for each end of each edge whether it is in the list."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int) and 0 <= value < len(self)


def _vis() -> str:
    """Return vis-network with its licence banner, without the pointer to a source map that is not there.

    Raises:
        WriteError: the installed pyvis carries another file than the one reviewed.
    """
    try:
        raw = files("pyvis").joinpath(VIS).read_bytes()
    except OSError:
        raw = b""
    if hashlib.sha256(raw).hexdigest() != VIS_SHA256:
        raise WriteError(
            f"pyvis {version('pyvis')}: {VIS} is not the reviewed file; install the known one: pip install pyvis==0.3.2"
        )
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", _lines(raw))


def _own(name: str) -> str:
    return _lines(data("page").joinpath(name).read_bytes())


def _lines(raw: bytes) -> str:
    """Decode with the line ends an HTML parser makes, so that the hash is that of what the browser runs."""
    return raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _policy(scripts: Sequence[str], style: str) -> str:
    """Return a Content-Security-Policy under which exactly these scripts and this style run, and nothing is fetched."""

    def source(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(source(script) for script in scripts)}",
            f"style-src {source(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _columns(rows: Sequence[Mapping[str, Any]], *names: str) -> Markup:
    """Turn what pyvis holds, a dictionary a row, into one list a name."""
    return _json({name: [row[name] for row in rows] for name in names})


def _json(value: Any) -> Markup:
    """Return JSON that cannot end its script element; half surrogate pairs, which UTF-8 has not, become U+FFFD."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return Markup(re.sub("[<\u2028\u2029]", lambda m: f"\\u{ord(m[0]):04x}", text))  # noqa: S704
