"""N-Quads, the canonical bytes, and Turtle for people; both depend on the set of quads alone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.graph.namespaces import RDF, RDFS, SKOS, XSD, prefixes
from kg.model import BASE

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_LOCAL = re.compile(r"(?![-.])[A-Za-z0-9_-]*")
_NAMESPACE = re.compile(r".*[/#]", re.DOTALL)
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
# beside what Turtle demands: characters that turn the direction of a line or break it in an editor
_ESCAPE = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SECTIONS = {
    "e": "Entities", "s": "Statements", "d": "Documents", "v": "Evidence", "t": "Turns", "m": "Mentions",
    "c": "Co-occurrences",
}  # fmt: skip
_FIRST = [RDF + "type", RDFS + "label", SKOS + "altLabel", *(RDF + n for n in ("subject", "predicate", "object"))]


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return the quads as canonical N-Quads: each line once, sorted by bytes."""
    lines = set((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").split(b"\n")) - {b""}
    return b"".join(line + b"\n" for line in sorted(lines))


def turtle(quads: Iterable[ox.Quad | ox.Triple], base: str = BASE) -> bytes:
    """Return the union of all graphs as Turtle: a block for each subject, entities first, then what speaks of them."""
    names = prefixes(base)
    writer = _Writer(names)
    blocks: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        blocks[writer.text(quad.subject)][quad.predicate.value].add(writer.text(quad.object))
    lines = [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in names.items()]
    sections = [f"{letter}:" for letter in _SECTIONS] + [":"]
    section = -1
    for rank, subject in sorted((_rank(subject, sections), subject) for subject in blocks):
        if rank != section:
            section = rank
            lines.append(f"\n# {[*_SECTIONS.values(), 'Terms', 'Other'][rank]}\n")
        lines.append("\n" + writer.block(subject, blocks[subject]))
    return "".join(lines).encode()


def _rank(subject: str, sections: list[str]) -> int:
    return next((place for place, prefix in enumerate(sections) if subject.startswith(prefix)), len(sections))


class _Writer:
    """Terms as Turtle; IRIs are remembered, as most occur often."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._prefix = {iri: prefix for prefix, iri in names.items()}
        self._seen: dict[str, str] = {}

    def text(self, term: Term) -> str:
        if isinstance(term, ox.NamedNode):
            return self.iri(term.value)
        return self.literal(term) if isinstance(term, ox.Literal) else str(term)

    def iri(self, iri: str) -> str:
        found = self._seen.get(iri)
        if found is None:
            found = self._seen[iri] = self._iri(iri)
        return found

    def _iri(self, iri: str) -> str:
        space = _NAMESPACE.match(iri)
        prefix = self._prefix.get(space[0]) if space else None
        if space and prefix is not None and _LOCAL.fullmatch(iri, space.end()):
            return f"{prefix}:{iri[space.end() :]}"
        return f"<{iri}>"

    def literal(self, term: ox.Literal) -> str:
        value, kind = term.value, term.datatype.value
        if (kind == XSD + "integer" and _INTEGER.fullmatch(value)) or (
            kind == XSD + "boolean" and value in ("true", "false")
        ):
            return value
        quoted = f'"{_ESCAPE.sub(_escaped, value)}"'
        if term.language:
            direction = getattr(term, "direction", None)
            return f"{quoted}@{term.language}" + (f"--{direction.value}" if direction else "")
        return quoted if kind == XSD + "string" else f"{quoted}^^{self.iri(kind)}"

    def block(self, subject: str, predicates: Mapping[str, set[str]]) -> str:
        order = sorted(predicates, key=lambda p: (_FIRST.index(p) if p in _FIRST else len(_FIRST), p))
        rows = [
            f"{'a' if p == RDF + 'type' else self.iri(p)} {', '.join(sorted(predicates[p], key=_chinese_first))}"
            for p in order
        ]
        return f"{subject} " + " ;\n    ".join(rows) + " .\n"


def _chinese_first(term: str) -> tuple[bool, str]:
    return not term.endswith("@zh"), term


def _escaped(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}"
