"""The best passages of an article."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Passage
from searchkit.search.matches import Match
from searchkit.search.passages import best_passages

BODY = (
    "The harbour was quiet on Monday. Fishermen mended their nets in the sun.\n\n"
    "A poll published in Seoul found that trust had grown. Half of those asked in Korea said that they trust Japan.\n\n"
    "The weather will stay fine. Trust the almanac."
)


def matches_of(body: str, *words: str) -> list[Match]:
    """Every place of each word, as matches."""
    found = [
        Match(at, at + len(word), number)
        for number, word in enumerate(words)
        for at in range(len(body))
        if body.lower().startswith(word, at)
    ]
    return sorted(found, key=lambda match: match.start)


def marked(passage: Passage) -> list[str]:
    """The highlighted words."""
    return [passage.text[start:end] for start, end in passage.matches]


def test_the_passage_with_most_different_words_wins() -> None:
    """Not the first match, and not the one with most repeats."""
    (best,) = best_passages(BODY, matches_of(BODY, "korea", "japan", "trust"), [1, 1, 1], count=1, characters=80)
    assert best.text.startswith("Half of those asked in Korea")
    assert marked(best) == ["Korea", "trust", "Japan"]


def test_it_begins_with_a_sentence_and_says_where_it_stands() -> None:
    """The offset is that of the text in the body."""
    (best,) = best_passages(BODY, matches_of(BODY, "poll"), [1], count=1, characters=60)
    assert best.text.startswith("A poll published")
    assert BODY[best.start : best.start + len(best.text)] == best.text


def test_several_passages_come_in_the_order_of_the_text_and_do_not_overlap() -> None:
    """As many as asked for, if there are so many."""
    passages = best_passages(BODY, matches_of(BODY, "trust"), [1], count=5, characters=50)
    ends = [passage.start + len(passage.text) for passage in passages]
    assert [passage.start for passage in passages] == sorted(passage.start for passage in passages)
    assert all(end <= after.start for end, after in zip(ends, passages[1:], strict=False))
    assert sum(len(passage.matches) for passage in passages) == 3


def test_without_a_match_it_is_the_head_of_the_article() -> None:
    """So that a hit found by its tag shows what it is about."""
    (head,) = best_passages(BODY, [], [], count=1, characters=40)
    assert head == Passage("The harbour was quiet on Monday.", 0, more=True)


def test_an_empty_body_has_no_passage() -> None:
    """Nor has any, when none is wanted."""
    assert best_passages("", [], [], count=1, characters=100) == ()
    assert best_passages(BODY, [], [], count=0, characters=100) == ()


def test_a_match_deep_in_a_sentence_without_end_is_shown_from_a_whole_word() -> None:
    """No punctuation for pages."""
    body = "word " * 5000 + "needle " + "word " * 5000
    (best,) = best_passages(body, matches_of(body, "needle"), [1], count=1, characters=100)
    assert marked(best) == ["needle"]
    assert best.text.startswith(("word", "needle"))
    assert len(best.text) <= 110


@given(st.text(alphabet="ab .\n\u3002", max_size=400), st.integers(1, 4), st.integers(20, 120))
def test_every_highlight_is_a_match_whole(body: str, count: int, characters: int) -> None:
    """For any text: spans lie inside, in order, and are exactly places of the word."""
    matches = matches_of(body, "ab")
    for passage in best_passages(body, matches, [1.0], count=count, characters=characters):
        assert body[passage.start : passage.start + len(passage.text)] == passage.text
        assert set(marked(passage)) <= {"ab"}
        assert passage.matches or not matches
        assert list(passage.matches) == sorted(passage.matches)
