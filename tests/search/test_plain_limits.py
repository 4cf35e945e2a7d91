"""Limits of scores without numpy, held against the scores."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from searchkit.search.plain.limits import Limits, Listed
from searchkit.search.plain.lists import MergedList, Placed, TermList
from searchkit.search.plain.statistics import PlainInverses, PlainScores, single

_SIZE = 20
_postings = st.dictionaries(
    st.integers(0, _SIZE - 1), st.integers(1, 5_000).map(float) | st.floats(0.125, 300, width=32), min_size=1
)
_words = st.lists(
    st.tuples(
        st.lists(st.tuples(_postings, st.sampled_from([1.0, 0.5, 0.3])), min_size=1, max_size=4), st.floats(0, 9)
    ),
    min_size=1,
    max_size=5,
)


class _Postings:
    """A posting list as a segment has it."""

    def __init__(self, frequencies: dict[int, float]) -> None:
        self._frequencies = dict(sorted(frequencies.items()))
        self.count = len(frequencies)

    def documents(self) -> list[int]:
        return list(self._frequencies)

    def weights(self) -> list[float]:
        return list(self._frequencies.values())

    def positions(self, wanted: object) -> dict[int, list[int]]:
        return {}


@example([([({0: 1.0}, 1.0), ({0: 1.0}, 1.0)], 2.0**-149)], bytes(_SIZE), 1.5, 0.0)
@given(
    _words, st.binary(min_size=_SIZE, max_size=_SIZE), st.sampled_from([0.0, 1.5]), st.sampled_from([0.0, 0.75, 1.0])
)
def test_no_score_is_above_its_limit(
    words: list[tuple[list[tuple[dict[int, float], float]], float]], norms: bytes, k1: float, b: float
) -> None:
    """Whatever the frequencies, lengths and settings; and documents have a limit that have any of the words."""
    inverses = PlainInverses(100, k1, b)
    lists = []
    for terms, weight in words:
        found: list[tuple[Placed, float]] = [(TermList(_Postings(postings)), worth) for postings, worth in terms]
        lists.append(Listed(MergedList(found), PlainScores(single(weight), inverses), memoryview(norms)))
    limits = Limits(lists)
    sums = dict.fromkeys(range(_SIZE), 0.0)
    for one in lists:
        documents, frequencies = one.postings.read()
        scores = one.scores.of(frequencies, [norms[document] for document in documents])
        for document, score in zip(documents, scores, strict=True):
            sums[document] += score
            assert limits.steps[document]
    for document, score in sums.items():
        assert limits.steps[document] * limits.step >= score / (1 + 1e-6)
    assert limits.steps.count(0) == _SIZE - len(
        {document for terms, _ in words for found, _ in terms for document in found}
    )
