"""What is taken out of a file, as a value and as JSON between the processes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from kg.errors import ReadError


@dataclass(frozen=True, slots=True)
class Region:
    """An article within an extracted text: its span, and that of its title."""

    begin: int
    stop: int
    heading: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file, and what the file says of itself: title, date, publisher, author, url, as found.

    `laid` if blank lines part the paragraphs and other line breaks only part lines; else line breaks are as found.
    """

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    regions: Sequence[Region] = ()
    laid: bool = False


@dataclass(frozen=True, slots=True)
class Selectors:
    """Where pages keep what: CSS selectors from the ontology, and the words before a colon in a line of facts."""

    text: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    omitted: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def reply_of(extract: Extract) -> dict[str, Any]:
    """Return the JSON value of an extract."""
    return {
        "text": extract.text,
        "facts": dict(extract.facts),
        "regions": [asdict(r) for r in extract.regions],
        "laid": extract.laid,
    }


def extract_from(reply: Mapping[str, Any]) -> Extract:
    """Return the extract of a JSON value.

    Raises:
        ReadError: the value says why there is none.
    """
    if "problem" in reply:
        raise ReadError(reply["problem"])
    regions = tuple(Region(r["begin"], r["stop"], (r["heading"][0], r["heading"][1])) for r in reply["regions"])
    return Extract(reply["text"], reply["facts"], regions, reply["laid"])
