"""What extraction must find and must not: case folders, and every example and counter-example of the ontology.

A case is a folder of tests/cases with a case.toml (and an input.txt where the text is long):

    date, title, text   the document
    expect    = [[subject, property, object, status, time], …]   status is "actual" where left out, "*" is any status;
                                                                 a time that is left out is not looked at
    refuse    = [[subject, property, object, status], …]         neither actual nor planned, or not of this status;
                                                                 "*" is anything
    only      = [property, …]                                    of these there is nothing but what is expected
    claims    = [[subject, property, object], …]                 found, but not asserted as a fact
    entities  = [[name, class, mention, …], …]                   with at least these mentions
    no_entities = [name, …]

or, of minimal pairs, any number of

    [[pair]]
    text, twin  = two texts that differ in one thing
    states      = [subject, property, object, status] of the text
    becomes     = its status in the twin ("denied" and "conditional" must not be stated), "claim", or "nothing"
    instead     = [subject, property, object, status] that the twin states

Ends are given by the entity's name or any of its mentions. In every case, each mention and quotation must be the exact
slice of the raw text.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.model import Entity, Extraction, Statement
from kg.ontology import load
from kg.resources import data, ontology_folder

CASES = Path(__file__).parent / "cases"
PAIR_KEYS = {"text", "twin", "states", "becomes", "instead"}
KEYS = {"date", "title", "text", "expect", "refuse", "only", "claims", "entities", "no_entities"}
ONTOLOGY = load()
STATUSES = ("actual", "planned", "conditional", "denied")
MARK = re.compile(r"〔(?:(?P<role>[sob]):)?(?P<end>[^〔〕]+)〕")


@dataclass(frozen=True)
class Found:
    """One statement as a record shows it: the names of its ends, and the best of its statuses."""

    subject: frozenset[str]
    predicate: str
    object: frozenset[str]
    status: str
    times: frozenset[str]
    asserted: bool

    def says(self, subject: str, predicate: str, object_: str) -> bool:
        if predicate not in ("*", self.predicate):
            return False
        straight = subject in {"*", *self.subject} and object_ in {"*", *self.object}
        property_ = ONTOLOGY.properties[self.predicate]
        return straight or (property_.symmetric and subject in {"*", *self.object} and object_ in {"*", *self.subject})

    def __str__(self) -> str:
        ends = "/".join(sorted(self.subject)), "/".join(sorted(self.object))
        return f"{ends[0]} —{self.predicate}→ {ends[1]} ({self.status} {','.join(sorted(self.times))})"


def names(entity: Entity) -> frozenset[str]:
    return frozenset({entity.name, *(m.text for m in entity.mentions)})


def statements(extraction: Extraction) -> list[Found]:
    by_iri = {entity.iri: names(entity) for entity in extraction.entities}

    def found(statement: Statement) -> Found:
        status = min((e.status for e in statement.evidence), key=STATUSES.index)
        return Found(
            by_iri[statement.subject],
            statement.predicate.removeprefix("https://w3id.org/zongheng/ontology#"),
            frozenset({statement.object}) if statement.literal else by_iri[statement.object],
            status,
            frozenset(e.time for e in statement.evidence if e.status == status),
            statement.asserted,
        )

    return [found(s) for s in extraction.statements]


def shown(found: list[Found]) -> str:
    return "found:\n  " + "\n  ".join(map(str, found))


@cache
def declared() -> set[str]:
    """The names of all rules and inferences, of frames and built in, that a graph may name."""
    vocabulary = (ontology_folder() / "vocabulary.ttl").read_text(encoding="utf-8")
    built_in = re.findall(r"^:(?:rule-)?(\S+) a :(?:BuiltInRule|Inference) ;", vocabulary, re.MULTILINE)
    return {*built_in, *(rule.name for rule in load().rules)}


def misplaced(extraction: Extraction) -> Iterator[str]:
    """Mentions and quotations that are not the exact slice of the raw text."""
    document = extraction.document
    for entity in extraction.entities:
        for m in entity.mentions:
            raw = document.field(m.field).raw[m.start : m.end]
            if "".join(raw.split()) != "".join(m.text.split()):
                yield f"mention {m.text} at {m.field} {m.start}:{m.end} is {raw!r}"
    for statement in extraction.statements:
        if not statement.evidence:
            yield f"{statement.iri} has no evidence"
        for e in statement.evidence:
            if unknown := {e.rule, *e.inferences} - declared():
                yield f"{sorted(unknown)} of {statement.iri}: no such rule or inference in the vocabulary"
            if not e.quote or document.field(e.field).raw[e.start : e.end] != e.quote:
                yield f"quotation {e.quote!r} is not at {e.field} {e.start}:{e.end}"


def wrong(case: dict[str, Any], extraction: Extraction, found: list[Found]) -> Iterator[str]:
    """What an extraction lacks of a case, and has too much."""
    stated = [f for f in found if f.status in ("actual", "planned")]
    expected = [[*e, *["actual", None][len(e) - 3 :]] for e in case.get("expect", [])]
    for s, p, o, status, time in expected:
        hits = [f for f in found if f.says(s, p, o)]
        if not hits:
            yield f"lacks {s} —{p}→ {o}"
        elif not any(status in ("*", f.status) and time in (None, *f.times) for f in hits):
            yield f"expected {status} {time or ''}, got {'; '.join(map(str, hits))}"
    for s, p, o, *statuses in case.get("refuse", []):
        yield from (f"refused {f}" for f in stated if f.says(s, p, o) and f.status in (statuses or STATUSES))
    for s, p, o in case.get("claims", []):
        hits = [f for f in found if f.says(s, p, o)]
        if not hits or any(f.asserted for f in hits):
            yield f"expected as a mere claim: {s} —{p}→ {o}"
    for f in stated:
        if f.predicate in case.get("only", []) and not any(f.says(s, p, o) for s, p, o, *_ in expected):
            yield f"too much: {f}"
    for name, class_, *mentions in case.get("entities", []):
        if not any(e.type == class_ and {name, *mentions} <= names(e) for e in extraction.entities):
            yield f"lacks {class_} {name} with {mentions}"
    for name in case.get("no_entities", []):
        yield from (f"refused {e.type} {name}" for e in extraction.entities if name in names(e))


def twins(pair: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The two cases of a minimal pair."""
    assert set(pair) <= PAIR_KEYS
    yield {"text": pair["text"], "expect": [pair["states"]]}
    triple, becomes = pair["states"][:3], pair["becomes"]
    twin: dict[str, Any] = {"text": pair["twin"], "expect": [pair["instead"]] if "instead" in pair else []}
    if becomes == "claim":
        twin["claims"] = [triple]
    elif becomes in ("actual", "planned"):
        twin["expect"].append([*triple, becomes])
    else:
        assert becomes in ("nothing", "denied", "conditional")
        twin["refuse"] = [triple]
    yield twin


