"""Names in the labels of press-conference turns: the outlet that asks, the person who answers."""

from collections.abc import Sequence

from kg.model import Turn
from kg.recognise.page import Page
from kg.recognise.span import Span

_OUTER = "《》“”：: 　、，"


def labelled(page: Page, turns: Sequence[Turn]) -> list[Span]:
    """Return the outlets and speakers of the turns of this field."""
    found = []
    for turn in turns:
        if turn.field != page.field or not turn.name:
            continue
        begin = page.plain.find(turn.name, turn.label_begin, turn.label_stop)
        if begin < 0:
            continue
        stop = begin + len(turn.name)
        if "《" in turn.name and "》" in turn.name:
            begin, stop = begin + turn.name.index("《"), begin + turn.name.index("》")
        while begin < stop and page.plain[begin] in _OUTER:
            begin += 1
        while begin < stop and page.plain[stop - 1] in _OUTER:
            stop -= 1
        if stop - begin < 2 or page.plain[begin:stop] in page.lexicon.titles:
            continue
        iris = page.lexicon.ontology.names.get(page.plain[begin:stop], ())
        kind = "Organization" if turn.role == "question" else "Person"
        iris = tuple(i for i in iris if page.lexicon.type_of(i) == kind)[:1]
        found.append(Span(begin, stop, kind, iris, "turn-label"))
    return found
