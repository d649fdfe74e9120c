"""Runs of short names that name several states or regions at once: 中特, 柬中, 中印尼, 中吉乌."""

from collections.abc import Iterable, Mapping

from kg.recognise.context import Named
from kg.recognise.page import SHORT, STRONG, Page, Tile
from kg.recognise.vocabulary import ordinary


def short_runs(page: Page, known: Named) -> list[Tile]:
    """Return the runs that the document licenses, each as one tile with the IRIs of its members."""
    return [tile for run in _adjacent(page, known) for tile in _compound(page, run, known)]


def _adjacent(page: Page, known: Named) -> Iterable[list[Tile]]:
    """Yield each run of two or more adjacent short names (a full name of two characters may take part)."""
    parts = sorted(h for h in page.hits if _alias(page, h, known) or _two(page, h))
    by_begin: dict[int, list[Tile]] = {}
    for part in parts:
        by_begin.setdefault(part.begin, []).append(part)
    done = -1
    for begin in sorted(by_begin):
        if begin < done:
            continue
        run: list[Tile] = []
        position = begin
        while position in by_begin:
            part = max(by_begin[position], key=lambda t: (_whole(page, t, by_begin), "short" in t.roles, t.stop))
            run.append(part)
            position = part.stop
        if len(run) > 1 and any(len(p.word) == 1 for p in run):
            yield run
            done = position


def _alias(page: Page, hit: Tile, known: Named) -> bool:
    """Whether a hit is a short name; a longer one only where its entity is named: 巴中 the city, or 巴 and 中."""
    if "short" not in hit.roles or len(hit.word) == 1:
        return "short" in hit.roles
    ontology = page.lexicon.ontology
    return any(
        known.count.get(iri) for iri in (*ontology.context.get(hit.word, ()), *ontology.framed.get(hit.word, ()))
    )


def _whole(page: Page, tile: Tile, by_begin: Mapping[int, list[Tile]]) -> bool:
    """Whether a full name is that of a state, or not just two short names side by side (巴中)."""
    if "name" not in tile.roles or len(tile.word) == 1:
        return False
    if not set(tile.word) & page.lexicon.words("pairOnly"):
        return True
    return not any("short" in t.roles and t.stop == tile.stop for t in by_begin.get(tile.begin + 1, ()))


def _two(page: Page, hit: Tile) -> bool:
    """Whether a full name of one or two characters is that of a state or region."""
    if "name" not in hit.roles or len(hit.word) > 2:
        return False
    if set(hit.word) & page.lexicon.words("fullMarks"):
        return False
    return page.lexicon.type_of(page.lexicon.ontology.names[hit.word][0]) in ("Country", "Place")


def _compound(page: Page, run: list[Tile], known: Named) -> Iterable[Tile]:
    """Yield the run, or what of it stands in the document, as one compound."""
    lexicon, text = page.lexicon, page.plain
    members = [_member(page, tile, known) for tile in run]
    reach = _distinct(members)
    for size in range(max(reach), 1, -1):
        for first in (n for n, longest in enumerate(reach) if longest >= size):
            part, iris = run[first : first + size], members[first : first + size]
            begin, stop = part[0].begin, part[-1].stop
            if page.role("name").get(begin, 0) >= stop:
                continue
            after = max((len(word) for word in lexicon.words("pairAfter") if text.startswith(word, stop)), default=0)
            across = ordinary(text[max(0, begin - 1) : begin + 1]) or ordinary(text[stop - 1 : stop + 1])
            licensed = after > 1 or (after == 1 and not across)
            home = lexicon.words("homeCountry")
            mine = any(lexicon.ontology.entries[i].local in home for i in iris)
            others = [i for i in iris if lexicon.ontology.entries[i].local not in home]
            in_document = all(known.count.get(i) for i in (others or iris))
            if (licensed and (mine or in_document)) or (in_document and mine and not _hidden(text, begin, stop)):
                yield Tile(begin, stop, text[begin:stop], STRONG if licensed else SHORT, tuple(iris))
                return


def _distinct(members: list[str]) -> list[int]:
    """Return for each place how many members from there on are known and differ from each other.

    No run is longer than there are states, so that a list of a thousand names takes a thousand times that, not more.
    """
    found = [0] * len(members)
    last: dict[str, int] = {}
    stop = len(members)
    for first in range(len(members) - 1, -1, -1):
        member = members[first]
        stop = min(stop, last.get(member, stop)) if member else first
        last[member] = first
        found[first] = stop - first
    return found


def _hidden(text: str, begin: int, stop: int) -> bool:
    """Whether an ordinary word straddles an end of the run: 集中日 in 集中日本."""
    return any(
        ordinary(text[a:b])
        for a, b in ((begin - 1, begin + 1), (stop - 1, stop + 1), (begin, stop), (begin, stop + 1))
        if a >= 0 and b <= len(text)
    )


def _member(page: Page, tile: Tile, known: Named) -> str:
    if "short" in tile.roles and "name" not in tile.roles:
        return known.meaning(page, tile)
    iris = page.lexicon.ontology.names[tile.word]
    return known.nearest(iris, page.field, tile.begin) or iris[0]
