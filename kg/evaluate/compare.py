"""The comparison: each document is tallied by itself, and the tallies are added up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from kg.evaluate.records import Record, Side, is_blind, squash
from kg.evaluate.scores import Figures, Half, Linking, Miss, Rate, Score

SYMMETRIC = frozenset({"meets", "cooperatesWith", "establishesRelationsWith"})
CORE = frozenset({"Person", "Country", "Initiative", "Forum"})
_Count = TypeVar("_Count", Score, Rate)
_SHORT = 5  # a quotation no longer than this must name an end of its relation


@dataclass(frozen=True, slots=True)
class _Tally:
    """The counts of one document."""

    id: str
    types: Mapping[str, Score]
    predicates: Mapping[str, Score]
    rules: Mapping[str, Rate]
    status: Rate
    time: Rate
    evidence: Rate
    offsets: Rate
    linking: Linking
    errors: tuple[Miss, ...]


def figures(golds: Mapping[str, Record], preds: Mapping[str, Record]) -> Figures:
    """Return the scores of predicted records against gold ones, both by id.

    A document that is not predicted counts as empty; a predicted one that is not in gold does not count.
    """
    tallies = [_tally(id_, gold, preds.get(id_, {})) for id_, gold in golds.items()]
    parts = {"seen": [t for t in tallies if not is_blind(t.id)], "blind": [t for t in tallies if is_blind(t.id)]}
    types = _merged([t.types for t in tallies], Score())
    predicates = _merged([t.predicates for t in tallies], Score())
    return Figures(
        documents=len(tallies),
        entities=sum(types.values(), Score()),
        core_entities=sum((score for name, score in types.items() if name in CORE), Score()),
        relations=sum(predicates.values(), Score()),
        by_type=types,
        by_predicate=predicates,
        by_rule=_merged([t.rules for t in tallies], Rate()),
        status=sum((t.status for t in tallies), Rate()),
        time=sum((t.time for t in tallies), Rate()),
        evidence=sum((t.evidence for t in tallies), Rate()),
        offsets=sum((t.offsets for t in tallies), Rate()),
        linking=sum((t.linking for t in tallies), Linking()),
        halves=MappingProxyType({name: _half(part) for name, part in parts.items() if part}),
        errors=tuple(miss for t in parts["seen"] for miss in t.errors),
    )


def _merged(tables: Iterable[Mapping[str, _Count]], zero: _Count) -> Mapping[str, _Count]:
    """Add up tables by key, in the order of their keys."""
    total: dict[str, _Count] = {}
    for one in tables:
        for key, value in one.items():
            total[key] = total.get(key, zero) + value
    return MappingProxyType(dict(sorted(total.items())))


def _half(tallies: Sequence[_Tally]) -> Half:
    entities = (score for t in tallies for score in t.types.values())
    relations = (score for t in tallies for score in t.predicates.values())
    return Half(len(tallies), sum(entities, Score()), sum(relations, Score()))


def _tally(id_: str, gold: Record, pred: Record) -> _Tally:
    ours, theirs = Side(gold), Side(pred)
    wanted, found = list(gold.get("relations", [])), _once(pred.get("relations", []))
    pairs = _matched(wanted, found, ours, theirs)
    hits = [(g, found[i]) for g, i in zip(wanted, pairs, strict=True) if i is not None]
    used = {i for i in pairs if i is not None}
    dated = [(g, p) for g, p in hits if g.get("time")]
    return _Tally(
        id=id_,
        types=_counted(*([t for _, t in both] for both in (ours.typed, theirs.typed, ours.typed & theirs.typed))),
        predicates=_counted([g["p"] for g in wanted], [p["p"] for p in found], [g["p"] for g, _ in hits]),
        rules=_by_rule(found, used),
        status=Rate(sum(_status(g) == _status(p) for g, p in hits), len(hits)),
        time=Rate(sum(g["time"] == p.get("time", "") for g, p in dated), len(dated)),
        evidence=_evidence(gold, wanted, found, used, theirs),
        offsets=_offsets(gold, pred),
        linking=_linked(ours, theirs),
        errors=(
            *(Miss(id_, "missed entity", f"{s} [{t}]") for s, t in sorted(ours.typed - theirs.typed)),
            *(Miss(id_, "wrong entity", f"{s} [{t}]") for s, t in sorted(theirs.typed - ours.typed)),
            *(Miss(id_, "missed relation", _line(g)) for g, i in zip(wanted, pairs, strict=True) if i is None),
            *(Miss(id_, "wrong relation", _line(p)) for i, p in enumerate(found) if i not in used),
        ),
    )


def _once(relations: Iterable[Record]) -> list[Record]:
    """Return the first relation of each triple; the ends of a symmetric one have no order."""
    found: dict[tuple[str, str, str], Record] = {}
    for relation in relations:
        ends = [squash(relation["s"]), squash(relation["o"])]
        if relation["p"] in SYMMETRIC:
            ends.sort()
        found.setdefault((ends[0], relation["p"], ends[1]), relation)
    return list(found.values())


def _matched(wanted: Sequence[Record], found: Sequence[Record], ours: Side, theirs: Side) -> list[int | None]:
    """Return for each gold relation the index of the first free predicted one that says the same, or None."""
    pairs: list[int | None] = []
    free = list(range(len(found)))
    for relation in wanted:
        hit = next((i for i in free if _same(relation, found[i], ours, theirs)), None)
        pairs.append(hit)
        if hit is not None:
            free.remove(hit)
    return pairs


def _same(gold: Record, pred: Record, ours: Side, theirs: Side) -> bool:
    """Whether two relations say the same; of two posts, one may be the end of the other."""

    def one(a: str, b: str) -> bool:
        return not ours.known_as(gold[a]).isdisjoint(theirs.known_as(pred[b]))

    if gold["p"] != pred["p"]:
        return False
    if gold["p"] == "holdsPost":
        short, long = sorted((squash(gold["o"]), squash(pred["o"])), key=len)
        return one("s", "s") and len(short) >= 2 and long.endswith(short)
    crossed = gold["p"] in SYMMETRIC and one("s", "o") and one("o", "s")
    return crossed or (one("s", "s") and one("o", "o"))


def _counted(gold: Iterable[str], pred: Iterable[str], tp: Iterable[str]) -> dict[str, Score]:
    golds, preds, hits = Counter(gold), Counter(pred), Counter(tp)
    return {key: Score(hits[key], preds[key], golds[key]) for key in sorted({*golds, *preds})}


def _by_rule(found: Sequence[Record], used: set[int]) -> dict[str, Rate]:
    rules: defaultdict[str, Rate] = defaultdict(Rate)
    for i, relation in enumerate(found):
        rules[relation.get("rule") or "unknown"] += Rate(i in used, 1)
    return dict(rules)


def _status(relation: Record) -> str:
    status: str = relation.get("status", "actual")
    return status


def _evidence(gold: Record, wanted: Sequence[Record], found: Sequence[Record], used: set[int], theirs: Side) -> Rate:
    """How many quotations stand in the document and are about their relation.

    They are when they name an end of it or, where the relation is right, when they and a gold quotation overlap wholly.
    """
    text = squash(f"{gold.get('title', '')}\n{gold.get('text', '')}")
    cited = [squash(g.get("evidence", "")) for g in wanted]
    right = 0
    for i, relation in enumerate(found):
        quote, end = squash(relation.get("evidence", "")), squash(relation["o"])
        names = {end, *theirs.surfaces.get(squash(relation["s"]), ()), *theirs.surfaces.get(end, ())}
        about = any(name in quote for name in names)
        agreed = i in used and len(quote) > _SHORT and any(quote in c or c in quote for c in cited)
        right += bool(quote) and quote in text and (about or agreed)
    return Rate(right, len(found))


def _offsets(gold: Record, pred: Record) -> Rate:
    """How many of the mentions with offsets give back their text."""
    placed = [
        squash(gold.get(m.get("field", "text"), "")[m["start"] : m["end"]]) == squash(m["text"])
        for entity in pred.get("entities", [])
        for m in entity.get("mentions", [])
        if isinstance(m, Mapping) and "start" in m
    ]
    return Rate(sum(placed), len(placed))


def _linked(ours: Side, theirs: Side) -> Linking:
    both = sorted(ours.home.keys() & theirs.home.keys())
    gold_size, pred_size = Counter(ours.home[s] for s in both), Counter(theirs.home[s] for s in both)
    shared = Counter((ours.home[s], theirs.home[s]) for s in both)
    total = Linking()
    for s in both:
        g, p = ours.home[s], theirs.home[s]
        total += Linking(shared[g, p] / pred_size[p], shared[g, p] / gold_size[g], 1)
    return total


def _line(relation: Record) -> str:
    return f"{relation['s']} —{relation['p']}→ {relation['o']}   «{relation.get('evidence', '')}»"
