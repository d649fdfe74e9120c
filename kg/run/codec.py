"""What one document says as bytes: what worker processes send and the cache keeps, and back again without loss.

Of the document's own texts only what merging needs comes back: raw and clean, without the map between them.
"""

import zlib
from array import array
from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

import msgspec

from kg.model import Document, Entity, Extraction, Statement, Text, Turn
from kg.read import Record, Sketch

_LEVEL = 1
_FIELDS = tuple(f.name for f in fields(Document) if f.compare and f.name not in ("title", "text"))
_Said = tuple[
    tuple[str, ...], tuple[str | None, ...], tuple[Entity, ...], tuple[Statement, ...], tuple[Turn, ...]
]  # facts, texts, and the rest of the extraction
_encode = msgspec.msgpack.Encoder().encode
_said = msgspec.msgpack.Decoder(_Said)
_sketch = msgspec.msgpack.Decoder(Sketch)


def key_of(found: Document | Record, knowledge: str) -> bytes:
    """Return the key of what a document says: of all that belongs to its value, and of what is applied to it.

    That of a record is of what is read from it.
    """
    state = sha256(knowledge.encode())
    if isinstance(found, Record):
        known = found.known
        facts = (part for fact in sorted((known.facts or {}).items()) for part in fact)
        for part in (known.id, known.title, known.date, known.path, found.raw, *facts):
            _add(state, part.encode())
        return state.digest()[:20]
    texts = (found.title, found.text)
    for part in (*(getattr(found, n) for n in _FIELDS), *(t for x in texts for t in (x.raw, x.plain))):
        _add(state, part.encode("utf-8", "surrogatepass"))
    for text in texts:
        _add(state, b"" if text.clean == text.plain else text.clean.encode("utf-8", "surrogatepass"))
        _add(state, array("Q", text.offsets).tobytes())
    return state.digest()[:20]


def packed(extraction: Extraction) -> bytes:
    """Return an extraction as bytes."""
    document = extraction.document
    texts = [part for text in (document.title, document.text) for part in (text.raw, _unless(text.clean, text.raw))]
    facts = [getattr(document, name) for name in _FIELDS]
    said = (facts, texts, extraction.entities, extraction.statements, extraction.turns)
    return zlib.compress(_encode(said), _LEVEL)


def unpacked(data: bytes) -> Extraction:
    """Return the extraction that `packed` made bytes of.

    Raises:
        ValueError: the bytes are not such.
    """
    try:
        facts, texts, *said = _said.decode(zlib.decompress(data))
        title, text = (Text(raw, raw if clean is None else clean, "", ()) for raw, clean in (texts[:2], texts[2:]))
        document = Document(title=title, text=text, **dict(zip(_FIELDS, facts, strict=True)))
        return Extraction(document, *said)
    except (zlib.error, msgspec.DecodeError, TypeError) as error:
        raise ValueError(f"not an extraction: {error}") from error


def rejoined(extraction: Extraction, document: Document) -> Extraction:
    """Return an extraction with the whole document it was made from."""
    return replace(extraction, document=document)


def packed_sketch(sketch: Sketch) -> bytes:
    """Return a sketch as bytes."""
    return _encode(sketch)


def unpacked_sketch(data: bytes) -> Sketch:
    """Return the sketch that `packed_sketch` made bytes of.

    Raises:
        ValueError: the bytes are not such.
    """
    try:
        return _sketch.decode(data)
    except msgspec.DecodeError as error:
        raise ValueError(f"not a sketch: {error}") from error


def _unless(text: str, usual: str) -> str | None:
    return None if text == usual else text


def _add(state: Any, part: bytes) -> None:
    state.update(len(part).to_bytes(8, "big"))
    state.update(part)


def knowledge_of(parts: Sequence[str]) -> str:
    """Return one name for everything that is applied to documents: ontology, code, versions."""
    state = sha256()
    for part in parts:
        _add(state, part.encode())
    return state.hexdigest()
