"""How good a graph is: a sample of its evidence for people to judge, and what their verdicts say of the whole."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import NormalDist

from kg.errors import WriteError
from kg.write.facts import Row, Value
from kg.write.sheets import read_sheet, sheet_of
from kg.write.tables import statement_rows

SAMPLE_COLUMNS = (
    "number", "verdict", "note", "subject", "property", "object", "status", "time", "speaker", "quote",
    "document", "date", "rule", "inferences", "evidence", "stratum",
)  # fmt: skip
"""The columns of a sample; `verdict` is to be filled in, `stratum` is how many pieces of evidence its property has."""
_NEEDED = ("verdict", "property", "evidence", "stratum")
_RIGHT = frozenset({"right", "r", "yes", "y", "true", "1", "对", "是", "正确", "✓", "√"})
_WRONG = frozenset({"wrong", "w", "no", "n", "false", "0", "错", "否", "错误", "✗", "×", "x"})
_UNSURE = frozenset({"", "unsure", "?", "？", "不确定"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said of one piece of evidence: whether it is read rightly."""

    evidence: str
    property: str
    right: bool
    stratum: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Precision:
    """The share of evidence that is right, of a property or ("") of all, with its 95 % interval.

    `judged` is how many verdicts it rests on, `stratum` how many pieces of evidence it speaks for.
    """

    property: str
    right: int
    judged: int
    stratum: int
    share: float
    low: float
    high: float


def drawn(folder: Path | str, size: int, seed: int = 1) -> list[Row]:
    """Draw a sample of the evidence of an output folder, stratified by property, in a random order.

    Each property gets its share of `size`, but at least one piece, and as many as five where it has them and the sample
    is large enough. The same graph and seed give the same sample, and a larger one of the same seed holds a smaller's
    evidence of each property.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
        WriteError: `size` is less than one for each property.
    """
    strata: dict[str, list[Row]] = defaultdict(list)
    for row in statement_rows(folder):
        strata[str(row["property"])].append(row)
    if size < len(strata):
        raise WriteError(f"a sample of {size} cannot hold {len(strata)} properties; draw at least one of each")
    shares = _allotted({name: len(rows) for name, rows in strata.items()}, size)
    chosen = []
    for name, rows in strata.items():
        ranked = sorted(rows, key=lambda row: _rank(seed, str(row["evidence"])))
        chosen += [(_rank(seed + 1, str(row["evidence"])), row, len(rows)) for row in ranked[: shares[name]]]
    chosen.sort(key=lambda item: item[0])
    return [_sampled(number, row, stratum) for number, (_, row, stratum) in enumerate(chosen, 1)]


def _rank(seed: int, evidence: str) -> str:
    return hashlib.sha256(f"{seed} {evidence}".encode()).hexdigest()


def _allotted(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """Share a sample out: the least first, then in proportion, by the largest remainder."""
    least = 5 if wanted >= 10 * len(sizes) else 1
    given = {name: min(least, size) for name, size in sizes.items()}
    rest = min(wanted, sum(sizes.values())) - sum(given.values())
    while rest > 0:
        room = {name: size - given[name] for name, size in sizes.items() if size > given[name]}
        total = sum(room.values())
        quota = {name: rest * size / total for name, size in room.items()}
        for name in room:
            given[name] += min(room[name], int(quota[name]))
        rest = min(wanted, sum(sizes.values())) - sum(given.values())
        for name in sorted(room, key=lambda n: (int(quota[n]) - quota[n], n)):
            if rest > 0 and given[name] < sizes[name]:
                given[name] += 1
                rest -= 1
    return given


def _sampled(number: int, row: Row, stratum: int) -> Row:
    named: dict[str, Value] = {"number": number, "verdict": None, "note": None, "stratum": stratum}
    named |= {"subject": row["subject_zh"], "object": row["object_zh"], "speaker": row["speaker_zh"]}
    return {name: named[name] if name in named else row[name] for name in SAMPLE_COLUMNS}


def sample_as(path: Path | str, rows: Iterable[Row]) -> bytes:
    """Return a sample as the .csv or .xlsx that `path` is to be.

    Raises:
        WriteError: the name asks for another format, or openpyxl is not installed.
    """
    return sheet_of(path, "sample", SAMPLE_COLUMNS, [[row[name] for name in SAMPLE_COLUMNS] for row in rows])


def read_verdicts(path: Path | str) -> tuple[Verdict, ...]:
    """Return the verdicts of a sample that somebody has filled in; what is left empty or unsure is no verdict.

    right, yes, 对 and wrong, no, 错 are understood, their first letters too.

    Raises:
        WriteError: the file is no sample, or a verdict is none of these.
    """
    found = []
    for number, row in enumerate(read_sheet(path, _NEEDED), 2):
        said = row["verdict"].strip().lower()
        if said in _UNSURE:
            continue
        if said not in _RIGHT | _WRONG:
            raise WriteError(f"{path}, row {number}: {row['verdict']!r} is no verdict; write right, wrong or unsure")
        if not row["stratum"].strip().isdigit():
            raise WriteError(f"{path}, row {number}: stratum is no number; keep the columns of the file as written")
        note = row.get("note", "").strip()
        found.append(Verdict(row["evidence"].strip(), row["property"], said in _RIGHT, int(row["stratum"]), note))
    return tuple(found)


def precisions(verdicts: Sequence[Verdict], confidence: float = 0.95) -> list[Precision]:
    """Return the precision of each property that has verdicts, in order of the names, and of all last.

    Intervals are Wilson's (JASA 22, 1927). That of all weighs each property by its evidence; its interval is Wilson's
    for the effective sample size of the stratified estimate (Korn & Graubard, Survey Methodology 24, 1998).
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    right: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    strata: dict[str, int] = {}
    for verdict in verdicts:
        right[verdict.property] += verdict.right
        judged[verdict.property] += 1
        strata[verdict.property] = max(strata.get(verdict.property, 1), verdict.stratum)
    found = []
    for name in sorted(judged):
        share = right[name] / judged[name]
        found.append(Precision(name, right[name], judged[name], strata[name], share, *wilson(share, judged[name], z)))
    if not found:
        return []
    every, total = sum(p.stratum for p in found), sum(p.judged for p in found)
    share = sum(p.stratum * p.share for p in found) / every
    variance = sum((p.stratum / every) ** 2 * p.share * (1 - p.share) / p.judged for p in found)
    effective = min(total, share * (1 - share) / variance) if variance else total
    return [*found, Precision("", sum(p.right for p in found), total, every, share, *wilson(share, effective, z))]


def wilson(share: float, size: float, z: float) -> tuple[float, float]:
    """Return Wilson's interval of a share seen in `size` trials, at `z` standard deviations."""
    middle = share + z * z / (2 * size)
    spread = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    scale = 1 + z * z / size
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
