"""A segment as it is read: fields with their terms and posting lists, columns, stored fields."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.files import ArrayFile
from searchkit.index.columnar.lists.checks import check_packed
from searchkit.index.columnar.lists.layout import HEADER, INLINE, OFFSET_BITS, PACKED
from searchkit.index.columnar.lists.plain_postings import PlainPostings, said_count
from searchkit.index.columnar.packed_terms import BLOCK, PackedTerms
from searchkit.index.columnar.pages import ADVICE
from searchkit.index.columnar.stored import StoredReader
from searchkit.index.columnar.terms import TermDictionary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.categories import CategoryColumn
    from searchkit.index.columnar.inverted import Inverted
    from searchkit.index.columnar.lists.postings import Postings
    from searchkit.index.columnar.lists.wide_plain_postings import WidePlainPostings
    from searchkit.index.columnar.pages import CheckedNumbers, Pages
    from searchkit.index.columnar.story_column import StoryColumn

_TOGETHER = 64  # pointers that are looked at together at first
_MOST_TOGETHER = 1 << 13  # later: fields whose terms are in a document each have no other list for long
_INLINE_KINDS = bytes(range(INLINE >> 56, 256))
_KEPT = 4096  # posting lists whose header a field keeps


class Segment:
    """An open segment. Documents have numbers from 0. Numpy is imported when the first array is asked for.

    `live`, bytes or an array of booleans, has for each document 1 when it is not deleted, else 0; None: all are live.
    """

    def __init__(self, file: ArrayFile, live: bytes | NDArray[np.bool_] | None = None) -> None:
        self.file = file
        self.name = file.name
        self.document_count = _number(file, file.facts, "documents")
        fields = file.facts.get("fields")
        if type(fields) is not dict:
            raise _impossible(file, "fields")
        self._field_facts: dict[str, Any] = fields
        self.is_wide = file.facts.get("encoding") != PACKED
        """Whether terms and posting lists are as format version 1 had them."""
        self.live_bytes = None if live is None else bytes(live)
        self.deleted_count = 0 if self.live_bytes is None else self.live_bytes.count(0)
        self._fields: dict[str, Field | None] = {}
        self._texts: dict[str, TextColumn] = {}

    @cached_property
    def live(self) -> NDArray[np.bool_] | None:
        """By document whether it is not deleted; None: all of them."""
        import numpy as np

        return None if self.live_bytes is None else np.frombuffer(self.live_bytes, bool)

    def field(self, name: str) -> Field | None:
        """The field of this name; None when no document has a term in it."""
        if name not in self._fields:
            facts = self._field_facts.get(name)
            self._fields[name] = None if facts is None else Field(self, name, facts)
        return self._fields[name]

    def field_names(self) -> tuple[str, ...]:
        """The fields that have terms."""
        return tuple(self._field_facts)

    def has_column(self, name: str) -> bool:
        """Whether there is a column of numbers of this name."""
        return f"column/{name}" in self.file

    def column(self, name: str) -> NDArray[Any]:
        """Numbers by document; raises `KeyError` when there is no such column."""
        values = self.file.array(f"column/{name}")
        if len(values) != self.document_count:
            raise _impossible(self.file, f"column/{name}")
        return values

    def categories(self, name: str) -> CategoryColumn | None:
        """A column of categories; None when there is none of this name."""
        from searchkit.index.columnar.categories import KIND, CategoryColumn

        return CategoryColumn(self.file, name) if f"{KIND}/{name}" in self.file else None

    @cached_property
    def stories(self) -> StoryColumn | None:
        """Which documents are copies, and of what story; None when none is."""
        from searchkit.index.columnar.story_column import story_column

        return story_column(self.file)

    def text_names(self) -> tuple[str, ...]:
        """The columns of texts. They are stored fields too, which the stored records leave out."""
        parts = (name.partition("/") for name in self.file.names())
        return tuple(rest for kind, _, rest in parts if kind in ("text", "terms") and not rest.endswith("/offsets"))

    def texts(self, name: str) -> TextColumn:
        """Texts by document; raises `KeyError` when there is no such column."""
        if name not in self._texts:
            self._texts[name] = TextColumn(self, name)
        return self._texts[name]

    @cached_property
    def records(self) -> StoredReader:
        """The stored fields as bytes."""
        return StoredReader(self.file)

    def stored(self, number: int) -> dict[str, Any]:
        """The stored fields of a document."""
        return self.records.record(number)

    def dictionary(self, name: str) -> TermDictionary:
        """The terms of a field that is there."""
        file, names = self.file, (f"field/{name}/terms", f"field/{name}/offsets")
        facts = self._field_facts.get(name)
        if type(facts) is not dict or not all(part in file for part in names):
            raise _impossible(file, f"field/{name}")
        terms = _number(file, facts, "terms")
        if file.count(names[1]) != (terms if self.is_wide else -(-terms // BLOCK)) + 1:
            raise _impossible(file, f"field/{name}")
        blob, offsets = (file.view(part, whole=False) for part in names)
        pages = (file.pages(names[0]), file.pages(names[1]))
        return TermDictionary(blob, offsets, pages) if self.is_wide else PackedTerms(blob, offsets, terms, pages)

    # Posting lists

    @cached_property
    def _list_data(self) -> Any:
        if self.is_wide:
            from searchkit.index.columnar.lists.wide_postings import WideListData

            return WideListData(self.file.array("lists"))
        from searchkit.index.columnar.lists.packed_postings import ListData

        return ListData(self.file.array("lists", whole=False))

    @cached_property
    def _plain_list_data(self) -> Any:
        if self.is_wide:
            from searchkit.index.columnar.lists.wide_plain_postings import WidePlainListData

            return WidePlainListData(self.file.view("lists"))
        return self._lists

    @cached_property
    def _lists(self) -> memoryview:
        return self.file.view("lists", whole=False)

    @cached_property
    def _list_pages(self) -> Pages:
        return self.file.pages("lists")

    def check_list(self, pointer: int, end: int) -> None:
        """Raises `IndexDamaged` unless the packed list that a pointer leads to is as it was written, to its `end`."""
        self._list_pages.check(pointer & (1 << OFFSET_BITS) - 1, end)
        check_packed(self._lists, pointer, end)

    def check_lists(self, begin: int, end: int) -> None:
        """The same of the packed lists from `begin` to before `end`, but for what their pointers say of them."""
        if not self.is_wide:  # these are checked as a whole
            self._list_pages.check(begin, end)

    def end_of_lists(self, begin: int) -> int:
        """Where the lists of the field end whose last list begins at `begin`: where the next field's do."""
        return next((first for first in self._first_lists if first > begin), self.file.count("lists"))

    @cached_property
    def _first_lists(self) -> list[int]:
        """Where the lists of each field begin, in order."""
        fields = (self.field(name) for name in self.field_names())
        return sorted(first for field in fields if field is not None and (first := field.first_list()) >= 0)

    def postings(self, pointer: int, norms: NDArray[np.uint8] | None, *, has_positions: bool) -> Postings:
        """The posting list that a pointer leads to; `norms` and `has_positions` are those of its field."""
        if self.is_wide:
            from searchkit.index.columnar.lists.wide_postings import WidePostings

            return WidePostings(self._list_data, pointer, norms)
        from searchkit.index.columnar.lists.packed_postings import PackedPostings

        return PackedPostings(self._list_data, pointer, norms, has_positions=has_positions)

    def plain_postings(self, pointer: int) -> PlainPostings | WidePlainPostings:
        """The same without numpy, and without positions."""
        if self.is_wide:
            from searchkit.index.columnar.lists.wide_plain_postings import WidePlainPostings

            return WidePlainPostings(self._plain_list_data, pointer)
        return PlainPostings(self._plain_list_data, pointer)

    def is_whole(self, pointer: int) -> bool:
        """Whether it is certain of a list that its weights are whole numbers, none less than the number of
        positions."""
        return not self.is_wide and PlainPostings(self._plain_list_data, pointer).is_whole

    def count(self, pointer: int) -> int:
        """How many postings the list has that a pointer leads to."""
        if not self.is_wide and not said_count(pointer):
            begin = pointer & (1 << OFFSET_BITS) - 1
            self._list_pages.check(begin, begin + HEADER.size)
        return self.plain_postings(pointer).count

    def frequencies(self, pointers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many postings each of many lists has."""
        if self.is_wide:
            from searchkit.index.columnar.lists.wide_decoding import wide_frequencies

            return wide_frequencies(self.file.array("lists"), pointers)
        from searchkit.index.columnar.lists.decoding import frequencies

        return frequencies(self.file.array("lists", whole=False), pointers, self._list_pages.check)

    def documents(self, pointers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The documents of many lists that were checked, in no particular order; some come several times."""
        if self.is_wide:
            from searchkit.index.columnar.lists.wide_decoding import decode_wide

            return decode_wide(self.file.array("lists"), pointers, has_positions=False).documents
        from searchkit.index.columnar.lists.decoding import decode_documents

        return decode_documents(self.file.array("lists", whole=False), pointers)

    def inverted(self, pointers: NDArray[np.uint64], *, has_positions: bool) -> Inverted:
        """The postings of many lists of a field."""
        if self.is_wide:
            from searchkit.index.columnar.lists.wide_decoding import decode_wide

            return decode_wide(self.file.array("lists"), pointers, has_positions=has_positions)
        from searchkit.index.columnar.lists.decoding import decode

        return decode(self.file.array("lists"), pointers, has_positions=has_positions)


def _number(file: ArrayFile, facts: dict[str, Any], name: str) -> int:
    """A count that the directory says."""
    number = facts.get(name)
    if type(number) is not int or number < 0:
        raise _impossible(file, name)
    return number


def _impossible(file: ArrayFile, what: str) -> IndexDamaged:
    return IndexDamaged(f"{file.name}: the directory says what cannot be of {what}; {ADVICE}")


class Field:
    """The terms of one field of a segment."""

    def __init__(self, segment: Segment, name: str, facts: dict[str, Any]) -> None:
        self.name = name
        file, prefix = segment.file, f"field/{name}"
        self.terms = segment.dictionary(name)
        self.term_count = _number(file, facts, "terms")
        self.document_count = _number(file, facts, "documents")
        self.total_length = _number(file, facts, "length")
        self.has_positions = bool(facts.get("positions"))
        self._segment = segment
        sizes = {part: segment.document_count for part in ("lengths", "norms") if f"{prefix}/{part}" in file}
        if any(
            f"{prefix}/{part}" not in file or file.count(f"{prefix}/{part}") != size
            for part, size in {"pointers": self.term_count, **sizes}.items()
        ):
            raise _impossible(file, prefix)
        self._pointers = file.view(f"{prefix}/pointers", whole=False)
        self._pages = file.pages(f"{prefix}/pointers")
        self.is_scorable = f"{prefix}/lengths" in file
        self._postings: dict[int, Postings] = {}

    @cached_property
    def lengths(self) -> NDArray[Any] | None:
        """Tokens by document, exact; None when the field is not scorable."""
        return self._segment.file.array(f"field/{self.name}/lengths") if self.is_scorable else None

    @cached_property
    def norms(self) -> NDArray[np.uint8] | None:
        """The same as length bytes."""
        return self._segment.file.array(f"field/{self.name}/norms") if self.is_scorable else None

    @cached_property
    def plain_lengths(self) -> memoryview:
        """The lengths of a scorable field, without numpy."""
        return self._segment.file.view(f"field/{self.name}/lengths")

    @cached_property
    def plain_norms(self) -> memoryview:
        """The length bytes of a scorable field, without numpy."""
        return self._segment.file.view(f"field/{self.name}/norms")

    def find(self, term: bytes) -> int:
        """The number of `term`, -1 when it is not there."""
        return self.terms.find(term)

    def term(self, number: int) -> bytes:
        """The term with this number."""
        return self.terms[number]

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with `prefix`."""
        return self.terms.prefixed(prefix)

    def between(self, start: bytes | None, end: bytes | None) -> range:
        """The numbers of the terms from `start` to before `end`; None is open."""
        return self.terms.between(start, end)

    def pointer(self, number: int) -> int:
        """Where the posting list of a term is (see `layout`)."""
        self._pages.check(8 * number, 8 * number + 8)
        return int(self._pointers[number])

    def postings(self, number: int) -> Postings:
        """The posting list of the term with this number."""
        postings = self._postings.get(number)
        if postings is None:
            if len(self._postings) >= _KEPT:
                self._postings = {}
            pointer = self._checked(number)
            postings = self._segment.postings(pointer, self.norms, has_positions=self.has_positions)
            self._postings[number] = postings
        return postings

    def plain_postings(self, number: int) -> PlainPostings | WidePlainPostings:
        """The same without numpy, and without positions."""
        return self._segment.plain_postings(self._checked(number))

    def is_whole(self, number: int) -> bool:
        """`Segment.is_whole` of the list of the term with this number."""
        return self._segment.is_whole(self.pointer(number))

    def posting_count(self, number: int) -> int:
        """How many documents have the term with this number, deleted ones among them; reads no list but its header."""
        return self._segment.count(self.pointer(number))

    def _checked(self, number: int) -> int:
        """The pointer of a term; it and the list that it leads to are as they were written."""
        pointer = self.pointer(number)
        if not (self._segment.is_wide or pointer & INLINE):
            self._segment.check_list(pointer, self._end_of_list(number))
        return pointer

    def _end_of_list(self, number: int) -> int:
        """Where the packed list of a term ends: where the next one begins."""
        end = self._list_from(number + 1)
        return self._segment.end_of_lists(self.pointer(number) & (1 << OFFSET_BITS) - 1) if end < 0 else end

    def first_list(self) -> int:
        """Where the first packed list begins; -1 when there is none."""
        return self._list_from(0)

    def _list_from(self, number: int) -> int:
        """Where the first packed list of the terms from `number` on begins; -1 when there is none."""
        step = _TOGETHER
        while number < self.term_count:
            past = min(number + step, self.term_count)
            self._pages.check(8 * number, 8 * past)
            # the highest byte of each pointer, which says whether it is a list itself
            kinds = self._pointers[number:past].tobytes()[7::8]
            inline = len(kinds) - len(kinds.lstrip(_INLINE_KINDS))
            if inline < len(kinds):
                return int(self._pointers[number + inline]) & (1 << OFFSET_BITS) - 1
            number, step = past, min(2 * step, _MOST_TOGETHER)
        return -1

    def list_sizes(self) -> NDArray[np.int64]:
        """How many bytes the list of each term takes, up to the next; 0 for those that are in their pointers."""
        import numpy as np

        segment = self._segment
        pointers = segment.file.array(f"field/{self.name}/pointers")
        sizes = np.zeros(len(pointers), np.int64)
        listed = (pointers < np.uint64(INLINE)).nonzero()[0]
        if len(listed):
            begins = pointers.take(listed).astype(np.int64)
            end = segment.file.count("lists")
            if not segment.is_wide:
                begins &= (1 << OFFSET_BITS) - 1
                end = segment.end_of_lists(int(begins[-1]))
            sizes[listed] = np.maximum(np.diff(begins, append=end), 0)  # less in a damaged segment alone
        return sizes

    def frequencies(self, begin: int, end: int) -> NDArray[np.int64]:
        """How many documents have each of the terms from number `begin` to before `end`, deleted ones among them."""
        self._pages.check(8 * begin, 8 * end)
        pointers = self._segment.file.array(f"field/{self.name}/pointers", whole=False)[begin:end]
        return self._segment.frequencies(pointers)

    def documents(self, numbers: NDArray[np.intp]) -> NDArray[np.int64]:
        """The documents of the terms with these numbers, which ascend: in no particular order, and those of several
        terms several times."""
        first, past = int(numbers[0]), int(numbers[-1]) + 1
        self._pages.check(8 * first, 8 * past)
        begin = self._list_from(first)
        if begin >= 0:
            end = self._list_from(past)
            self._segment.check_lists(begin, self._segment.end_of_lists(begin) if end < 0 else end)
        return self._segment.documents(self._segment.file.array(f"field/{self.name}/pointers", whole=False)[numbers])

    def inverted(self, begin: int, end: int) -> Inverted:
        """The postings of the terms from number `begin` to before `end`."""
        pointers = self._segment.file.array(f"field/{self.name}/pointers")[begin:end]
        return self._segment.inverted(pointers, has_positions=self.has_positions)

    def live_count(self, number: int) -> int:
        """How many documents that are not deleted have the term with this number."""
        live = self._segment.live_bytes
        if live is None:
            return self.posting_count(number)
        return sum(map(live.__getitem__, self.plain_postings(number).documents()))


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
            is_checked = self._read[number]
            self._read[number] = 1
            if self._codes is not None and self._terms is not None:
                if is_checked:
                    return self._terms.unchecked_text(self._codes.unchecked[number])
                return self._terms[self._codes[number]].decode()
            if is_checked:
                offsets = self._offsets.unchecked
                return str(self._blob[offsets[number] : offsets[number + 1]], "utf-8")
            begin, end = self._offsets[number], self._offsets[number + 1]
            self._pages.check(begin, end)
            return str(self._blob[begin:end], "utf-8")
        except IndexDamaged:
            self._read[number] = 0
            raise
        except (UnicodeDecodeError, IndexError) as error:
            raise IndexDamaged(f"{self._name}: a text is no text ({error}); {ADVICE}") from error