def cases() -> Iterator[Any]:
    """Every case with the name of its folder, and for a pair its number there."""
    for folder in sorted(p for p in CASES.iterdir() if p.is_dir()):
        case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
        for number, pair in enumerate(case.pop("pair", [])):
            yield from (
                pytest.param(c, id=f"{folder.name}-{number}{ab}") for ab, c in zip("ab", twins(pair), strict=True)
            )
        if case:
            text = case["text"] if "text" in case else (folder / "input.txt").read_bytes().decode("utf-8")
            yield pytest.param({**case, "text": text}, id=folder.name)


@pytest.mark.parametrize("case", [*cases()])
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    assert case.keys() & (KEYS - {"date", "title", "text"}), "a case without expectations"
    text = case["text"]
    extraction = kg.extract(text, date=case.get("date"), title=case.get("title", ""))
    found = statements(extraction)
    assert [*misplaced(extraction), *wrong(case, extraction, found)] == [], shown(found)


def marked(example: str) -> tuple[str, list[tuple[str, str]]]:
    """The text of an example without its marks, and the marked pairs of subject and object.

    〔s:…〕 is a subject, 〔o:…〕 an object and 〔b:…〕 both (互致贺电); of the marks without a letter the first is the
    subject, the others are objects. Each subject is paired with each object; quotation marks at an end do not count.
    """
    subjects: list[str] = []
    objects: list[str] = []
    for mark in MARK.finditer(example):
        role, end = mark["role"] or ("o" if subjects else "s"), mark["end"].strip("“”《》")
        subjects += [end] if role in "sb" else []
        objects += [end] if role in "ob" else []
    return MARK.sub(lambda m: m["end"], example), [(s, o) for s, o in product(subjects, objects) if s != o]


SAMPLE = "".join(p.read_text(encoding="utf-8") for p in sorted(data("sample").iterdir()) if p.suffix != ".jsonl")


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(1, 60)), min_size=1, max_size=6))
def test_any_cuttings_of_text_are_read_without_failure(cuttings: list[tuple[int, int]]) -> None:
    text = "".join(SAMPLE[start : start + length] for start, length in cuttings)
    if text.strip():
        assert list(misplaced(kg.extract(text, date="2024-03-08", title=text[:20]))) == []


PROPERTIES = sorted(ONTOLOGY.properties.values())
EXAMPLES = [pytest.param(p.name, t, id=f"{p.name}-{i}") for p in PROPERTIES for i, t in enumerate(p.examples)]
COUNTERS = [pytest.param(p.name, t, id=f"{p.name}-{i}") for p in PROPERTIES for i, t in enumerate(p.counter_examples)]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_example(name: str, example: str) -> None:
    text, wanted = marked(example)
    assert wanted, "mark both ends of the example with 〔 and 〕"
    extraction = kg.extract(text)
    found = [f for f in statements(extraction) if f.predicate == name and f.status in ("actual", "planned")]
    lacking = [(s, o) for s, o in wanted if not any(f.says(s, name, o) for f in found)]
    surplus = [str(f) for f in found if not any(f.says(s, name, o) for s, o in wanted)]
    assert (lacking, surplus, list(misplaced(extraction))) == ([], [], []), shown(statements(extraction))


@pytest.mark.parametrize(("name", "example"), COUNTERS)
def test_counter_example(name: str, example: str) -> None:
    text, _ = marked(example)
    found = [f for f in statements(kg.extract(text)) if f.predicate == name and f.status in ("actual", "planned")]
    assert list(map(str, found)) == []


def test_every_property_has_examples_of_both_kinds() -> None:
    assert [p.name for p in PROPERTIES if not p.examples or not p.counter_examples] == []


@pytest.mark.parametrize(
    ("example", "parts"),
    [
        ("〔秘鲁〕举办〔会议〕", ("秘鲁举办会议", [("秘鲁", "会议")])),
        ("〔o:会议〕由〔s:秘鲁〕举办", ("会议由秘鲁举办", [("秘鲁", "会议")])),
        ("〔王毅〕会见〔甲〕和〔乙〕", ("王毅会见甲和乙", [("王毅", "甲"), ("王毅", "乙")])),
        ("〔b:甲〕同〔b:乙〕互致贺电", ("甲同乙互致贺电", [("甲", "乙"), ("乙", "甲")])),
        ("〔甲〕签署〔《宣言》〕", ("甲签署《宣言》", [("甲", "宣言")])),
        ("秘鲁没有举办会议", ("秘鲁没有举办会议", [])),
    ],
)
def test_marks_are_read(example: str, parts: tuple[str, list[tuple[str, str]]]) -> None:
    assert marked(example) == parts
