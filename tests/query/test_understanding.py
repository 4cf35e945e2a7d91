"""How queries are understood: precedence, fields, stop words, and the text that says so."""

from __future__ import annotations

import pytest
from whoosh.query import NullQuery, Term

from tests.query.conftest import Ask


def codes(ask: Ask, text: str, **options: object) -> list[str]:
    """The codes of a query's notes."""
    return [note.code for note in ask(text, **options).notes]


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("korea AND japan OR china", "(korea AND japan) OR china"),
        ("korea OR japan AND china", "korea OR (japan AND china)"),
        ("korea japan AND china", "korea (japan AND china)"),
        ("korea japan OR china", "korea (japan OR china)"),
        ("NOT korea AND japan", "NOT korea AND japan"),
        ("korea NOT japan", "korea -japan"),
        ("korea AND -japan", "korea AND NOT japan"),
        ("korea -(japan china)", "korea -(japan china)"),
        ("NOT NOT korea", "korea"),
        ("(korea)", "korea"),
        ("((korea) (japan))", "korea japan"),
        ("(-korea -japan) china", "-(korea OR japan) china"),
        ("+korea", "korea"),
        ("(+korea) japan", "korea japan"),
    ],
)
def test_precedence(ask: Ask, text: str, understood: str) -> None:
    """NOT binds closest, then AND, then OR, then standing side by side."""
    assert ask(text).text == understood


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("korea japan", "korea AND japan"),
        ("korea (japan china)", "korea AND (japan AND china)"),
        ("korea japan OR china", "korea AND (japan OR china)"),
        ("korea -japan", "korea AND NOT japan"),
        ("the korea", "korea"),
    ],
)
def test_match_all_joins_with_and(ask: Ask, text: str, understood: str) -> None:
    """With `match_all`, side by side means AND."""
    assert ask(text, match_all=True).text == understood


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("state of the union", "state union"),
        ("The Who", "The Who"),
        ("to be or not to be", "to be or not to be"),
        ("the, korea", "korea"),
        ("+the korea", "+the korea"),
        ('"the" korea', '"the" korea'),
        ("=the korea", "=the korea"),
        ("title:the korea", "title:the korea"),
        ("author:(the who) korea", "author:(the who) korea"),
        ("the AND korea", "the AND korea"),
        ("the source:times", "the source:times"),
        ("the -korea", "the -korea"),
        ("the (korea japan)", "korea japan"),
    ],
)
def test_stop_words_give_way_to_other_words_only(ask: Ask, text: str, understood: str) -> None:
    """A stop word falls away beside other words; required, quoted, exact, in a field or alone it stays."""
    assert ask(text).text == understood
    assert ("stop-word" in codes(ask, text)) == (text in ("state of the union", "the, korea", "the (korea japan)"))


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("AND", "and"),
        ("korea AND", "korea"),
        ("OR korea", "korea"),
        ("NOT", "not"),
        ("AND AND", "and and"),
        ("korea AND OR japan", "(korea AND or) japan"),
    ],
)
def test_an_operator_without_operands_is_a_word(ask: Ask, text: str, understood: str) -> None:
    """What cannot be an operator is read as a word, with a note."""
    parsed = ask(text)
    assert parsed.text == understood
    assert "operator" in [note.code for note in parsed.notes]


def test_naming_one_valued_fields_twice_means_either(ask: Ask) -> None:
    """An article has one source, so two sources are alternatives; tags may both be meant."""
    assert ask("source:a source:b korea").text == "(source:a OR source:b) korea"
    assert ask("lang:de lang:fr site:a.de site:b.fr x").text == "(lang:de OR lang:fr) (site:a.de OR site:b.fr) x"
    assert ask("tag:a tag:b").text == "tag:a tag:b"
    assert ask("+source:a +source:b").text == "+source:a +source:b"


def test_a_field_in_a_group_of_another_field_is_its_own(ask: Ask) -> None:
    """Within a group the inner field counts, also when it is the field that words have without one."""
    assert ask("title:(korea author:kim)").text == "title:(korea author:kim)"
    assert ask("title:(text:(korea japan) trust)").text == "title:(text:(korea japan) trust)"
    assert ask("title:(exact:(kor* japan) trust)").text == "title:(text:(kor* =japan) trust)"


