"""What documents came to, kept between builds in `.kg/` of the output folder: SQLite, keyed by what determines it."""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from kg.errors import WriteError

NAME = "cache.sqlite"
FORMAT = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS said (key BLOB PRIMARY KEY, said BLOB NOT NULL, sketch BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_BATCH = 2_000_000
"""Bytes after which what was worked out is made safe, so that a killed build need not begin anew."""


class Cache:
    """The cache of one output folder; a context manager. A damaged one is thrown away, as it can be made again."""

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self._path = path
        self._waiting = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if fresh:
                self._remove()
            try:
                self._base = self._opened()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) and "file is not" not in str(error):
                    raise
                self._remove()
                self._base = self._opened()
        except (OSError, sqlite3.Error) as error:
            raise self._refusal(error) from error

    def __enter__(self) -> "Cache":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._base.commit()
        except sqlite3.Error as error:
            if kind is None:
                raise self._refusal(error) from error
        finally:
            self._base.close()
        if isinstance(value, sqlite3.Error):
            raise self._refusal(value) from value

    def has(self, key: bytes) -> bool:
        """Whether there is a row with the key."""
        return self._base.execute("SELECT 1 FROM said WHERE key = ?", (key,)).fetchone() is not None

    def put(self, key: bytes, said: bytes, sketch: bytes) -> None:
        """Keep what a document came to."""
        self._base.execute("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", (key, said, sketch))
        self._waiting += len(said) + len(sketch)
        if self._waiting > _BATCH:
            self._base.commit()
            self._waiting = 0

    def sketches(self, keys: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the sketches of some documents, in their order."""
        self._listed(keys)
        yield from self._values("SELECT sketch FROM now JOIN said USING (key) ORDER BY place")

    def said(self, keys: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what some documents came to, in their order, one at a time."""
        self._listed(keys)
        yield from self._values("SELECT said FROM now JOIN said USING (key) ORDER BY place")

    def keep_only(self, keys: Iterable[bytes]) -> None:
        """Forget every other document."""
        self._listed(keys)
        self._base.execute("DELETE FROM said WHERE key NOT IN (SELECT key FROM now)")
        self._base.commit()

    def fact(self, name: str) -> Any:
        """Return a JSON value noted before, or None."""
        row = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def note(self, name: str, value: Any) -> None:
        """Note a JSON value."""
        self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))
        self._base.commit()

    def _listed(self, keys: Iterable[bytes]) -> None:
        self._base.execute("DELETE FROM now")
        self._base.executemany("INSERT INTO now (key) VALUES (?)", ((key,) for key in keys))

    def _values(self, question: str) -> Iterator[bytes]:
        yield from (row[0] for row in self._base.execute(question))

    def _opened(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._path, timeout=60)
        try:
            (found,) = base.execute("PRAGMA user_version").fetchone()
            if found not in (0, FORMAT):
                raise sqlite3.DatabaseError(f"format {found}")
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            if not found:
                base.executescript(f"{_TABLES} PRAGMA user_version = {FORMAT};")
            base.execute("CREATE TEMP TABLE now (place INTEGER PRIMARY KEY, key BLOB NOT NULL)")
            base.execute("SELECT 1 FROM said LIMIT 1").fetchone()
        except sqlite3.Error:
            base.close()
            raise
        return base

    def _remove(self) -> None:
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)

    def _refusal(self, error: Exception) -> WriteError:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        return WriteError(
            f"{self._path}: cannot be written ({reason}); make room or rights there, or choose another place with -o"
        )


def tidy(folder: Path, names: Sequence[str]) -> None:
    """Remove what a killed build left half written in an output folder and its `.kg/`; its lock must be held."""
    private = folder / ".kg"
    for left in private.glob("spool-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in [*private.glob(".*.tmp"), *(p for name in names for p in folder.glob(f".{name}.*.tmp"))]:
        left.unlink(missing_ok=True)
