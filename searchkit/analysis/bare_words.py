"""Many chunks without the punctuation around them: their forms, and of which characters they are.

What `chunks.bare` does for one, numpy does here for all: a tenth of a microsecond a chunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.chunks import AFTER, BEFORE, LONGEST, bare

LETTER, DIGIT, MARK, HYPHEN, OTHER = 1, 2, 4, 8, 16
"""Kinds of ASCII characters, a bit each. Marks are the points and commas that numbers have."""
FORMLESS = 32
"""The kind of what has no form here: it is not of ASCII alone, or too long."""

_NEWLINE = ord("\n")
_KINDS = np.full(256, FORMLESS, np.uint8)
_KINDS[:128] = OTHER
_KINDS[list(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] = LETTER
_KINDS[list(b"0123456789")] = DIGIT
_KINDS[list(b".,")] = MARK
_KINDS[ord("-")] = HYPHEN
_KINDS[_NEWLINE] = 0
_IS_BEFORE, _IS_AFTER = np.zeros((2, 256), np.bool_)
_IS_BEFORE[[ord(character) for character in BEFORE if character.isascii()]] = True
_IS_AFTER[[ord(character) for character in AFTER if character.isascii()]] = True


class BareWords(NamedTuple):
    """What is left of some chunks."""

    forms: list[str]
    """In lower case; "" where there is none."""
    kinds: NDArray[np.uint8]
    """uint8[chunks]: the kinds of characters of each."""


def bare_words(chunks: Sequence[str], longest: int) -> BareWords:
    """Those of some chunks without line ends; of words with at most `longest` characters."""
    joined = "\n".join(chunks)
    if not joined.isascii():
        joined = "\n".join([chunk if chunk.isascii() or len(chunk) > LONGEST else bare(chunk) for chunk in chunks])
    data = np.frombuffer(f"{joined}\n".encode("utf-8", "surrogatepass"), np.uint8)
    begins, ends = _lines(data)
    is_long = ends - begins > LONGEST
    is_kept = np.ones(len(data), bool)
    _take_off(is_kept, _IS_BEFORE[data], begins, 1)
    _take_off(is_kept, _IS_AFTER[data] & is_kept, ends - 1, -1)
    data = data[is_kept]
    begins, ends = _lines(data)
    kinds = np.bitwise_or.reduceat(_KINDS[data], begins)
    kinds[is_long | (ends - begins > longest) | (kinds > FORMLESS)] = FORMLESS
    forms = data.tobytes().decode("utf-8", "surrogatepass").lower().split("\n")[:-1]
    for at in (kinds == FORMLESS).nonzero()[0].tolist():
        forms[at] = ""
    return BareWords(forms, kinds)


def _lines(data: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each line begins and ends."""
    ends = (data == _NEWLINE).nonzero()[0]
    return np.append(0, ends[:-1] + 1), ends


def _take_off(is_kept: NDArray[np.bool_], is_mark: NDArray[np.bool_], places: NDArray[np.intp], step: int) -> None:
    """Marks what stands at some places and goes on by `step` from each as long as it is a mark."""
    while len(places := places[is_mark[places]]):
        is_kept[places] = False
        places = places + step
