"""A field of a segment: its terms, the posting list of each, lengths and norms."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from weakref import ref

from searchkit.index.columnar.facts import count_of, impossible
from searchkit.index.columnar.lists.layout import INLINE, OFFSET_MASK
from searchkit.index.columnar.lists.packed_lists import PackedLists

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.inverted import Inverted
    from searchkit.index.columnar.lists.plain_postings import PlainPostings
    from searchkit.index.columnar.lists.postings import Postings
    from searchkit.index.columnar.lists.wide_plain_postings import WidePlainPostings
    from searchkit.index.columnar.segment import Segment

_TOGETHER = 64  # pointers that are looked at together at first
_MOST_TOGETHER = 1 << 13  # later: fields whose terms are in a document each have no other list for long
_INLINE_KINDS = bytes(range(INLINE >> 56, 256))
_POSTINGS = 1 << 18  # that are decoded together to be counted
_KEPT = 4096  # posting lists whose header a field keeps


class Field:
    """The terms of one field of a segment."""

    def __init__(self, segment: Segment, name: str, facts: dict[str, Any]) -> None:
        self.name = name
        file, prefix = segment.file, f"field/{name}"
        self.terms = segment.dictionary(name)
        self.term_count = count_of(file, facts, "terms")
        self.document_count = count_of(file, facts, "documents")
        self.total_length = count_of(file, facts, "length")
        self.has_positions = bool(facts.get("positions"))
        self._file = file
        self._live = segment.live_bytes
        self._segment = ref(segment)  # with a cycle its files would stay open until the next collection
        self._lists = segment.lists
        self._packed = self._lists if isinstance(self._lists, PackedLists) else None
        """The same where each list is checked by itself; None: all of them at once."""
        sizes = {part: segment.document_count for part in ("lengths", "norms") if f"{prefix}/{part}" in file}
        if any(
            f"{prefix}/{part}" not in file or file.count(f"{prefix}/{part}") != size
            for part, size in {"pointers": self.term_count, **sizes}.items()
        ):
            raise impossible(file, prefix)
        self._pointers = file.view(f"{prefix}/pointers", whole=False)
        self._pages = file.pages(f"{prefix}/pointers")
        self.is_scorable = f"{prefix}/lengths" in file
        self._postings: dict[int, Postings] = {}

    @cached_property
    def lengths(self) -> NDArray[Any] | None:
        """Tokens by document, exact; None when the field is not scorable."""
        return self._file.array(f"field/{self.name}/lengths") if self.is_scorable else None

    @cached_property
    def norms(self) -> NDArray[np.uint8] | None:
        """The same as length bytes."""
        return self._file.array(f"field/{self.name}/norms") if self.is_scorable else None

    @cached_property
    def plain_lengths(self) -> memoryview:
        """The lengths of a scorable field, without numpy."""
        return self._file.view(f"field/{self.name}/lengths")

    @cached_property
    def plain_norms(self) -> memoryview:
        """The length bytes of a scorable field, without numpy."""
        return self._file.view(f"field/{self.name}/norms")

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
            postings = self._lists.postings(pointer, self.norms, has_positions=self.has_positions)
            self._postings[number] = postings
        return postings

    def plain_postings(self, number: int) -> PlainPostings | WidePlainPostings:
        """The same without numpy."""
        return self._lists.plain_postings(self._checked(number))

    def is_whole(self, number: int) -> bool:
        """Whether it is certain of the list of a term that its weights are whole numbers, none less than the number of
        positions."""
        return self._lists.is_whole(self.pointer(number))

    def posting_count(self, number: int) -> int:
        """How many documents have the term with this number, deleted ones among them; reads no list but its header."""
        return self._lists.count(self.pointer(number))

    def _checked(self, number: int) -> int:
        """The pointer of a term; it and the list that it leads to are as they were written."""
        pointer = self.pointer(number)
        if self._packed is not None and not pointer & INLINE:
            self._packed.check(pointer, self._end_of_list(number))
        return pointer

    def _end_of_list(self, number: int) -> int:
        """Where the packed list of a term ends: where the next one begins."""
        end = self._list_from(number + 1)
        return self._end_of_lists(self.pointer(number) & OFFSET_MASK) if end < 0 else end

    def _end_of_lists(self, begin: int) -> int:
        """Where the packed lists of the field end, the last of which begins at `begin`."""
        segment = self._segment()
        if segment is None:
            from searchkit.index.columnar.segment import Segment

            segment = Segment(self._file)
        return segment.end_of_lists(begin)

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
                return int(self._pointers[number + inline]) & OFFSET_MASK
            number, step = past, min(2 * step, _MOST_TOGETHER)
        return -1

    def list_sizes(self) -> NDArray[np.int64]:
        """How many bytes the list of each term takes, up to the next; 0 for those that are in their pointers."""
        import numpy as np

        pointers = self._file.array(f"field/{self.name}/pointers")
        sizes = np.zeros(len(pointers), np.int64)
        listed = (pointers < np.uint64(INLINE)).nonzero()[0]
        if len(listed):
            begins = pointers.take(listed).astype(np.int64)
            end = self._file.count("lists")
            if self._packed is not None:
                begins &= OFFSET_MASK
                end = self._end_of_lists(int(begins[-1]))
            sizes[listed] = np.maximum(np.diff(begins, append=end), 0)  # less in a damaged segment alone
        return sizes

    def frequencies(self, begin: int, end: int) -> NDArray[np.int64]:
        """How many documents have each of the terms from number `begin` to before `end`, deleted ones among them."""
        self._pages.check(8 * begin, 8 * end)
        pointers = self._file.array(f"field/{self.name}/pointers", whole=False)[begin:end]
        return self._lists.counts(pointers)

    def live_frequencies(self, begin: int, end: int) -> NDArray[np.int64]:
        """How many documents that are not deleted have each of the terms from number `begin` to before `end`."""
        import numpy as np

        from searchkit.ragged import cuts, starts_of

        found = self.frequencies(begin, end)
        if self._live is None:
            return found
        live = np.frombuffer(self._live, np.uint8)
        pointers = self._file.array(f"field/{self.name}/pointers")[begin:end]
        for first, past in pairwise(cuts(found, _POSTINGS, len(found))):
            postings = self._lists.inverted(pointers[first:past], has_positions=False)
            found[first:past] = np.diff(starts_of(live.take(postings.documents)).take(postings.starts))
        return found

    def documents(self, numbers: NDArray[np.intp]) -> NDArray[np.int64]:
        """The documents of the terms with these numbers, which ascend: in no particular order, and those of several
        terms several times."""
        first, past = int(numbers[0]), int(numbers[-1]) + 1
        self._pages.check(8 * first, 8 * past)
        if self._packed is not None and (begin := self._list_from(first)) >= 0:
            end = self._list_from(past)
            self._packed.check_between(begin, self._end_of_lists(begin) if end < 0 else end)
        return self._lists.documents(self._file.array(f"field/{self.name}/pointers", whole=False)[numbers])

    def inverted(self, begin: int, end: int) -> Inverted:
        """The postings of the terms from number `begin` to before `end`."""
        pointers = self._file.array(f"field/{self.name}/pointers")[begin:end]
        return self._lists.inverted(pointers, has_positions=self.has_positions)

    def live_count(self, number: int) -> int:
        """How many documents that are not deleted have the term with this number."""
        live = self._live
        if live is None:
            return self.posting_count(number)
        return sum(map(live.__getitem__, self.plain_postings(number).documents()))
