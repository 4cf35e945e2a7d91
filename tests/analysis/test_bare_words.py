"""Many chunks lose the punctuation around them at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis.bare_words import DIGIT, FORMLESS, HYPHEN, LETTER, MARK, OTHER, bare_words
from searchkit.analysis.chunks import LONGEST, bare

_chunks = st.lists(
    st.text(alphabet="aZ7.,-'\"(&“’é\u212a\ud800", max_size=12) | st.sampled_from(["a" * 49, "(" * 48 + "a"])
)


def _kind(character: str) -> int:
    for kind, characters in ((LETTER, "aZ"), (DIGIT, "7"), (MARK, ".,"), (HYPHEN, "-")):
        if character in characters:
            return kind
    return OTHER


@given(_chunks, st.sampled_from([255, 3]))
def test_many_are_bared_as_each_by_itself(chunks: list[str], longest: int) -> None:
    """Their forms and kinds, those of words beyond ASCII, and of long ones, left out."""
    forms, kinds = bare_words(chunks, longest)
    found = list(zip(forms, kinds.tolist(), strict=True))[: len(chunks)]
    expected = []
    for chunk in chunks:
        word = bare(chunk)
        if len(chunk) > LONGEST or len(word) > longest or not word.isascii():
            expected.append(("", FORMLESS))
        else:
            expected.append((word.lower(), sum(set(map(_kind, word)))))
    assert found == expected
