"""What the merges ask of a document and the ontology: full names of short ones, glosses, the state before a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.model import Document, Mention
from kg.ontology.terms import Ontology

_REACH = 30
_PAIR = 2
_BUILDERS = frozenset({"stateBodies", "innerWords", "headOrganization", "headDocument"})


@dataclass(frozen=True)
class _Key:
    """Makes an ontology hashable by its digest."""

    digest: str
    ontology: Ontology = field(compare=False, repr=False)


@lru_cache(maxsize=8)
def _words(key: _Key) -> tuple[frozenset[str], tuple[tuple[str, tuple[str, ...]], ...], frozenset[str]]:
    """Return the home country's IRIs, the names of one character with what they may mean, and what builds names."""
    ontology = key.ontology
    local = set(ontology.words.get("homeCountry", ()))
    home = frozenset(iri for iri, entry in ontology.entries.items() if entry.local in local)
    tables = (ontology.names, ontology.framed, ontology.context)
    lists = [words for name, words in ontology.words.items() if name.split("_", 1)[0] in _BUILDERS]
    builders = frozenset(word for words in lists for word in words if len(word) > 1)
    return home, tuple((word, iris) for table in tables for word, iris in table.items() if len(word) == 1), builders


class Reader:
    """What the merges ask of the document and the ontology."""

    def __init__(self, document: Document, mentions: Sequence[Mention], ontology: Ontology) -> None:
        self.document, self.ontology = document, ontology
        self.mentions = mentions
        named = {m.iri for m in mentions if m.iri}
        self.home, single, self.builders = _words(_Key(ontology.digest, ontology))
        self.short: dict[str, str] = {}
        for word, iris in single:
            known = [i for i in iris if i in named] or (list(iris) if len(iris) == 1 else [])
            if known and ontology.entries[known[0]].type in ("Country", "Place"):
                self.short.setdefault(word, known[0])
        self.by_stop: dict[tuple[str, int], Mention] = {(m.field, m.stop): m for m in mentions}
        self.titles: Mapping[str, object] = ontology.titles
        self.joiners = {*ontology.words["titleJoiners"], "，"}

    def full(self, name: str) -> str:
        """Spell out the short name of a state before what builds names (俄外交部); put 中 first in a pair.

        Elsewhere a first character may be part of the name itself: 比尔及梅琳达·盖茨基金会, 约翰内斯堡.
        """
        first, second = self.short.get(name[:1], ""), self.short.get(name[1:2], "")
        if first and first not in self.home and second in self.home and len(name) > _PAIR:
            return name[1] + name[0] + name[_PAIR:]
        if not first or second or any(name[:size] in self.ontology.names for size in range(2, 8)):
            return name
        spelt = any(name[1:stop] in self.builders for stop in range(3, min(len(name), 8) + 1))
        return self.ontology.entries[first].zh + name[1:] if spelt else name

    def glossed(self, mention: Mention) -> Mention | None:
        """Return the mention right before the bracket that holds this one."""
        text = self.document.field(mention.field).plain
        bracket = text.rfind("（", max(0, mention.begin - _REACH), mention.begin)
        if bracket < 0 or "）" in text[bracket : mention.begin]:
            return None
        return self.by_stop.get((mention.field, bracket)) or self.by_stop.get((mention.field, bracket - 1))

    def country(self, mention: Mention) -> str:
        """Return the IRI of the state or body written before the titles that precede a person's name, or ""."""
        text = self.document.field(mention.field).plain
        position = mention.begin
        for _ in range(6):
            before = self.by_stop.get((mention.field, position))
            if before:
                return before.iri if before.type == "Country" else ""
            sizes = [n for n in range(min(14, position), 0, -1) if text[position - n : position] in self.titles]
            if sizes:
                position -= sizes[0]
            elif text[position - 1 : position] in self.joiners and position < mention.begin:
                position -= 1
            else:
                return ""
        return ""
