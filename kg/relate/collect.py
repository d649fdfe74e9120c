"""The order of relating one document: sentence by sentence, with what each inherits from those before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg import dates
from kg.model import ACTUAL, Document, Entity, Evidence, Mention, Sentence, Statement, TimeSpan, Turn
from kg.ontology import Ontology, Property
from kg.relate.discourse import Discourse, Speech
from kg.relate.items import Chain, Group, Item, chains_of, groups_of, items_of
from kg.relate.mask import Mask, items_as_groups, masked
from kg.relate.posts import facts_of
from kg.relate.rules import Match, fits, head_nouns, leads, matches, nearest
from kg.relate.status import status_of, time_of

ASKS = "asks"


@dataclass(frozen=True, slots=True)
class _Found:
    """One triple with one piece of evidence, before equal triples are put together."""

    subject: str
    predicate: str
    object: str
    literal: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Scene:
    """A sentence made ready: its items, chains and groups, the masked text, and who speaks where in it."""

    sentence: Sentence
    items: tuple[Item, ...]
    chains: tuple[Chain, ...]
    mask: Mask
    times: tuple[TimeSpan, ...]
    speeches: tuple[Speech, ...]


def statements(
    document: Document,
    sentences: Sequence[Sentence],
    turns: Sequence[Turn],
    entities: Sequence[Entity],
    titles: Sequence[Mention],
    ontology: Ontology,
) -> tuple[tuple[Statement, ...], tuple[Turn, ...]]:
    """Return the statements of a document and its turns with their speakers filled in.

    Args:
        document: the document.
        sentences: its sentences, in order.
        turns: its speaker turns, in order.
        entities: its entities with their mentions.
        titles: the mentions of type Title.
        ontology: what is known.
    """
    owner = {m: e for e in entities for m in e.mentions}
    turns = tuple(_with_speaker(t, owner) for t in turns)
    by_iri = {e.iri: e for e in entities}
    mentions = _by_sentence(sentences, [*owner, *titles])
    times = _times(document, sentences)
    prepared = []
    for sentence, inside in zip(sentences, mentions, strict=True):
        items = items_of(sentence, inside, owner)
        prepared.append((sentence, items, chains_of(_plain(document, sentence), items, ontology)))
    discourse = Discourse(ontology, by_iri)
    for _, _, chains in prepared:
        discourse.learn_states(chains)
    found: list[_Found] = list(_asked(document, sentences, turns))
    names = {e.name: e for e in sorted(entities, reverse=True)}
    for (sentence, items, chains), spans in zip(prepared, times, strict=True):
        turn = turns[sentence.turn] if sentence.turn >= 0 else None
        discourse.advance(sentence, turn)
        scene = _scene(document, sentence, items, chains, spans, discourse)
        found += _apposed(document, scene, names, ontology)
        found += _framed(document, scene, discourse)
        discourse.follow(scene.speeches, tuple(scene.mask.groups.values()))
    return _together(found, ontology), turns


def _plain(document: Document, sentence: Sentence) -> str:
    return document.field(sentence.field).plain[sentence.begin : sentence.stop]


def _with_speaker(turn: Turn, owner: Mapping[Mention, Entity]) -> Turn:
    """Fill in whose label a turn bears: the outlet of a question, the person of an answer."""
    for mention, entity in sorted(owner.items()):
        if mention.field == turn.field and turn.label_begin <= mention.begin and mention.stop <= turn.label_stop:
            if entity.type == "Person":
                turn = replace(turn, speaker=turn.speaker or entity.iri)
            elif entity.type == "Organization":
                turn = replace(turn, outlet=turn.outlet or entity.iri)
    return turn


def _by_sentence(sentences: Sequence[Sentence], mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Share mentions out to the sentences they lie in; one that crosses a boundary is in none."""
    ordered = sorted(mentions)
    found: list[list[Mention]] = []
    for sentence in sentences:
        found.append([])
        for mention in ordered[_first(ordered, sentence) :]:
            if mention.field != sentence.field or mention.begin >= sentence.stop:
                break
            if mention.stop <= sentence.stop:
                found[-1].append(mention)
    return found


