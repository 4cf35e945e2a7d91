"""Words of the index that are spelled nearly as a word that it does not have.

Alike are words that become the other by few changes: a letter too many, one missing, one in the place of another, two
neighbours that changed places (Damerau's four, no letter changed twice). Of these the likelier are the nearer and the
more frequent. They begin with the same letter or, as in "okrea" and "korea", with the second.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from searchkit.search.lexicon.words import Alike, letter_set

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.lexicon.words import Group, Lexicon

LEAST, LONGEST = 3, 24
"""Letters of a word for which others are looked for: of fewer too many are alike, and more are no word."""

_LONG = 5  # letters of a word that may differ in two, a shorter one in one
_NEAREST = 10  # words that are looked at more closely

_SECOND = 2.0
"""A word that differs in one more letter must be a hundred times as frequent to be as likely."""

_OTHER_BEGINNING = 1.0
"""One that begins with another letter, ten times: people seldom mistake the first."""


_REMEMBERED = 1024
"""Words that a snapshot remembers with those that are alike: queries that find little are often asked again, with
another word or as a phrase."""

_FEW = 30
"""Up to so many words are compared one by one: the calls of numpy for all at once take as long as that."""


def alike(lexicon: Lexicon, word: str, *, least: int) -> list[Alike]:
    """Words that `word` (folded) may stand for, the likeliest first, that are in `least` articles or more."""
    if not LEAST <= len(word) <= LONGEST or not word.isalpha():
        return []
    found = lexicon.alike.get((word, least))
    if found is None:
        if len(lexicon.alike) >= _REMEMBERED:
            lexicon.alike.clear()
        found = lexicon.alike[word, least] = _alike(lexicon, word, least)
    return found


def _alike(lexicon: Lexicon, word: str, least: int) -> list[Alike]:
    most = 1 if len(word) < _LONG else 2
    found: list[tuple[float, str, Alike]] = []
    for letter in dict.fromkeys(word[:2]):
        for one in _near(lexicon.group(letter), word, most, least):
            worth = math.log10(one.articles) - _SECOND * one.distance - _OTHER_BEGINNING * (letter != word[0])
            found.append((-worth, one.word, one))
    found.sort()
    return [one for _, _, one in found if one.word.isalpha() and lexicon.is_live(one.word)]


def _near(group: Group, word: str, most: int, least: int) -> Iterator[Alike]:
    """The most frequent words of a group at each distance up to `most`."""
    chosen = (group.counts >= least).nonzero()[0]
    lengths = group.lengths[chosen]
    chosen = chosen[(abs(lengths - len(word)) <= most) & (lengths <= LONGEST)]
    chosen = chosen[may_be_alike(letter_set(word), group.letter_sets[chosen], most)]
    if not len(chosen):
        return
    if len(chosen) <= _FEW:
        distances = np.array([distance_to(word, group.keys[row], most) for row in chosen.tolist()])
    else:
        distances = distances_to(word, group.letters(chosen), group.lengths[chosen], most)
    for distance in range(1, most + 1):
        at = chosen[distances == distance]
        best = at[np.argsort(-group.counts[at], kind="stable")[:_NEAREST]]
        for row in best.tolist():
            yield Alike(group.words[row], int(group.counts[row]), distance)


def may_be_alike(letters: int, others: NDArray[np.uint64], most: int) -> NDArray[np.bool_]:
    """Whether `most` changes may make a word of each of some others, as far as their letters tell (see `letter_set`): a
    change takes one letter away at most, and brings one. Most words are told apart by that."""
    ours = np.uint64(letters)
    one_sided = np.stack((ours & ~others, ~ours & others))
    for _ in range(most):
        one_sided &= one_sided - np.uint64(1)  # without its last bit
    alike: NDArray[np.bool_] = (one_sided == 0).all(axis=0)
    return alike


def distance_to(word: str, other: str, most: int) -> int:
    """How many changes make `other` of `word`; `most` + 1, or more, when it takes more than `most`."""
    width = len(other)
    before: list[int] = []
    last = list(range(width + 1))
    for number, letter in enumerate(word, 1):
        row = [number] + [most + 1] * width
        for place in range(max(1, number - most), min(width, number + most) + 1):
            least = min(last[place - 1] + (other[place - 1] != letter), last[place] + 1, row[place - 1] + 1)
            if number > 1 and place > 1 and other[place - 2] == letter and other[place - 1] == word[number - 2]:
                least = min(least, before[place - 2] + 1)
            row[place] = least
        if min(row) > most:
            break
        before, last = last, row
    return min(row[width], most + 1) if word else width


def distances_to(word: str, letters: NDArray[np.uint32], lengths: NDArray[np.int64], most: int) -> NDArray[np.uint8]:
    """How many changes make each of some words `word`; `most` + 1, or more, when it takes more than `most`.

    `letters`: shape (letters, words), the code of each letter, 0 after the last; `lengths`: how many each word has.
    """
    width, count = letters.shape
    far = np.uint8(most + 1)
    rows: list[NDArray[Any]] = [np.full((width + 1, count), far), np.empty((width + 1, count), np.uint8)]
    rows[1][:] = np.minimum(np.arange(width + 1), far)[:, None]
    for number, letter in enumerate(word, 1):
        code = np.uint32(ord(letter))
        before, last = rows[-2:]
        row = np.full((width + 1, count), far)
        if number <= most:
            row[0] = number
        for place in range(max(1, number - most), min(width, number + most) + 1):
            changed = last[place - 1] + (letters[place - 1] != code)
            least = np.minimum(changed, np.minimum(last[place], row[place - 1]) + np.uint8(1))
            if number > 1 and place > 1:
                swapped = (letters[place - 2] == code) & (letters[place - 1] == ord(word[number - 2]))
                least = np.where(swapped, np.minimum(least, before[place - 2] + np.uint8(1)), least)
            row[place] = least
        rows = [last, row]
    found: NDArray[np.uint8] = rows[-1][np.minimum(lengths, width), np.arange(count)]
    return found
