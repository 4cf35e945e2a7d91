"""Whether two articles are one story: their texts compared, shingle by shingle, many at once."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.cutting import CutTexts
from searchkit.index.columnar.sketches import Keys
from searchkit.index.stories.shingles import LEAST, WORDS, distinct, mixed, runs

CONTAINED: Final = 0.8
"""Share of the shingles of the shorter text that are in the longer one too."""

_NUMBERS: Final = 0.6
"""The same for numbers: notices made from one template differ in hardly anything else."""

_UNSPACED: Final = 5
"""Characters of a shingle in languages whose words are not told apart by spaces alone."""

_LANGUAGES: Final = frozenset({"zh", "ja", "ko"})
_SCRIPTS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"  # Kana, Han, Hangul: each character for itself
_WORD = re.compile(rf"[{_SCRIPTS}]|[^\W{_SCRIPTS}]+")
_PLAIN = bytes(ord(chr(code).lower() if chr(code).isalnum() else " ") for code in range(128)) + bytes(128)
"""What is made of ASCII: words in small letters, and spaces."""

_BITS = np.uint64(40)  # of a hash; above them is the number of its text
_HASH = np.uint64((1 << 40) - 1)
_TOGETHER: Final = 1 << 18  # characters that are cut at once, and hashes that are looked up: what a cache holds

Rows = NDArray[np.int64]


class Texts:
    """Texts that may be copies of each other, numbered from 0. `records`: of their articles, as they are stored."""

    def __init__(self, records: Iterable[bytes]) -> None:
        languages: list[str] = []
        shingles, numbers = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)]
        for first, some in _portions(records):
            languages += (lang for _, lang in some)
            for keys, found in zip((shingles, numbers), _hashed(some, first), strict=True):
                keys.append(found)
        codes = {lang: code for code, lang in enumerate(dict.fromkeys(languages))}
        self._languages = np.array([codes[lang] for lang in languages], np.int64)
        self._shingles = _Sets(np.concatenate(shingles), len(languages))
        del shingles
        self._numbers = _Sets(np.concatenate(numbers), len(languages))

    def likeness(self, one: Rows, other: Rows) -> NDArray[np.float64]:
        """How much each text of `one` is like that of `other` in the same place, from 0 to 1 for equal ones; 0 when
        they are not one story."""
        found = np.zeros(len(one))
        rows = (self._languages[one] == self._languages[other]).nonzero()[0]
        sizes, other_sizes = self._shingles.sizes[one[rows]], self._shingles.sizes[other[rows]]
        shared, fewest = self._shingles.shared(one[rows], other[rows]), np.minimum(sizes, other_sizes)
        is_alike = (fewest >= LEAST) & (shared >= CONTAINED * fewest)
        likeness, rows = (shared / np.maximum(sizes + other_sizes - shared, 1))[is_alike], rows[is_alike]
        numbers = self._numbers.shared(one[rows], other[rows])
        fewest = np.minimum(self._numbers.sizes[one[rows]], self._numbers.sizes[other[rows]])
        says_the_same = numbers >= _NUMBERS * fewest
        found[rows[says_the_same]] = likeness[says_the_same]
        return found


class _Sets:
    """A set of hashes for each text. `keys`: the hashes, below the numbers of the texts, sorted."""

    def __init__(self, keys: Keys, count: int) -> None:
        self._keys = keys
        self.sizes = np.bincount((keys >> _BITS).astype(np.intp), minlength=count)
        self._firsts = np.cumsum(self.sizes) - self.sizes

    def shared(self, one: Rows, other: Rows) -> Rows:
        """How many hashes each two sets have in common."""
        is_larger = self.sizes[one] > self.sizes[other]
        fewer, more = np.where(is_larger, other, one), np.where(is_larger, one, other)
        sizes = self.sizes[fewer]
        ends = np.cumsum(sizes)
        cuts = ends.searchsorted(np.arange(_TOGETHER, int(ends[-1]) if len(ends) else 0, _TOGETHER))
        found = np.zeros(len(fewer), np.int64)
        for first, past in pairwise([0, *np.unique(cuts).tolist(), len(fewer)]):
            some = slice(first, past)
            before = ends[some] - sizes[some]
            begins = self._firsts[fewer[some]] - before + before[:1]
            at = begins.repeat(sizes[some])
            at += np.arange(len(at))
            pair = np.arange(past - first).repeat(sizes[some])
            wanted = (self._keys[at] & _HASH) | (more[some].astype(np.uint64) << _BITS).repeat(sizes[some])
            places = np.minimum(self._keys.searchsorted(wanted), len(self._keys) - 1)
            found[some] = np.bincount(pair[self._keys[places] == wanted], minlength=past - first)
        return found


def _portions(records: Iterable[bytes]) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """The words and the language of some texts after the other, with the number of the first."""
    first = size = 0
    some: list[tuple[str, str]] = []
    for record in records:
        article = json.loads(record.decode("utf-8", "surrogatepass"))["article"]
        some.append((_words(article.get("body", "")), article.get("lang", "und")))
        size += len(some[-1][0])
        if size > _TOGETHER:
            yield first, some
            first, size, some = first + len(some), 0, []
    if some:
        yield first, some


def _words(body: str) -> str:
    """The words of a text, case folded, between spaces; numbers in ASCII."""
    if body.isascii():
        return body.encode().translate(_PLAIN).decode()
    words = _WORD.findall(body.casefold())
    return " ".join("".join(map(_digit, word)) if word.isdigit() else word for word in words)


def _digit(character: str) -> str:
    return str(unicodedata.digit(character))


def _hashed(texts: Sequence[tuple[str, str]], first: int) -> tuple[Keys, Keys]:
    """The shingles and the numbers of some texts, given as words and language, which are numbered from `first`."""
    cut = CutTexts("", {number: words for number, (words, _) in enumerate(texts)})
    hashed = [mixed(keys.first ^ mixed(keys.rest)) for _, keys in cut.pieces()]
    hashes = np.concatenate([np.zeros(0, np.uint64), *hashed])
    rows = np.arange(len(texts)).repeat(cut.counts)
    size_of = np.array([_UNSPACED if lang in _LANGUAGES else WORDS for _, lang in texts])
    shingles = []
    for size in np.unique(size_of).tolist():
        some, of_row = runs(hashes, rows, size)
        chosen = size_of[of_row] == size
        shingles.append(_keys(some[chosen], of_row[chosen] + first))
    is_number = cut.are_digits()
    return distinct(np.concatenate(shingles)), distinct(_keys(hashes[is_number], rows[is_number] + first))


def _keys(hashes: Keys, rows: Rows) -> Keys:
    keys: Keys = (rows.astype(np.uint64) << _BITS) | (hashes >> (np.uint64(64) - _BITS))
    return keys
