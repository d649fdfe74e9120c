"""Labels that paragraphs open with, and which of them open a question or an answer in a document."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.ontology import Ontology
from kg.ontology.pattern import alternation

QUESTION, ANSWER = "question", "answer"
_LABEL = re.compile(r"([^，。！？；：:“”\n（(]{1,30})(?:[（(][^）)\n]{0,12}[）)])?[ \u3000]*[：:]")
_SHORT = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}(?:[·•][\u4e00-\u9fff]{1,8})+")
_LONG = re.compile(r"[\u4e00-\u9fff·•]{2,12}")
_LISTS = (
    "askers", "askingWords", "followUpWords", "unnamedAskers", "askerQuantifiers", "outletEndings", "answerLabels",
    "moderatorLabels", "noSpeakers", "noSpeakerEndings", "continuationMarks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The label words compiled; `question` has a group `outlet`, `several` parts two of them."""

    question: re.Pattern[str]
    follow_up: re.Pattern[str]
    several: re.Pattern[str]
    unnamed: re.Pattern[str]
    outlet: re.Pattern[str]
    answer: re.Pattern[str]
    moderator: re.Pattern[str]
    none: re.Pattern[str]
    mark: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before the colon that a paragraph opens with; `role` is "" while it is not known to be a turn's."""

    begin: int
    stop: int
    text: str
    role: str = ""
    name: str = ""


def words_of(ontology: Ontology) -> Words:
    """Return the patterns of the label words."""
    return _compiled(tuple(ontology.words[name] for name in _LISTS))


@cache
def _compiled(lists: tuple[tuple[str, ...], ...]) -> Words:
    askers, asking, again, unnamed, some, outlets, answers, moderators, none, endings, marks = map(alternation, lists)
    return Words(
        question=re.compile(rf"(?P<outlet>.{{0,24}}?){askers}{asking}?|(?P<bare>{asking})"),
        follow_up=re.compile(again),
        several=re.compile(rf"{askers}[、/和及]"),
        unnamed=re.compile(rf"{some}.*|.*{some}{unnamed}*|{unnamed}*"),
        outlet=re.compile(rf"《[^《》]{{1,20}}》|.{{0,16}}{outlets}"),
        answer=re.compile(answers),
        moderator=re.compile(moderators),
        none=re.compile(rf"{none}|.{{1,11}}{endings}"),
        mark=re.compile(rf"[（(【\[]?\s*{marks}[^（()），。！？；：\n]{{0,12}}[）)】\]]?"),
    )


def labels_in(plain: str, paragraphs: Iterable[tuple[int, int]], words: Words) -> Iterator[Label]:
    """Yield what might be labels, in order of the text; questions are known by their words."""
    for begin, stop in paragraphs:
        found = _LABEL.match(plain, begin, stop)
        if not found:
            continue
        label = _label(found, words)
        # 追问：印度广播公司记者：
        inner = _LABEL.match(plain, found.end(), stop) if label.role and not label.name else None
        if inner and (named := _label(inner, words)).role:
            label = Label(begin, named.stop, label.text, QUESTION, named.name)
        yield label


def _label(found: re.Match[str], words: Words) -> Label:
    text = found.group(1).strip()
    begin = found.start(1) + found.group(1).index(text) if text else found.start(1)
    label = Label(begin, begin + len(text), text)
    asked = words.question.fullmatch(text)
    if not asked:
        return label
    outlet = words.several.sub("、", (asked["outlet"] or "").strip())
    if outlet.startswith("《") and outlet.find("》") == len(outlet) - 1:
        outlet = outlet[1:-1]
    return replace(label, role=QUESTION, name="" if words.unnamed.fullmatch(outlet) else outlet)


def turns_among(labels: Sequence[Label], title: str, words: Words) -> list[Label]:
    """Return the labels that open turns, each with its role; none where nobody asks.

    A name is a speaker's where it stands right after a question, or in the title of a document with questions; a longer
    label (外交部长王毅) must do so twice. What stands before an answer and is named like an outlet asks too.
    """
    asked = [label.role == QUESTION for label in labels]
    if not any(asked):
        return []
    able = [not r and not words.none.fullmatch(label.text) for label, r in zip(labels, asked, strict=True)]
    direct = Counter(labels[i].text for i in range(1, len(labels)) if asked[i - 1] and able[i])

    def answers(label: Label) -> bool:
        text = label.text
        if words.answer.fullmatch(text) or words.moderator.fullmatch(text):
            return True
        if _SHORT.fullmatch(text):
            return direct[text] > 0 or text in title
        return bool(_LONG.fullmatch(text)) and direct[text] > 1

    found: list[Label] = []
    outlets = {label.name for label in labels if label.role and label.name}
    for label, able_to in reversed(list(zip(labels, able, strict=True))):
        if label.role:
            found.append(label)
        elif able_to and _asks(label, found, outlets, words):
            bare = label.text.removeprefix("《").removesuffix("》")
            found.append(replace(label, role=QUESTION, name=bare))
        elif able_to and answers(label):
            found.append(replace(label, role=ANSWER, name=label.text))
    return found[::-1]


def _asks(label: Label, later: Sequence[Label], outlets: set[str], words: Words) -> bool:
    """Whether a label without a word of asking is an outlet's, given the turns after it, last first."""
    if not later or later[-1].role != ANSWER or later[-1].text == label.text:
        return False
    return label.text in outlets or bool(words.outlet.fullmatch(label.text))
