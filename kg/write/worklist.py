"""Names that are linked to nothing, as a list to work through, which comes back as link decisions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.decide import Decision
from kg.errors import WriteError
from kg.write.deciding import Deciding
from kg.write.facts import Facts, Row, facts_of
from kg.write.sheets import read_sheet, sheet_of
from kg.write.tables import rows_of

WORK_COLUMNS = ("name", "class", "country", "posts", "mentions", "documents", "contexts", "link", "note", "entity")
"""The columns of a worklist; `link` is to be filled in: a Wikidata item (Q42) or a gazetteer entry."""
_CONTEXTS = 3
_MINTED = re.compile("[0-9a-f]{24}")


def unlinked(folder: Path | str) -> list[Row]:
    """Return a row for each entity that stands in no gazetteer and is linked to nothing, the most frequent first.

    With it come its class, the states and bodies it belongs to or lies in and its posts as the texts say, and a few
    sentences.

    Raises:
        GraphError: the folder holds no graph, or a damaged one.
    """
    _, facts = facts_of(folder)
    mentions: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    for mention in facts.instances("Mention"):
        entity = facts.one(mention, ":mentionOf")
        mentions[entity] += 1
        documents[entity].add(facts.one(mention, ":inDocument"))
    said: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(facts):
        for end in ("subject", "object"):
            if row[end]:
                said[str(row[end])].append(row)
    wanted = (e for e in facts.entities if not _linked(facts, e))
    ranked = sorted(wanted, key=lambda e: (-mentions[e], facts.label(e, "zh"), e))
    return [_row(facts, e, mentions[e], len(documents[e]), said[e]) for e in ranked]


def _linked(facts: Facts, entity: str) -> bool:
    """Whether an entity is linked, or has a curated name instead of a hash."""
    return bool(facts.all(entity, "skos:exactMatch")) or not _MINTED.fullmatch(entity.rpartition("/")[2])


def _row(facts: Facts, entity: str, mentions: int, documents: int, said: Sequence[Row]) -> Row:
    homes = [r for r in said if r["subject"] == entity and r["property"] in ("affiliatedWith", "locatedIn", "partOf")]
    posts = [r for r in said if r["property"] == "holdsPost"]
    quotes = list(dict.fromkeys(str(r["quote"]) for r in said))[:_CONTEXTS]
    return {
        "name": facts.label(entity, "zh"),
        "class": facts.kinds(entity)[0],
        "country": "; ".join(sorted({str(r["object_zh"]) for r in homes})),
        "posts": "; ".join(sorted({str(r["object_zh"]) for r in posts})),
        "mentions": mentions,
        "documents": documents,
        "contexts": "\n".join(" ".join(q.split()) for q in quotes),
        "link": None,
        "note": None,
        "entity": entity,
    }


def worklist_as(path: Path | str, rows: Iterable[Row]) -> bytes:
    """Return a worklist as the .csv or .xlsx that `path` is to be.

    Raises:
        WriteError: the name asks for another format, or openpyxl is not installed.
    """
    return sheet_of(path, "unlinked", WORK_COLUMNS, [[row[name] for name in WORK_COLUMNS] for row in rows])


def read_links(path: Path | str, by: Deciding) -> list[Decision]:
    """Return the decisions of a worklist that somebody has filled in; a row without a link is none.

    Raises:
        WriteError: the file is no worklist.
        DecisionError: a link is neither a Wikidata item nor one gazetteer entry.
    """
    found = []
    for number, row in enumerate(read_sheet(path, ("link", "entity")), 2):
        target = row["link"].strip().rpartition("/wiki/")[2]
        if not target:
            continue
        if not row["entity"].startswith("http"):
            raise WriteError(f"{path}, row {number}: entity is no IRI; keep the columns of the file as written")
        found.append(by.linked(row["entity"].strip(), target))
    return found
