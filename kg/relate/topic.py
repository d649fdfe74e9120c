"""Who acts where a clause leaves its subject out: the topic of the clauses before."""

import re
from collections.abc import Sequence

from kg.model import Entity
from kg.ontology import Ontology
from kg.ontology.terms import TYPES
from kg.relate.discourse import Discourse, Speech
from kg.relate.items import Group
from kg.relate.lexicon import lexicon
from kg.relate.mask import Mask
from kg.relate.rules import Match
from kg.relate.scene import Scene
from kg.relate.signs import ACTORS, ANY, GATHERINGS

ANYTHING = frozenset(TYPES)


def topic_of(
    match: Match, mask: Mask, speeches: Sequence[Speech], discourse: Discourse, least: int = 1
) -> list[Entity]:
    """Return what the clauses before a match are about, if that is at least `least` entities that fit its subject.

    That is the nearest group that leads a clause of the same speech, with whoever acts along with it
    (中方愿同巴方一道，…) but in a stance, which is its own; failing that, the topic of the sentence before; failing
    that, a state or body whose speech the match opens (以军称，空袭了…).
    """
    floor = max((s.begin for s in speeches if s.begin <= match.begin), default=0)
    wanted = match.rule.subject
    position = _leading(mask, floor, match.begin, wanted, discourse.ontology)
    reach = max(match.begin, match.trigger)
    others = [m.end() for m in lexicon(discourse.ontology).collective.finditer(mask.text[floor:reach])]
    if others and floor + others[-1] > position:
        return []  # 国际社会应该共同反对…
    other = helped(match, mask, floor, discourse.ontology)
    if other > position:
        return [e for e in mask.groups[other].entities if e.type in wanted]
    if position >= 0:
        if least > 1 and lexicon(discourse.ontology).saying.search(mask.text, position, match.begin):
            return []  # 韩国、越南等国官员指出，奥运会是合作的平台
        alone = least == 1 and discourse.ontology.properties[match.rule.predicate].stance
        if alone and mask.text.startswith(discourse.ontology.words["dutyWords"], position + 1):
            return []  # 美国应纠正错误，遵守世贸组织规则
        acting = mask.groups[position].entities if alone else _acting(mask, position, match.begin, discourse.ontology)
        found = [e for e in acting if e.type in wanted]
        return found if len(found) >= least and (least == 1 or {e.type for e in found} == {"Country"}) else []
    if found := _convened(mask, floor, match.begin, wanted, discourse.ontology):
        return found if len(found) >= least else []
    words = discourse.ontology.words
    before = mask.text[floor : match.begin]
    carried = [e for e in discourse.topic if e.type in wanted]
    own = _has_subject(mask, match.begin, discourse.ontology) or before.startswith(words["exhortations"])
    if floor == 0 and len(carried) >= least and not own:
        return carried
    own_words = mask.text.startswith(words["firstPersonCues"], floor) or (
        discourse.ontology.properties[match.rule.predicate].stance and "，" not in before
    )
    told = wanted if own_words else wanted - {"Person"}
    opened = [s.speaker for s in speeches if s.begin == floor > 0 and s.speaker.type in told]
    led = _leading(mask, floor, match.begin, ANYTHING, discourse.ontology) >= 0
    return opened if len(opened) >= least and not led else []


def helped(match: Match, mask: Mask, floor: int, ontology: Ontology) -> int:
    """Return where the group stands that somebody supports in a deed which the match goes on to tell, or -1.

    中方支持联合国举办峰会，达成“未来契约”: what is a deed is the supported one's; a stance stays the supporter's.
    """
    begin = mask.text.rfind("，", floor, max(floor, match.begin - 1)) + 1
    follows = match.subject < 0 and mask.text[match.begin - 1 : match.begin] == "，"
    done = mask.text.startswith("了", match.trigger_stop)
    if done or not follows or ontology.properties[match.rule.predicate].stance:
        return -1
    found = lexicon(ontology).helping.search(mask.text, max(begin, floor), match.begin - 1)
    return found.start("h") if found else -1


def _convened(mask: Mask, floor: int, stop: int, wanted: frozenset[str], ontology: Ontology) -> list[Entity]:
    """Return the gathering that the clause before convenes (李强主持召开国务院常务会议，审议通过…)."""
    verbs = ontology.words["takingPlace"]
    for position in sorted(mask.groups, reverse=True):
        found = [e for e in mask.groups[position].entities if e.type in wanted & GATHERINGS]
        if floor <= position < stop and found and mask.text.endswith(verbs, floor, position):
            return found if mask.text[position + 1 : position + 2] == "，" else []
    return []


def _has_subject(mask: Mask, stop: int, ontology: Ontology) -> bool:
    """Whether a group before `stop` may be the subject: the first one, unless adverbs and a short verb precede it."""
    first = min((p for p in mask.groups if p < stop), default=-1)
    return first >= 0 and not lexicon(ontology).opening.fullmatch(mask.text, 0, first)


def doing(match: Match, mask: Mask, speeches: Sequence[Speech], discourse: Discourse) -> tuple[Entity, ...]:
    """Return whose doing 此 is: what leads the clauses before, else the topic carried on, else that of the question."""
    floor = max((s.begin for s in speeches if s.begin <= match.begin), default=0)
    position = _leading(mask, floor, match.begin, ACTORS - {"Person"}, discourse.ontology)
    found = mask.groups[position].entities if position >= 0 else discourse.topic
    return tuple(e for e in found if e.type != "Person") or discourse.accused


