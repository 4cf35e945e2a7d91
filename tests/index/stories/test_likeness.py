"""What is one story, and what is not."""

from __future__ import annotations

import json

import pytest

from searchkit.index.stories.likeness import Text, likeness
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
    return likeness(*map(Text.of_record, records))


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
