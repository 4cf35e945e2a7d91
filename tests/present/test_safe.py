"""Text of strangers, made safe to show."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given

from searchkit.present.safe import Span, escaped, one_line, paragraphs, safe
from tests.present.samples import spanned, texts

# Format characters that a reader sees, or that a script or an emoji needs.
VISIBLE_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
# Letters of Korean that are blank.
FILLERS = "\u115f\u1160\u3164\uffa0"
JOINERS = "\u200c\u200d"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, é, 한국어", "plain, é, 한국어"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("ding\x07 \x00 \x7f", "ding␇ ␀ ␡"),
        ("\x9b31m", "�31m"),
        ("one\ttwo\u2028three", "one two three"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u2066b\u2069\u200ec\u061cd", "abcd"),
        ("zero\u200bwidth\u2060\ufeff\u00ad", "zerowidth"),
        ("half \ud83d", "half �"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("a\ufe0f\ufe01b", "ab"),
        ("a\u200db", "ab"),
        ("a\u200cb", "ab"),
    ],
)
def test_harm_is_pictured_or_left_out(text: str, shown: str) -> None:
    """Controls become visible, white space a space, what cannot be seen goes."""
    assert safe(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👧\u200d👦 👩🏽\u200d🚀 🏳\ufe0f\u200d🌈",
        "🇰🇷 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "❤\ufe0f 1\ufe0f\u20e3",
        "می\u200cخواهم",
        "क्\u200dष",
        "葛\U000e0100城",
        "العربية עברית",
        "cafe\u0301",
        "no\xa0break",
    ],
)
def test_what_a_script_needs_stays(text: str) -> None:
    """Joined emoji, flags, joiners inside words, marks and letters read from the right are as they were."""
    assert safe(text) == text


@given(texts)
def test_nothing_harmful_is_left(text: str) -> None:
    """Whatever the text: no control, format or surrogate character that is not known to be visible or needed."""
    for character in safe(text):
        category = unicodedata.category(character)
        if category in ("Cc", "Cs", "Zl", "Zp"):
            pytest.fail(repr(character))
        if category == "Cf" and character not in VISIBLE_FORMATS + JOINERS:
            assert "\U000e0020" <= character <= "\U000e007f", repr(character)  # a flag's


@given(texts)
def test_safe_text_is_left_alone(text: str) -> None:
    """What was made safe once is not changed again."""
    assert safe(safe(text)) == safe(text)
    line = one_line(text)[0]
    assert one_line(line)[0] == line


@given(texts)
def test_safe_text_can_be_written(text: str) -> None:
    """UTF-8 takes it, and it is one line."""
    one_line(text)[0].encode()
    assert len(one_line(text)[0].splitlines()) <= 1


@given(spanned())
def test_spans_move_with_their_characters(sample: tuple[str, tuple[Span, ...]]) -> None:
    """The letters inside a span before are those inside it after, and spans stay in order and apart."""
    text, spans = sample
    line, moved = one_line(text, spans)
    assert _letters(*(line[start:end] for start, end in moved)) == _letters(*(text[start:end] for start, end in spans))
    places = [place for span in moved for place in span]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(line) for start, end in moved)


def test_a_span_with_nothing_left_goes() -> None:
    """What covered only invisible characters covers nothing."""
    assert one_line("a\u200b\u200bb", [(0, 1), (1, 3)]) == ("ab", ((0, 1),))


@given(texts)
def test_escaped_json_is_the_same_value(text: str) -> None:
    """Escaping changes how JSON looks, not what it says; and it holds nothing that `safe` would replace."""
    written = escaped(json.dumps({"text": text}, ensure_ascii=False))
    # Two halves that belong together are one character in JSON, whoever writes it.
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert json.loads(written) == {"text": joined}
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in written)
    assert "\u202e" not in written


def test_paragraphs_are_the_lines_with_text() -> None:
    """Empty lines go; each paragraph is one line."""
    assert paragraphs("One  two\r\n\n \nthree\x1b") == ["One two", "three␛"]


def _letters(*pieces: str) -> str:
    found = (character for piece in pieces for character in piece if character.isalnum())
    return "".join(character for character in found if character not in FILLERS)
