"""The benchmark's generated articles."""

from __future__ import annotations

import random
from itertools import islice
from typing import Any

import pytest

from benchmarks.speed.generator import Generator, Heaps

_SYLLABLES = ("ka", "to", "ri", "men", "sol", "fa", "bu", "ne", "lor", "dis")


def _word(dice: random.Random) -> str:
    """A word; the lower its number the more frequent, as Zipf's law says."""
    number = int(10 ** dice.uniform(0, 4))
    return "".join(_SYLLABLES[int(digit)] for digit in str(number))


@pytest.fixture(scope="module")
def real() -> list[dict[str, Any]]:
    """Three hundred articles of made-up words."""
    dice = random.Random(4)
    return [
        {
            "title": " ".join(_word(dice) for _ in range(6)),
            "body": " ".join(f"The {' '.join(_word(dice) for _ in range(12))}." for _ in range(dice.randint(1, 9))),
            "tags": [dice.choice("abc")],
        }
        for _ in range(300)
    ]


def _drawn(real: list[dict[str, Any]], count: int, seed: int = 7) -> list[dict[str, Any]]:
    return list(islice(Generator(real, seed), count))


def _words(records: list[dict[str, Any]]) -> list[str]:
    return [word for record in records for word in f"{record['title']} {record['body']}".lower().split()]


def test_same_seed_gives_the_same_articles(real: list[dict[str, Any]]) -> None:
    """The seed alone decides what is generated."""
    assert _drawn(real, 50) == _drawn(real, 50)
    assert _drawn(real, 50) != _drawn(real, 50, seed=8)


def test_no_title_and_no_body_comes_twice(real: list[dict[str, Any]]) -> None:
    """Neither two generated articles nor a generated and a real one share a title or a body."""
    everything = real + _drawn(real, 3000)
    assert len({record["title"] for record in everything}) == len(everything)
    assert len({record["body"] for record in everything}) == len(everything)


def test_vocabulary_grows_as_heaps_law_says(real: list[dict[str, Any]]) -> None:
    """Ten times the articles hold about as many different words as the law fitted to the real ones foretells."""
    law = Heaps.fitted(real)
    words = _words(real + _drawn(real, 9 * len(real)))
    expected = law.k * len(words) ** law.beta
    assert len(set(words)) == pytest.approx(expected, rel=0.3)
    assert len(set(words)) > 1.2 * len(set(_words(real)))


def test_common_words_stay_as_common(real: list[dict[str, Any]]) -> None:
    """Among the words that real articles have, a frequent one is as frequent in generated articles."""
    theirs = _words(real)
    known = set(theirs)
    ours = [word for word in _words(_drawn(real, 1000)) if word in known]
    assert ours.count("the") / len(ours) == pytest.approx(theirs.count("the") / len(theirs), rel=0.15)
