"""The order of relating one document: sentence by sentence, with what each inherits from those before."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg import dates
from kg.model import Document, Entity, Mention, Sentence, Statement, TimeSpan, Turn
from kg.ontology import Ontology
from kg.relate.chains import chains_of
from kg.relate.discourse import Discourse
from kg.relate.gather import Found, evidence_at, together
from kg.relate.items import items_of
from kg.relate.letters import written
from kg.relate.posts import PART, capitals_of, facts_of
from kg.relate.rolls import received, roll_called
from kg.relate.scene import Scene, plain_of, scene_of
from kg.relate.state import framed
from kg.relate.topic import topic_after

ASKS = "asks"
_SHORT = 4
BODY = "IntergovernmentalOrganization"


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
    ordered = sorted(owner)
    turns = tuple(_with_speaker(t, ordered, owner) for t in turns)
    by_iri = {e.iri: e for e in entities}
    mentions = _by_sentence(sentences, [*owner, *titles])
    times = _times(document, sentences)
    prepared = []
    for sentence, inside in zip(sentences, mentions, strict=True):
        items = items_of(sentence, inside, owner)
        plain = plain_of(document, sentence)
        chains = received(plain, chains_of(plain, items, ontology), ontology)
        prepared.append((sentence, items, roll_called(plain, chains, ontology)))
    discourse = Discourse(ontology, by_iri)
    for _, _, chains in prepared:
        discourse.learn_states(chains)
    found: list[Found] = list(_asked(document, sentences, turns))
    found += _editions(document, sentences, entities, ontology)
    names = {e.name: e for e in sorted(entities, reverse=True)}
    answers = {turn.reply_to: turn for turn in reversed(turns) if turn.reply_to >= 0}
    for (sentence, items, chains), spans in zip(prepared, times, strict=True):
        turn = turns[sentence.turn] if sentence.turn >= 0 else None
        discourse.advance(sentence, turn, answers.get(sentence.turn))
        scene = scene_of(document, sentence, items, chains, spans, discourse)
        found += _apposed(document, scene, names, ontology)
        stated = list(framed(document, scene, discourse))
        found += stated
        found += written(document, scene, discourse)
        discourse.remember((f.predicate, by_iri[f.object]) for f in stated if not f.literal)
        topic = topic_after(scene.mask, scene.speeches, discourse)
        discourse.follow(scene.mask, scene.speeches, topic)
    return together(found, ontology), turns


def _with_speaker(turn: Turn, ordered: Sequence[Mention], owner: Mapping[Mention, Entity]) -> Turn:
    """Fill in whose label a turn bears: the outlet of a question, the person of an answer."""
    first = bisect_left(ordered, (turn.field, turn.label_begin), key=lambda m: (m.field, m.begin))
    last = bisect_left(ordered, (turn.field, turn.label_stop), key=lambda m: (m.field, m.begin))
    for entity in (owner[m] for m in ordered[first:last] if m.stop <= turn.label_stop):
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
        first = bisect_left(ordered, (sentence.field, sentence.begin), key=lambda m: (m.field, m.begin))
        for mention in ordered[first:]:
            if mention.field != sentence.field or mention.begin >= sentence.stop:
                break
            if mention.stop <= sentence.stop:
                found[-1].append(mention)
    return found


def _times(document: Document, sentences: Sequence[Sentence]) -> list[tuple[TimeSpan, ...]]:
    """Return for each sentence its time expressions that name a time, at offsets of the sentence."""
    by_field = {
        name: dates.find(document.field(name).plain, document.day, measures=False) for name in ("title", "text")
    }
    return [
        tuple(
            replace(t, start=t.start - s.begin, end=t.end - s.begin)
            for t in by_field[s.field]
            if t.edtf and s.begin <= t.start and t.end <= s.stop
        )
        for s in sentences
    ]


def _asked(document: Document, sentences: Sequence[Sentence], turns: Sequence[Turn]) -> Iterable[Found]:
    """Yield who asked whom: the outlet of a question and the speaker of its answer."""
    for answer in turns:
        if answer.reply_to < 0 or not answer.speaker:
            continue
        question = turns[answer.reply_to]
        if question.outlet:
            first = next((s for s in sentences if s.turn == question.index and s.begin >= question.label_stop), None)
            stop = first.stop if first else question.stop
            evidence = evidence_at(document, question.field, question.label_begin, stop, "turn-question")
            yield Found(question.outlet, ASKS, answer.speaker, False, evidence)


def _editions(
    document: Document, sentences: Sequence[Sentence], entities: Sequence[Entity], ontology: Ontology
) -> Iterable[Found]:
    """Yield for each numbered gathering the series whose name its own contains (第六届中国—南亚博览会)."""
    gatherings = [e for e in entities if e.type in {"Forum", "Event"}]
    for edition in gatherings:
        numbered = re.search(r"第[\d一二三四五六七八九十百]+[届次]|\d{4}年", edition.name)
        whole = [s for s in gatherings if s != edition and s.type == edition.type and _inside(s, edition, ontology)]
        whole = whole or (_bodies(edition, entities, ontology) if numbered and edition.type == "Forum" else [])
        only = edition.type == "Forum" and len(gatherings) == len(whole) + 1  # 金砖国家外长会晤 by itself
        if whole and (numbered or (only and edition.name.startswith(tuple(s.name for s in whole)))):
            series = max(whole, key=lambda e: (len(e.name), e.iri))
            first = min(edition.mentions)
            home = next(s for s in sentences if s.field == first.field and s.begin <= first.begin < s.stop)
            evidence = evidence_at(document, home.field, home.begin, home.stop, "edition-of-series")
            yield Found(edition.iri, PART, series.iri, False, evidence)


def _bodies(edition: Entity, entities: Sequence[Entity], ontology: Ontology) -> list[Entity]:
    """Return the intergovernmental body with whose name the numbered session begins (上海合作组织…第十九次会议)."""
    kinds = {e: ontology.entries[e.iri].kind for e in entities if e.known and e.iri in ontology.entries}
    return [e for e, kind in kinds.items() if kind == BODY and edition.name.startswith(e.name)]


def _inside(series: Entity, edition: Entity, ontology: Ontology) -> bool:
    """Whether the name of a series, or a long form of it that the document or the gazetteer has, is part of an
    edition's."""
    long = {m.text for m in series.mentions if len(m.text) > _SHORT}
    known = ontology.entries.get(series.iri)
    if known and any(m.name.endswith(known.labels) and m.name not in known.labels for m in edition.mentions):
        return True
    return series.name in edition.name or any(form in m.text for form in sorted(long) for m in edition.mentions)


def _apposed(document: Document, scene: Scene, names: dict[str, Entity], ontology: Ontology) -> Iterable[Found]:
    sentence, text = scene.sentence, plain_of(document, scene.sentence)
    facts = [fact for chain in scene.chains for fact in facts_of(text, chain, ontology, names)]
    stated = {(fact.predicate, fact.subject, fact.entity) for fact in facts}
    facts += (f for f in capitals_of(text, scene.items, ontology) if (f.predicate, f.subject, f.entity) not in stated)
    for fact in facts:
        place = (sentence.field, sentence.begin, sentence.stop)
        evidence = evidence_at(document, *place, fact.rule, inferences=fact.inferences)
        literal = fact.entity is None
        value = fact.object if fact.entity is None else fact.entity.iri
        yield Found(fact.subject.iri, fact.predicate, value, literal, evidence)
