"""What earlier expressions of a text tell about later ones."""

from dataclasses import dataclass, replace
from datetime import date

NEAR = 60  # characters over which a stated year still holds for a bare month


@dataclass(frozen=True, slots=True)
class Value:
    """A resolved expression; `day` is set for single days, `said_year` where the words name a year."""

    edtf: str
    basis: str = "stated"
    year: int | None = None
    month: int | None = None
    day: date | None = None
    said_year: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The document date (`now`) and what was said before.

    `day`, `year` and `month` come from this paragraph, `last`, `said_year` and `recurring` from this sentence.
    """

    now: date | None
    day: date | None = None
    year: int | None = None
    month: int | None = None
    last: Value | None = None
    said_year: int | None = None
    recurring: bool = False
    end: int = 0
    said_at: int = 0

    def at(self, gap: str, place: int) -> "Context":
        """Return the context after more text without expressions: sentences and paragraphs forget."""
        if "\n" in gap:
            return Context(self.now, end=place)
        if any(mark in gap for mark in "。！？；"):
            return replace(self, last=None, said_year=None, recurring=False, end=place)
        return self

    def after(self, value: Value, end: int) -> "Context":
        """Return the context after an expression."""
        return replace(
            self,
            day=value.day or self.day,
            year=value.year if value.year is not None else self.year,
            month=value.month if value.year is not None else self.month,
            last=value,
            said_year=value.year if value.said_year else self.said_year,
            said_at=end if value.said_year else self.said_at,
            end=end,
        )

    def year_at(self, place: int) -> int | None:
        """Return the year stated shortly before `place` in the same sentence."""
        return self.said_year if self.said_year is not None and place - self.said_at <= NEAR else None
