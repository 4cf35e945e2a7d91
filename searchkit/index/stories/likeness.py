"""Whether two articles are one story: their texts compared, shingle by shingle."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from searchkit.index.stories.shingles import LEAST, WORDS

CONTAINED: Final = 0.8
"""Share of the shingles of the shorter text that are in the longer one too."""

_NUMBERS: Final = 0.6
"""The same for numbers: notices made from one template differ in hardly anything else."""

_UNSPACED: Final = 5
"""Characters of a shingle in languages whose words are not told apart by spaces alone."""

_LANGUAGES: Final = frozenset({"zh", "ja", "ko"})
_SCRIPTS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"  # Kana, Han, Hangul: each character for itself
_WORD = re.compile(rf"[{_SCRIPTS}]|[^\W{_SCRIPTS}]+")
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
"""What `_WORD` leaves out of ASCII, as `str.translate` takes it: four times as fast."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared of an article."""

    lang: str
    shingles: NDArray[np.int64]
    """Hashes of all runs of words, good for this process alone, ascending, each once."""
    numbers: frozenset[str]

    @classmethod
    def of_record(cls, record: bytes) -> Text:
        """Of an article as it is stored."""
        article = json.loads(record)["article"]
        lang, body = article.get("lang", "und"), article.get("body", "").casefold()
        words = body.translate(_SPACES).split() if body.isascii() else _WORD.findall(body)
        size = _UNSPACED if lang in _LANGUAGES else WORDS
        runs = zip(*(words[first:] for first in range(size)), strict=False)
        hashes = np.sort(np.fromiter(map(hash, runs), np.int64))
        is_new = np.ones(len(hashes), bool)
        np.not_equal(hashes[1:], hashes[:-1], out=is_new[1:])
        return cls(lang, hashes[is_new], frozenset(filter(str.isdigit, words)))


def likeness(one: Text, other: Text) -> float:
    """How much two texts are alike, from 0 to 1 for equal ones; 0 when they are not one story."""
    fewer, more = sorted((one.shingles, other.shingles), key=len)
    if one.lang != other.lang or len(fewer) < LEAST:
        return 0.0
    shared = int(np.count_nonzero(more[np.minimum(more.searchsorted(fewer), len(more) - 1)] == fewer))
    if shared < CONTAINED * len(fewer):
        return 0.0
    if len(one.numbers & other.numbers) < _NUMBERS * min(len(one.numbers), len(other.numbers)):
        return 0.0
    return shared / (len(fewer) + len(more) - shared)
