"""The words of texts as hashes, many texts at once."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.sketches import Keys
from searchkit.index.stories.shingles import mixed

_SCRIPTS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"  # Kana, Han, Hangul: each character for itself
_WORD = re.compile(rf"[{_SCRIPTS}]|[^\W_{_SCRIPTS}]+")
_PLAIN = bytes(ord(chr(code).lower() if chr(code).isalnum() else " ") for code in range(128)) + bytes(128)
"""What is made of ASCII: words in small letters, and spaces."""

_BYTES: Final = 8  # of a word that are looked at together
_PARTS: Final = 12  # of a word: of a longer one its beginning and its length are told
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(_BYTES + 1)], "<u8")
_ZEROS, _SEVENTIES, _HIGHEST = (np.uint64(int.from_bytes(bytes([byte]) * _BYTES, "big")) for byte in (0x30, 0x76, 0x80))
_KEYS = np.frombuffer(os.urandom(8 * (_PARTS + 1)), "<u8") | np.uint64(1)
"""Others in each process, so that nobody can make two words that have one hash."""

Places = NDArray[np.intp]


def plain(text: str) -> bytes:
    """The words of a text, case folded, between spaces; numbers in ASCII."""
    if text.isascii():
        return text.encode().translate(_PLAIN)
    words = _WORD.findall(text.casefold())
    return " ".join("".join(map(_digit, word)) if word.isdigit() else word for word in words).encode()


def _digit(character: str) -> str:
    return str(unicodedata.digit(character))


class Words(NamedTuple):
    """The words of some texts, one text after the other, as columns."""

    hashes: Keys
    texts: Places
    """The number of the text that each is of."""
    are_numbers: NDArray[np.bool_]
    """Which are digits and nothing else."""


def words_of(texts: Sequence[bytes]) -> Words:
    """The words of texts that `plain` gave."""
    data = np.frombuffer(b" ".join((b"", *texts, bytes(_BYTES * _PARTS))), np.uint8)
    is_space = data[: len(data) - _BYTES * _PARTS] == ord(" ")
    edges = (is_space[1:] != is_space[:-1]).nonzero()[0] + 1
    starts, ends = edges[::2], edges[1::2]
    lengths = np.fromiter(map(len, texts), np.intp, len(texts))
    counts = np.diff(starts.searchsorted(np.cumsum(lengths + 1)), prepend=0)
    hashes, are_numbers = _hashed(data, starts, ends - starts)
    return Words(hashes, np.arange(len(texts)).repeat(counts), are_numbers)


def _hashed(data: NDArray[np.uint8], starts: Places, lengths: Places) -> tuple[Keys, NDArray[np.bool_]]:
    """The hash of each word, and whether it is a number."""
    eights: NDArray[np.uint64] = np.ndarray(len(data) - _BYTES + 1, "<u8", data, strides=(1,))
    masks = _MASKS.take(lengths, mode="clip")
    part = eights[starts]  # `take` would copy all of them
    part &= masks
    are_numbers = _are_digits(part, masks)
    hashes = part * _KEYS[0] + lengths.astype(np.uint64) * _KEYS[_PARTS]
    longer = (lengths > _BYTES).nonzero()[0]
    for number in range(1, _PARTS):
        if not len(longer):
            break
        left = lengths[longer] - number * _BYTES
        masks = _MASKS.take(left, mode="clip")
        part = eights[starts[longer] + number * _BYTES]
        part &= masks
        are_numbers[longer] &= _are_digits(part, masks)
        hashes[longer] = mixed(hashes[longer]) + part * _KEYS[number]
        longer = longer[left > _BYTES]
    return mixed(hashes), are_numbers


def _are_digits(parts: NDArray[Any], masks: NDArray[Any]) -> NDArray[np.bool_]:
    """Which words have digits of ASCII only among these bytes."""
    values = parts ^ _ZEROS  # of a digit: its value
    # The highest bit of each byte that is more than 9. What overflows does so into a byte that comes after a wrong one.
    values |= values + _SEVENTIES
    values &= _HIGHEST & masks
    are_digits: NDArray[np.bool_] = values == 0
    return are_digits
