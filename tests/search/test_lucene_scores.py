"""Lucene's arithmetic, written down plainly and held against numbers from a real Lucene, bit for bit.

benchmarks/lucene/README.md says how the numbers were made and what the lines of the fixture mean.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchkit.index.columnar.norms import LENGTHS
from tests.norms import length_to_byte

_FIXTURE = json.loads(Path(__file__).with_name("fixtures").joinpath("lucene_bm25.json").read_text("utf-8"))
_K1 = np.float32(_FIXTURE["k1"])
_B = np.float32(_FIXTURE["b"])
_ONE = np.float32(1)


def _expand(line: str) -> list[str]:
    """The tokens of a document line: ``a*3 b`` is ``a a a b``."""
    runs = (run.partition("*") for run in line.split())
    return [token for token, _, times in runs for _ in range(int(times or 1))]


@cache
def _documents() -> list[list[str]]:
    return [_expand(line) for line in _FIXTURE["documents"]]


@cache
def _frequencies(*terms: str) -> dict[int, int]:
    """How often the terms stand in a row, by document number; one term is a row, too."""
    found = {}
    for number, tokens in enumerate(_documents()):
        if set(terms) <= set(tokens):
            rows = zip(*(tokens[start:] for start in range(len(terms))), strict=False)
            if count := sum(row == terms for row in rows):
                found[number] = count
    return found


@cache
def _inverse_norms() -> list[np.float32]:
    """By document number."""
    lengths = [len(tokens) for tokens in _documents()]
    average = np.float32(sum(lengths) / sum(map(bool, lengths)))
    norms = (np.float32(LENGTHS[length_to_byte(length)]) for length in lengths)
    return [_ONE / (_K1 * ((_ONE - _B) + _B * norm / average)) for norm in norms]


def _idf(term: str) -> np.float32:
    count, found = sum(map(bool, _documents())), len(_frequencies(term))
    idf: np.float32 = np.float32(math.log(1 + (count - found + 0.5) / (found + 0.5)))
    return idf


def _row(terms: list[str], boost: np.float32) -> dict[int, np.float32]:
    """Scores of a term, or of a phrase."""
    weight = boost * np.float32(sum(float(_idf(term)) for term in terms))
    return {
        number: weight - weight / (_ONE + np.float32(frequency) * _inverse_norms()[number])
        for number, frequency in _frequencies(*terms).items()
    }


def _sum(clauses: list[dict[int, np.float32]], numbers: set[int]) -> dict[int, np.float32]:
    """Added in float64, rounded at the end."""
    return {n: np.float32(sum(float(clause[n]) for clause in clauses if n in clause)) for n in numbers}


def _scores(kind: str, words: list[str]) -> dict[int, np.float32]:
    if kind == "phrase":
        return _row(words, _ONE)
    clauses = [_row([term], np.float32(boost or 1)) for term, _, boost in (word.partition("^") for word in words)]
    if kind == "and":
        return _sum(clauses, set.intersection(*map(set, clauses)))
    if kind == "maybe":
        first, others = clauses[0], _sum(clauses[1:], set().union(*clauses[1:]))
        return {n: score + others[n] if n in others else score for n, score in first.items()}
    return _sum(clauses, set().union(*clauses))


def _cases() -> Iterator[Any]:
    for query, answer in _FIXTURE["answers"].items():
        kind, limit, *words = query.split()
        numbers = [int(number) for number in answer.split()]
        hits = list(zip(numbers[::2], numbers[1::2], strict=True))
        yield pytest.param(kind, int(limit), words, hits, id=f"{kind} {' '.join(words)}")


@pytest.mark.parametrize(("kind", "limit", "words", "hits"), list(_cases()))
def test_reference_gives_lucenes_bits(kind: str, limit: int, words: list[str], hits: list[tuple[int, int]]) -> None:
    """The plain formula gives the documents, their order and the bits of their scores as Lucene did."""
    scores = _scores(kind, words)
    best = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
    assert [(number, int(scores[number].view(np.int32))) for number in best] == hits


def test_fixture_covers_lengths_that_a_byte_rounds() -> None:
    """The fixture's documents are short and long: most of their lengths are not what their byte stands for."""
    lengths = {len(tokens) for tokens in _documents()}
    assert min(lengths) == 0
    assert max(lengths) > 30_000
    assert sum(LENGTHS[length_to_byte(length)] != length for length in lengths) > 100
