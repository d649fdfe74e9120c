"""One decision of a person about what the extractor said."""

from dataclasses import dataclass

KINDS = ("add", "confirm", "link", "merge", "reject", "retype", "split", "withhold")
STATEMENT_KINDS = frozenset({"add", "confirm"})
"""Kinds that are always about a statement; `reject` is where it names a relation, and about a mention where not."""


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """What somebody decided, and the place in a document that he looked at.

    The place is anchored by what no new version changes: the SHA-256 of the document's text, the field, raw offsets in
    code points (end exclusive) and the quote there. Where the text has changed, a document of the same id in which the
    quote stands exactly once is taken instead.

    A decision about a statement names `subject`, `relation` (the local name of the property) and `object` as the graph
    names them. One about an entity gives its `name` and `type`, and `target` is what it becomes:

    - merge: the name of the entity that it is (`target_type` its type);
    - retype: a type; split: the name of what this one mention is (`target_type` its type, if another);
    - link: a Wikidata item (Q42) or the IRI of a gazetteer entry;
    - withhold: nothing; `names` are all forms of the name to be masked.
    """

    kind: str
    document: str
    sha256: str
    field: str
    start: int
    end: int
    quote: str
    subject: str = ""
    relation: str = ""
    object: str = ""
    status: str = ""
    time: str = ""
    name: str = ""
    type: str = ""
    target: str = ""
    target_type: str = ""
    names: tuple[str, ...] = ()
    reviewer: str = ""
    date: str = ""
    note: str = ""

    @property
    def of_statement(self) -> bool:
        """Whether it is about a statement."""
        return self.kind in STATEMENT_KINDS or (self.kind == "reject" and bool(self.relation))

    @property
    def everywhere(self) -> bool:
        """Whether it holds wherever the entity is named, not only at its place."""
        return self.kind in {"link", "merge", "retype", "withhold"}


def squeezed(text: str) -> str:
    """Return a text without blanks: a line break may divide a name in one version of a document and not in another."""
    return "".join(text.split())
