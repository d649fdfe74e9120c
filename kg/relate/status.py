"""Status of a match from the cue words around it, and the time that dates it."""

import re
from collections.abc import Sequence

from kg.model import ACTUAL, CONDITIONAL, DENIED, PLANNED, TimeSpan
from kg.ontology import Ontology
from kg.relate.discourse import Speech
from kg.relate.lexicon import lexicon
from kg.relate.mask import Mask
from kg.relate.rules import Match

_NEXT = re.compile(r"[^，。；]*，?[^，。；]{0,4}")
_CUT = re.compile(r"[，。；：！？!?;:\s]")
CLAUSE_ENDS = "，。；：！？!?;: “”"


def clause_begin(text: str, position: int) -> int:
    """Return where the clause that holds `position` begins."""
    return max((text.rfind(mark, 0, position) for mark in CLAUSE_ENDS), default=-1) + 1


def _clause(match: Match, text: str, trigger: int) -> int:
    """Return where the clause begins that holds subject and trigger; marks of quotation between them divide it not."""
    if 0 <= match.subject < trigger and not _CUT.search(text, match.subject, trigger):
        return clause_begin(text, match.subject)
    return clause_begin(text, trigger)


def status_of(match: Match, mask: Mask, floor: int, ontology: Ontology) -> str:
    """Return the status of a match: its rule's own, else what the cue words of its clause say.

    A negation counts between subject and trigger or directly before it; a plan or condition anywhere in the clause
    before the trigger, and where the subject is left out also in the clauses before, back to `floor`, where the speech
    begins (中方愿同巴方一道，…，深化合作). What an attribute tells (支持中方提出的倡议) is not planned with the rest.
    """
    text, known = mask.text, lexicon(ontology).lists
    trigger = match.trigger if match.trigger >= 0 else match.begin
    clause = _clause(match, text, trigger)
    attributive = match.trigger >= 0 and text.startswith("的", match.trigger_stop)
    first = match.object if match.subject < match.object < trigger else trigger
    subject = match.subject if match.subject < trigger else match.object  # 美方干涉中国内政: who does it comes first
    near = known["negationGuards"].sub("", text[max(subject + 1, clause, first - 8) : trigger])
    stopped = known["stoppingCues"].search(text, max(subject + 1, clause), trigger)
    led = text[clause : max(subject, clause)]
    if stopped or known["negationCues"].search(near) or known["preventionCues"].search(led):
        return DENIED
    if known["conditionCues"].search(text[clause:trigger]) or _asked(text, trigger, known["questionCues"]):
        return CONDITIONAL
    if match.rule.status:
        return match.rule.status
    if arriving(match, mask, floor, ontology) or known["aheadCues"].match(text, match.trigger_stop):
        return PLANNED
    if known["unfulfilled"].match(text, match.stop):
        return PLANNED
    guards = known["planGuards"]
    before = text[max(match.subject, clause) if attributive else clause : trigger]
    if "(把|将)" in match.rule.frame.pattern and not known["disposal"].search(before):
        before = before.replace("将", "", 1)  # it marks the object (将企业列入清单) and plans nothing
    disposed = lexicon(ontology).disposed
    before = disposed.sub("", before)
    if known["planCues"].search(guards.sub("", before)):
        return PLANNED
    carried = text[floor:clause] if match.subject < 0 and match.both < 0 else ""
    return PLANNED if known["carriedPlanCues"].search(guards.sub("", disposed.sub("", carried))) else ACTUAL


def announced(match: Match, mask: Mask, floor: int, ontology: Ontology) -> bool:
    """Whether somebody announces in the same sentence, before its subject, what a match tells."""
    stop = match.subject if match.subject >= 0 else match.begin
    return bool(lexicon(ontology).lists["announcingVerbs"].search(mask.text, floor, max(floor, stop)))


def arriving(match: Match, mask: Mask, floor: int, ontology: Ontology) -> bool:
    """Whether somebody attends where he has only just arrived (抵达金边，出席峰会): that lies ahead."""
    known, text = lexicon(ontology).lists, mask.text
    if match.trigger < 0 or not known["attending"].fullmatch(text, match.trigger, match.trigger_stop):
        return False
    found = [m.end() for m in known["arrivalVerbs"].finditer(text, floor, match.trigger)]
    return bool(found) and bool(_NEXT.fullmatch(text, found[-1], match.trigger))


def _asked(text: str, trigger: int, cues: re.Pattern[str]) -> bool:
    """Whether the match stands in a question, which states nothing."""
    end = min((p for p in (text.find(m, trigger) for m in "，。；！？?") if p >= 0), default=len(text))
    clause = text[clause_begin(text, trigger) : end]
    return bool(cues.search(clause)) or text[end : end + 1] in {"？", "?"}


def time_of(match: Match, mask: Mask, speeches: Sequence[Speech], ontology: Ontology) -> TimeSpan | None:
    """Return the time expression that dates a match: the nearest before the trigger, in its clause or leading it.

    A date before a verb of saying dates only the saying and is out of reach, as is one of which something is said
    (今年是建交25周年).
    """
    other = lexicon(ontology).lists["dateless"]
    anchor = match.trigger if match.trigger >= 0 else match.begin
    floor = max((s.begin for s in speeches if s.begin <= anchor), default=0)
    text = mask.text
    inside = [p for p in mask.times if floor <= p < match.stop and not _era(mask.times[p])]
    inside = [p for p in inside if not other.match(text, p + 1)]
    clause = clause_begin(text, anchor)
    near = [p for p in inside if p >= clause]
    if near:
        return mask.times[max(p for p in near if p < anchor)] if any(p < anchor for p in near) else mask.times[near[0]]
    leading = [p for p in inside if p < clause and text[p + 1 : p + 2] in {"，", "、", ""}]
    if leading:
        return mask.times[leading[-1]]
    earlier = [p for p in inside if p < clause]
    return mask.times[earlier[-1]] if earlier and len(inside) == 1 else None


def _era(time: TimeSpan) -> bool:
    """Whether a time is a stretch of years (建交52年来), which dates nothing."""
    years = [int(day[:4]) for day in (time.not_before, time.not_after) if day]
    return "/" in time.edtf and len(years) == 2 and years[1] - years[0] > 1
