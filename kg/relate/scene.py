"""A sentence made ready for frames: items, chains and groups, the masked text, and who speaks where in it."""

from dataclasses import dataclass

from kg.model import Document, Sentence, TimeSpan
from kg.relate.discourse import Discourse, Speech
from kg.relate.items import Chain, Item, groups_of
from kg.relate.lexicon import lexicon
from kg.relate.mask import Mask, masked
from kg.relate.posts import shared
from kg.relate.pronouns import pronouns


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence made ready: its items, chains and groups, the masked text, and who speaks where in it."""

    sentence: Sentence
    items: tuple[Item, ...]
    chains: tuple[Chain, ...]
    mask: Mask
    times: tuple[TimeSpan, ...]
    speeches: tuple[Speech, ...]


def scene_of(
    document: Document,
    sentence: Sentence,
    items: tuple[Item, ...],
    chains: tuple[Chain, ...],
    times: tuple[TimeSpan, ...],
    discourse: Discourse,
) -> Scene:
    """Mask a sentence; where it has pronouns, once more with what they mean."""
    text, ontology = plain_of(document, sentence), discourse.ontology
    known = lexicon(ontology).lists
    nouns = known["headNouns"], known["agentNouns"], lexicon(ontology).leaders
    groups = groups_of(text, chains, ontology)
    mask = masked(text, groups, times, *nouns)
    speeches = discourse.speeches(mask)
    speaker = speeches[-1].speaker if speeches else None
    if lexicon(ontology).unnamed.search(mask.text):
        discourse.unnamed = True
    found = pronouns(text, sentence, groups, speaker, discourse)
    if found:
        chains = tuple(sorted([*chains, *(Chain(p.begin, p.stop, p) for p in found)], key=lambda c: c.begin))
        groups = groups_of(text, chains, ontology)
        mask = masked(text, groups, times, *nouns)
        speeches = discourse.speeches(mask)
    chains = tuple(c for g in groups for c in shared(text, g, ontology).chains)
    return Scene(sentence, items, chains, mask, times, speeches)


def plain_of(document: Document, sentence: Sentence) -> str:
    """Return the text of a sentence in simplified characters."""
    return document.field(sentence.field).plain[sentence.begin : sentence.stop]
