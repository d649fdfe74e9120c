"""TEI P5 with the annotation standing off: names and relations in standOff, anchors in the text.

https://tei-c.org/guidelines/p5/; the schema is tei_all.
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from kg.write.annotation.values import numbered, places
from kg.write.lines import Record

_TEI, _XML = "http://www.tei-c.org/ns/1.0", "http://www.w3.org/XML/1998/namespace"
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "Person": ("listPerson", "person", "persName"),
    "Country": ("listPlace", "place", "placeName"),
    "Place": ("listPlace", "place", "placeName"),
    "Organization": ("listOrg", "org", "orgName"),
    "Forum": ("listEvent", "event", "label"),
    "Event": ("listEvent", "event", "label"),
    "Initiative": ("listObject", "object", "objectName"),
    "Document": ("listObject", "object", "objectName"),
}
"""For each class the list, the thing and the name in TEI."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?")


def written(document: Record) -> bytes:
    """Return an annotated document as TEI; what XML cannot hold becomes U+FFFD."""
    root = etree.Element(f"{{{_TEI}}}TEI", nsmap={None: _TEI})
    root.set(f"{{{_XML}}}lang", "zh")
    _header(root, document)
    stand = _sub(root, "standOff")
    _entities(stand, document)
    spans = {
        (field, start, end): number
        for number, (field, start, end) in enumerate(
            sorted({p for entity in document["entities"] for p in places(entity)}), 1
        )
    }
    _mentions(stand, document, spans)
    _relations(stand, document)
    _text(root, document, spans)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)) + b"\n"


def _sub(parent: Any, tag: str, text: str = "", /, **attributes: str) -> Any:
    found = etree.SubElement(parent, f"{{{_TEI}}}{tag}")
    for key, value in attributes.items():
        found.set(f"{{{_XML}}}id" if key == "id" else key, _xml(value))
    if text:
        found.text = _xml(text)
    return found


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _header(root: Any, document: Record) -> None:
    description = _sub(_sub(root, "teiHeader"), "fileDesc")
    _sub(_sub(description, "titleStmt"), "title", document["title"] or document["id"])
    _sub(_sub(description, "publicationStmt"), "p", "Annotated by Zongheng.")
    source = _sub(_sub(description, "sourceDesc"), "bibl")
    _sub(source, "title", document["title"] or document["id"])
    if document["date"]:
        _sub(source, "date", document["date"], when=document["date"])
    _sub(source, "idno", document["id"])


def _entities(stand: Any, document: Record) -> None:
    lists: dict[str, Any] = {}
    for number, entity in enumerate(document["entities"], 1):
        group, thing, name = _KINDS[entity["type"]]
        home = lists.get(group)
        if home is None:
            home = lists[group] = _sub(stand, group)
        kind = {} if thing == "person" else {"type": entity["type"]}
        found = _sub(home, thing, id=f"e{number}", **kind)
        called = _sub(found, "objectIdentifier") if thing == "object" else found
        _sub(called, name, entity["name"])
        if entity["iri"]:
            _sub(called, "idno", entity["iri"], type="IRI")


def _mentions(stand: Any, document: Record, spans: Mapping[tuple[str, int, int], int]) -> None:
    if not spans:
        return
    group = _sub(stand, "spanGrp", type="mentions")
    for number, entity in enumerate(document["entities"], 1):
        for mention, place in zip(entity["mentions"], places(entity), strict=True):
            ends = {"from": f"#b{spans[place]}", "to": f"#s{spans[place]}"}
            _sub(group, "span", mention["text"], **ends, ana=f"#e{number}")


def _relations(stand: Any, document: Record) -> None:
    known = numbered(document)
    found = [r for r in document["relations"] if r["s_iri"] in known]
    if not found:
        return
    group = _sub(stand, "listRelation")
    for relation in found:
        subject, to = known[relation["s_iri"]], known.get(relation["o_iri"])
        ends = {"active": f"#e{subject}", "passive": f"#e{to or subject}"}  # a post leads back to who holds it
        made = _sub(group, "relation", name=relation["p"], type=relation["status"], **ends)
        said = _sub(made, "desc")
        if not to:
            _sub(said, "label", relation["o"])
        if relation["time"]:
            days = {"when": relation["time"]} if _DAY.fullmatch(relation["time"]) else {}
            _sub(said, "date", relation["time"], **days)
        _sub(said, "quote", relation["evidence"])


def _text(root: Any, document: Record, spans: Mapping[tuple[str, int, int], int]) -> None:
    body = _sub(_sub(root, "text"), "body")
    for field, name in (("title", "head"), ("text", "p")):
        anchors = [(end, 0, f"s{n}") for (f, _, end), n in spans.items() if f == field]
        anchors += [(start, 1, f"b{n}") for (f, start, _), n in spans.items() if f == field]
        if field == "text" or document[field]:
            _anchored(_sub(body, name), document[field], sorted(anchors))


def _anchored(parent: Any, text: str, anchors: list[tuple[int, int, str]]) -> None:
    """Fill an element with text and, at the offsets, anchors; where two meet, names end before others begin."""
    position, last = 0, None
    for at, _, name in anchors:
        piece = _xml(text[position:at])
        if last is None:
            parent.text = (parent.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece
        last, position = _sub(parent, "anchor", id=name), at
    rest = _xml(text[position:])
    if last is None:
        parent.text = rest
    else:
        last.tail = rest
