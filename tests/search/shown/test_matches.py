"""Where in a text a query's words and phrases stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.search.shown.matches import Match, find_matches, merge_spans, wanted_words
from searchkit.search.shown.targets import Target
from searchkit.settings import Settings

ANALYZER = Analyzer(settings=Settings())
BODY = frozenset(["title", "body"])


def word(*terms: str, kind: str = "term", fields: frozenset[str] = BODY) -> Target:
    """A target of one word."""
    return Target((frozenset(terms),), kind, fields)  # type: ignore[arg-type]


def phrase(*terms: str, slop: int = 1) -> Target:
    """A target of several words."""
    return Target(tuple(frozenset([term]) for term in terms), "term", BODY, slop)


def found(text: str, *targets: Target, where: str = "body") -> list[str]:
    """What is highlighted of `text`."""
    matches = find_matches(ANALYZER.find(text, "en", wanted_words(targets, where)), targets, where)
    return [text[start:end] for match in matches for start, end in match.spans]


def test_every_inflected_form_of_a_word_matches() -> None:
    """By its stem."""
    assert found("Trust, trusted and trusting; mistrust.", word("trust")) == ["Trust", "trusted", "trusting"]


def test_an_exact_word_matches_as_written_only() -> None:
    """By its form."""
    assert found("Trust, trusted and trusting.", word("trusted", kind="form")) == ["trusted"]


def test_a_phrase_matches_as_a_whole_and_nowhere_else() -> None:
    """Its words alone are no match."""
    text = "Mutual trust grows. Trust is mutual. Their mutual, trust fund."
    assert found(text, phrase("mutual", "trust")) == ["Mutual trust", "mutual, trust"]


def test_near_words_are_highlighted_one_by_one() -> None:
    """Within their distance, in their order; together they are one match, which is shown whole or not at all."""
    text = "Public opinion and trust. Trust in public life. Public faith, hope, charity, love and trust."
    assert found(text, phrase("public", "trust", slop=3)) == ["Public", "trust"]


def test_near_words_are_one_match() -> None:
    """From the first to the last of them."""
    text = "A public and lasting trust."
    (match,) = find_matches(ANALYZER.tokens(text, "en"), [phrase("public", "trust", slop=3)], "body")
    assert text[match.start : match.end] == "public and lasting trust"
    assert match.words == ((2, 8), (21, 26))


def test_a_title_target_does_not_match_in_the_body() -> None:
    """``title:ferry`` is about titles."""
    ferry = word("ferri", fields=frozenset(["title"]))
    assert found("The ferry", ferry) == []
    assert found("The ferry", ferry, where="title") == ["ferry"]


def test_overlapping_matches_are_one_span() -> None:
    """Touching ones stay apart."""
    assert merge_spans([Match(0, 4, 0), Match(2, 6, 1), Match(6, 8, 0)]) == ((0, 6), (6, 8))


@given(st.lists(st.sampled_from(["public", "trust", "other", "trust."]), max_size=30), st.integers(1, 4))
def test_near_words_are_found_where_an_obvious_search_finds_them(words: list[str], slop: int) -> None:
    """Against looking at every pair."""
    text = " ".join(words)
    matches = find_matches(ANALYZER.tokens(text, "en"), [phrase("public", "trust", slop=slop)], "body")
    bare = [word.rstrip(".") for word in words]
    expected = any(
        bare[first] == "public" and "trust" in bare[first + 1 : first + 1 + slop] for first in range(len(bare))
    )
    assert bool(matches) == expected


def test_near_words_in_any_order_match_where_they_stand_together() -> None:
    """And not where one of them is alone."""
    near = Target((frozenset(["public"]), frozenset(["trust"])), "term", BODY, slop=2, ordered=False)
    assert found("Trust in public life. Public faith, hope and much later trust.", near) == [
        "Trust",
        "public",
        "Public",
    ]
    assert found("Public life. Nobody here had any trust.", near) == []
    twice = Target(
        (frozenset(["public"]), frozenset(["trust"]), frozenset(["public"])), "term", BODY, slop=2, ordered=False
    )
    assert found("Trust in public life.", twice) == []
    assert found("Public trust in public life.", twice) == ["Public", "trust", "public"]


_TEXTS = st.lists(st.sampled_from(["public", "Trust,", "co-op", "U.S.", "日本語", "other", "a"]), max_size=12).map(
    " ".join
)


@given(_TEXTS, st.sets(st.sampled_from(["public", "trust", "co", "coop", "US", "u.s.", "本語", "a"])))
def test_the_tokens_that_are_wanted_are_those_among_all(text: str, wanted: set[str]) -> None:
    """With the positions and places that they have there."""
    everything = ANALYZER.tokens(text, "en")
    assert ANALYZER.find(text, "en", wanted) == [one for one in everything if {one.term, one.form} & wanted]


def test_of_very_many_tokens_those_of_the_beginning_are_enough() -> None:
    """A log has the words of a query everywhere."""
    everything = ANALYZER.find("error disk " * 20_000, "en", {"error", "disk"})
    some = ANALYZER.find("error disk " * 20_000, "en", {"error", "disk"}, most=1_000)
    assert 1_000 <= len(some) < len(everything) == 40_000
    assert some == everything[: len(some)]


@given(_TEXTS, st.permutations(["public", "trust", "coop"]), st.integers(1, 4))
def test_every_match_is_made_of_the_words_it_claims(text: str, words: list[str], slop: int) -> None:
    """Analysed by themselves they give the target's terms, one for each of its places."""
    sought = [word(words[0]), phrase(*words[:2], slop=slop)]
    for match in find_matches(ANALYZER.find(text, "en", wanted_words(sought, "body")), sought, "body"):
        spans = match.spans if match.words or match.target == 0 else [(match.start, match.end)]
        terms = {token.term for start, end in spans for token in ANALYZER.tokens(text[start:end], "en")}
        assert terms >= {term for places in sought[match.target].sequence for term in places}
