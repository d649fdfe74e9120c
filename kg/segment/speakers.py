"""Press conferences and interviews as speaker turns."""

import re
from collections.abc import Iterable, Sequence

from kg.model import Document, Turn
from kg.ontology import Ontology
from kg.segment.labels import ANSWER, QUESTION, Label, Words, labels_in, turns_among, words_of
from kg.segment.split import paragraphs_in

__all__ = ["ANSWER", "QUESTION", "turns"]
_MARKS = re.compile("[，。！？；：…,:!?]")
_HEADING = range(6, 46)


def turns(document: Document, ontology: Ontology) -> tuple[Turn, ...]:
    """Return the speaker turns of a press conference or interview, none for any other text.

    A question opens with the label of a reporter (法新社记者：) or a word of asking; an answer with a label that
    follows questions in this document (王毅：), or a general one (答：). A turn runs to the next label, or to what ends
    the text it stands in: a row of signs, a page mark, a heading. `name` is the outlet of a question ("" if it names
    none; several are joined by 、) and the label of an answer as written; a follow-up question (追问：) has the name
    of the question before it.
    """
    words = words_of(ontology)
    text = document.text
    paragraphs = list(paragraphs_in(text.plain))
    labels = turns_among(list(labels_in(text.plain, paragraphs, words)), document.title.plain, words)
    stops = _stops(text.plain, paragraphs, labels, words)
    found: list[Turn] = []
    asked, name = -1, ""
    for index, (label, stop) in enumerate(zip(labels, stops, strict=True)):
        if found and found[-1].role == ANSWER and text.plain[found[-1].stop : label.begin].strip():
            asked = -1
        if label.role == QUESTION:
            asked = index
            name = label.name or (name if words.follow_up.fullmatch(label.text) else "")
        elif words.moderator.fullmatch(label.text):
            asked = -1
        start, end = text.raw_span(label.begin, stop)
        found.append(
            Turn(
                index,
                "text",
                label.begin,
                stop,
                start,
                end,
                label.begin,
                label.stop,
                label.role,
                name if label.role == QUESTION else label.name,
                asked if label.role == ANSWER else -1,
            )
        )
    return tuple(found)


def _stops(plain: str, paragraphs: Iterable[tuple[int, int]], labels: Sequence[Label], words: Words) -> list[int]:
    """Return where the turn of each label ends."""
    found: list[int] = []
    begins = {label.begin for label in labels}
    going = False
    for begin, stop in paragraphs:
        if begin in begins:
            going = True
            found.append(stop)
        elif going and _ends_text(plain[begin:stop], words):
            going = False
        elif going and stop > begin:
            found[-1] = stop
    return found


def _ends_text(paragraph: str, words: Words) -> bool:
    """Whether a paragraph is none of anybody's words: a row of signs, a page mark, a heading."""
    if len(paragraph) > 80:
        return False
    if not any(c.isalnum() for c in paragraph) or words.mark.fullmatch(paragraph):
        return True
    stage = paragraph[0] in "（(" and paragraph[-1] in "）)"  # （现场播放视频）
    return len(paragraph) in _HEADING and not stage and not _MARKS.search(paragraph)
