"""Term dictionaries against a sorted list."""

from __future__ import annotations

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar.terms import TermDictionary

_TERMS = st.binary(max_size=4) | st.text("ab", max_size=5).map(str.encode)


@given(st.sets(_TERMS, max_size=40), st.lists(_TERMS, max_size=10))
def test_as_a_sorted_list(terms: set[bytes], asked: list[bytes]) -> None:
    """Look-up, prefixes and ranges give what a sorted list gives."""
    words = sorted(terms)
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    offsets = memoryview(b"".join(end.to_bytes(4, "little") for end in ends)).cast("I")
    dictionary = TermDictionary(memoryview(b"".join(words)), offsets)
    assert [dictionary[number] for number in range(len(dictionary))] == words
    for term in [*asked, *words, b""]:
        assert dictionary.find(term) == (words.index(term) if term in terms else -1)
        assert dictionary.at_least(term) == bisect_left(words, term)
        assert [words[n] for n in dictionary.prefixed(term)] == [word for word in words if word.startswith(term)]
        assert [words[n] for n in dictionary.between(term, None)] == [word for word in words if word >= term]
        for end in asked:
            found = [words[number] for number in dictionary.between(term, end)]
            assert found == [word for word in words if term <= word < end]


def test_no_terms() -> None:
    """A field without terms finds none."""
    dictionary = TermDictionary(memoryview(b""), memoryview(bytes(4)).cast("I"))
    assert (len(dictionary), dictionary.find(b"a"), list(dictionary.prefixed(b""))) == (0, -1, [])
