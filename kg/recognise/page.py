"""One field of a document as the layers see it: its characters, every word found in it, and its tiling."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.recognise.lexicon import Lexicon
from kg.recognise.vocabulary import ordinary

SHORT, STRONG = frozenset({"short"}), frozenset({"short", "strong"})
"""Roles of a short name that a frame licenses, and of one that stands even against an ordinary word."""

_WEAK = frozenset({"stopWords", "innerWords", "nameBoundaryWords"})


class Tile(NamedTuple):
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

    `hits` are all words found, `words` by their begin those that may become tiles; `starts[role][i]` is the end of the
    longest word with that role that begins at i, `ends[role][i]` the begin of the longest that ends at i. `tiles` are
    the words of the best tiling, `tile_at[i]` the index of the one over i, or -1.
    """

    __slots__ = ("ends", "field", "hits", "lexicon", "plain", "starts", "tile_at", "tiles", "words")

    def __init__(self, field: str, plain: str, lexicon: Lexicon) -> None:
        self.field = field
        self.plain = plain
        self.lexicon = lexicon
        self.starts: dict[str, dict[int, int]] = defaultdict(dict)
        self.ends: dict[str, dict[int, int]] = defaultdict(dict)
        self.hits: list[Tile] = []
        self.words: dict[int, list[Tile]] = defaultdict(list)
        starts, ends, patterns, roles = self.starts, self.ends, lexicon.patterns, lexicon.roles
        text = plain.encode("utf-8", "replace").decode("utf-8")
        straddles = lexicon.words("straddles") if len(plain) > 1 else frozenset[str]()
        for index, begin, stop in lexicon.automaton.find_matches_as_indexes(text, overlapping=True):
            tile = Tile(begin, stop, patterns[index], roles[index])
            self.hits.append(tile)
            for role in tile.roles:
                if stop > starts[role].get(begin, 0):
                    starts[role][begin] = stop
                if begin < ends[role].get(stop, stop):
                    ends[role][stop] = begin
            if tile.roles != SHORT and not self._chance(tile) and text[stop - 1 : stop + 1] not in straddles:
                self.words[begin].append(tile)
        self.tiles: tuple[Tile, ...] = ()
        self.tile_at: list[int] = []
        self.retile(())

    def retile(self, shorts: Sequence[Tile]) -> None:
        """Lay the tiles anew, with the short names of states that their context licenses."""
        if self.tiles and not shorts:
            return
        words = dict(self.words)
        for short in shorts:
            others = (w for w in words.get(short.begin, ()) if w.stop != short.stop or not _headed(w))
            words[short.begin] = [*others, short]
        self.tiles = tuple(tiling(len(self.plain), words))
        self.tile_at = [-1] * len(self.plain)
        for index, tile in enumerate(self.tiles):
            self.tile_at[tile.begin : tile.stop] = [index] * (tile.stop - tile.begin)

    def _chance(self, hit: Tile) -> bool:
        """Whether a word only arises where two others meet: 中拉 in 在…中拉开, the place 台北 in 平台北京."""
        if "name" in hit.roles:
            place = len(hit.word) == 2 and self.lexicon.type_of(self.lexicon.ontology.names[hit.word][0]) == "Place"
            return place and all(map(ordinary, self._across(hit)))
        if "compound" not in hit.roles:
            return False
        after = (w for w in self.lexicon.words("pairAfter") if self.plain.startswith(w, hit.stop))
        hidden = [ordinary(word) for word in self._across(hit)]
        return all(hidden) or (any(hidden) and not any(after))

    def _across(self, hit: Tile) -> tuple[str, str]:
        """Return the two characters over the begin of a word, and those over its end."""
        first = self.plain[hit.begin - 1 : hit.begin + 1] if hit.begin else ""
        return first, self.plain[hit.stop - 1 : hit.stop + 1]

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


def tiling(length: int, words: Mapping[int, Sequence[Tile]]) -> list[Tile]:
    """Choose from the words, given by their begin, those that together cover most of a text.

    Where several choices cover as much, the one of most weight wins, then the longest leftmost word.
    Covering most tells 中国|外交部长 from 中国外交部|长, and 其中|国家 from 中国.
    """
    covered, weight = [0] * (length + 1), [0] * (length + 1)
    choice: dict[int, Tile] = {}
    for begin in range(length - 1, -1, -1):
        most, heaviest = covered[begin + 1], weight[begin + 1]
        best: Tile | None = None
        for word in words.get(begin, ()):
            cover = covered[word.stop] + word.stop - begin
            if cover < most:
                continue
            load = weight[word.stop] + _weight(word)
            if cover > most or load > heaviest or (load == heaviest and (best is None or word.stop > best.stop)):
                most, heaviest, best = cover, load, word
        covered[begin], weight[begin] = most, heaviest
        if best is not None:
            choice[begin] = best
    found: list[Tile] = []
    position = 0
    while position < length:
        chosen = choice.get(position)
        if chosen is not None:
            found.append(chosen)
        position = chosen.stop if chosen else position + 1
    return found


def _headed(word: Tile) -> bool:
    """Whether a word is but the head of a name: the short name 港 of 香港 is not 港, the head of a harbour."""
    return all(role.startswith("head") or role == "short" for role in word.roles)


def _weight(word: Tile) -> int:
    if word.iris:
        return 0 if "strong" in word.roles else -3
    return -2 if word.roles <= _WEAK else -1
