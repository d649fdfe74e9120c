"""UIMA CAS as XMI with the types of DKPro Core, which INCEpTION reads and writes.

Mentions are its NamedEntity (value: the class, identifier: the IRI), relations a relation layer `zongheng.Relation`
from one of them to another. Document and entities have annotations of their own, so that names and dates come back too;
where a tool drops them, entities are put together again by IRI and class.
"""

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import WriteError
from kg.write.annotation.values import places
from kg.write.lines import Record

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

_NAMED = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"  # noqa: S105
_SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
_RELATION, _ENTITY, _DOCUMENT = "zongheng.Relation", "zongheng.Entity", "zongheng.Document"
_GAP = "\n\n"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_END = re.compile(r"[^。！？\n]+[。！？]*")
_TEXTS = ("property", "status", "time", "said_by", "rule", "field", "value", "s_iri", "o_iri", "s", "o")
_OWN = {"property": "p"}
"""Features of a relation that are called otherwise in a record."""


def _types() -> "TypeSystem":
    try:
        from cassis import load_dkpro_core_typesystem
    except ImportError as error:
        raise WriteError("uima needs dkpro-cassis; pip install 'zongheng[uima]'") from error
    types = load_dkpro_core_typesystem()
    annotation, text, number = "uima.tcas.Annotation", "uima.cas.String", "uima.cas.Integer"
    document = types.create_type(_DOCUMENT, supertypeName=annotation)
    for name in ("documentId", "date"):
        types.create_feature(document, name, text)
    types.create_feature(document, "titleLength", number)
    entity = types.create_type(_ENTITY, supertypeName=annotation)
    for name in ("key", "name", "kind", "iri"):
        types.create_feature(entity, name, text)
    relation = types.create_type(_RELATION, supertypeName=annotation)
    for name in ("Governor", "Dependent"):
        types.create_feature(relation, name, _NAMED)
    for name in _TEXTS:
        types.create_feature(relation, name, text)
    for name in ("start", "stop"):
        types.create_feature(relation, name, number)
    mention = types.get_type(_NAMED)
    for name in ("form", "entity"):
        types.create_feature(mention, name, text)
    return types


def typesystem() -> bytes:
    """Return the type system in which the documents are written, as TypeSystem.xml.

    Raises:
        WriteError: dkpro-cassis is not installed.
    """
    return str(_types().to_xml()).encode()


def written(document: Record) -> bytes:
    """Return an annotated document as XMI; what XML cannot hold becomes U+FFFD.

    Raises:
        WriteError: dkpro-cassis is not installed.
    """
    types = _types()
    from cassis import Cas

    cas = Cas(types)
    whole = document["title"] + _GAP + document["text"]
    cas.sofa_string, cas.sofa_mime = _xml(whole), "text/plain"
    shift = {"title": 0, "text": len(document["title"]) + len(_GAP)}
    make = {name: types.get_type(name) for name in (_DOCUMENT, _SENTENCE, _TOKEN, _ENTITY, _NAMED, _RELATION)}
    size = len(whole)
    told = {"documentId": _xml(document["id"]), "date": document["date"], "titleLength": len(document["title"])}
    cas.add(make[_DOCUMENT](begin=0, end=size, **told))
    cuts = {shift[f] + at for e in document["entities"] for f, start, end in places(e) for at in (start, end)}
    for match in _END.finditer(whole):
        cas.add(make[_SENTENCE](begin=match.start(), end=match.end()))
    for match in re.finditer(r"[A-Za-z0-9]+|\S", whole):
        begin = match.start()
        for position in range(match.start() + 1, match.end() + 1):
            if position == match.end() or position in cuts:
                cas.add(make[_TOKEN](begin=begin, end=position))
                begin = position
    named: dict[str, list[Any]] = {}
    for number, entity in enumerate(document["entities"], 1):
        key, (field, start, end) = f"e{number}", next(places(entity), ("title", 0, 0))
        value = {"key": key, "name": _xml(entity["name"]), "kind": entity["type"], "iri": entity["iri"]}
        cas.add(make[_ENTITY](begin=shift[field] + start, end=shift[field] + end, **value))
        for mention in entity["mentions"]:
            base = shift[mention["field"]]
            place = {"begin": base + mention["start"], "end": base + mention["end"]}
            value = {"value": entity["type"], "identifier": entity["iri"], "form": _xml(mention["text"]), "entity": key}
            named.setdefault(entity["iri"] or entity["name"], []).append(made := make[_NAMED](**place, **value))
            cas.add(made)
    for relation in document["relations"]:
        governor = _near(named, relation, "s", shift)
        dependent = _near(named, relation, "o", shift) or governor
        if governor is None:
            raise WriteError(f"{document['id']}: {relation['s']} has no mention, so no relation can begin there")
        texts = {name: _xml(str(relation.get(_OWN.get(name, name), ""))) for name in _TEXTS}
        span = {"begin": dependent.begin, "end": dependent.end, "start": relation["start"], "stop": relation["end"]}
        cas.add(make[_RELATION](Governor=governor, Dependent=dependent, **span, **texts))
    return str(cas.to_xmi(pretty_print=True)).encode()


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _near(named: Mapping[str, list[Any]], relation: Record, end: str, shift: Mapping[str, int]) -> Any:
    """Return the mention of one end of a relation that lies in its evidence, else its first."""
    found = named.get(relation[f"{end}_iri"] or relation[end], [])
    start, stop = (shift[relation["field"]] + relation[name] for name in ("start", "end"))
    inside = [m for m in found if start <= m.begin and m.end <= stop]
    return (inside or found or [None])[0]


