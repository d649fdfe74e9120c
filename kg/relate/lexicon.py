"""The word lists that relate uses, compiled once for each content of the ontology."""

import re
from dataclasses import dataclass

from kg.ontology import Ontology
from kg.ontology.pattern import alternation, unless_after
from kg.relate.signs import ACTORS, ANY, GATHERINGS, NAMED, OPAQUE, TIME_CHAR, slot

BREAK = "，。；：！？!?; \\n“”《》【】并"
_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
_MANY = r"[\d一二两三四五六七八九十百千万亿余数多几]{1,6}"
_LISTS = (
    "negationGuards", "negationCues", "preventionCues", "conditionCues", "questionCues", "planGuards", "planCues",
    "carriedPlanCues", "headNouns", "agentNouns", "controlVerbs", "distributors", "aheadCues", "attending",
    "arrivalVerbs", "dateless", "dutyWords", "disposal", "correspondence", "predicates", "stoppingCues", "hearsayCues",
    "topicNouns", "unfulfilled", "announcingVerbs", "indefinites", "neutralSpeech", "receiving",
)  # fmt: skip
LEADING = frozenset({"head_of_state", "head_of_government"})
"""The ranks of titles whose holders speak for their state."""
_CACHE: dict[str, "Lexicon"] = {}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled word lists.

    `lists` has one pattern for each of some lists; `adjunct` is a preposition with a group, or with a noun phrase
    (在多边层面), or what is attended meanwhile (出席峰会期间);
    `count` is a number with its measure words (多个); `guest` is the attribute of one who comes (来华访问的).
    """

    lists: dict[str, re.Pattern[str]]
    adjunct: str
    bare: str
    adjuncts: re.Pattern[str]
    count: str
    title_joiner: re.Pattern[str]
    list_joiner: re.Pattern[str]
    list_tail: re.Pattern[str]
    attitude: re.Pattern[str]
    adverbs: re.Pattern[str]
    opening: re.Pattern[str]
    leading: re.Pattern[str]
    joint: re.Pattern[str]
    delegations: re.Pattern[str]
    unnamed: re.Pattern[str]
    guest: re.Pattern[str]
    guests: re.Pattern[str]
    preposition: re.Pattern[str]
    helping: re.Pattern[str]
    inner: re.Pattern[str]
    against: re.Pattern[str]
    patient: re.Pattern[str]
    company: re.Pattern[str]
    aimed: re.Pattern[str]
    twice: re.Pattern[str]
    collective: re.Pattern[str]
    contribution: re.Pattern[str]
    no_title: re.Pattern[str]
    disposed: re.Pattern[str]
    speech: re.Pattern[str]
    saying: re.Pattern[str]
    topical: re.Pattern[str]
    announcing: re.Pattern[str]
    held: re.Pattern[str]
    leaders: frozenset[str]


def lexicon(ontology: Ontology) -> Lexicon:
    """Return the compiled word lists of an ontology."""
    if ontology.digest not in _CACHE:
        _CACHE[ontology.digest] = _compile(ontology)
    return _CACHE[ontology.digest]


def _compile(ontology: Ontology) -> Lexicon:
    words = {name: alternation(found) for name, found in ontology.words.items()}
    prepositions = words["adjunctPrepositions"]
    named = f"(?:(?!{prepositions})[^{OPAQUE}{BREAK}]{{1,4}}的)?[{NAMED}]"
    stay = f"{words['attending']}(?:了|过)?(?:{ANY}|[^{OPAQUE}{BREAK}]){{1,8}}?{words['timeNouns']}"
    about = f"{words['occasions']}(?:{ANY}|{TIME_CHAR}|[^{OPAQUE}{BREAK}]){{1,30}}?"
    reason = f"{about}(?=(?:{prepositions}{ANY})?{words['writing']})"
    behind = unless_after(ontology.words["prepositionNot"])
    phrase = f"{prepositions}{behind}(?:{named}|{TIME_CHAR}|[^{OPAQUE}{BREAK}]{{1,14}}?{words['adjunctEnds']})"
    adjunct = f"(?:{phrase}|{stay}|{reason})"
    wide = f"(?:{ANY}|{TIME_CHAR}|[^{OPAQUE}{BREAK}])"
    near = f"[^{OPAQUE}{BREAK}]{{0,6}}"
    wish = f"(?P<w>{words['wishes']})?"
    openers = alternation((*ontology.words["clauseAdverbs"], *ontology.words["attitudeVerbs"]))
    tail = rf"等?(?:{_NUMBER}个?|{words['quantifiers']})?{words['groupTails']}(?!{words['tailNot']})|等(?:{_NUMBER})?"
    quoting = f"{unless_after(ontology.words['quotingNotAfter'])}(?!{words['quotingNot']}){words['quotingVerbs']}"
    saying = f"{words['speechVerbs']}(?=[，：,:“]|$)|{quoting}"
    addressing = unless_after(ontology.words["addressingNotAfter"]) + words["addressing"]
    benefiting = unless_after(ontology.words["benefitingNotAfter"]) + words["benefiting"]
    session = f"(?:(?:第{_NUMBER}次)?{words['sessions']})?"
    joiners = "".join(ontology.words["nameJoiners"])
    said = f"{OPAQUE}，。；：！？\n“”"
    return Lexicon(
        {name: re.compile(words[name]) for name in _LISTS},
        adjunct,
        f"(?![^{OPAQUE}{BREAK}、{joiners}][^{OPAQUE}{BREAK}]{{0,9}}的{ANY})",
        re.compile(adjunct),
        f"(?:{_MANY}{words['measureWords']}{{1,2}})",
        re.compile(words["titleJoiners"] + r"\Z"),
        re.compile(f"[”》’]?{words['classNouns']}?{words['coordinators']}[“《‘]?"),
        re.compile(tail),
        re.compile(f".*{words['attitudeVerbs']}"),
        re.compile(f"(?:{TIME_CHAR}|{adjunct}|{words['clauseAdverbs']})*+{prepositions}?"),
        re.compile(f"(?:{words['clauseAdverbs']}|{TIME_CHAR})*[^{OPAQUE}{BREAK}]{{2,4}}"),
        re.compile(f"(?:{adjunct}{words['adjunctTails']}?|{TIME_CHAR}|{openers})*+"),
        re.compile(f"{near}{wish}{words['comitative']}(?P<c>{ANY})(?(w)|{near}{words['jointWords']})"),
        re.compile(f"{words['delegations']}|应{ANY}{words['invitations']}"),
        re.compile(f"{words['meetingHeads']}{wide}{{0,8}}?{words['takingPlace']}"),
        re.compile(f"{words['coming']}{ANY}(?:{ANY}|{TIME_CHAR}|[^{said}]){{0,30}}?的(?={ANY})"),
        re.compile(f"{prepositions}{words['guestVerbs']}"),
        re.compile(f"{prepositions}$"),
        re.compile(f"{words['helpingVerbs']}(?P<h>{ANY})[^{OPAQUE}{BREAK}的]"),
        re.compile(f"{words['topicPrepositions']}{slot(ACTORS)}[^{OPAQUE}{BREAK}]*$"),
        re.compile(words["againstWords"]),
        re.compile(f"{benefiting}[{OPAQUE}]$|{words['dealing']}$|{words['dealing']}{words['addressing']}[{OPAQUE}]"),
        re.compile(f"{words['topicPrepositions']}{slot(ACTORS)}{words['comitative']}$"),
        re.compile(f"{addressing}[{OPAQUE}]"),
        re.compile(f"{addressing}{slot(ACTORS)}[^{BREAK}]*?{addressing}"),
        re.compile(f"(?:^|[，；：。“])(?:{words['clauseAdverbs']}|{TIME_CHAR})*{words['collectives']}"),
        re.compile(f"为{wide}{{0,20}}?{words['contributionVerbs']}[^{OPAQUE}{BREAK}]{{0,6}}的"),
        re.compile(words["titleNot"]),
        re.compile(f"将{ANY}{words['disposedAs']}"),
        re.compile(f"(?P<s>{slot(ACTORS)})(?P<b>(?:{ANY}|{TIME_CHAR}|[^{said}]){{0,16}}?)(?P<v>{saying})[，：,:]?"),
        re.compile(saying),
        re.compile(rf"{words['topicPrepositions']}{words['topicVerbs']}\Z"),
        re.compile(f"[^{OPAQUE}{BREAK}]{{0,3}}{words['announcingVerbs']}了?{ANY}"),
        re.compile(f"(?=(?P<g>{slot(GATHERINGS)}){wide}{{0,24}}?{words['takingPlace']}{session}(?:[，；。]|$))"),
        frozenset(w for w, t in ontology.titles.items() if t.rank in LEADING) | set(ontology.words["stateLeaders"]),
    )
