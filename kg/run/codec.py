"""What one document says as bytes: what worker processes send and the cache keeps, and back again without loss.

Of the document's own texts only what merging needs comes back: raw and clean, without the map between them.
"""

import json
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

from kg.model import Document, Entity, Extraction, Statement, Text, Turn
from kg.ontology.cached import decoder, encoded
from kg.read import Sketch

_LEVEL = 1
_entities = decoder(tuple[Entity, ...])
_statements = decoder(tuple[Statement, ...])
_turns = decoder(tuple[Turn, ...])
_FIELDS = tuple(f.name for f in fields(Document) if f.compare and f.name not in ("title", "text"))


def key_of(document: Document, knowledge: str) -> bytes:
    """Return the key of what a document says: of all that belongs to its value, and of what is applied to it."""
    state = sha256()
    texts = (document.title, document.text)
    for part in (knowledge, *(getattr(document, n) for n in _FIELDS), *(t for x in texts for t in (x.raw, x.plain))):
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
    said = [encoded(part) for part in (extraction.entities, extraction.statements, extraction.turns)]
    data = json.dumps([facts, texts, *said], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(data.encode("utf-8", "surrogatepass"), _LEVEL)


def unpacked(data: bytes) -> Extraction:
    """Return the extraction that `packed` made bytes of.

    Raises:
        ValueError: the bytes are not such.
    """
    try:
        facts, texts, entities, statements, turns = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
        title, text = (Text(raw, raw if clean is None else clean, "", ()) for raw, clean in (texts[:2], texts[2:]))
        document = Document(title=title, text=text, **dict(zip(_FIELDS, facts, strict=True)))
        return Extraction(document, _entities(entities), _statements(statements), _turns(turns))
    except (zlib.error, TypeError, AttributeError) as error:
        raise ValueError(f"not an extraction: {error}") from error


def rejoined(extraction: Extraction, document: Document) -> Extraction:
    """Return an extraction with the whole document it was made from."""
    return replace(extraction, document=document)


def packed_sketch(sketch: Sketch) -> bytes:
    """Return a sketch as bytes."""
    facts = [sketch.id, sketch.date, sketch.length, sketch.exact, sketch.numbers]
    return array("Q", sketch.keys).tobytes() + json.dumps(facts).encode() + len(sketch.keys).to_bytes(4, "big")


def unpacked_sketch(data: bytes) -> Sketch:
    """Return the sketch that `packed_sketch` made bytes of.

    Raises:
        ValueError: the bytes are not such.
    """
    size = 8 * int.from_bytes(data[-4:], "big")
    keys = array("Q", data[:size])
    id_, date, length, exact, numbers = json.loads(data[size:-4])
    return Sketch(id_, date, length, exact, tuple(keys), tuple((n, c) for n, c in numbers))


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
