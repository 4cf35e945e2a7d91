"""Queries that would hurt: each meets a limit, with a note."""

from __future__ import annotations

import pytest

from searchkit.query.lexer import lex
from searchkit.query.notes import MOST, Notes
from searchkit.settings import Settings
from tests.query.conftest import Ask


def codes(ask: Ask, text: str, **options: object) -> list[str]:
    """The codes of a query's notes."""
    return [note.code for note in ask(text, **options).notes]


def test_a_long_query_is_cut(ask: Ask) -> None:
    """Forty kilobytes are cut at a blank before the limit of characters."""
    parsed = ask("korea " + "x" * 40_000)
    (note,) = parsed.notes
    assert (note.code, note.start, note.end) == ("too-long", 4096, 40_006)
    parsed = ask("japan " * 8_000)
    assert parsed.notes[0].start == 0 or "too-long" in [note.code for note in parsed.notes]
    assert set(parsed.text.split()) == {"japan"}


def test_many_words_are_cut(ask: Ask) -> None:
    """Of 20,000 words those up to the limit of clauses are searched; stop words do not count."""
    text = " ".join(f"the w{number}" for number in range(20_000))
    parsed = ask(text)
    assert parsed.text.split() == [f"w{number}" for number in range(64)]
    assert {"clause-limit", "stop-word", "too-long"} == set(codes(ask, text))
    limit = next(note for note in parsed.notes if note.code == "clause-limit")
    assert limit.start == text.index("the w64")


def test_deep_parentheses_are_cut(ask: Ask) -> None:
    """Two thousand parentheses are read, those beyond the limit as if they were not there."""
    parsed = ask("(" * 2000 + "korea" + ")" * 2000 + " japan")
    assert parsed.text == "korea japan"
    assert codes(ask, "(" * 2000 + "korea" + ")" * 2000 + " japan") == ["nesting-limit"]
    assert ask("-(" * 40 + "korea" + ")" * 40).text == "korea"


def test_the_deepest_query_does_not_exhaust_the_stack(ask: Ask) -> None:
    """However high the setting, nesting stays below what Python and Whoosh can follow."""
    settings = Settings(query_nesting=100_000, query_characters=100_000)
    for text in (
        "(" * 5000 + "a",
        "title:(-(+b " * 3000,
        "a AND (b OR (" * 3000,
        "NOT " * 9000 + "a",
        "x:(y:(zz:(" * 2000,
    ):
        hash(ask(text, settings=settings).query)


def test_a_long_phrase_is_cut(ask: Ask) -> None:
    """A phrase beyond the limit of words is searched by its beginning."""
    parsed = ask('"' + "word " * 300 + '"')
    assert len(parsed.query.words) == 32
    assert codes(ask, '"' + "word " * 300 + '"') == ["phrase-limit"]


def test_ways_of_writing_are_bounded(ask: Ask) -> None:
    """A phrase of many hyphenated words does not multiply without end."""
    parsed = ask('"' + "co-operation " * 12 + '"', languages=("en", "de", "fr"))
    assert len(list(parsed.query.leaves())) <= 48


@pytest.mark.parametrize("text", ["x" * 65 + "~", "korea~99999", '"a b"~' + "9" * 5000, "a^" + "9" * 4000])
def test_wild_numbers_are_tamed(ask: Ask, text: str) -> None:
    """Distances, slops and boosts out of range, and long fuzzy words, are noted."""
    assert set(codes(ask, text)) & {"fuzzy-limit", "slop-limit", "bad-boost", "too-long"}


def test_remarks_are_bounded(ask: Ask) -> None:
    """A page of garbage is answered with a bounded number of notes, the last of which counts the rest."""
    parsed = ask(" ".join(f"q{number}x:y" for number in range(200)), settings=Settings(query_clauses=10_000))
    assert len(parsed.notes) == MOST + 1
    assert parsed.notes[-1].code == "more-notes"


@pytest.mark.parametrize(
    "piece", ['"', "(", ")", "a ", "-", "+a", "a:", '"a" ', "^", "~", "*", "a,", "=", "AND ", "“", "a^"]
)
def test_tokens_grow_with_the_text(piece: str) -> None:
    """Ten times the text gives at most about ten times the tokens: nothing is read twice."""
    short, long = (len(lex(piece * count, Notes())) for count in (100, 1000))
    assert long <= 10 * short + 10


@pytest.mark.parametrize(
    ("setting", "value", "text"),
    [
        ("query_characters", 20, "korea " * 5),
        ("query_clauses", 3, "korea japan china russia"),
        ("query_nesting", 3, "((((korea))))"),
        ("fuzzy_distance", 2, "korea~3"),
        ("fuzzy_characters", 5, "koreas~"),
        ("phrase_words", 3, '"korea japan china russia"'),
        ("slop", 3, '"korea japan"~4'),
    ],
)
def test_a_passed_limit_is_named(ask: Ask, setting: str, value: int, text: str) -> None:
    """With its value; and within the usual limits nothing is said."""
    (note,) = ask(text, settings=Settings(**{setting: value})).notes
    assert f"({setting})" in note.message
    assert str(value) in note.message
    if setting != "fuzzy_distance":
        assert ask(text).notes == ()
