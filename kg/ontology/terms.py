"""The frozen values that the ontology consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

TYPES = ("Person", "Country", "Place", "Organization", "Forum", "Initiative", "Document", "Event")
"""The eight entity types, local names of classes; every other class is above or below one of them."""


@dataclass(frozen=True, slots=True, order=True)
class Class:
    """A class: `types` are the entity types it covers (itself, its super-type, or the members of a union)."""

    name: str
    iri: str
    zh: str
    en: str
    types: frozenset[str] = field(compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Frame:
    """A word order; `pattern` is in the frame syntax of `kg.ontology.pattern`.

    `level` is "group" (heads of coordinated appositive chains) or "item" (every single mention).
    """

    name: str
    pattern: str
    level: str = "group"

    @property
    def judging(self) -> bool:
        """Whether the subject is who says the sentence: true of him only where what it says is asserted."""
        return "{said}" in self.pattern


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A property, a word order and the words that trigger it; `name` is what evidence cites as found by.

    `status` overrides the cue words when not ""; `subject` and `object` are the types that may fill the slots; a date
    in the sentence of an `undated` rule dates something else.
    """

    name: str
    predicate: str
    frame: Frame
    triggers: tuple[str, ...]
    subject: frozenset[str] = field(compare=False)
    object: frozenset[str] = field(compare=False)
    status: str = ""
    undated: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Property:
    """A relation: `domain` and `range` are entity types; an empty range is a literal.

    What one side says of another in an `adversarial` relation stays that side's claim. A `stance` is the speaker's: who
    is urged to take it has not taken it.
    """

    name: str
    iri: str
    zh: str
    en: str
    definition: str
    domain: frozenset[str] = field(compare=False)
    range: frozenset[str] = field(compare=False)
    symmetric: bool
    adversarial: bool
    stance: bool
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    @property
    def literal(self) -> bool:
        """Whether the object is a string."""
        return not self.range


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A gazetteer entry; `labels` name it anywhere, `framed` only inside an abbreviation frame, `context` only once
    the document has named it by a label. `kind` is the most special class, `type` its entity type; `part_of` are the
    IRIs of what it directly belongs to."""

    iri: str
    type: str
    kind: str
    zh: str
    en: str
    labels: tuple[str, ...]
    framed: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    replaced_by: str = ""
    part_of: tuple[str, ...] = ()

    @property
    def local(self) -> str:
        """The local name after `e/`."""
        return self.iri.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, order=True)
class TitleWord:
    """A title: `position` is "pre", "post" or "both" of the name; `rank` a group such as "head_of_state"."""

    word: str
    en: str
    position: str
    rank: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything the system knows, ready to apply; `digest` identifies the content it was read from."""

    digest: str
    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    rules: tuple[Rule, ...]
    words: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, TitleWord]
    compounds: Mapping[str, tuple[str, ...]]
    entries: Mapping[str, Entry]
    names: Mapping[str, tuple[str, ...]]
    framed: Mapping[str, tuple[str, ...]]
    context: Mapping[str, tuple[str, ...]]
    prefixes: Mapping[str, str]
    switches: Mapping[str, tuple[str, ...]]
    """Mechanisms that can be switched off: name → the word lists (or "gazetteer", "abbreviations") it rests on."""
    off: frozenset[str]
    """The mechanisms that are switched off."""
    turtle: tuple[str, ...] = field(repr=False, default=())
    """The class and property definitions as canonical N-Triples lines, to be written into a built graph."""

    def __post_init__(self) -> None:
        """Make the mappings as frozen as all else."""
        for name in (f.name for f in fields(self)):
            if isinstance(value := getattr(self, name), dict):
                object.__setattr__(self, name, MappingProxyType(value))