def critic(match: Match, mask: Mask, scene: Scene, discourse: Discourse) -> Entity | None:
    """Return who says a clause that judges its object.

    Nobody does where the speaker asks, speaks for the object, or names his own state in the clause, for then the state
    is the subject; nor where somebody else acts in the clause.
    """
    anchor = max(match.trigger, match.begin)
    said = next((s for s in reversed(scene.speeches) if s.begin <= anchor), None)
    speaker = said.speaker if said and (said.begin > 0 or not discourse.asking) else None
    if said is None or speaker is None:
        return None
    if lexicon(discourse.ontology).lists["topicNouns"].match(mask.text, match.object + 1):
        return None  # 拿乌克兰问题作文章
    if lexicon(discourse.ontology).lists["neutralSpeech"].search(mask.text, match.object, max(match.trigger, 0)):
        return None  # 美国国务院的律师都认为这种说法站不住脚
    if mask.text.endswith(discourse.ontology.words["sufferingMarks"], match.object, max(match.trigger, 0)):
        return None  # 欧盟有些国家是被胁迫的
    side = discourse.state(speaker)
    begin = max(said.begin, *(mask.text.rfind(mark, 0, match.begin) + 1 for mark in "，。；："))
    end = min((p for p in (mask.text.find(mark, match.stop) for mark in "，。；：") if p >= 0), default=len(mask.text))
    named = {e for p, g in mask.groups.items() if begin <= p < end for e in (*g.entities, *g.owners)}
    acting = [p for p, g in mask.groups.items() if begin <= p < max(match.trigger, match.object + 1) and _acts(g)]
    judged = {*mask.groups[match.object].owners}
    before = discourse.ontology.words["patientPrepositions"]
    others = [p for p in acting if p != match.object and not mask.text.endswith(before, 0, p)]
    others = [p for p in others if not mask.text.startswith("的", p + 1)]  # 支持乌克兰的政策
    alone = all(judged >= {*mask.groups[p].owners} for p in others)
    first = min(acting, default=match.object) == match.object
    if side is not None and any(e.name.startswith(side.name) for e in judged):
        return None  # 中国银行有关案件情节恶劣
    ours = [p for p, g in mask.groups.items() if p > said.begin and side is not None and side in g.entities]
    if any(leads(mask, p, said.begin, discourse.ontology) for p in ours):
        return None  # 美方实施制裁，中方强烈谴责: the state says so
    return speaker if side not in named and speaker not in named and first and alone else None


def wronged(match: Match, mask: Mask, scene: Scene, discourse: Discourse) -> list[Entity]:
    """Return the speaker's own state where that is to whom the object does wrong (美方粗暴干涉中国内政)."""
    said = next((s for s in reversed(scene.speeches) if s.begin <= match.begin), None)
    if said is None or (said.begin == 0 and discourse.asking):
        return []
    other = lexicon(discourse.ontology).attitude.match(mask.text, said.begin, match.begin)
    if other and mask.text[other.end()] in "，：“":  # 伊朗外交部发言人称，美方干涉中国内政
        return []
    if said.speaker is None:
        return []
    side, group = discourse.side(said.speaker), mask.groups[match.subject]
    if side in mask.groups[match.object].owners:
        return []  # 中巴友谊牢不可破，任何破坏中巴友谊的企图都会失败
    if mask.text.endswith(discourse.ontology.words["sufferingMarks"], 0, match.trigger):
        return []  # 日本所窃取的中国领土
    if lexicon(discourse.ontology).lists["indefinites"].search(mask.text, match.object, match.trigger):
        return []  # 美方应当明白，任何损害中国利益的行为都会失败
    return [side] if side in group.owners else []


def _acts(group: Group) -> bool:
    return any(e.type in ACTORS for e in (*group.entities, *group.owners))


def topic_after(mask: Mask, speeches: Sequence[Speech], discourse: Discourse) -> tuple[Entity, ...]:
    """Return the topic that the next sentence of the paragraph inherits."""
    floor = max((s.begin for s in speeches), default=0)
    position = _leading(mask, floor, len(mask.text), ACTORS, discourse.ontology, first=True)
    if position >= 0:
        return tuple(_acting(mask, position, len(mask.text), discourse.ontology))
    return discourse.topic if floor == 0 else ()


def _acting(mask: Mask, position: int, stop: int, ontology: Ontology) -> list[Entity]:
    companion = along(mask, position, stop, ontology)
    return [*mask.groups[position].entities, *(mask.groups[companion].entities if companion in mask.groups else ())]


def _leading(mask: Mask, floor: int, stop: int, wanted: frozenset[str], ontology: Ontology, first: bool = False) -> int:
    """Return the position of the nearest (or first) group of a wanted type that leads its clause, or -1."""
    for position in sorted(mask.groups, reverse=not first):
        if floor <= position < stop and re.match(ANY, mask.text[position]):
            types = {e.type for e in mask.groups[position].entities}
            if types & wanted and leads(mask, position, floor, ontology):
                return position
    return -1


def leads(mask: Mask, position: int, floor: int, ontology: Ontology) -> bool:
    """Whether a group leads its clause: nothing before it but times and adjuncts; who tells of another leaves it."""
    begin = max(floor, *(mask.text.rfind(mark, 0, position) + 1 for mark in "，。；：“"))
    before = mask.text[begin:position]
    free = lexicon(ontology).leading.fullmatch(before)
    if lexicon(ontology).announcing.match(mask.text, position + 1):
        return False
    return bool(free) and not before.endswith(ontology.words["adjunctPrepositions"])


def along(mask: Mask, position: int, stop: int, ontology: Ontology) -> int:
    """Return where the group stands that acts along with the one at `position` (中方愿同巴方一道), or -1."""
    found = lexicon(ontology).joint.match(mask.text, position + 1, stop)
    return found.start("c") if found else -1
