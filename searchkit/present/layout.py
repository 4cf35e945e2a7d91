"""Where lines end: widths in terminal cells, wrapping and shortening.

Wrapping gives places in the text, not new strings, so what is highlighted needs no second look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from searchkit.present.safe import Span

ELLIPSIS = "…"

# Characters that are one cell wide in every terminal and never join: measured without wcwidth, whose import takes
# longer than a search.
_NARROW = re.compile("[ -~\xa0-\xac\xae-\u02ff\u0391-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e]*")

# Scripts written without spaces: a line may end after any character, with these exceptions.
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー゛゜ヽヾゝゞ々）］｝〕〉》」』】’”…‥ぁぃぅぇぉっゃゅょァィゥェォッャュョ％℃,.:;?!)]}%'\""
)
_NOT_LAST = frozenset("（［｛〔〈《「『【‘“￥＄([{$£¥'\"")


class _Piece(NamedTuple):
    """A stretch of text that stays on one line if it can."""

    start: int
    end: int
    cells: int


def width(text: str) -> int:
    """How many cells `text` takes in a terminal. Control characters take none: make it `safe` first."""
    if _NARROW.fullmatch(text):
        return len(text)
    return sum(piece.cells for piece in _clusters(text))


def wrap(text: str, cells: int) -> list[Span]:
    """The lines of a text without line breaks, as (start, end): none wider than `cells`, no space at either end.

    Lines end at spaces, between characters of scripts without spaces, and inside a word only if it is wider than a
    line. A single character wider than `cells` stands alone.
    """
    lines: list[Span] = []
    start = end = used = 0
    for piece in _fitting(text, cells):
        wanted = used + (piece.start - end) + piece.cells
        if end > start and wanted <= cells:
            end, used = piece.end, wanted
            continue
        if end > start:
            lines.append((start, end))
        start, end, used = piece
    if end > start:
        lines.append((start, end))
    return lines


def shorten(text: str, cells: int) -> str:
    """`text` cut to at most `cells`, with an ellipsis when something was cut."""
    if width(text) <= cells:
        return text
    end = used = 0
    for piece in _clusters(text):
        if used + piece.cells > cells - 1:
            break
        end, used = piece.end, used + piece.cells
    return text[:end].rstrip() + ELLIPSIS if cells > 0 else ""


def _fitting(text: str, cells: int) -> Iterator[_Piece]:
    """The pieces of `text`, those wider than `cells` taken apart."""
    for match in re.finditer(r"[^ ]+", text):
        word = match[0]
        if _NARROW.fullmatch(word):
            if len(word) <= cells:
                yield _Piece(*match.span(), len(word))
            else:
                for start in range(match.start(), match.end(), max(1, cells)):
                    end = min(start + max(1, cells), match.end())
                    yield _Piece(start, end, end - start)
            continue
        for piece in _breakable(word):
            shifted = _Piece(match.start() + piece.start, match.start() + piece.end, piece.cells)
            if piece.cells <= cells:
                yield shifted
            else:
                for part in _clusters(text[shifted.start : shifted.end]):
                    yield _Piece(shifted.start + part.start, shifted.start + part.end, part.cells)


def _breakable(word: str) -> Iterator[_Piece]:
    """The parts of a word between which a line may end: it is one, unless it has wide characters."""
    start = end = cells = 0
    last = None
    for cluster in _clusters(word):
        if last is not None and _may_break(word, last, cluster):
            yield _Piece(start, end, cells)
            start, cells = cluster.start, 0
        end, cells = cluster.end, cells + cluster.cells
        last = cluster
    if end > start:
        yield _Piece(start, end, cells)


def _may_break(word: str, before: _Piece, after: _Piece) -> bool:
    if before.cells < 2 and after.cells < 2:
        return False
    if _is_hangul(word[before.start]) and _is_hangul(word[after.start]):
        return False  # Korean has spaces: its words stay whole
    return word[after.start] not in _NOT_FIRST and word[before.end - 1] not in _NOT_LAST


def _is_hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"


def _clusters(text: str) -> Iterator[_Piece]:
    """The characters of `text` as a reader counts them: letters with their marks, joined emoji, flags.

    Each takes a cell at least: a mark without a letter may be shown on a blank one.
    """
    start = 0
    for end in range(1, len(text)):
        if not _belongs(text, start, end):
            yield _Piece(start, end, max(1, _cells(text[start:end])))
            start = end
    if text:
        yield _Piece(start, len(text), max(1, _cells(text[start:])))


def _belongs(text: str, start: int, place: int) -> bool:
    """Whether the character at `place` belongs to the cluster that began at `start`."""
    character = text[place]
    if character < "\u0300":
        return False
    if _cells(character) == 0:
        return True
    # Joined emoji, skin tones and halves of flags: what adds no cell to the cluster is part of it.
    return text[place - 1] > "\u0300" and _cells(text[start : place + 1]) <= _cells(text[start:place])


@lru_cache(maxsize=4096)
def _cells(cluster: str) -> int:
    if _NARROW.fullmatch(cluster):
        return len(cluster)
    from wcwidth import wcswidth

    cells: int = wcswidth(cluster)
    return max(0, cells)
