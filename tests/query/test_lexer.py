"""From characters to tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.query.lexer import is_plain, lex
from searchkit.query.nodes import Juxtaposed, Leaf
from searchkit.query.notes import Notes
from searchkit.query.parser import parse_tree


def kinds(text: str) -> str:
    """The kinds of a query's tokens, words and phrases with their texts."""
    return " ".join(
        f"{token.kind}[{token.text}]" if token.kind in ("word", "phrase", "field", "tilde", "boost") else token.kind
        for token in lex(text, Notes())
    )


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("korea japan", "word[korea] word[japan]"),
        ("a AND b and c", "word[a] and word[b] word[and] word[c]"),
        ("+a -b", "plus word[a] minus word[b]"),
        ('title:"a b"~5^2', "field[title] phrase[a b] tilde[5] boost[2]"),
        ("-(a)^.5", "minus open word[a] close boost[.5]"),
        ("a~ b~2^3", "word[a] tilde[] word[b] tilde[2] boost[3]"),
        ("=a title:=b", "exact word[a] field[title] exact word[b]"),
        ("a,b;c", "open word[a] word[b] word[c] close"),
        ("1,000 a,", "word[1,000] word[a]"),
    ],
)
def test_forms_become_tokens(text: str, tokens: str) -> None:
    """Each form of the language has its tokens."""
    assert kinds(text) == tokens


@pytest.mark.parametrize(
    "text",
    ["don't", "co-operation", "a+b", "10:30", "C:\\path", "https://example.org/a?b=c", "foo~bar", "C++", "AT&T", "a=b"],
)
def test_marks_within_a_word_belong_to_it(text: str) -> None:
    """Apostrophes, hyphens, addresses, times and paths are not taken for operators."""
    assert kinds(text) == f"word[{text}]"


@pytest.mark.parametrize(
    "text",
    ["“a b”", "„a b“", "«a b»", "»a b«", "「a b」", "『a b』", "＂a b＂", "‹a b›", '"a\u3000b"', "\u200f“a b”\u200f"],
)
def test_quotes_of_many_languages_make_phrases(text: str) -> None:
    """Curly, angled, corner and full-width quotes mean the same as straight ones."""
    found = lex(text, Notes())
    assert [(token.kind, token.text.split()) for token in found] == [("phrase", ["a", "b"])]


def test_full_width_marks_are_marks() -> None:
    """Full-width parentheses, colons and signs, and the ideographic space, work like their ASCII siblings."""
    assert (
        kinds("title：（a\u3000ｂ） －c＊ d～２")
        == "field[title] open word[a] word[ｂ] close minus word[c＊] word[d] tilde[２]"
    )


def test_invisible_characters_part_words() -> None:
    """Controls and lone surrogates are blanks; offsets stay those of the text as typed."""
    text = "a\x00b\ud800c\x1fd\x7fe"
    assert [(token.text, token.start) for token in lex(text, Notes())] == [(c, 2 * n) for n, c in enumerate("abcde")]


def test_marks_of_writing_direction_belong_to_no_word() -> None:
    """Around words they are blanks; within one they part nothing, as in an article."""
    text = "\u2066ab\u2069 \ufeffc\u202ed \u200b"
    assert [(token.text, token.start) for token in lex(text, Notes())] == [("ab", 1), ("c\u202ed", 6)]


def test_a_stray_mark_is_no_operator() -> None:
    """A dash between blanks, a double dash or a quotation mark after a number asks for nothing."""
    assert kinds('a - b -- c --d + 12" e') == "word[a] word[b] word[--] word[c] word[--d] word[12] word[e]"


_MARKS = st.text(st.sampled_from("ab \"'()+-:=~*?^,.“”「」（）：AND ORNOT0123\\/\x00\ud800😀"), max_size=80)


@given(st.one_of(_MARKS, st.text(max_size=60)))
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    """Tokens never overlap, never run backwards, and are no more than two for a character."""
    tokens = lex(text, Notes())
    assert len(tokens) <= 2 * len(text)
    position = 0
    for token in tokens:
        assert position <= token.start <= token.end <= len(text)
        position = token.end


@given(st.text(min_size=1, max_size=20))
def test_a_plain_word_is_one_token(text: str) -> None:
    """What is written without quotes when a query is shown is read as one word again."""
    if is_plain(text):
        assert kinds(text) == f"word[{text}]"


@given(st.lists(st.sampled_from(["korea", "7d", "日本", "AND", "Or", "NOT", "x", "", "café", "a-b", "ﾊﾝ"]), max_size=6))
def test_words_alone_are_read_as_their_tokens_are(words: list[str]) -> None:
    """What is nothing but words between blanks goes a shorter way to the same tree."""
    text = " ".join(words)
    leaves = parse_tree(text, Notes(), nesting=8)
    tokens = lex(text, Notes())
    assert not all(token.kind == "word" for token in tokens) or leaves == Juxtaposed(
        tuple(Leaf(token.text, token.start, token.end) for token in tokens)
    )
