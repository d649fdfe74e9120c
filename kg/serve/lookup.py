"""Looking up names and sentences in the index."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from kg.serve.index import Index
from kg.serve.words import folded, pairs, simple

_CANDIDATES = 200
_PAIRS = 100
_STEPS = 2_000_000
"""Virtual machine steps of SQLite, about a second, after which a search is given up."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a name may mean: `score` of 100, `name` the one that fits best, and whether it is one of its own.

    `kinds` are the local names of its classes, `mentions` 0 for what only the gazetteer has.
    """

    iri: str
    zh: str
    en: str
    type: str
    kinds: tuple[str, ...]
    mentions: int
    name: str
    main: bool
    score: float


def names(index: Index, text: str, *, kinds: Sequence[str] = (), limit: int = 10, prefix: bool = False) -> list[Match]:
    """Return the entities that a name may mean, the likeliest first; `prefix` favours names that begin so.

    Equal names count 100 for a label and 95 for an alias; others by the pairs of characters they share.
    """
    wanted = folded(text)
    if not wanted:
        return []
    prefix = prefix or len(wanted) == 1
    best: dict[str, Match] = {}
    with closing(index.connect()) as connection:
        connection.set_progress_handler(lambda: 1, _STEPS)
        for row in _candidates(connection, wanted, prefix):
            found = _match(row, wanted, prefix)
            if kinds and not set(kinds) & {*found.kinds, found.type}:
                continue
            if found.iri not in best or _rank(found) < _rank(best[found.iri]):
                best[found.iri] = found
    return sorted(best.values(), key=_rank)[:limit]


def entity(index: Index, iri: str) -> Match | None:
    """Return what the index knows of an entity."""
    with closing(index.connect()) as connection:
        row = connection.execute("SELECT *, zh AS name, 1 AS main FROM entities WHERE iri = ?", (iri,)).fetchone()
    return _match(row, "", False) if row else None


def _rank(match: Match) -> tuple[float, bool, int, int, str, str]:
    return -match.score, not match.main, -match.mentions, len(match.name), match.name, match.iri


def _candidates(connection: sqlite3.Connection, wanted: str, prefix: bool) -> list[sqlite3.Row]:
    select = "SELECT e.*, n.name, n.folded, n.main FROM names n JOIN entities e USING (iri)"
    found = connection.execute(f"{select} WHERE n.folded = ?", (wanted,)).fetchall()
    if prefix:
        found += connection.execute(
            f"{select} WHERE n.folded >= ? AND n.folded < ? ORDER BY e.mentions DESC, n.id LIMIT ?",
            (wanted, wanted + "\U0010ffff", _CANDIDATES),
        ).fetchall()
    parts = pairs(wanted)[:_PAIRS]
    marks = ",".join("?" * len(parts))
    rows = f"SELECT id FROM pairs WHERE pair IN ({marks}) GROUP BY id ORDER BY count(*) DESC, length, id LIMIT ?"  # noqa: S608
    found += connection.execute(f"{select} WHERE n.id IN ({rows})", (*parts, _CANDIDATES)).fetchall()
    return found


def _match(row: sqlite3.Row, wanted: str, prefix: bool) -> Match:
    name, main = row["name"], bool(row["main"])
    score = _score(folded(name), wanted, main, prefix) if wanted else 100.0
    kinds = tuple(json.loads(row["kinds"]))
    return Match(row["iri"], row["zh"], row["en"], row["type"], kinds, row["mentions"], name, main, score)


def _score(name: str, wanted: str, main: bool, prefix: bool) -> float:
    if name == wanted:
        return 100.0 if main else 95.0
    if prefix and name.startswith(wanted):
        return 90.0
    ours, theirs = set(pairs(name)), set(pairs(wanted))
    shared = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    return round(90 * shared, 1)


def sentences(index: Index, text: str, *, limit: int = 20, offset: int = 0) -> tuple[int, list[dict[str, Any]]]:
    """Return how many sentences, turns and titles hold all words of a text, and some of them, the best first.

    Where none holds the words as words, those are returned that hold the text as it stands.
    """
    words = index.words.asked(text)
    if not words:
        return 0, []
    query = " ".join(f'"{word.replace(chr(34), chr(34) * 2)}"' for word in dict.fromkeys(words))
    with closing(index.connect()) as connection:
        connection.set_progress_handler(lambda: 1, _STEPS * 10)
        total = connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (query,)).fetchone()[0]
        if total:
            rows = connection.execute(
                "SELECT s.* FROM words w JOIN sentences s ON s.id = w.rowid WHERE words MATCH ? "
                "ORDER BY bm25(words), s.date DESC, s.id LIMIT ? OFFSET ?",
                (query, limit, offset),
            ).fetchall()
        else:
            words = [simple(text).strip()]
            # LIKE is blind to the script, so only what is written in the same characters is found here
            like = "%" + text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            where = "FROM sentences WHERE text LIKE ? ESCAPE '\\'"
            total = connection.execute(f"SELECT count(*) {where}", (like,)).fetchone()[0]
            rows = connection.execute(
                f"SELECT * {where} ORDER BY date DESC, id LIMIT ? OFFSET ?", (like, limit, offset)
            ).fetchall()
    return total, [{**dict(row), "statements": json.loads(row["statements"]), "words": words} for row in rows]


def aliases(index: Index, iri: str) -> list[str]:
    """Return the other names of an entity."""
    with closing(index.connect()) as connection:
        rows = connection.execute("SELECT DISTINCT name FROM names WHERE iri = ? AND NOT main ORDER BY name", (iri,))
        return [name for (name,) in rows]
