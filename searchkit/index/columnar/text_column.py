"""A column of texts of a segment, such as its titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.errors import ADVICE, IndexDamaged

if TYPE_CHECKING:
    from searchkit.index.columnar.pages import CheckedNumbers
    from searchkit.index.columnar.segment import Segment
    from searchkit.index.columnar.terms import TermDictionary


class TextColumn:
    """Texts by document. Where a field's terms are the texts, a document has the number of its term."""

    def __init__(self, segment: Segment, name: str) -> None:
        file = segment.file
        self._name = file.name
        self._codes: CheckedNumbers | None = None
        self._terms: TermDictionary | None = None
        if f"terms/{name}" in file:
            self._codes, self._terms = file.numbers(f"terms/{name}"), segment.dictionary(name)
            count = len(self._codes)
        else:
            self._blob = file.view(f"text/{name}", whole=False)
            self._pages = file.pages(f"text/{name}")
            self._offsets = file.numbers(f"text/{name}/offsets")
            count = max(len(self._offsets) - 1, 0)
        self._read = bytearray(count)
        """Which were read before, and need not be checked again."""

    def __getitem__(self, number: int) -> str:
        try:
            if self._read[number]:
                return self._unchecked(number)
            if self._codes is not None and self._terms is not None:
                text = self._terms[self._codes[number]].decode()
            else:
                begin, end = self._offsets[number], self._offsets[number + 1]
                self._pages.check(begin, end)
                text = str(self._blob[begin:end], "utf-8")
            self._read[number] = 1  # not before: another thread may ask for it meanwhile
            return text
        except (UnicodeDecodeError, IndexError) as error:
            raise IndexDamaged(f"{self._name}: a text is no text ({error}); {ADVICE}") from error

    def _unchecked(self, number: int) -> str:
        if self._codes is not None and self._terms is not None:
            return self._terms.unchecked_text(self._codes.unchecked[number])
        offsets = self._offsets.unchecked
        return str(self._blob[offsets[number] : offsets[number + 1]], "utf-8")
