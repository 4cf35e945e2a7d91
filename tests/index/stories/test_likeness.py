"""What is one story, and what is not."""

from __future__ import annotations

import json
import random
import re
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.index.stories import likeness
from searchkit.index.stories.likeness import Texts
from tests.copies import text

BODY = text(1)
KOREAN = (
    "정부는 항구를 다시 짓겠다고 밝혔다. 공사는 오월에 시작되며 시민들은 소식을 반겼다. 예산은 아직 정해지지 않았다."
)


def alike(one: str, other: str, lang: str = "en", other_lang: str = "en") -> float:
    """How much two bodies are."""
    records = [
        json.dumps({"article": {"body": body, "lang": of}}).encode() for body, of in ((one, lang), (other, other_lang))
    ]
    with closing(Texts()) as texts:
        texts.add(records)
        (found,) = texts.likeness(np.array([0]), np.array([1]))
    return float(found)


@pytest.mark.parametrize(
    "copy",
    [
        BODY,
        BODY.upper(),
        BODY.replace(" ", "\n\n"),
        " ".join(BODY.split()[:70]),
        " ".join(BODY.split()[50:]),
        f"Seoul, 3 May - {BODY} More on our site",
        BODY.replace(BODY.split()[30], "corrected"),
    ],
)
def test_a_copy_is_alike(copy: str) -> None:
    """Cut, set anew, with other lines around it, with a word corrected."""
    assert alike(BODY, copy) > 0.4
    assert alike(copy, BODY) == alike(BODY, copy)


def test_the_more_is_the_same_the_more_alike() -> None:
    """So that an article joins the story that it is more like."""
    assert alike(BODY, BODY) == 1 > alike(BODY, f"{BODY} and a line more") > alike(BODY, " ".join(BODY.split()[:70]))


@pytest.mark.parametrize(
    "other",
    [
        text(2),
        "",
        " ".join(BODY.split()[:40]),
        " ".join(BODY.split()[:70]) + " " + text(2),
        " ".join(word if place % 10 else "rewritten" for place, word in enumerate(BODY.split())),
    ],
)
def test_another_text_is_not(other: str) -> None:
    """Another, none, too short a one, one that shares less than four fifths, one rewritten here and there."""
    assert not alike(BODY, other)


def test_notices_that_differ_in_their_numbers_are_not() -> None:
    """Two numbers of 120 words leave most shingles as they are."""
    notice = "The net asset value was {} and the price was {} at the close. " + " ".join(
        word for word in BODY.split() if not word.isdigit()
    )
    assert not alike(notice.format("1.25", "99"), notice.format("1.31", "98"))
    assert alike(notice.format("1.25", "99"), notice.format("1.25", "99"))


def test_another_language_is_another_story() -> None:
    """Whatever the text says."""
    assert not alike(BODY, BODY, other_lang="de")


def test_scripts_without_spaces_are_compared_by_character() -> None:
    """Five at a time: a copy may be set with other spaces."""
    assert alike(KOREAN, KOREAN.replace(" ", ""), "ko", "ko") == 1
    assert alike(KOREAN, KOREAN.replace("오월", "유월"), "ko", "ko") > 0.5
    assert not alike(KOREAN, KOREAN[::-1], "ko", "ko")


def slowly(one: tuple[str, str], other: tuple[str, str]) -> float:
    """The same by the definition."""
    found = []
    for lang, body in (one, other):
        unspaced = lang in ("zh", "ja", "ko")
        words = re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff"
                           r"\uf900-\ufaff\uac00-\ud7af]+", body.casefold())  # fmt: skip
        size = 5 if unspaced else 4
        shingles = {tuple(words[first : first + size]) for first in range(len(words) - size + 1)}
        found.append((shingles, {word for word in words if word.isdigit()}))
    (shingles, numbers), (others, other_numbers) = found
    fewest, shared = min(len(shingles), len(others)), len(shingles & others)
    if one[0] != other[0] or fewest < 40 or shared < 0.8 * fewest:
        return 0.0
    if len(numbers & other_numbers) < 0.6 * min(len(numbers), len(other_numbers)):
        return 0.0
    return shared / len(shingles | others)


@pytest.mark.parametrize("together", [1, 300, 1 << 18])
@given(seed=st.integers(0, 10_000))
@settings(max_examples=30)
def test_many_are_compared_at_once(together: int, seed: int) -> None:
    """With the same result as one by one, however many are looked at together."""
    dice = random.Random(seed)
    bases = [text(1), text(2), f"caf\u00e9 \u00b2 snake_case {text(1)}", KOREAN, KOREAN * 2, "", "one word", "w" * 120]
    made = []
    for _ in range(dice.randint(2, 12)):
        words = dice.choice(bases).split(" ")
        for _ in range(dice.randint(0, 6)):
            words[dice.randrange(len(words))] = dice.choice(["7", "x", "\u0664", "a_b", "w" * 100 + "\u00e9", "/"])
        kept = words[dice.randint(0, 20) :] if dice.random() < 0.5 else words
        made.append((dice.choice(["en", "ko", "de"]), dice.choice([" ", "\n\n", " - "]).join(kept)))
    records = [json.dumps({"article": {"body": body, "lang": lang}}).encode() for lang, body in made]
    pairs = [(one, other) for one in range(len(made)) for other in range(len(made))]
    with pytest.MonkeyPatch.context() as patch, closing(Texts()) as texts:
        patch.setattr(likeness, "_TOGETHER", together)
        for some in (records[:1], records[1:]):
            texts.add(some)
        found = texts.likeness(*np.array(pairs).T)
    assert found.tolist() == [slowly(made[one], made[other]) for one, other in pairs]


def test_no_texts_are_compared() -> None:
    """None are there."""
    with closing(Texts()) as texts:
        texts.add([])
        assert texts.likeness(np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []
