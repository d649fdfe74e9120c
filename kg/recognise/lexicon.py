"""The ontology compiled for scanning: one automaton over every surface form and word, with the roles of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.ontology.terms import Ontology

ABBREVIATION = "{abbr}"

SCANNED = frozenset(
    {
        "guards",
        "stopWords",
        "innerWords",
        "speechWords",
        "listEnds",
        "nameBoundaryWords",
        "headOrganization",
        "headForum",
        "headEvent",
        "headInitiative",
        "headDocument",
        "headPlace",
        "placeBefore",
        "placeAfter",
        "personBefore",
        "personAfter",
        "kinWords",
        "stateBodies",
        "notInitiatives",
        "anniversaryOf",
    }
)
"""The word lists of patterns.ttl (with their parts, such as guards_ordinary) whose words are looked for in a text."""


_MARKS = frozenset("（《")
_ADDRESS = frozenset({"honorific"})
SINGLES_APART = frozenset({"stopWords", "innerWords", "nameBoundaryWords", "speechWords"})
"""Lists whose single characters are looked up where needed, not scanned for."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one pass over a text looks for.

    `roles[i]` are the roles of pattern i: "name", "compound", "short", "title", or the name of a list in `SCANNED`.
    `lists` are all word lists as sets, with those that share a name up to the first underscore joined under it.
    `before` and `after` are what must stand beside a short name of a state.
    """

    ontology: Ontology = field(repr=False)
    automaton: AhoCorasick = field(repr=False)
    patterns: tuple[str, ...] = field(repr=False)
    roles: tuple[frozenset[str], ...] = field(repr=False)
    lists: Mapping[str, frozenset[str]] = field(repr=False)
    before: frozenset[str]
    after: frozenset[str]
    titles: Mapping[str, str] = field(repr=False)

    def words(self, name: str) -> frozenset[str]:
        """Return the words of a list, none where the ontology lacks it."""
        return self.lists.get(name, frozenset())

    def type_of(self, iri: str) -> str:
        """Return the entity type of a gazetteer entry."""
        return self.ontology.entries[iri].type


@dataclass(frozen=True)
class _Key:
    """Makes an ontology hashable by its digest."""

    digest: str
    ontology: Ontology = field(compare=False, repr=False)


def compiled(ontology: Ontology) -> Lexicon:
    """Return the compiled form of an ontology, built once for each content."""
    return _compile(_Key(ontology.digest, ontology))


@lru_cache(maxsize=8)
def _compile(key: _Key) -> Lexicon:
    ontology = key.ontology
    lists = _merged(ontology.words)
    frames = lists.get("abbreviationFrames", frozenset()) - lists.get("pairFrames", frozenset())
    titles = dict(_titles(ontology))
    sources: list[tuple[str, Iterable[str]]] = [
        ("name", [n for n, iris in ontology.names.items() if not _MARKS & set(n) or _of_state(iris, ontology)]),
        ("compound", ontology.compounds),
        ("short", {*ontology.framed, *ontology.context}),
        ("title", titles),
    ]
    sources += [(name, lists[name]) for name in sorted(lists) if name.split("_", 1)[0] in SCANNED]
    before = frozenset(f.removesuffix(ABBREVIATION) for f in frames if f.endswith(ABBREVIATION))
    framed = {prefix + short for prefix in before for short in ontology.framed}
    table: dict[str, set[str]] = defaultdict(set)
    for role, words in sources:
        for word in words:
            if role.split("_", 1)[0] not in SINGLES_APART or (len(word) > 1 and word not in framed):
                table[word].add(role)
    patterns = tuple(sorted(w for w in table if w)) or ("\0",)
    return Lexicon(
        ontology,
        AhoCorasick(list(patterns), MatchKind.Standard),
        patterns,
        tuple(frozenset(table[w]) for w in patterns),
        lists,
        before,
        frozenset(f.removeprefix(ABBREVIATION) for f in frames if f.startswith(ABBREVIATION)),
        titles,
    )


def _of_state(iris: Sequence[str], ontology: Ontology) -> bool:
    """Whether a name is that of a state, whose marks are part of it: 刚果（金）."""
    return ontology.entries[iris[0]].type == "Country"


def _merged(words: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, members in words.items():
        found[name].update(members)
        found[name.split("_", 1)[0]].update(members)
    return {name: frozenset(members) for name, members in sorted(found.items())}


def _titles(ontology: Ontology) -> Iterable[tuple[str, str]]:
    """Yield each title with its position, but not those made of a body, a party or a posting and a title: 党|主席."""
    titles, openings = ontology.titles, ontology.words.get("titleOpenings", ())
    for word, title in sorted(titles.items()):
        cuts = range(1, len(word))
        body = any(word[:cut] in ontology.names and word[cut:] in titles for cut in cuts)
        opened = any(word.startswith(o) and _after(word[len(o) :], ontology) for o in openings)
        if not body and not opened:
            yield word, title.position if title.rank in _ADDRESS else _either(title.position)


def _either(position: str) -> str:
    """A title that follows names may stand before them too (教授韩保江), unless it is a form of address."""
    return "both" if position == "post" else position


def _after(word: str, ontology: Ontology) -> bool:
    """Whether a title is left, by itself or behind the short name of a state: 主席, 华|大使."""
    return word in ontology.titles or (word[:1] in ontology.framed and word[1:] in ontology.titles)
