"""What the frames state in one sentence."""

from collections.abc import Iterable

from kg.model import ACTUAL, PLANNED, Document, Entity
from kg.ontology import Property
from kg.ontology.switches import DROPPED_SUBJECTS
from kg.relate.discourse import PRONOUN, Discourse
from kg.relate.gather import Found, evidence_at
from kg.relate.items import Group
from kg.relate.mask import Mask, items_as_groups, masked
from kg.relate.rules import Match, fits, matches, nearest
from kg.relate.scene import Scene, plain_of
from kg.relate.status import status_of, time_of
from kg.relate.topic import critic, topic_of

DROPPED, SPEAKER = "droppedSubject", "speakerAsSubject"


def framed(document: Document, scene: Scene, discourse: Discourse) -> Iterable[Found]:
    """Yield what the rules find in a sentence, over its groups and over its single mentions."""
    ontology, mask = discourse.ontology, scene.mask
    text = plain_of(document, scene.sentence)
    flat = masked(text, items_as_groups(scene.items), scene.times)
    for level, used in (("group", mask), ("item", flat)):
        for match in nearest(tuple(matches(ontology, used, level))):
            prop = ontology.properties[match.rule.predicate]
            yield from _stated(document, scene, used, match, prop, discourse)


def _stated(
    document: Document, scene: Scene, mask: Mask, match: Match, prop: Property, discourse: Discourse
) -> Iterable[Found]:
    """Yield the triples of one match."""
    inferences = set()
    pairs: list[tuple[Entity, Entity]]
    if not fits(match, mask, scene.speeches, discourse.ontology):
        return
    if DROPPED_SUBJECTS in discourse.ontology.off and match.subject < 0 > match.both:
        return
    if match.both >= 0 or match.subject < 0 > match.object:
        group = mask.groups.get(match.both)
        members = list(group.entities) if group else topic_of(match, mask, scene.speeches, discourse, least=2)
        members = [e for e in members if e.type in match.rule.subject & match.rule.object]
        pairs = [(a, b) for a in members for b in members]
        inferences |= _inferred(group) if group else {DROPPED}
    else:
        subjects, subject_group = _subjects(match, mask, scene, discourse)
        if subject_group is None:
            inferences.add(SPEAKER if "{said}" in match.rule.frame.pattern else DROPPED)
        else:
            inferences |= _inferred(subject_group)
        target = mask.groups[match.object] if match.object >= 0 else _patient(match, mask)
        if target is None:
            return
        inferences |= set() if match.object >= 0 else {DROPPED}
        objects = [e for e in target.owners if e.type in match.rule.object]
        inferences |= _inferred(target)
        respectively = any(w in mask.text[match.begin : match.stop] for w in discourse.ontology.words["distributors"])
        if respectively and len(subjects) == len(objects):
            pairs = list(zip(subjects, objects, strict=True))
        else:
            pairs = [(s, o) for s in subjects for o in objects]
    pairs = [(s, o) for s, o in pairs if s.iri != o.iri]
    if not pairs:
        return
    anchor = match.trigger if match.trigger >= 0 else match.begin
    floor = max((s.begin for s in scene.speeches if s.begin <= anchor), default=0)
    status = status_of(match, mask, floor, discourse.ontology)
    time = None if match.rule.undated else time_of(match, mask, scene.speeches)
    if status == ACTUAL and not match.rule.status and time and document.date and time.not_before > document.date:
        status = PLANNED
    if status == PLANNED and time and time.not_after and document.date and time.not_after < document.date:
        status = ACTUAL
    speaker = next((s.speaker for s in reversed(scene.speeches) if s.begin <= anchor), None)
    sentence = scene.sentence
    for subject, obj in pairs:
        evidence = evidence_at(
            document,
            sentence.field,
            sentence.begin,
            sentence.stop,
            match.rule.name,
            status=status,
            time=time,
            said_by=speaker.iri if speaker else "",
            claim=prop.adversarial and speaker is not None,
            inferences=tuple(sorted(inferences)),
        )
        if prop.name == "meets":
            discourse.met(subject, obj)
        yield Found(subject.iri, prop.name, obj.iri, False, evidence)


def _patient(match: Match, mask: Mask) -> Group | None:
    """Return the nearest group before a passive clause that leaves its patient out (…开幕，由商务部主办)."""
    for position in sorted(mask.groups, reverse=True):
        if position < match.begin and {e.type for e in mask.groups[position].entities} & match.rule.object:
            return mask.groups[position]
    return None


def _inferred(group: Group) -> set[str]:
    rules = {m.rule for c in group.chains if c.head for m in c.head.mentions}
    return {PRONOUN} & rules


def _subjects(match: Match, mask: Mask, scene: Scene, discourse: Discourse) -> tuple[list[Entity], Group | None]:
    """Return the subjects of a match and their group; None is the group where the subject is left out."""
    if "{said}" in match.rule.frame.pattern:
        speaker = critic(match, mask, scene, discourse)
        return [speaker] if speaker and speaker.type in match.rule.subject else [], None
    group = mask.groups[match.subject] if match.subject >= 0 else None
    found = list(group.entities) if group else topic_of(match, mask, scene.speeches, discourse)
    return [e for e in found if e.type in match.rule.subject], group
