"""The documents with any of very many terms: a stretch of a dictionary, or what a pattern stands for.

The most frequent come first: often they leave no document to be found. The others are read many at once, until none is
left or time runs out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import Documents, Matches
from searchkit.search.evaluating.evaluation import Evaluation, OutOfTime

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh import query

    from searchkit.index.columnar.field import Field

_FEW = 64
"""Up to so many terms are read one by one: their lists are kept."""

_FIRST = 64
"""So many of the most frequent terms come first."""

_TOGETHER = 1 << 18
"""Postings of the others that are read at once."""


def matches_of_terms(evaluation: Evaluation, node: query.Query, numbers: Sequence[int], score: float) -> Matches:
    """The documents with any of the terms with these `numbers` of the node's field, and for each the same score.

    Raises `OutOfTime` with those that were found.
    """
    field, count = evaluation.part.segment.field(node.fieldname), evaluation.part.document_count
    if field is None:
        return evaluation.nothing()
    if len(numbers) <= _FEW:
        documents = arrays.either((field.postings(number).documents() for number in numbers), count)
        return evaluation.constant(documents, score)
    found = np.zeros(count, bool)
    left = None if field.lengths is None else field.lengths > 0
    for documents in _read(field, np.sort(np.fromiter(numbers, np.intp, len(numbers)))):
        found[documents] = True
        if left is not None:
            left[documents] = False
            if not left.any():
                break
        if evaluation.run.is_late():
            raise OutOfTime(node, evaluation.constant(found.nonzero()[0], score))
    return evaluation.constant(found.nonzero()[0], score)


def _read(field: Field, numbers: NDArray[np.intp]) -> Iterator[Documents]:
    """The documents of some terms, which ascend, a part at a time; some come several times."""
    frequencies = field.frequencies(int(numbers[0]), int(numbers[-1]) + 1)[numbers - numbers[0]]
    is_first = frequencies > _TOGETHER
    is_first[frequencies.argsort(kind="stable")[-_FIRST:]] = True
    first = is_first.nonzero()[0]
    for row in first.take(frequencies.take(first).argsort(kind="stable"))[::-1].tolist():
        yield field.postings(int(numbers[row])).documents(keep=False)
    others = numbers[~is_first]
    portions = frequencies[~is_first].cumsum() // _TOGETHER
    for portion in np.split(others, (portions[1:] != portions[:-1]).nonzero()[0] + 1) if len(others) else ():
        yield field.documents(portion)
