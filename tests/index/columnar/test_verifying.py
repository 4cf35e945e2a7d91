"""What a segment says of itself that cannot be true, its checksums right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.lists.layout import ENTRY, INLINE, LONG, WIDTH_SHIFTS
from searchkit.index.columnar.lists.layout import HEADER as PACKED_HEADER
from searchkit.index.columnar.lists.wide_layout import HEADER
from searchkit.index.columnar.verifying import faults, impossible_lists, impossible_packed
from tests.index.changed import changed, small_segment

Change = Callable[[NDArray[Any]], "NDArray[Any] | None"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A segment of six articles."""
    return small_segment(tmp_path_factory.mktemp("verifying") / "index")


def missing(_: NDArray[Any]) -> None:
    """The array is not there."""


def shorter(values: NDArray[Any]) -> NDArray[Any]:
    """Its last value is not there."""
    return values[:-1]


def with_value(place: int, value: int) -> Change:
    """Another value in one place."""

    def change(values: NDArray[Any]) -> NDArray[Any]:
        values = values.copy()
        values[place] = value
        return values

    return change


IMPOSSIBLE: list[tuple[str, Change, str, str]] = [
    ("column/time", shorter, "column/time", "not as many numbers as documents"),
    ("terms/id", shorter, "terms/id", "not as many numbers of terms as documents"),
    ("terms/id", with_value(2, 6), "terms/id", "a document has a term that is not there"),
    ("text/title/offsets", missing, "text/title", "it is not said where its texts begin"),
    ("text/title/offsets", with_value(0, 1), "text/title/offsets", "texts do not lie one after the other"),
    ("text/title/offsets", with_value(1, 100), "text/title/offsets", "texts do not lie one after the other"),
    ("text/title/offsets", with_value(6, 1 << 20), "text/title/offsets", "texts do not lie one after the other"),
    ("text/title/offsets", lambda values: values[:0], "text/title/offsets", "texts do not lie one after the other"),
    ("text/title/offsets", lambda values: np.delete(values, 3), "text/title", "not as many texts as documents"),
    ("category/tag/offsets", missing, "category/tag", "it is not said where its texts begin"),
    ("field/tag/pointers", with_value(0, INLINE | 6), "field/tag/pointers",
     "a posting list has a document that is not there"),
    ("field/tag/pointers", with_value(1, 1), "field/tag/pointers", "a posting list does not lie where it could"),
    ("field/title/offsets", with_value(0, 1), "field/title/offsets", "texts do not lie one after the other"),
    ("lists", lambda values: values[:8], "field/text/pointers", "a posting list does not lie where it could"),
    ("stored/ends", missing, "stored", "there are no stored articles"),
    ("stored/ends", shorter, "stored/firsts", "not as many stored articles as documents"),
    ("stored/firsts", with_value(1, 5), "stored/firsts", "not as many stored articles as documents"),
    ("stored/firsts", with_value(1, 7), "stored/firsts", "not as many stored articles as documents"),
    ("stored/firsts", with_value(0, 1), "stored/firsts", "not as many stored articles as documents"),
    ("stored/firsts", lambda values: values[:0], "stored/firsts", "not as many stored articles as documents"),
    ("stored/offsets", with_value(1, 9), "stored/offsets", "blocks of stored articles do not lie one after the other"),
    ("stored/ends", with_value(1, 1), "stored/ends", "stored articles do not lie one after the other"),
    ("stored/ends", with_value(5, 1700), "stored", "the block at 0 is not of the size that is said"),
    ("stored", with_value(0, 0), "stored", "the block at 0 is not of the size that is said"),
    ("category/source/codes", missing, "category/source", "its codes are missing"),
    *(
        (array, change, f"category/{name}/codes",
         "its codes are not those of its values, or not of as many documents")
        for array, change, name in (
            ("category/source/codes", shorter, "source"),
            ("category/source/codes", with_value(0, 6), "source"),
            ("category/tag/codes", with_value(0, 3), "tag"),
            ("category/tag/codes", shorter, "tag"),
            ("category/tag/starts", shorter, "tag"),
            ("category/tag/starts", with_value(1, 5), "tag"),
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("array", "change", "where", "what"), IMPOSSIBLE)
def test_what_cannot_be_is_named(path: Path, array: str, change: Change, where: str, what: str) -> None:
    """By the array that says so, in a sentence."""
    values = ArrayFile.map(str(path)).array(array)
    assert (where, what) in list(faults(changed(path, {array: change(values)})))


def test_blocks_of_stored_articles_that_are_not_in_order(path: Path) -> None:
    """The second begins before the first."""
    firsts, offsets = np.array([0, 9, 6], np.uint32), np.array([0, 9, 655], np.uint64)
    segment = changed(path, {"stored/firsts": firsts, "stored/offsets": offsets})
    assert ("stored/firsts", "blocks of stored articles are not in order") in list(faults(segment))


@pytest.mark.parametrize(
    ("array", "change", "where", "what"),
    [
        ("field/title/terms", lambda values: np.zeros_like(values), "field/title/terms", "its terms "),
        ("field/title/terms", lambda values: np.full_like(values, 255), "field/title/terms", "its terms "),
        ("lists", lambda values: np.full_like(values, 255), "field/text/pointers", "a posting list "),
    ],
)
def test_a_deep_look_decodes_terms_and_lists(path: Path, array: str, change: Change, where: str, what: str) -> None:
    """What the bytes of a term or list say is found only then."""
    segment = changed(path, {array: change(ArrayFile.map(str(path)).array(array))})
    assert where not in dict(faults(segment))
    assert dict(faults(segment, deep=True))[where].startswith(what)


def test_a_segment_that_is_well_has_no_faults(path: Path) -> None:
    """Nor one that was written anew with the same arrays."""
    assert list(faults(changed(path, {}), deep=True)) == []


LONG_AT_8 = LONG << WIDTH_SHIFTS[0] | 8


@pytest.mark.parametrize(
    ("pointers", "header", "size"),
    [
        ([8], b"", 8),  # beyond the end
        ([8, 8], b"", 40),  # two in one place
        ([LONG_AT_8], b"", PACKED_HEADER.size - 1),  # no room for a header
        ([LONG_AT_8], PACKED_HEADER.pack(0, 0, 0.0), 40),  # of no postings
        ([LONG_AT_8], PACKED_HEADER.pack(129, 0, 0.0), PACKED_HEADER.size + ENTRY.size),  # no room for its blocks
    ],
)
def test_packed_lists_that_cannot_be(pointers: list[int], header: bytes, size: int) -> None:
    """What they say of themselves does not fit what is there."""
    lists = np.frombuffer(bytes(8) + header.ljust(size, b"\0")[:size], np.uint8)
    assert impossible_packed(lists[: len(lists) - (pointers == [8]) * 8], np.array(pointers, np.uint64))


def test_packed_lists_that_can_be() -> None:
    """None at all, postings in pointers, a short list, a long one with room for its blocks."""
    room = PACKED_HEADER.pack(129, 0, 0.0) + bytes(2 * ENTRY.size)
    lists = np.frombuffer(bytes(8) + room, np.uint8)
    for pointers in ([], [INLINE | 5], [0], [0, LONG_AT_8]):
        assert not impossible_packed(lists, np.array(pointers, np.uint64))


@pytest.mark.parametrize(
    ("pointer", "header"),
    [
        (40, (1, 0, 0, 1, 5, 0, 0, 1.0, 0)),  # beyond the end
        (2, (1, 0, 0, 1, 5, 0, 0, 1.0, 0)),  # between two words
        (0, (1, 0, 0, 9, 5, 0, 0, 1.0, 0)),  # of a class that there is not
        (0, (1, 0, 0, 4, 5, 0, 0, 1.0, 0)),  # of one that documents do not have
        (0, (0, 0, 0, 1, 5, 0, 0, 1.0, 0)),  # of no postings
        (0, (9, 0, 0, 1, 5, 0, 0, 1.0, 0)),  # longer than what is there
    ],
)
def test_wide_lists_that_cannot_be(pointer: int, header: tuple[Any, ...]) -> None:
    """Those of format version 1."""
    lists = np.frombuffer(HEADER.pack(*header) + bytes(4), np.uint8)
    assert impossible_lists(lists, np.array([pointer], np.uint64))


def test_wide_lists_that_can_be() -> None:
    """None at all, a posting in a pointer, a list."""
    lists = np.frombuffer(HEADER.pack(1, 0, 0, 1, 5, 0, 0, 1.0, 0) + bytes(4), np.uint8)
    for pointers in ([], [INLINE | 5], [0]):
        assert not impossible_lists(lists, np.array(pointers, np.uint64))
