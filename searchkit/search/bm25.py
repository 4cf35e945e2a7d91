"""BM25 as Lucene computes it, as pure functions of numbers or arrays.

::

    score = weight - weight / (1 + frequency * inverse_norm[length byte])
    weight = boost * idf
    idf = ln(1 + (N - n + 0.5) / (n + 0.5))
    inverse_norm[byte] = 1 / (k1 * (1 - b + b * length(byte) / average length))

N: articles that have the field; n: articles that have the word in it. This is the usual BM25 without its constant
factor k1 + 1. In single precision every number is Lucene's to the last bit. Source:
org.apache.lucene.search.similarities.BM25Similarity (Lucene 8 and later); Robertson and Zaragoza, The Probabilistic
Relevance Framework, 2009.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 1e-9  # for k1 = 0: then its inverse stands for infinity

UNSCORED = frozenset({"id", "lang", "site", "date", "older"})
"""Fields that only decide whether an article matches."""

_Numbers = TypeVar("_Numbers", float, "NDArray[np.float32]")


def idf(document_count: int, document_frequency: int) -> float:
    """How much a word tells: more, the fewer of the `document_count` articles have it."""
    return log(1 + (document_count - document_frequency + 0.5) / (document_frequency + 0.5))


def inverse_norms(lengths: Sequence[int], average_length: float, k1: float, b: float) -> NDArray[np.float32]:
    """For each length byte (0 to 255, standing for `lengths` tokens), what multiplies the frequency: shape (256,),
    float32, descending."""
    import numpy as np

    k1_, b_, average, one = np.float32(k1), np.float32(b), np.float32(average_length), np.float32(1)
    norms = k1_ * ((one - b_) + b_ * np.array(lengths, np.float32) / average)
    inverse: NDArray[np.float32] = one / np.maximum(norms, np.float32(LEAST))
    return inverse


def score(weight: float | np.float32, frequency: _Numbers | np.float32, inverse_norm: _Numbers) -> _Numbers:
    """What one word adds to the score of one article, or of each of an array of them."""
    return cast("_Numbers", weight - weight / (1 + frequency * inverse_norm))
