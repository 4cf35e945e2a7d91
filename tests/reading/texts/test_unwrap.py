"""Hard-wrapped lines become paragraphs; what is broken on purpose stays."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from searchkit.reading.texts.unwrap import unwrap

PROSE = (
    "The ferry between the two ports was taken out of service on Monday after a crack was found in its hull, and the "
    "company said that it could not tell when it would run again. Passengers are taken by bus over the new bridge, "
    "which adds an hour to the way. The mayor of the island asked for patience and for a second boat."
)
VERSE = "The harbour sleeps beneath a coat of frost,\nThe nets hang stiff, the little boats are tied,\nAnd every \
lamp along the quay is lost\nIn fog that came and settled with the tide."


def test_wrapped_prose_is_one_line_a_paragraph() -> None:
    """Paragraphs wrapped at a width come back as they were, a blank line between."""
    for width in (50, 64, 72, 100):
        wrapped = "\n\n".join([textwrap.fill(PROSE, width), textwrap.fill(PROSE[::-1].lower(), width)])
        assert unwrap(wrapped).split("\n\n")[0] == PROSE


def test_an_indent_begins_a_paragraph() -> None:
    """Wire copy marks paragraphs by an indent instead of a blank line, and its first line is often short."""
    second = textwrap.fill(PROSE, 64, initial_indent="    ")
    wrapped = "The ministry in the capital\nsaid so.\n" + second
    assert unwrap(wrapped).split("\n\n") == ["The ministry in the capital said so.", PROSE]


def test_verse_stays() -> None:
    """Lines that all begin with a capital are verse."""
    assert unwrap(VERSE) == VERSE


def test_lists_and_code_stay() -> None:
    """Items of a list and statements keep their lines."""
    items = "\n".join(f"- {word} from the market in the old town" for word in ("apples", "pears", "bread", "cheese"))
    code = "def ferry(port):\n    boats = harbour(port)\n    return boats[0]\n\nprint(ferry('north'))"
    assert unwrap(items) == items
    assert unwrap(code) == code


def test_rows_of_a_table_stay_together() -> None:
    """Rows between paragraphs are lines, not paragraphs of their own."""
    table = "    Net 1.1 mln vs 0.9\n    Sales 7.9 mln vs 9.4"
    text = unwrap(textwrap.fill(PROSE, 64) + "\n" + table)
    assert text == PROSE + "\n\nNet 1.1 mln vs 0.9\nSales 7.9 mln vs 9.4"


def test_long_lines_are_paragraphs() -> None:
    """A text of a line a paragraph gets blank lines between them."""
    assert unwrap(f"{PROSE}\n{PROSE}") == f"{PROSE}\n\n{PROSE}"


def test_text_without_spaces_is_not_joined() -> None:
    """Chinese lines have no words that might have fitted."""
    lines = "\n".join(
        ["港口今天重新开放渡轮停运居民只能乘坐公共汽车过桥前往对岸的城镇上班上学买菜看病访友等等" * 2] * 3
    )
    assert unwrap(lines) == lines


@given(st.text(alphabet="ab Z.-\n\t1é港", max_size=400))
def test_no_word_is_lost(text: str) -> None:
    """Whatever the text, its characters that are not white space stay, in order."""
    assert "".join(unwrap(text).split()) == "".join(text.split())


_COLUMN = """The council had a long
debate about the oldest of
the quays, and about trust
in the new ferry, which is
late so often that nobody
now believes its timeta-
ble. The Korea-
Japan line is a well-
known case: its self-
service bar is still un-
opened, said the mayor of
the town, whose old-
er brother owns the bar."""


def test_words_parted_at_line_ends_are_joined() -> None:
    """Hyphens of their own stay: before a capital, and in compounds that are known."""
    text = unwrap(_COLUMN)
    assert "\n" not in text
    for words in (
        "its timetable. The Korea-Japan line",
        "a well-known case: its self-service bar",
        "unopened",
        "older",
    ):
        assert words in text


def test_a_hyphen_is_kept_where_the_text_has_the_word_elsewhere() -> None:
    """The writer knows best; and German leaves out what two words share."""
    wide = (
        "The co-author of the report on the harbour was not there, so that the other co-\n"
        "author had to speak for them all at the meeting of the council, which was\n"
        "long; she read of Ein-\n"
        "und Ausfuhr in it until nobody could listen any more to what it said.\n"
    )
    text = unwrap(wide)
    assert "other co-author had" in text
    assert "Ein- und Ausfuhr" in text


def test_short_lines_of_a_poem_stay() -> None:
    """Lines that are not full end where the poet wants."""
    poem = (
        "one glove on the rail\nthe other hand presumably\nis warm\nthe gulls change nation twice\nbefore breakfast\n"
    )
    assert unwrap(poem * 3).count("\n") >= poem.count("\n")