def _first(ordered: Sequence[Mention], sentence: Sentence) -> int:
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        if (ordered[middle].field, ordered[middle].begin) < (sentence.field, sentence.begin):
            low = middle + 1
        else:
            high = middle
    return low


def _times(document: Document, sentences: Sequence[Sentence]) -> list[tuple[TimeSpan, ...]]:
    """Return for each sentence its time expressions, at offsets of the sentence."""
    by_field = {name: dates.find(document.field(name).plain, document.day) for name in ("title", "text")}
    return [
        tuple(
            replace(t, start=t.start - s.begin, end=t.end - s.begin)
            for t in by_field[s.field]
            if s.begin <= t.start and t.end <= s.stop
        )
        for s in sentences
    ]


def _scene(
    document: Document,
    sentence: Sentence,
    items: tuple[Item, ...],
    chains: tuple[Chain, ...],
    times: tuple[TimeSpan, ...],
    discourse: Discourse,
) -> _Scene:
    """Mask a sentence; where it has pronouns, once more with what they mean."""
    text, ontology = _plain(document, sentence), discourse.ontology
    nouns = head_nouns(ontology)
    mask = masked(text, groups_of(text, chains, ontology), times, nouns)
    speeches = discourse.speeches(mask)
    if speeches:
        discourse.speaker = speeches[-1].speaker
    taken = [*items, *(Item(c.begin, c.stop, c.head.mentions if c.head else items[0].mentions, ()) for c in chains)]
    pronouns = discourse.pronouns(text, sentence, taken)
    if pronouns:
        chains = tuple(sorted([*chains, *(Chain(p.begin, p.stop, p) for p in pronouns)], key=lambda c: c.begin))
        mask = masked(text, groups_of(text, chains, ontology), times, nouns)
        speeches = discourse.speeches(mask)
    return _Scene(sentence, items, chains, mask, times, speeches)


def _asked(document: Document, sentences: Sequence[Sentence], turns: Sequence[Turn]) -> Iterable[_Found]:
    """Yield who asked whom: the outlet of a question and the speaker of its answer."""
    for answer in turns:
        if answer.reply_to < 0 or not answer.speaker:
            continue
        question = turns[answer.reply_to]
        if question.outlet:
            first = next((s for s in sentences if s.turn == question.index and s.stop > question.begin), None)
            stop = first.stop if first else question.stop
            evidence = _evidence(document, question.field, question.label_begin, stop, "turn-question")
            yield _Found(question.outlet, ASKS, answer.speaker, False, evidence)


def _apposed(document: Document, scene: _Scene, names: dict[str, Entity], ontology: Ontology) -> Iterable[_Found]:
    for chain in scene.chains:
        sentence = scene.sentence
        for fact in facts_of(_plain(document, sentence), chain, ontology, names):
            evidence = _evidence(document, sentence.field, sentence.begin, sentence.stop, fact.rule)
            literal = fact.entity is None
            value = fact.object if fact.entity is None else fact.entity.iri
            yield _Found(fact.subject.iri, fact.predicate, value, literal, evidence)


def _framed(document: Document, scene: _Scene, discourse: Discourse) -> Iterable[_Found]:
    ontology, mask = discourse.ontology, scene.mask
    text = _plain(document, scene.sentence)
    flat = masked(text, items_as_groups(scene.items), scene.times)
    for level, used in (("group", mask), ("item", flat)):
        for match in nearest(tuple(matches(ontology, used, level))):
            prop = ontology.properties[match.rule.predicate]
            yield from _stated(document, scene, used, match, prop, discourse)


