"""What the frames state in one sentence."""

from collections.abc import Iterable, Sequence

from kg.model import ACTUAL, PLANNED, Document, Entity
from kg.ontology import Ontology
from kg.ontology.switches import DROPPED_SUBJECTS
from kg.relate.claims import claimed, hearsay
from kg.relate.discourse import PRONOUN, Discourse
from kg.relate.gather import Found, evidence_at
from kg.relate.items import Group
from kg.relate.lexicon import lexicon
from kg.relate.mask import Mask, items_as_groups, masked
from kg.relate.posts import AFFILIATION, POST, title_text
from kg.relate.rules import Match, candidates, fits, matches, nearest
from kg.relate.scene import Scene, plain_of
from kg.relate.signs import ACTORS
from kg.relate.status import announced, arriving, status_of, time_of
from kg.relate.topic import critic, doing, helped, topic_of, wronged

DROPPED, SPEAKER = "droppedSubject", "speakerAsSubject"


def framed(document: Document, scene: Scene, discourse: Discourse) -> Iterable[Found]:
    """Yield what the rules find in a sentence, over its groups and over its single mentions."""
    ontology, mask = discourse.ontology, scene.mask
    text = plain_of(document, scene.sentence)
    for match in nearest(tuple(matches(ontology, mask, "group"))):
        yield from _stated(document, scene, mask, match, discourse)
    if candidates(ontology, "item", text):
        flat = masked(text, items_as_groups(scene.items), scene.times)
        for match in nearest(tuple(matches(ontology, flat, "item"))):
            yield from _stated(document, scene, flat, match, discourse)


def _stated(document: Document, scene: Scene, mask: Mask, match: Match, discourse: Discourse) -> Iterable[Found]:
    """Yield the triples of one match."""
    prop = discourse.ontology.properties[match.rule.predicate]
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
            inferences.add(SPEAKER if match.rule.frame.judging else DROPPED)
        else:
            inferences |= _inferred(subject_group)
        if match.rule.predicate == POST:
            held = _held(plain_of(document, scene.sentence), mask.groups[match.object], subjects, discourse.ontology)
            yield from _evidenced(document, scene, mask, match, discourse, held, inferences)
            return
        objects, target = _objects(match, mask, scene, discourse)
        inferences |= _inferred(target) if target else {DROPPED}
        if target is None or (prop.stance and len(objects) > 1):  # 习近平对中密友好、索加瓦雷对所中合作表示赞赏
            own = {discourse.side(s) for s in subjects}
            objects = [o for o in objects if o not in own]
        if prop.stance and PRONOUN in inferences and len(objects) > 1 and all(e.type == "Person" for e in objects):
            return  # 落实两国元首达成的共识
        respectively = lexicon(discourse.ontology).lists["distributors"].search(mask.text, match.begin, match.stop)
        if respectively and len(subjects) == len(objects):
            pairs = list(zip(subjects, objects, strict=True))
        else:
            pairs = [(s, o) for s in subjects for o in objects]
    pairs = [(s, o) for s, o in pairs if s.iri != o.iri]
    if not pairs:
        return
    yield from _evidenced(document, scene, mask, match, discourse, pairs, inferences)


