"""BM25 as Lucene computes it, as pure functions of numbers.

::

    score = weight - weight / (1 + frequency * inverse_norm[length byte])
    weight = boost * idf
    idf = ln(1 + (N - n + 0.5) / (n + 0.5))
    inverse_norm[byte] = 1 / (k1 * (1 - b + b * length(byte) / average length))

N: articles that have the field; n: articles that have the word in it. This is the usual BM25 without its constant
factor k1 + 1. Source: org.apache.lucene.search.similarities.BM25Similarity (Lucene 8 and later); Robertson and
Zaragoza, The Probabilistic Relevance Framework, 2009.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log


def idf(document_count: int, document_frequency: int) -> float:
    """How much a word tells: more, the fewer of the `document_count` articles have it."""
    return log(1 + (document_count - document_frequency + 0.5) / (document_frequency + 0.5))


def inverse_norms(lengths: Sequence[int], average_length: float, k1: float, b: float) -> list[float]:
    """For each length byte (0 to 255, standing for `lengths` tokens), what multiplies the frequency."""
    return [1 / max(k1 * (1 - b + b * length / average_length), 1e-9) for length in lengths]


def score(weight: float, frequency: float, inverse_norm: float) -> float:
    """What one word adds to the score of one article."""
    return weight - weight / (1 + frequency * inverse_norm)
