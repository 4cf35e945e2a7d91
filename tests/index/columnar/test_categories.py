"""Columns of categories."""

from __future__ import annotations

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.array_writer import ArrayFileWriter
from searchkit.index.columnar.categories import CategoryColumn, merge_categories, write_categories

ROWS = st.lists(st.lists(st.text(max_size=3), unique=True, max_size=3), max_size=12)


def column(rows: list[list[str]]) -> CategoryColumn:
    """The rows, written and opened."""
    file = io.BytesIO()
    writer = ArrayFileWriter(file)
    write_categories(writer, "tag", rows, np.arange(len(rows)))
    writer.close({})
    return CategoryColumn(ArrayFile(file.getvalue(), "tags"), "tag")


@given(ROWS)
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    """Values by document, and how many documents have each."""
    read = column(rows)
    assert [read[number] for number in range(len(rows))] == [tuple(row) for row in rows]
    every = sorted({value for row in rows for value in row})
    assert read.values() == sorted(every, key=str.encode)
    assert dict(zip(read.values(), read.counts().tolist(), strict=True)) == {
        value: sum(value in row for row in rows) for value in every
    }


@given(st.lists(st.tuples(ROWS, st.booleans()), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_merging_keeps_the_live_documents(segments: list[tuple[list[list[str]], bool]], random: object) -> None:
    """A segment may have no column; a value that no live document has is gone."""
    live = [np.array([random.random() < 0.7 for _ in rows], np.bool_) for rows, _ in segments]  # type: ignore[attr-defined]
    file = io.BytesIO()
    writer = ArrayFileWriter(file)
    merge_categories(writer, "tag", [column(rows) if has else None for rows, has in segments], live)
    writer.close({})
    merged = CategoryColumn(ArrayFile(file.getvalue(), "merged"), "tag")
    wanted = [
        tuple(row) if has else ()
        for (rows, has), chosen in zip(segments, live, strict=True)
        for row, keep in zip(rows, chosen.tolist(), strict=True)
        if keep
    ]
    assert [merged[number] for number in range(len(wanted))] == wanted
    assert merged.values() == sorted({value for row in wanted for value in row}, key=str.encode)
