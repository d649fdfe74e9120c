"""The figures of one comparison as frozen values, and the table that shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """Counts, and the precision, recall and F1 that follow from them."""

    tp: int = 0
    pred: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right."""
        return round(_share(self.tp, self.pred), 4)

    @property
    def recall(self) -> float:
        """The share of gold that was predicted."""
        return round(_share(self.tp, self.gold), 4)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return round(_harmonic(_share(self.tp, self.pred), _share(self.tp, self.gold)), 4)

    def __add__(self, other: "Score") -> "Score":
        return Score(self.tp + other.tp, self.pred + other.pred, self.gold + other.gold)


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """How many of a total were right; `value` is None where there was nothing to judge."""

    right: int = 0
    total: int = 0

    @property
    def value(self) -> float | None:
        """The share that was right, or None."""
        return round(self.right / self.total, 4) if self.total else None

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.right + other.right, self.total + other.total)


@dataclass(frozen=True, slots=True, order=True)
class Linking:
    """Sums of B-cubed precision and recall over the surfaces that both sides put into exactly one entity."""

    precisions: float = 0.0
    recalls: float = 0.0
    surfaces: int = 0

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right."""
        return round(_share(self.precisions, self.surfaces), 4)

    @property
    def recall(self) -> float:
        """The share of gold that was predicted."""
        return round(_share(self.recalls, self.surfaces), 4)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return round(_harmonic(_share(self.precisions, self.surfaces), _share(self.recalls, self.surfaces)), 4)

    def __add__(self, other: "Linking") -> "Linking":
        sums = self.precisions + other.precisions, self.recalls + other.recalls
        return Linking(*sums, self.surfaces + other.surfaces)


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """The figures of the seen or of the blind documents alone."""

    documents: int
    entities: Score
    relations: Score


@dataclass(frozen=True, slots=True, order=True)
class Miss:
    """One error in a seen document; `kind` is "missed" or "wrong", then "entity" or "relation"."""

    document: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All scores of one comparison; `by_rule` is the precision of each rule that found a relation."""

    documents: int
    entities: Score
    core_entities: Score
    relations: Score
    by_type: Mapping[str, Score]
    by_predicate: Mapping[str, Score]
    by_rule: Mapping[str, Rate]
    status: Rate
    time: Rate
    evidence: Rate
    offsets: Rate
    linking: Linking
    halves: Mapping[str, Half]
    errors: tuple[Miss, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values for JSON, without the errors."""
        return {
            "documents": self.documents,
            "entities": _plain(self.entities),
            "core_entities": _plain(self.core_entities),
            "relations": _plain(self.relations),
            "by_type": {name: _plain(score) for name, score in self.by_type.items()},
            "by_predicate": {name: _plain(score) for name, score in self.by_predicate.items()},
            "by_rule": {name: {"p": r.value, "tp": r.right, "pred": r.total} for name, r in self.by_rule.items()},
            "status_accuracy": self.status.value,
            "time_accuracy": self.time.value,
            "evidence_exact": self.evidence.value,
            "offsets_exact": self.offsets.value,
            "linking_b3": {"p": self.linking.precision, "r": self.linking.recall, "f1": self.linking.f1},
            "halves": {
                name: {"documents": half.documents, "entities_f1": half.entities.f1, "relations_f1": half.relations.f1}
                for name, half in self.halves.items()
            },
        }


def _plain(score: Score) -> dict[str, float]:
    counts = {"gold": score.gold, "pred": score.pred, "tp": score.tp}
    return {"p": score.precision, "r": score.recall, "f1": score.f1, **counts}


def table(figures: Figures, *, rules: bool = False) -> str:
    """Return the figures as a table for a terminal, with one row for each rule where `rules` is set."""
    head = f"{'':<26}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}{'pred':>7}"
    rows = [head, _row("ENTITIES", figures.entities), _row("  core four types", figures.core_entities)]
    rows += [_row(f"  {name}", score) for name, score in figures.by_type.items()]
    rows += [_row("RELATIONS", figures.relations)]
    rows += [_row(f"  {name}", score) for name, score in figures.by_predicate.items()]
    if rules:
        rows += [f"{'RULES':<40}{'P':>7}{'right':>7}{'found':>7}"]
        rows += [f"  {name:<38}{_rate(r):>7}{r.right:>7}{r.total:>7}" for name, r in figures.by_rule.items()]
    rows += [
        f"linking B3 {figures.linking.f1:.3f}  status {_rate(figures.status)}  time {_rate(figures.time)}  "
        f"evidence exact {_rate(figures.evidence)}  offsets exact {_rate(figures.offsets)}  "
        f"documents {figures.documents}"
    ]
    for name, half in figures.halves.items():
        scores = f"entities F1 {half.entities.f1:.3f}  relations F1 {half.relations.f1:.3f}"
        rows.append(f"{name} {half.documents} documents: {scores}")
    return "\n".join(rows)


def _row(label: str, score: Score) -> str:
    shares = f"{score.precision:>7.3f}{score.recall:>7.3f}{score.f1:>7.3f}"
    return f"{label:<26}{shares}{score.gold:>7}{score.pred:>7}"


def _rate(rate: Rate) -> str:
    return "-" if rate.value is None else f"{rate.value:.3f}"
