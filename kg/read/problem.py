"""What kept a document out, or was amended in it, as a value that the caller reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One input and what is wrong with it; `left_out` is False where the document was read all the same.

    `repeats` is the id of the document that the document `id` repeats, if that is all that is wrong.
    """

    path: str
    place: str
    reason: str
    remedy: str
    left_out: bool = True
    id: str = ""
    repeats: str = ""

    def __str__(self) -> str:
        where = f"{shown(self.path)}:{self.place}" if self.place else shown(self.path)
        return f"{where}: {self.reason}; {self.remedy}"


def shown(name: str) -> str:
    """Return a file name as it can stand in one line of a message: control characters and surrogates escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)