def _stated(
    document: Document, scene: _Scene, mask: Mask, match: Match, prop: Property, discourse: Discourse
) -> Iterable[_Found]:
    """Yield the triples of one match."""
    inferences = set()
    pairs: list[tuple[Entity, Entity]]
    if not fits(match, mask, scene.speeches, discourse.ontology):
        return
    if match.both >= 0 or match.object < 0:
        group = mask.groups[match.both] if match.both >= 0 else _topic(match, mask, scene, discourse, many=True)
        if group is None:
            return
        inferences |= {"droppedSubject"} if match.both < 0 else set()
        members = [e for e in group.entities if e.type in match.rule.subject & match.rule.object]
        pairs = [(a, b) for a in members for b in members]
        inferences |= _inferred(group)
    else:
        subjects, subject_group = _subjects(match, mask, scene, discourse)
        if subject_group is None:
            inferences.add("droppedSubject")
        else:
            inferences |= _inferred(subject_group)
        target = mask.groups[match.object]
        objects = [e for e in target.entities if e.type in match.rule.object]
        inferences |= _inferred(target)
        respectively = any(w in mask.text[match.begin : match.stop] for w in discourse.ontology.words["distributors"])
        if respectively and len(subjects) == len(objects):
            pairs = list(zip(subjects, objects, strict=True))
        else:
            pairs = [(s, o) for s in subjects for o in objects]
    pairs = [(s, o) for s, o in pairs if s.iri != o.iri]
    if not pairs:
        return
    status = status_of(match, mask, discourse.ontology)
    time = time_of(match, mask, scene.speeches)
    anchor = match.trigger if match.trigger >= 0 else match.begin
    speaker = next((s.speaker for s in reversed(scene.speeches) if s.begin <= anchor), None)
    sentence = scene.sentence
    for subject, obj in pairs:
        evidence = _evidence(
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
        yield _Found(subject.iri, prop.name, obj.iri, False, evidence)


def _inferred(group: Group) -> set[str]:
    rules = {m.rule for c in group.chains if c.head for m in c.head.mentions}
    return {"pronoun"} if "pronoun" in rules else set()


def _subjects(match: Match, mask: Mask, scene: _Scene, discourse: Discourse) -> tuple[list[Entity], Group | None]:
    """Return the subjects of a match and their group; None is the group where the subject is left out."""
    group = mask.groups[match.subject] if match.subject >= 0 else None
    home = group or _topic(match, mask, scene, discourse)
    return [e for e in home.entities if e.type in match.rule.subject] if home else [], group


def _topic(match: Match, mask: Mask, scene: _Scene, discourse: Discourse, many: bool = False) -> Group | None:
    """Return what the clauses before a match are about: the first group that leads a clause of the same speech."""
    floor = max((s.begin for s in scene.speeches if s.begin <= match.begin), default=0)
    for position in sorted(mask.groups):
        if floor <= position < match.begin and leads(mask, position, floor, discourse.ontology):
            group = mask.groups[position]
            fitting = [e for e in group.entities if e.type in match.rule.subject]
            if len(fitting) > many:
                return group
    return None


def _evidence(
    document: Document,
    field: str,
    begin: int,
    stop: int,
    rule: str,
    *,
    status: str = ACTUAL,
    time: TimeSpan | None = None,
    said_by: str = "",
    claim: bool = False,
    inferences: tuple[str, ...] = (),
) -> Evidence:
    text = document.field(field)
    start, end = text.raw_span(begin, stop)
    return Evidence(
        document.id,
        field,
        start,
        end,
        text.raw[start:end],
        rule,
        status,
        dates.start_of(time) if time else "",
        time.not_before if time else "",
        time.not_after if time else "",
        time.basis if time else "",
        said_by,
        claim,
        inferences,
    )


def _together(found: Iterable[_Found], ontology: Ontology) -> tuple[Statement, ...]:
    """Put equal triples together; a symmetric relation is stated once, from the smaller IRI."""
    table: dict[tuple[str, str, str, bool], set[Evidence]] = defaultdict(set)
    for item in found:
        subject, obj = item.subject, item.object
        if ontology.properties[item.predicate].symmetric and obj < subject:
            subject, obj = obj, subject
        table[subject, ontology.properties[item.predicate].iri, obj, item.literal].add(item.evidence)
    return tuple(Statement(*key, tuple(sorted(evidence))) for key, evidence in sorted(table.items()))


