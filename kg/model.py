"""The values that flow from stage to stage: frozen, slotted, ordered.

Two coordinate systems exist, both in Unicode code points with exclusive ends. *Raw* offsets (`start`, `end`) point into
the text as decoded and are what every output shows. *Clean* offsets (`begin`, `stop`) point into the re-flowed text on
which the stages work. `Text` owns the only map between them.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

BASE = "https://w3id.org/zongheng/"
ONTOLOGY = BASE + "ontology#"

ACTUAL, PLANNED, DENIED, CONDITIONAL = "actual", "planned", "denied", "conditional"


def digest(*parts: str) -> str:
    """Return 24 hex digits of the SHA-256 of the length-prefixed NFC forms of `parts`."""
    state = hashlib.sha256()
    for part in parts:
        data = unicodedata.normalize("NFC", part).encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()[:24]


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One field of a document: as decoded, as re-flowed, and as re-flowed in simplified characters.

    `plain` has the length of `clean`; `offsets[i]` is the raw index of clean character i, strictly increasing.
    """

    raw: str
    clean: str
    plain: str
    offsets: Sequence[int] = field(compare=False, repr=False)

    def raw_span(self, begin: int, stop: int) -> tuple[int, int]:
        """Map a clean span to the raw span from its first character to just after its last.

        Raises:
            ValueError: the span is empty or outside the clean text.
        """
        if not 0 <= begin < stop <= len(self.clean):
            raise ValueError(f"clean span {begin}:{stop} outside 0:{len(self.clean)}")
        return self.offsets[begin], self.offsets[stop - 1] + 1


@dataclass(frozen=True, slots=True, order=True)
class Document:
    """One document, its two texts and what its source says about it; "" is unknown, `date` an ISO day or "".

    `found_url` is the address as the source wrote it where `url` is another, normal form of it. `path` and `place` say
    where it was read, for reports; they are no part of its value.
    """

    id: str
    title: Text
    text: Text
    date: str = ""
    publisher: str = ""
    author: str = ""
    url: str = ""
    language: str = "zh"
    rights: str = ""
    sha256: str = ""
    found_url: str = ""
    collection: str = ""
    path: str = field(default="", compare=False)
    place: str = field(default="", compare=False)

    @property
    def iri(self) -> str:
        """The IRI of the document and of its named graph."""
        return f"{BASE}d/{digest(self.id)}"

    def field(self, name: str) -> Text:
        """Return the text of the field "title" or "text"."""
        return self.title if name == "title" else self.text

    @property
    def day(self) -> dt.date | None:
        """The date as a value, or None where unknown."""
        return dt.date.fromisoformat(self.date) if self.date else None


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence in clean offsets; `turn` is the index of the speaker turn it belongs to, or -1."""

    field: str
    begin: int
    stop: int
    paragraph: int
    turn: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """One speaker turn of a press conference.

    `segment` fills in the offsets, the label's span and `name` as written (outlet of a question, person of an answer);
    `relate` fills in the IRIs. `role` is "question" or "answer"; `reply_to` the index of the question answered, or -1.
    """

    index: int
    field: str
    begin: int
    stop: int
    start: int
    end: int
    label_begin: int
    label_stop: int
    role: str
    name: str
    reply_to: int = -1
    speaker: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A span of text that names something.

    `iri` is the gazetteer entry it can only be, or "" for a name found by a pattern; `name` its simplified form
    without enclosing marks; `rule` the local name of the rule that found it. A compound (中俄) gives one mention per
    member, all with the same span. Type "Title" is internal: titles serve relations and never become entities.
    """

    field: str
    begin: int
    stop: int
    type: str
    iri: str
    name: str
    text: str
    start: int
    end: int
    rule: str

    def __hash__(self) -> int:
        return hash((self.field, self.begin, self.stop, self.iri))  # enough to tell most apart, and cheap

    @property
    def known(self) -> bool:
        """Whether the gazetteer has it."""
        return bool(self.iri)


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """What mentions of one document name together; `why` lists the reasons for each merge, in order of mention.

    `same_as` are IRIs elsewhere that a reviewer has linked it to; those of the gazetteer stand in the ontology.
    """

    iri: str
    type: str
    name: str
    known: bool
    mentions: tuple[Mention, ...]
    why: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.iri)  # without a walk over all mentions


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """A time expression at clean offsets of the text it was found in.

    `edtf` is a date, month, year, season or interval in EDTF level 1, or "" where the words are too vague. Durations
    and sets are no EDTF and never reach a graph: they have "", or their ISO 8601 value where that is asked for.
    `not_before` and `not_after` are ISO days or "". `basis` is "stated" (the words alone say it), "document" (resolved
    against the document date) or "context" (against an earlier expression).
    """

    start: int
    end: int
    edtf: str
    not_before: str = ""
    not_after: str = ""
    basis: str = "stated"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Where one document makes a statement: raw offsets, raw quote, and how it was read. Flat on purpose."""

    document: str
    field: str
    start: int
    end: int
    quote: str
    rule: str
    status: str = ACTUAL
    time: str = ""
    not_before: str = ""
    not_after: str = ""
    time_basis: str = ""
    said_by: str = ""
    claim: bool = False
    inferences: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells it from other evidence of the same statement."""
        place = (self.document, self.field, str(self.start), str(self.end))
        return *place, self.rule, self.status, self.time, self.said_by

    def iri(self, statement: str) -> str:
        """Return the IRI of this evidence for the statement with the given IRI."""
        return f"{BASE}v/{digest(statement, *self.identity)}"


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """Subject, predicate and object as IRIs; `object` is a string where `literal` (a post)."""

    subject: str
    predicate: str
    object: str
    literal: bool
    evidence: tuple[Evidence, ...]

    @property
    def iri(self) -> str:
        """The IRI of the statement: the same triple is the same statement everywhere."""
        return f"{BASE}s/{digest(self.subject, self.predicate, self.object)}"

    @property
    def asserted(self) -> bool:
        """Whether the plain triple holds: some evidence is actual and not one party's claim about its opponent."""
        return any(e.status == ACTUAL and not e.claim for e in self.evidence)


@dataclass(frozen=True, slots=True, order=True)
class Extraction:
    """All that one document yields; pure in the document and the ontology."""

    document: Document
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    turns: tuple[Turn, ...]
