"""Where sentences begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.search.shown.sentences import sentence_starts


def sentences(text: str) -> list[str]:
    """The text, cut."""
    starts = [0, *sentence_starts(text, 0, len(text))]
    cut = (text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    return [sentence for sentence in cut if sentence]


@pytest.mark.parametrize(
    "text",
    [
        "It rose. It fell.",
        "Did it? It did!",
        "It rose (a little.) It fell.",
        "“It rose.” They cheered.",
        "It rose… It fell.",
        "It rose to 3.50 dlrs. In May it fell.",
        "A headline\n\nIt rose.",
        "Net 12 cts\n    Revs 3 mln",
        "the flow over the wing .  the results were",
        "高い。安い。",
        "「高い。」安い！",
        "هل ارتفع؟ نعم.",
        "वह आया। वह गया।",
        "Он пришёл. Она ушла.",
        "¿Subió? ¡Bajó!",
        "Er kam am 3. Mai an. Danach schlief er.",
        "They sold it to Alcan Inc. The price was low.",
        "She lives in the U.S. He does not.",
    ],
)
def test_two_sentences_are_two(text: str) -> None:
    """Whatever the script and its marks; before a word that begins sentences an abbreviation may end one."""
    assert len(sentences(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith met Dr. Jones, Prof. Brown and Sen. Dole at St. Mary's.",
        "J. Smith and J. R. R. Tolkien of the U.S. Senate paid.",
        "Alcan Inc. said Reynolds Metals Co. Directors resigned.",
        "It closed on Dec. 12 at no. 5, approx. ten miles off.",
        "It paid 1.5 mln dlrs, i.e. 3.50 a share, vs. 2.10 before.",
        '"Stop!" he said. ',
        "Really? asked the officer.",
        "Wait... what?",
        "Siehe z.B. Berlin, d.h. die Stadt.",
        "А. С. Пушкин родился в Москве.",
    ],
)
def test_one_sentence_is_one(text: str) -> None:
    """Titles, initials, abbreviations, numbers, speech that goes on."""
    assert len(sentences(text)) == 1


@given(st.text(alphabet="aB .!?\n\"'。”」", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_sentences_begin_within_what_is_looked_at(text: str, begin: int, end: int) -> None:
    """In order, after space or an ideographic mark."""
    begin, end = min(begin, len(text)), min(end, len(text))
    starts = list(sentence_starts(text, begin, end))
    assert starts == sorted(set(starts))
    for start in starts:
        assert begin < start <= end
        assert text[start - 1].isspace() or text[start - 1] in "。」”"
