"""Whether evidence is a fact of the text, or merely what somebody claims or is said to have done."""

from kg.model import Entity
from kg.ontology import Ontology
from kg.ontology.terms import Property
from kg.relate.discourse import Discourse, Speech
from kg.relate.lexicon import lexicon


def hearsay(text: str, floor: int, anchor: int, ontology: Ontology) -> bool:
    """Whether nobody answers for what a masked sentence tells at `anchor`: 有媒体称中国向俄罗斯提供武器.

    What a named speaker says from `floor` on is theirs.
    """
    return bool(lexicon(ontology).lists["hearsayCues"].search(text, floor, anchor))


def claimed(
    prop: Property, subject: Entity, speech: Speech | None, discourse: Discourse, *, rumoured: bool, inferred: bool
) -> bool:
    """Whether what a speech, or a rumour, tells of `subject` is no more than a claim.

    A hostile act is one in any speech, even of the speaker's own, and so is what a doubted speech (声称, 宣称) tells of
    others. The stance that somebody takes for their own side is none, but where it is `inferred` that they take it:
    毛宁表示，中国反对美国的制裁.
    """
    speaker = speech.speaker if speech else discourse.narrator
    own = speaker is not None and discourse.side(subject) == discourse.side(speaker)
    if own and prop.stance and not inferred:
        return False
    if rumoured or speech is None:
        return rumoured
    return prop.adversarial or (speech.doubted and not own)