def parsed(data: bytes, types: bytes, name: str = "xmi") -> Record:
    """Return the annotated document that an XMI file holds, whatever was changed in it.

    Raises:
        WriteError: dkpro-cassis is not installed, or the file is no CAS of these types.
    """
    _types()
    from cassis import load_cas_from_xmi, load_typesystem

    try:
        cas = load_cas_from_xmi(io.BytesIO(data), typesystem=load_typesystem(io.BytesIO(types)), lenient=True)
        return _document(cas, name)
    except WriteError:
        raise
    except Exception as error:  # cassis and lxml raise many kinds for what is no XMI
        reason = " ".join(str(error).split())[:120]
        raise WriteError(f"{name}: cannot be read as XMI ({reason}); export it anew") from error


def _document(cas: "Cas", name: str) -> Record:
    whole = cas.sofa_string or ""
    about = next(iter(cas.select(_DOCUMENT)), None) if _has(cas, _DOCUMENT) else None
    size = about.titleLength if about else (whole.index(_GAP) if _GAP in whole else 0)
    start = size + len(_GAP)

    def place(annotation: Any) -> dict[str, Any]:
        title = annotation.end <= size
        begin = 0 if title else start
        return {"field": "title" if title else "text", "start": annotation.begin - begin, "end": annotation.end - begin}

    known = {e.key: e for e in cas.select(_ENTITY)} if _has(cas, _ENTITY) else {}
    entities: dict[str, Record] = {}
    owners: dict[int, Record] = {}
    for mention in cas.select(_NAMED):
        kind, iri = mention.value or "", mention.identifier or ""
        text = cas.sofa_string[mention.begin : mention.end]
        told = known.get(getattr(mention, "entity", None) or "")
        if told is not None and (told.kind, told.iri or "") != (kind, iri):
            told = None  # annotators have made it something else
        key = told.key if told is not None else f"{kind} {iri or text}"
        fresh: Record = {"name": told.name if told is not None else text, "type": kind, "iri": iri, "mentions": []}
        entity = entities.setdefault(key, fresh)
        form = getattr(mention, "form", None) if told is not None else None
        entity["mentions"].append({"text": form or text, **place(mention)})
        owners[mention.xmiID] = entity
    order = {key: number for number, key in enumerate(known)}
    kept = [entities[key] for key in sorted(entities, key=lambda k: (order.get(k, len(order)), k))]
    stated = cas.select(_RELATION) if _has(cas, _RELATION) else []
    relations = [_relation(r, owners, whole[start:], whole[:size]) for r in stated]
    return {
        "id": about.documentId if about else name,
        "date": (about.date or "") if about else "",
        "title": whole[:size],
        "text": whole[start:],
        "entities": kept,
        "relations": [r for r in relations if r],
    }


def _has(cas: "Cas", name: str) -> bool:
    return bool(cas.typesystem.contains_type(name))


def _relation(found: Any, owners: Mapping[int, Record], text: str, title: str) -> Record:
    """Return a relation as a record; {} where one of its ends is gone."""
    subject, value = (owners.get(end.xmiID) if end else None for end in (found.Governor, found.Dependent))
    if subject is None or value is None:
        return {}
    told = {name: getattr(found, name, None) or "" for name in _TEXTS}
    literal = not told["o_iri"] and bool(told["o"])
    field = told["field"] or "text"
    start, end = (getattr(found, n, None) or 0 for n in ("start", "stop"))
    if end <= start:  # drawn by hand: its sentence is what its ends span
        base = 0 if found.Governor.end <= len(title) else len(title) + len(_GAP)
        field = "text" if base else "title"
        start = min(found.Governor.begin, found.Dependent.begin) - base
        end = max(found.Governor.end, found.Dependent.end) - base
    return {
        "s": subject["name"],
        "p": told["property"],
        "o": told["o"] if literal else value["name"],
        "s_iri": subject["iri"],
        "o_iri": "" if literal else value["iri"],
        "status": told["status"] or "actual",
        "time": told["time"],
        "evidence": (title if field == "title" else text)[start:end],
        "field": field,
        "start": start,
        "end": end,
        "said_by": told["said_by"],
        "rule": told["rule"],
    }


