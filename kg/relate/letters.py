"""Letters of which a document quotes one after the other: who is quoted has written to whom all of them write."""

from collections.abc import Iterable

from kg.model import Document
from kg.relate.discourse import PRONOUN, Discourse
from kg.relate.gather import Found, evidence_at
from kg.relate.scene import Scene

MESSAGE = "sendsMessageTo"


def written(document: Document, scene: Scene, discourse: Discourse) -> Iterable[Found]:
    """Yield that a person whose words are quoted and address the receiver has written to him."""
    receiver, sentence = discourse.addressee, scene.sentence
    if receiver is None or sentence.turn >= 0:
        return
    for speech in scene.speeches:
        if speech.begin == 0 or speech.speaker.type != "Person" or speech.speaker == receiver:
            continue
        if any(receiver in group.entities for at, group in scene.mask.groups.items() if at >= speech.begin):
            place = (sentence.field, sentence.begin, sentence.stop)
            evidence = evidence_at(document, *place, "quoted-letter", said_by=speech.speaker.iri, inferences=(PRONOUN,))
            yield Found(speech.speaker.iri, MESSAGE, receiver.iri, False, evidence)
