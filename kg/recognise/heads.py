"""Open names by their head word: 乌克兰国家通讯社, 第26次东盟与中日韩领导人会议, 中柬命运共同体, 别尔哥罗德州."""

from kg.recognise.bodies import body_names
from kg.recognise.meetings import anniversaries, meeting_names
from kg.recognise.page import Page, Tile
from kg.recognise.shapes import foreign_run
from kg.recognise.sites import site_names
from kg.recognise.span import Span
from kg.recognise.vocabulary import ordinary
from kg.recognise.works import work_names

_SURE_RUN = 3
_MAKERS = (body_names, meeting_names, work_names, site_names)


def headed(page: Page) -> list[Span]:
    """Return the names that end in a head word."""
    found = list(anniversaries(page))
    for tile in page.tiles:
        if tile.named or not _head(tile) or _continues(page, tile):
            continue
        for names in _MAKERS:
            found += names(page, tile)
    return found


def _head(tile: Tile) -> bool:
    return any(role.startswith("head") or role == "stateBodies" for role in tile.roles)


def _continues(page: Page, tile: Tile) -> bool:
    """Whether a head of one character belongs to another word: 部 of 部分, 市 of 市场, 局 of 开局."""
    if len(tile.word) > 1:
        return False
    text, before = page.plain, page.ending(tile.begin)
    if before and before.iris and tile.word in page.lexicon.words("armyWords"):
        return False
    if before and before.named and text[tile.begin - 1 : tile.stop] in page.lexicon.words("headOrganization_apart"):
        return False
    apart = tile.begin - foreign_run(page, tile.begin) >= _SURE_RUN
    return ordinary(text[tile.begin : tile.begin + 2]) or (not apart and ordinary(text[tile.begin - 1 : tile.stop]))
