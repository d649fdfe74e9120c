"""Who and what a document names: known names, short names of states, open names, persons, in that order of trust.

Every layer proposes spans from one scan of each field; one total order settles which of them stand.
"""

from collections.abc import Sequence

from kg.model import Document, Mention, Sentence, Turn
from kg.ontology.terms import Ontology
from kg.recognise.acronyms import add_acronyms
from kg.recognise.context import fully_named
from kg.recognise.heads import headed
from kg.recognise.joined import joined_names
from kg.recognise.known import known_spans
from kg.recognise.labels import labelled
from kg.recognise.learn import defined, relearn, tails
from kg.recognise.lexicon import compiled
from kg.recognise.marks import marked
from kg.recognise.page import Page
from kg.recognise.people import licensed
from kg.recognise.places import bare_places
from kg.recognise.posts import titles
from kg.recognise.shapes import Counts
from kg.recognise.short import short_names
from kg.recognise.span import TITLE, Span, settle

__all__ = ["mentions"]


def mentions(
    document: Document, sentences: Sequence[Sentence], turns: Sequence[Turn], ontology: Ontology
) -> tuple[Mention, ...]:
    """Return all mentions in title and text, sorted; spans overlap only as the members of one compound."""
    words = compiled(ontology)
    pages = [Page(name, document.field(name).plain, words) for name in ("title", "text")]
    known = fully_named(pages)
    counts = Counts(*(page.plain for page in pages))
    spans: dict[str, list[Span]] = {}
    for page in pages:
        page.retile(short_names(page, known))
        spans[page.field] = [
            *known_spans(page, known),
            *joined_names(page),
            *marked(page),
            *headed(page),
            *licensed(page, counts),
            *bare_places(page),
            *labelled(page, turns),
        ]
    relearn(pages, spans, counts)
    defined(pages, spans)
    tails(pages, spans)
    add_acronyms(pages, spans, counts)
    found: list[Mention] = []
    for page in pages:
        kept = settle(spans[page.field])
        for span in [*kept, *titles(page, kept)]:
            found += _mentions(document, page, span)
    return tuple(sorted(found))


def _mentions(document: Document, page: Page, span: Span) -> list[Mention]:
    text = document.field(page.field)
    start, end = text.raw_span(span.begin, span.stop)
    plain, clean = text.plain[span.begin : span.stop], text.clean[span.begin : span.stop]
    made = []
    for iri in span.iris or ("",):
        kind = page.lexicon.type_of(iri) if iri else span.type
        made.append(Mention(page.field, span.begin, span.stop, kind, iri, plain, clean, start, end, span.rule))
    return made if span.type != TITLE else made[:1]