def test_dates_side_by_side_are_one_span(ask: Ask) -> None:
    """Spans that meet become their common days; spans that do not are left as they are."""
    assert ask("after:2025-01 before:2025-03").text == "date:2025-01-01..2025-02-28"
    assert ask("date:2024 date:2025").text == "date:2024-01-01..2024-12-31 date:2025-01-01..2025-12-31"


@pytest.mark.parametrize(
    ("text", "understood", "code"),
    [
        ('"korea japan', "korea japan", "unclosed-quote"),
        ("korea)", "korea", "parenthesis"),
        ("(korea", "korea", "parenthesis"),
        ("korea^x", "korea", "bad-boost"),
        ("korea^0", "korea", "bad-boost"),
        ("(korea japan)~2", "korea japan", "fuzzy-limit"),
        ("korea~7", "korea~2", "fuzzy-limit"),
        ("korea~0", "korea~1", "fuzzy-limit"),
        ("korea/japan~", '"korea/japan"', "fuzzy-limit"),
        ('"korea japan"~', '"korea japan"~5', "slop-limit"),
        ('"korea japan"~101', '"korea japan"~100', "slop-limit"),
        ("korea date:2025-13", "korea", "bad-date"),
        ("korea after:soon", "korea", "bad-date"),
        ("korea lang:german", "korea", "bad-language"),
        ("title: korea", "title korea", "empty-field"),
        ("title:=korea", "title:korea", "title-forms"),
        ("korea tag:-trade", 'korea tag:"-trade"', "operator"),
        ("title:!oil", "title:oil", "operator"),
        ("oil && gas", "oil gas", "operator"),
        ("oil || gas", "oil gas", "operator"),
        ("oil !gas", "oil gas", "operator"),
        ('"korea japan"~10000', '"korea japan"~100', "slop-limit"),
        ("title:kor*", "title:kor*", "title-forms"),
        ("*ing", "*ing", "leading-wildcard"),
        ("foo/ba*", '"foo/ba"', "wildcard"),
        ("-korea", "-korea", "only-negative"),
        ("+korea OR japan", "korea OR japan", "operator"),
        ("§ korea", "korea", ""),
        ("what is korea?", "korea", "stop-word"),
    ],
)
def test_doubts_are_noted(ask: Ask, text: str, understood: str, code: str) -> None:
    """What is dropped, changed or doubtful is understood in a stated way and noted."""
    parsed = ask(text)
    assert parsed.text == understood
    assert [note.code for note in parsed.notes] == ([code] if code else [])
    assert all(note.message.endswith((".", "?")) for note in parsed.notes)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("autor", "author:?"),
        ("Headline", "title:?"),
        ("language", "lang:?"),
        ("since", "after:?"),
        ("qqq", "the fields are"),
    ],
)
def test_an_unknown_field_is_noted_with_a_suggestion(ask: Ask, name: str, meant: str) -> None:
    """An unknown field and its value are searched as words, and the note says which field may have been meant."""
    parsed = ask(f"{name}:korea")
    (note,) = parsed.notes
    assert (note.code, note.start, note.end) == ("unknown-field", 0, len(name))
    assert meant in note.message
    assert parsed.text == f"{name} korea"


@pytest.mark.parametrize(
    "text",
    [
        "korea japan",
        "title:korea",
        '"a b"~3',
        "https://example.org/a",
        "10:30",
        "C:\\a",
        "U.S. AT&T C++ 3.5%",
        "(x - y)",
    ],
)
def test_ordinary_text_needs_no_notes(ask: Ask, text: str) -> None:
    """Negative control: nothing is remarked where nothing is in doubt."""
    assert codes(ask, text) == []


@pytest.mark.parametrize("text", ["", "   ", "...", "()", '""', "-", "+", "?", "\x00", "\ud800", ":)", "title:()"])
def test_nothing_to_search_for_is_noted(ask: Ask, text: str) -> None:
    """A query without a word gives NullQuery, no text, and a note."""
    parsed = ask(text)
    assert parsed.query is NullQuery
    assert parsed.text == ""
    assert "empty" in [note.code for note in parsed.notes]


def test_lang_chooses_the_stems(ask: Ask) -> None:
    """A condition on the language makes the words be searched by its stems; one among alternatives does not."""
    german = Term("text", "nation")
    assert german in ask("lang:de Nationen").query.leaves()
    assert german in ask("lang:(de) AND Nationen").query.leaves()
    assert german not in list(ask("Nationen").query.leaves())
    assert german not in list(ask("Nationen OR lang:de").query.leaves())
    assert german not in list(ask("Nationen -lang:de").query.leaves())
