"""The names of countries stand for their other names, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Note
from searchkit.query.names.countries import COUNTRIES
from searchkit.query.names.others import CAPITAL, OTHER_NAME
from searchkit.query.names.table import countries, is_of_name
from tests.query.conftest import Ask


def worth(query: Any) -> list[dict[str, float]]:
    """For each word of a query, the terms that stand for it with what they count."""
    nodes = [query] if type(query).__name__ in ("Term", "AnyForm") else list(query.children())
    return [
        {term.text: term.boost for term in (node.children() if type(node).__name__ == "AnyForm" else [node])}
        for node in nodes
    ]


def named(ask: Ask, text: str, **options: object) -> list[dict[str, float]]:
    """The same for a text."""
    return worth(ask(text, names=True, **options).query)


KOREA = {"korea": 1.0, "korean": OTHER_NAME, "seoul": CAPITAL, "pyongyang": CAPITAL}


def test_a_country_stands_for_its_people_and_capital(ask: Ask) -> None:
    """Each counts less than the word as typed, a capital least."""
    assert 0 < CAPITAL < OTHER_NAME < 1
    assert named(ask, "Korea") == [{"korean": OTHER_NAME, "seoul": CAPITAL, "pyongyang": CAPITAL, "korea": 1.0}]
    assert named(ask, "japan's trust") == [{"japanes": OTHER_NAME, "tokyo": CAPITAL, "japan": 1.0}, {"trust": 1.0}]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Koreans", {"korea", "seoul"}),
        ("British", {"uk", "britain", "briton", "london"}),
        ("UK", {"britain", "british", "london"}),
        ("u.s.", {"USA".lower(), "american", "america", "washington"}),
        ("american", {"US", "usa", "america", "washington"}),
        ("Swiss", {"switzerland", "bern"}),
        ("México", {"mexican"}),
    ],
)
def test_every_name_stands_for_the_others(ask: Ask, text: str, others: set[str]) -> None:
    """People, abbreviations with and without full stops, accents or none."""
    (word,) = named(ask, text)
    assert others <= word.keys()


@pytest.mark.parametrize("text", ["us", "polish", "Seoul", "London", "trust", "and"])
def test_what_is_no_name_of_a_country(ask: Ask, text: str) -> None:
    """The pronoun and the verb in small letters, and capitals: a country is not its capital."""
    assert named(ask, text) == worth(ask(text).query)


@pytest.mark.parametrize(
    "text",
    ['"Korea"', '"South Korea"', "title:Korea", "=Korea", "korea~1", "Kore*", "tag:korea", "trust -Korea",
     "exact:Korea", "Korea-Japan", "trust -(Korea Japan)", "title:(Korea trust)", '"Korea Japan"~3', "NOT Korea"],
)  # fmt: skip
def test_what_is_searched_as_it_is(ask: Ask, text: str) -> None:
    """Phrases, fields, exact, fuzzy and excluded words, and what is written as one word."""
    parsed = ask(text, names=True)
    assert parsed.query == ask(text).query
    assert parsed.added is None


def test_names_of_several_words(ask: Ask) -> None:
    """What differs in one word counts in the place of that word, a name of one word in the place of each."""
    south, africa = named(ask, "South Africa")
    assert "african" in africa
    assert "african" not in south
    united, states, trade = named(ask, "United States trade")
    assert united == {**{term: count for term, count in states.items() if term != "state"}, "unit": 1.0}
    assert {"US", "american"} < united.keys()
    assert trade == {"trade": 1.0}
    (south, korea) = named(ask, "south korea")
    assert "pyongyang" not in korea


def test_each_word_may_be_met_by_its_variants(ask: Ask) -> None:
    """Also where all words must be there, or one must."""
    parsed = ask("Korea trust", names=True, match_all=True)
    assert type(parsed.query).__name__ == "And"
    assert "korean" in worth(parsed.query)[0]
    assert "korean" in worth(ask("+Korea", names=True).query)[0]
    assert "korean" in worth(ask("Korea AND trust", names=True).query)[0]


def test_a_word_that_was_typed_is_not_added(ask: Ask) -> None:
    """Nor is one that was excluded."""
    korea, korean = named(ask, "Korea Korean")
    assert "korean" not in korea
    assert "korea" not in korean
    assert "seoul" not in str(ask("Korea -Seoul", names=True).query.a)


@pytest.mark.parametrize("text", ['Korean source:"Korea Herald"', 'Korean -"Korea Air"', 'Korean "Korea Air"'])
def test_a_word_within_a_name_or_phrase_is_not_one_that_was_typed(ask: Ask, text: str) -> None:
    """It asks for something else."""
    assert "Term('text', 'korea'" in repr(ask(text, names=True).query)


def test_a_note_says_so(ask: Ask) -> None:
    """Once for all names, each term that the index has once, with its place in the query."""
    added = ask("trust Korea Japan polls", names=True).added
    assert added is not None
    note = added.note(lambda term: term != "seoul")
    said = "Also searched for, at less weight: Korean, Pyongyang, Japanese, Tokyo; --no-names leaves these out."
    assert note == Note("names", said, 6, 17)
    assert added.note(lambda term: 0) is None


def test_the_text_understood_is_the_text_typed(ask: Ask) -> None:
    """Read again, with names, it is the same query."""
    parsed = ask("Korea trust", names=True)
    assert parsed.text == "Korea trust"
    assert ask(parsed.text, names=True).query == parsed.query


def test_only_where_articles_are_english(ask: Ask) -> None:
    """The table is English: other languages, asked for or of the index, have other names."""
    assert named(ask, "Korea", languages=("de",)) == [{"korea": 1.0}]
    assert "AnyForm" not in repr(ask("lang:de Korea", names=True, languages=("en", "de")).query)
    assert "korean" in named(ask, "Korea", languages=("de", "en"))[0]


def test_the_table_is_well_formed() -> None:
    """Three columns a line, in order, no name twice in a line; the United Nations' 193 members and some others."""
    lines = COUNTRIES.splitlines()
    assert len(lines) > 193
    assert sorted(lines) == lines
    for line in lines:
        columns = [[name.strip() for name in column.split(",")] for column in line.split("|")]
        assert len(columns) == 3, line
        names = [name for column in columns for name in column if name]
        assert len(names) >= 1, line
        assert all(name.isprintable() and name.isascii() for name in names), line
    assert all(is_of_name(word) for words in countries("") for word in words)


@given(st.lists(st.sampled_from(["Korea", "south", "United", "states", "of", "US", "us", "-", '"', "(", ")", "="])))
def test_any_mixture_is_answered(ask: Ask, pieces: list[str]) -> None:
    """Every text parses, and names only add to words."""
    text = " ".join(pieces)
    assert ask(text, names=True).text == ask(text).text
