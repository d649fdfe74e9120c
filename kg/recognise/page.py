"""One field of a document as the layers see it: its characters, every word found in it, and its tiling."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.recognise.lexicon import Lexicon
from kg.recognise.vocabulary import ordinary

SHORT, STRONG = frozenset({"short"}), frozenset({"short", "strong"})
"""Roles of a short name that a frame licenses, and of one that stands even against an ordinary word."""

_WEAK = frozenset({"stopWords", "innerWords", "nameBoundaryWords"})


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A known word in the tiling of a field; `roles` says what it is, a short name of a state carries its `iris`."""

    begin: int
    stop: int
    word: str
    roles: frozenset[str]
    iris: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Whether it names something."""
        return bool(self.iris) or "name" in self.roles or "compound" in self.roles


class Page:
    """A field of a document, scanned once.

    `starts[role][i]` is the end of the longest word with that role that begins at i, `ends[role][i]` the begin of the
    longest that ends at i. `tiles` are the words of the best tiling, `tile_at[i]` the index of the one over i, or -1.
    """

    __slots__ = ("ends", "field", "hits", "lexicon", "plain", "starts", "tile_at", "tiles")

    def __init__(self, field: str, plain: str, lexicon: Lexicon) -> None:
        self.field = field
        self.plain = plain
        self.lexicon = lexicon
        self.starts: dict[str, dict[int, int]] = defaultdict(dict)
        self.ends: dict[str, dict[int, int]] = defaultdict(dict)
        self.hits: list[Tile] = []
        text = plain.encode("utf-8", "replace").decode("utf-8")
        for index, begin, stop in lexicon.automaton.find_matches_as_indexes(text, overlapping=True):
            tile = Tile(begin, stop, lexicon.patterns[index], lexicon.roles[index])
            self.hits.append(tile)
            for role in tile.roles:
                if stop > self.starts[role].get(begin, 0):
                    self.starts[role][begin] = stop
                if begin < self.ends[role].get(stop, stop):
                    self.ends[role][stop] = begin
        self.tiles: tuple[Tile, ...] = ()
        self.tile_at: list[int] = []
        self.retile(())

    def retile(self, shorts: Iterable[Tile]) -> None:
        """Lay the tiles anew, with the short names of states that their context licenses."""
        words = [hit for hit in self.hits if hit.roles - {"short"} and not self._chance(hit)]
        self.tiles = tuple(tiling(len(self.plain), [*words, *shorts]))
        self.tile_at = [-1] * len(self.plain)
        for index, tile in enumerate(self.tiles):
            self.tile_at[tile.begin : tile.stop] = [index] * (tile.stop - tile.begin)

    def _chance(self, hit: Tile) -> bool:
        """Whether a compound only arises where two other words meet: 中拉 in 在…中拉开."""
        if "compound" not in hit.roles or "name" in hit.roles:
            return False
        if self.plain.startswith(tuple(self.lexicon.words("pairAfter")), hit.stop):
            return False
        across = (
            self.plain[hit.begin - 1 : hit.begin + 1] if hit.begin else "",
            self.plain[hit.stop - 1 : hit.stop + 1],
        )
        return any(ordinary(word) for word in across)

    def tile(self, position: int) -> Tile | None:
        """Return the tile over a position."""
        if 0 <= position < len(self.tile_at) and self.tile_at[position] >= 0:
            return self.tiles[self.tile_at[position]]
        return None

    def starting(self, position: int) -> Tile | None:
        """Return the tile that begins at a position."""
        tile = self.tile(position)
        return tile if tile and tile.begin == position else None

    def ending(self, position: int) -> Tile | None:
        """Return the tile that ends at a position."""
        tile = self.tile(position - 1)
        return tile if tile and tile.stop == position else None

    def role(self, name: str) -> Mapping[int, int]:
        """Return begin → longest end of the words with a role."""
        return self.starts.get(name, {})

    def char(self, position: int) -> str:
        """Return the character at a position, or "" outside."""
        return self.plain[position] if 0 <= position < len(self.plain) else ""


def tiling(length: int, words: Iterable[Tile]) -> list[Tile]:
    """Choose the words that together cover most of a text; then those of most weight, then the fewest.

    Covering most tells 中国|外交部长 from 中国外交部|长, and 其中|国家 from 中国.
    """
    by_begin: dict[int, list[Tile]] = defaultdict(list)
    for word in words:
        by_begin[word.begin].append(word)
    best: list[tuple[int, int]] = [(0, 0)] * (length + 1)
    choice: list[Tile | None] = [None] * length
    for begin in range(length - 1, -1, -1):
        best[begin] = best[begin + 1]
        for word in by_begin.get(begin, ()):
            covered, weight = best[word.stop]
            gain = (covered + word.stop - begin, weight + _weight(word))
            old = choice[begin]
            if gain > best[begin] or (gain == best[begin] and (old is None or word.stop > old.stop)):
                best[begin], choice[begin] = gain, word
    found: list[Tile] = []
    position = 0
    while position < length:
        chosen = choice[position]
        if chosen is not None:
            found.append(chosen)
        position = chosen.stop if chosen else position + 1
    return found


def _weight(word: Tile) -> int:
    if word.iris:
        return 0 if "strong" in word.roles else -3
    return -2 if word.roles <= _WEAK else -1
