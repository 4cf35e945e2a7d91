"""A posting list as Whoosh walks it: one document after the other, with skips, payloads and quality bounds."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Any

from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo

from searchkit.index.columnar.lists.layout import BLOCK
from searchkit.index.columnar.whoosh.payloads import PayloadReader, encoded, parts_of, with_all_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.lists.postings import Postings


class PostingsMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """The postings of one term, in the order of the documents. Each search has its own.

    Past the end it gives the last document, and what is known of the last block: some of Whoosh's matchers ask before
    they look whether there is a current posting.
    """

    def __init__(
        self,
        term: tuple[str, bytes],
        postings: Postings,
        lengths: NDArray[Any] | None,
        format_: Any,
        payloads: PayloadReader,
        first_row: int,
        scorer: Any = None,
    ) -> None:
        self._term = term
        self._postings = postings
        self._lengths = lengths
        self.format = format_
        self._payloads = payloads
        self._first_row = first_row
        self.scorer = scorer
        self._count = postings.count
        self._row = 0

    # Where it stands

    def is_active(self) -> bool:
        """Whether there is a current posting."""
        return self._row < self._count

    def id(self) -> int:
        """The document of the current posting."""
        return self._documents[self._row]

    def weight(self) -> float:
        """The weight of the current posting."""
        return self._weights[self._row]

    def reset(self) -> None:
        """Back to the first posting."""
        self._row = 0

    def copy(self) -> PostingsMatcher:
        """Another matcher that stands where this one does."""
        copy = self.__class__(
            self._term, self._postings, self._lengths, self.format, self._payloads, self._first_row, self.scorer
        )
        copy._row = self._row
        return copy

    def all_ids(self) -> Any:
        """The documents from the current one on; the matcher stays where it is."""
        return iter(self._documents[self._row : self._count])

    # Moving

    def next(self) -> bool:
        """To the next posting; says whether a new block begins there."""
        if self._row >= self._count:
            raise ReadTooFar
        self._row += 1
        return self._row % BLOCK == 0 or self._row == self._count

    def skip_to(self, id: int) -> None:
        """To the first posting whose document is `id` or later."""
        if self._row >= self._count:
            raise ReadTooFar
        if id > self._documents[self._row]:
            self._row = bisect_left(self._documents, id, self._row + 1, self._count)

    def skip_to_quality(self, minquality: float) -> int:
        """To the first block that may hold a score above `minquality`; gives how many blocks were skipped."""
        skipped = 0
        while self._row < self._count and self.block_quality() <= minquality:
            self._row = min((self._row // BLOCK + 1) * BLOCK, self._count)
            skipped += 1
        return skipped

    # What a posting holds

    def value(self) -> bytes:
        """The value of the current posting, as the field's format encodes it."""
        value = self._payloads.value(self._first_row + self._row, self.weight())
        return encoded(self.format, with_all_parts(self.format, self._positions_here())) if value is None else value

    def value_as(self, astype: str) -> Any:
        """The value of the current posting, decoded: frequency, positions, ..."""
        if parts_of(self.format) == ("positions",):
            if astype == "positions":
                return self._positions_here()
            if astype == "frequency":
                return int(self._starts[self._row + 1] - self._starts[self._row])
        return self.format.decode_as(astype, self.value())

    def items_as(self, astype: str) -> Any:
        """Documents and decoded values from the current posting on."""
        while self.is_active():
            yield self.id(), self.value_as(astype)
            self.next()

    def _positions_here(self) -> list[int]:
        places: list[int] = self._positions[self._starts[self._row] : self._starts[self._row + 1]].tolist()
        return places

    # Blocks

    @property
    def _block(self) -> int:
        return min(self._row, self._count - 1) // BLOCK

    def block_min_id(self) -> int:
        """The first document of the current block."""
        return self._documents[self._block * BLOCK]

    def block_max_id(self) -> int:
        """The last document of the current block."""
        return self._documents[min(self._block * BLOCK + BLOCK, self._count) - 1]

    def block_max_weight(self) -> float:
        """The greatest weight in the current block."""
        return self._block_weights[self._block]

    def block_min_length(self) -> int:
        """The smallest field length among the documents of the current block; 0 when lengths are not kept."""
        return self._block_shortest[self._block]

    def block_max_length(self) -> int:
        """The greatest field length among the documents of the current block; 0 when lengths are not kept."""
        return self._block_longest[self._block]

    @cached_property
    def _block_weights(self) -> list[float]:
        return self._by_block("maximum", self._postings.weights())

    @cached_property
    def _block_shortest(self) -> list[int]:
        return self._by_block("minimum", self._field_lengths())

    @cached_property
    def _block_longest(self) -> list[int]:
        return self._by_block("maximum", self._field_lengths())

    def _by_block(self, function: str, values: NDArray[Any]) -> list[Any]:
        import numpy as np

        found: list[Any] = getattr(np, function).reduceat(values, np.arange(0, self._count, BLOCK)).tolist()
        return found

    def _field_lengths(self) -> NDArray[Any]:
        if self._lengths is None:
            import numpy as np

            return np.zeros(self._count, np.int64)
        return self._lengths[self._postings.documents()]

    # The list, as Python's numbers

    @cached_property
    def _documents(self) -> list[int]:
        documents: list[int] = self._postings.documents().tolist()
        documents.append(documents[-1])  # what is given past the end
        return documents

    @cached_property
    def _weights(self) -> list[float]:
        weights: list[float] = self._postings.weights().tolist()
        return weights

    @cached_property
    def _placed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self._postings.positions()

    @property
    def _starts(self) -> NDArray[np.int64]:
        return self._placed[0]

    @property
    def _positions(self) -> NDArray[np.int64]:
        return self._placed[1]


class PostingsInfo(TermInfo):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """What is known of a term; deleted documents are counted, lengths are 0 where they are not kept.

    What needs the posting list is worked out when it is asked for. Whoosh adds to the numbers of the documents.
    """

    def __init__(self, postings: Postings, lengths: NDArray[Any] | None) -> None:
        self._postings = postings
        self._lengths = lengths
        self._weight = postings.total_weight
        self._df = postings.count

    @cached_property
    def _minlength(self) -> int:
        return 0 if self._lengths is None else int(self._lengths[self._postings.documents()].min())

    @cached_property
    def _maxlength(self) -> int:
        return 0 if self._lengths is None else int(self._lengths[self._postings.documents()].max())

    @cached_property
    def _maxweight(self) -> float:
        return float(self._postings.weights().max())

    @cached_property
    def _minid(self) -> int:
        return int(self._postings.documents()[0])

    @cached_property
    def _maxid(self) -> int:
        return int(self._postings.documents()[-1])
