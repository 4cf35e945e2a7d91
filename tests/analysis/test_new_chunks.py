"""Chunks that are met for the first time turn into the same, however many are met at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.analysis.new_chunks import NewChunks
from searchkit.analysis.rows import Numbering, Rows
from searchkit.settings import Settings
from tests.analysis.texts import languages, mixtures

_chunks = st.lists(mixtures.map(str.split), max_size=6).map(lambda some: [chunk for one in some for chunk in one])


class _Kept(Rows):
    """Rows that can be read."""

    def spelled(self, row: int) -> tuple[object, ...]:
        """Whether it depends on capitals, and its terms, forms and positions; what is decided later is as it is."""
        if row == -1:
            return (row,)
        start, count, advance = (of[abs(row ^ row >> 31)] for of in (self._starts, self._counts, self._advances))
        tokens = zip(*(of[start : start + count] for of in (self._of_term, self._of_form, self._at)), strict=True)
        named = [(self.terms.strings[term], self.forms.strings[form], position) for term, form, position in tokens]
        return (row < 0, advance, *named)


@settings(max_examples=300, deadline=None)
@given(_chunks, languages, st.sampled_from([255, 3]))
def test_many_at_once_are_as_each_by_itself(chunks: list[str], lang: str, longest: int) -> None:
    """Words, numbers, words with hyphens and all others, in capitals and not, some more than once."""
    words = Analyzer(settings=Settings(term_characters=longest)).words_of("en" if lang == "EN-us" else lang or "und")
    together, apart = _Kept(), _Kept()
    each = NewChunks(words, apart, {})
    found = list(map(together.spelled, NewChunks(words, together, {}).rows_of(chunks)))
    assert found == [apart.spelled(each.rows_of([chunk])[0]) for chunk in chunks]


@given(st.lists(st.lists(st.text(alphabet="ab", max_size=2))))
def test_many_are_numbered_as_one_by_one(batches: list[list[str]]) -> None:
    """Each string has one number, in the order in which they are met."""
    together, one_by_one = Numbering(), Numbering()
    for batch in batches:
        assert together.numbers(batch) == [one_by_one[string] for string in batch]
    assert (together.strings, together.characters) == (one_by_one.strings, one_by_one.characters)
