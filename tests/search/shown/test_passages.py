"""The best passages of an article."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Passage
from searchkit.search.shown.matches import Match
from searchkit.search.shown.passages import SHOWN, best_passages

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


def test_a_word_that_the_title_shows_counts_less() -> None:
    """The caller lowers its weight: then the passage with the other word wins."""
    body = "Trust was the word of the day.\n\nA ferry came in late."
    matches = matches_of(body, "trust", "ferry")
    (first,) = best_passages(body, matches, [1.0, 1.0], count=1, characters=30)
    assert marked(first) == ["Trust"]
    (other,) = best_passages(body, matches, [SHOWN, 1.0], count=1, characters=30)
    assert marked(other) == ["ferry"]


def test_words_that_stand_together_are_preferred() -> None:
    """Among passages with the same words."""
    body = "Korea is far from where the ships of old Japan went. In spring they met. Korea and Japan agreed."
    (best,) = best_passages(body, matches_of(body, "korea", "japan"), [1, 1], count=1, characters=60)
    assert best.text == "In spring they met. Korea and Japan agreed."


def test_a_second_passage_shows_what_the_first_does_not() -> None:
    """Rather than the same words again."""
    body = "Korea and Japan met. \n\nKorea and Japan met again. \n\nTrust was low."
    passages = best_passages(body, matches_of(body, "korea", "japan", "trust"), [3, 3, 1], count=2, characters=28)
    assert [marked(passage) for passage in passages] == [["Korea", "Japan"], ["Trust"]]


def test_a_sentence_is_not_cut_for_an_abbreviation() -> None:
    """A passage begins with the sentence, not after ``Mr.``."""
    body = "It was late on a long Monday afternoon. In the U.S. Mr. Smith found the needle."
    (best,) = best_passages(body, matches_of(body, "needle"), [1], count=1, characters=48)
    assert best.text == "In the U.S. Mr. Smith found the needle."


def test_a_phrase_is_never_cut() -> None:
    """The passage ends before it, begins after it, or is longer than was asked when the phrase alone is."""
    body = "one two three four mutual trust five six mutual trust seven"
    phrases = [Match(at, at + len("mutual trust"), 1) for at in (19, 41)]
    matches = [Match(0, 3, 0), *phrases]
    (best,) = best_passages(body, matches, [9, 1], count=1, characters=25)
    assert (best.text, marked(best)) == ("one two three four", ["one"])
    (best,) = best_passages(body, matches, [1, 9], count=1, characters=5)
    assert (best.text, marked(best)) == ("mutual trust", ["mutual trust"])


def test_words_near_each_other_are_shown_together_or_one_by_one() -> None:
    """All of them highlighted where they fit into the passage; else each is a match of its own."""
    body = "Public opinion, and with it trust, rose."
    near = Match(0, 33, 0, ((0, 6), (28, 33)))
    (best,) = best_passages(body, [near], [1], count=1, characters=40)
    assert marked(best) == ["Public", "trust"]
    (best,) = best_passages(body, [near], [1], count=1, characters=20)
    assert marked(best) == ["Public"]


def test_a_match_at_the_end_of_the_text_comes_with_what_is_before_it() -> None:
    """A passage of three words says little."""
    body = "Pages of prose stand here. The fog lay thick upon the river. The needle fell."
    (best,) = best_passages(body, matches_of(body, "needle"), [1], count=1, characters=60)
    assert best.text == "The fog lay thick upon the river. The needle fell."


def test_no_letter_is_cut_off_a_word_of_any_script() -> None:
    """Where a sentence is too long to be shown from its beginning."""
    body = "слово " * 100 + "игла " + "слово " * 100
    (best,) = best_passages(body, matches_of(body, "игла"), [1], count=1, characters=50)
    assert set(best.text.split()) == {"слово", "игла"}


WORDS = ("ab", "cd", "efg")
BODIES = st.lists(st.sampled_from([*WORDS, "x", "Mr. X", "y.", "z.\n\n", "。", "ab cd"]), max_size=40).map(" ".join)
WEIGHTS = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.5]), min_size=4, max_size=4)


def all_matches(body: str) -> list[Match]:
    """Every place of the words, of the phrase "ab cd", and of "ab" and "efg" with one word at most between them."""
    near = [
        Match(found.start(), found.end(), 3, (found.span(1), found.span(2)))
        for found in re.finditer(r"(?=\b(ab) (?:\w+ )?(efg)\b)", body)
    ]
    near = [Match(one.words[0][0], one.words[1][1], 3, one.words) for one in near]
    return sorted([*matches_of(body, "ab cd", *WORDS[1:]), *near])


@given(
    st.one_of(BODIES, st.text(alphabet="abcdefg .\n\u3002", max_size=200)),
    WEIGHTS,
    st.integers(1, 4),
    st.integers(20, 90),
)
def test_passages_are_what_they_claim(body: str, weights: list[float], count: int, characters: int) -> None:
    """They are stretches of the body, no longer than was asked, in its order, not overlapping; each highlight is a word
    or a whole phrase."""
    matches = all_matches(body)
    passages = best_passages(body, matches, weights, count=count, characters=characters)
    assert bool(passages) == bool(body.strip())
    end = 0
    for passage in passages:
        assert passage.start >= end
        end = passage.start + len(passage.text)
        assert body[passage.start : end] == passage.text == passage.text.strip()
        assert len(passage.text) <= characters
        assert passage.more == bool(body[end:].strip())
        assert set(marked(passage)) <= {"ab cd", "ab", *WORDS[1:]}
        assert bool(passage.matches) == bool(matches)
        assert list(passage.matches) == sorted(passage.matches)


def worth_of(matches: list[Match], weights: list[float], start: int, end: int) -> float:
    """What the targets that a stretch has count, each once."""
    return sum(weights[target] for target in sorted({m.target for m in matches if start <= m.start and m.end <= end}))


@given(BODIES, WEIGHTS, st.integers(20, 60))
def test_no_stretch_of_the_length_has_more(body: str, weights: list[float], characters: int) -> None:
    """Against looking at every one."""
    matches = all_matches(body)
    stretches = range(max(1, len(body) - characters + 1))
    most = max(worth_of(matches, weights, start, start + characters) for start in stretches)
    for passage in best_passages(body, matches, weights, count=1, characters=characters):
        assert worth_of(matches, weights, passage.start, passage.start + len(passage.text)) == most


@given(BODIES, st.integers(20, 60))
def test_further_passages_show_new_words_while_there_are_any(body: str, characters: int) -> None:
    """Of what lies beside those chosen before, no stretch has more that they have not."""
    matches, weights = all_matches(body), [1.0, 1.0, 1.0, 1.0]
    one = best_passages(body, matches, weights, count=1, characters=characters)
    two = best_passages(body, matches, weights, count=2, characters=characters)
    assert set(one) <= set(two)
    for second in set(two) - set(one):
        first_start, first_end = one[0].start, one[0].start + len(one[0].text)
        seen = {m.target for m in matches if first_start <= m.start and m.end <= first_end}
        new = [0.0 if target in seen else 1.0 for target in range(4)]
        most = max(
            worth_of(matches, new, start, min(start + characters, high))
            for low, high in ((0, first_start), (first_end, len(body)))
            for start in range(low, high)
        )
        assert worth_of(matches, new, second.start, second.start + len(second.text)) == most


def test_a_text_full_of_matches_is_answered_in_bounded_steps() -> None:
    """Forty thousand of them: the first passage with all words is as good as any."""
    body = "ab cd " * 20_000
    matches = [Match(at, at + 2, at // 3 % 2) for at in range(0, len(body), 3)]
    (best,) = best_passages(body, matches, [1.0, 1.0], count=1, characters=100)
    assert best.start == 0


def test_a_match_at_the_end_of_sixteen_megabytes_is_found() -> None:
    """Though it be the only one."""
    body = "words upon words. " * (16 * 2**20 // 18) + "And a needle."
    at = len(body) - 7
    (best,) = best_passages(body, [Match(at, at + 6, 0)], [1.0], count=1, characters=100)
    assert best.text.endswith("And a needle.")
    assert marked(best) == ["needle"]
