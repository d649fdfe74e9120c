"""Decisions made ready to apply to one document after another, after relating and before the graph."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote

from kg.decide.applying import Work
from kg.decide.masking import masked_value, pattern_of
from kg.decide.values import Decision, squeezed
from kg.model import Document, Extraction
from kg.ontology import Ontology


class Decisions:
    """Decisions by where they hold, with the ontology against which names are looked up; applying them is pure."""

    def __init__(self, every: Sequence[Decision], ontology: Ontology) -> None:
        self.every, self.ontology = tuple(every), ontology
        self._hidden = [d for d in every if d.kind == "withhold"]
        self._everywhere = [d for d in every if d.everywhere and d.kind != "withhold"]
        self._names = pattern_of(n for d in self._hidden for n in (d.name, *d.names))
        self._of_text: dict[str, list[Decision]] = defaultdict(list)
        self._of_id: dict[str, list[Decision]] = defaultdict(list)
        for decision in every:
            if not decision.everywhere:
                self._of_text[decision.sha256].append(decision)
                self._of_id[decision.document].append(decision)

    def apply(self, extraction: Extraction) -> tuple[Extraction, frozenset[Decision]]:
        """Return what the document says after all decisions, and those that found their place in it.

        First what mentions are, then what they are called, then what is said of them.
        """
        work = Work(extraction, self.ontology)
        here = list(self._here(extraction.document))
        for decision, place in here:
            if not decision.of_statement:
                work.decide(decision, place)
        work.rename(self._everywhere)
        for decision, place in sorted(here, key=lambda pair: pair[0].kind == "add"):
            if decision.of_statement:
                work.decide(decision, place)
        return self._masked(work.without(self._hidden)), frozenset(work.used)

    def _here(self, document: Document) -> Iterator[tuple[Decision, tuple[int, int]]]:
        """Yield the decisions that have a place in a document: at their offsets, or where their words alone stand."""
        for decision in self._of_text.get(document.sha256, ()):
            words = document.field(decision.field).raw[decision.start : decision.end]
            if squeezed(words) == squeezed(decision.quote):
                yield decision, (decision.start, decision.end)
        for decision in self._of_id.get(document.id, ()):
            raw = document.field(decision.field).raw
            if decision.sha256 != document.sha256 and raw.count(decision.quote) == 1:
                start = raw.index(decision.quote)
                yield decision, (start, start + len(decision.quote))

    def _masked(self, found: Extraction) -> Extraction:
        """Hide the names of who is withheld in all texts; an address that spells one goes."""
        names = self._names
        if names is None:
            return found
        document = found.document
        url, found_url = ("" if names.search(unquote(u)) else u for u in (document.url, document.found_url))
        document = replace(document, url=url, found_url=found_url)
        shown: Extraction = masked_value(replace(found, document=document), names)
        return shown
