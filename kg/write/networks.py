"""The network as files for the programs that draw and measure networks: GraphML and GEXF."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from kg.write.facts import Facts, Row, Value
from kg.write.interchange import xml_text
from kg.write.network import Spans, network

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NODE: Mapping[str, str] = {
    "label": "string",
    "en": "string",
    "type": "string",
    "kind": "string",
    "mentions": "int",
    "documents": "int",
    "post": "string",
}
_EDGE: Mapping[str, str] = {
    "property": "string",
    "zh": "string",
    "en": "string",
    "status": "string",
    "asserted": "boolean",
    "evidence": "int",
    "documents": "int",
    "first": "string",
    "last": "string",
    "quote": "string",
}
"""The values of `kg.networkx` with their types in GraphML; those of GEXF differ in one name."""


def graphml(facts: Facts) -> bytes:
    """Return the network as GraphML: nodes and edges with the values that `kg.networkx` gives them."""
    nodes, edges = network(facts)
    return _bytes(_graphml(nodes, edges))


def gexf(facts: Facts) -> bytes:
    """Return the network as dynamic GEXF 1.3: an edge is there in the days of its evidence, always where none is known.

    Evidence counts for the time that its sentence names, else for the day of its document.
    """
    nodes, edges = network(facts)
    return _bytes(_gexf(nodes, edges))


def _bytes(lines: Iterator[str]) -> bytes:
    return (_HEAD + "".join(f"{line}\n" for line in lines)).encode()


def _graphml(nodes: Mapping[str, Row], edges: Mapping[tuple[str, str, str], tuple[Row, Spans]]) -> Iterator[str]:
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for target, columns in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in columns.items():
            yield f'  <key id="{target}-{name}" for="{target}" attr.name="{name}" attr.type="{kind}"/>'
    yield '  <graph id="zongheng" edgedefault="directed">'
    for iri, row in nodes.items():
        yield f"    <node id={quoteattr(iri)}>"
        yield from (f'      <data key="node-{name}">{_value(row[name])}</data>' for name in _NODE)
        yield "    </node>"
    for (source, target, statement), (row, _) in edges.items():
        ends = f"source={quoteattr(source)} target={quoteattr(target)}"
        yield f"    <edge id={quoteattr(statement)} {ends}>"
        yield from (f'      <data key="edge-{name}">{_value(row[name])}</data>' for name in _EDGE)
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _gexf(nodes: Mapping[str, Row], edges: Mapping[tuple[str, str, str], tuple[Row, Spans]]) -> Iterator[str]:
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">'
    yield '  <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">'
    for target, columns in (("node", _NODE), ("edge", _EDGE)):
        yield f'    <attributes class="{target}" mode="static">'
        for name, kind in columns.items():
            gexf_kind = "integer" if kind == "int" else kind
            yield f'      <attribute id="{target}-{name}" title="{name}" type="{gexf_kind}"/>'
        yield "    </attributes>"
    yield "    <nodes>"
    for iri, row in nodes.items():
        yield f"      <node id={quoteattr(iri)} label={_attribute(row['label'])}>"
        yield from _gexf_values("node", _NODE, row)
        yield "      </node>"
    yield "    </nodes>"
    yield "    <edges>"
    for (source, target, statement), (row, spans) in edges.items():
        ends = f"source={quoteattr(source)} target={quoteattr(target)}"
        names = f"kind={_attribute(row['property'])} label={_attribute(row['zh'])}"
        yield f'      <edge id={quoteattr(statement)} {ends} {names} weight="{row["evidence"]}">'
        yield from _gexf_values("edge", _EDGE, row)
        if spans:
            yield "        <spells>"
            yield from (f"          <spell{_end('start', first)}{_end('end', last)}/>" for first, last in spans)
            yield "        </spells>"
        yield "      </edge>"
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _gexf_values(target: str, columns: Mapping[str, str], row: Row) -> Iterator[str]:
    yield "        <attvalues>"
    for name in columns:
        yield f'          <attvalue for="{target}-{name}" value={_attribute(row[name])}/>'
    yield "        </attvalues>"


def _end(name: str, day: str) -> str:
    return f' {name}="{day}"' if day else ""


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _value(value: Value) -> str:
    return xml_text(_plain(value))


def _attribute(value: Value) -> str:
    """Return a quoted attribute; line ends and tabs as references, or parsers would make them blanks."""
    text = xml_text(_plain(value)).replace("\n", "&#10;").replace("\t", "&#9;").replace('"', "&quot;")
    return f'"{text}"'
