"""Which words are spelled alike."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit import Article
from searchkit.search.lexicon.spelling import alike, distance_to, distances_to, may_be_alike
from searchkit.search.lexicon.words import letter_set, lexicon_of
from searchkit.testing import small_index

WORDS = st.text("abcé신", min_size=1, max_size=7)


def reference(one: str, other: str) -> int:
    """The distance, cell by cell."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                rows[i][j] = i + j
                continue
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(WORDS, st.lists(WORDS, min_size=1, max_size=20), st.integers(1, 2))
def test_distances(word: str, others: list[str], most: int) -> None:
    """All at once, or one by one in a few of the cells, they are what they are, as far as they are asked for."""
    lengths = np.array([len(other) for other in others])
    letters = np.array(others).view(np.uint32).reshape(len(others), -1).T
    found = distances_to(word, letters, lengths, most).tolist()
    right = [min(reference(word, other), most + 1) for other in others]
    assert [min(one, most + 1) for one in found] == right
    assert [distance_to(word, other, most) for other in others] == right


@given(WORDS, st.lists(WORDS, min_size=1, max_size=20), st.integers(1, 2))
def test_letters_tell_no_near_word_apart(word: str, others: list[str], most: int) -> None:
    """Whatever few changes make of a word has nearly its letters."""
    sets = np.array([letter_set(other) for other in others], np.uint64)
    for other, may_be in zip(others, may_be_alike(letter_set(word), sets, most).tolist(), strict=True):
        assert may_be or reference(word, other) > most
    assert not may_be_alike(letter_set("ab"), np.array([letter_set("cdef")], np.uint64), most).any()


def test_the_near_and_the_frequent_come_first() -> None:
    """A word that differs in one letter before one in two, unless that is a hundred times as frequent; the first letter
    is seldom another."""
    texts = ["korea"] * 3 + ["korans", "kora", "area"] + ["course"] * 5
    articles = (Article(title=f"{number}", body=text, lang="und") for number, text in enumerate(texts))
    with small_index(articles) as index:
        lexicon = lexicon_of(index._store.snapshot())
        assert [(one.word, one.articles, one.distance) for one in alike(lexicon, "korae", least=1)] == [
            ("korea", 3, 1), ("kora", 1, 1), ("korans", 1, 2),
        ]  # fmt: skip
        assert [one.word for one in alike(lexicon, "okrea", least=1)] == ["korea", "kora"]
        assert [one.word for one in alike(lexicon, "korae", least=2)] == ["korea"]
        for word in ("ko", "", "k" * 30, "k1rea", "zzzzz"):
            assert alike(lexicon, word, least=1) == []