def _evidenced(
    document: Document,
    scene: Scene,
    mask: Mask,
    match: Match,
    discourse: Discourse,
    pairs: Sequence[tuple[Entity, Entity | str]],
    inferences: Iterable[str],
) -> Iterable[Found]:
    """Yield the triples of a match with their evidence: status, time, speaker; a string is a post."""
    prop = discourse.ontology.properties[match.rule.predicate]
    anchor = match.trigger if match.trigger >= 0 else match.begin
    floor = max((s.begin for s in scene.speeches if s.begin <= anchor), default=0)
    status = status_of(match, mask, floor, discourse.ontology)
    if match.rule.frame.judging and status != ACTUAL:
        return  # 美方没有抹黑中国, 如果美方抹黑中国: nobody is blamed
    if status == ACTUAL and helped(match, mask, floor, discourse.ontology) >= 0:
        status = PLANNED
    undated = match.rule.undated or arriving(match, mask, floor, discourse.ontology)
    time = None if undated else time_of(match, mask, scene.speeches, discourse.ontology)
    if status == ACTUAL and not match.rule.status and time and document.date and time.not_before > document.date:
        status = PLANNED
    if status == PLANNED and time and announced(match, mask, floor, discourse.ontology):
        lapsed = time.not_after and document.date and time.not_after < document.date
        time = None if lapsed else time  # 昨天外交部发布王毅将访问斐济: the day of the announcement
    speech = next((s for s in reversed(scene.speeches) if s.begin <= anchor), None)
    rumoured = hearsay(mask.text, floor, anchor, discourse.ontology)
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
            said_by=speech.speaker.iri if speech else "",
            claim=claimed(prop, subject, speech, discourse, rumoured=rumoured, inferred=SPEAKER in inferences),
            inferences=tuple(sorted(inferences)),
        )
        if isinstance(obj, str):
            yield Found(subject.iri, POST, obj, True, evidence)
            continue
        if prop.name == "meets":
            discourse.met(subject, obj)
        elif prop.name == "sendsMessageTo":
            discourse.paired(subject, obj)
        yield Found(subject.iri, AFFILIATION if prop.name == POST else prop.name, obj.iri, False, evidence)


def _held(text: str, group: Group, subjects: Iterable[Entity], ontology: Ontology) -> list[tuple[Entity, Entity | str]]:
    """Return the posts that somebody comes to hold, and the bodies they are of: 洪玛奈就任柬埔寨首相."""
    posts = [p for c in group.chains if c.head is None for p in c.posts]
    values: list[Entity | str] = [title_text(text, p, ontology) for p in posts]
    values += [e for p in posts for b in p.bodies for e in b.entities if e.type in {"Country", "Organization"}]
    return [(subject, value) for subject in subjects for value in values]


def _objects(match: Match, mask: Mask, scene: Scene, discourse: Discourse) -> tuple[list[Entity], Group | None]:
    """Return the objects of a match and their group; None is the group where the object stands in words before.

    That is the nearest group before that fits (…开幕，由商务部主办), else the gathering that the sentence before holds,
    or what the same relation had as its object there; or for 对此 the one whose doing is judged: what the clauses
    before, or the question, are about.
    """
    if match.object >= 0:
        group = mask.groups[match.object]
        return [e for e in group.owners if e.type in match.rule.object], group
    if discourse.ontology.properties[match.rule.predicate].stance and match.rule.object & ACTORS:
        before = doing(match, mask, scene.speeches, discourse)
        return [e for e in before if e.type in match.rule.object], None
    for position in sorted(mask.groups, reverse=True):
        found = [e for e in mask.groups[position].entities if e.type in match.rule.object]
        if position < match.begin and found:
            return found, None
    held = [e for e in discourse.held if e.type in match.rule.object]
    before = discourse.objects.get(match.rule.predicate, ())
    return held or [e for e in before if e.type in match.rule.object], None


def _inferred(group: Group) -> set[str]:
    rules = {m.rule for c in group.chains if c.head for m in c.head.mentions}
    return {PRONOUN} & rules


def _subjects(match: Match, mask: Mask, scene: Scene, discourse: Discourse) -> tuple[list[Entity], Group | None]:
    """Return the subjects of a match and their group; None is the group where the subject is left out."""
    if match.rule.frame.judging:
        if match.subject >= 0:
            return wronged(match, mask, scene, discourse), mask.groups[match.subject]
        speaker = critic(match, mask, scene, discourse)
        return [speaker] if speaker and speaker.type in match.rule.subject else [], None
    group = mask.groups[match.subject] if match.subject >= 0 else None
    found = list(group.owners) if group else topic_of(match, mask, scene.speeches, discourse)
    return [e for e in found if e.type in match.rule.subject], group
