"""Every class of Whoosh's columns keeps its values, over both codecs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from whoosh import columns, query, sorting
from whoosh.fields import COLUMN, DATETIME, ID, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import RamStorage

from searchkit.index.columnar.whoosh.index import ColumnarIndex
from tests.index.columnar.conftest import MakeIndex, columnar_only, found, reopened

COLUMNS: list[tuple[str, columns.Column, list[Any], Any]] = [
    ("signed", columns.NumericColumn("i"), [-5, 7, 0], 0),
    ("long", columns.NumericColumn("q", default=-(1 << 62)), [-(1 << 63), (1 << 63) - 1, 0], -(1 << 62)),
    ("unsigned", columns.NumericColumn("Q"), [(1 << 64) - 1, 0, 1], 0),
    ("byte", columns.NumericColumn("B"), [255, 0, 1], 0),
    ("float", columns.NumericColumn("d"), [0.1, -1e300, float("inf")], 0.0),
    ("clamped", columns.ClampedNumericColumn(columns.NumericColumn("B")), [0, 0, 0], 0),
    ("bits", columns.BitColumn(), [True, False, True], False),
    ("bytes", columns.VarBytesColumn(), [b"a\0", b"", b"b" * 300], b""),
    ("fixed", columns.FixedBytesColumn(3), [b"abc", b"\0\0\0", b"xyz"], b"\0\0\0"),
    ("references", columns.RefBytesColumn(), [b"red", b"blue", b"red"], b""),
    ("fixed references", columns.RefBytesColumn(2, default=b"--"), [b"aa", b"bb", b"aa"], b"--"),
    ("compressed", columns.CompressedBytesColumn(), [b"a" * 1000, b"", b"c"], b""),
    ("blocks", columns.CompressedBlockColumn(blocksize=1), [b"a" * 3000, b"b", b"c"], b""),
    ("struct", columns.StructColumn("!Hi", (1, 2)), [(3, -4), (0, 0), (65535, 1)], (1, 2)),
    ("objects", columns.PickleColumn(columns.VarBytesColumn()), [{"a": (1, 2)}, [b"x"], "text"], None),
    ("lists", columns.VarBytesListColumn(), [[b"a", b"bc"], [b""], [b"d"]], []),
    ("fixed lists", columns.FixedBytesListColumn(2), [[b"ab", b"cd"], [b"ef"], [b"gh"]], []),
]


_STOCK_FAILS = (
    columns.ClampedNumericColumn, columns.ListColumn, columns.CompressedBytesColumn, columns.CompressedBlockColumn,
)  # fmt: skip


@pytest.mark.parametrize(
    ("column", "values", "missing"), [(c, v, m) for _, c, v, m in COLUMNS], ids=[name for name, *_ in COLUMNS]
)
def test_columns(make_index: MakeIndex, column: columns.Column, values: list[Any], missing: Any) -> None:
    """Values come back as they were, documents without one have the default, before and after merging."""
    if isinstance(column, _STOCK_FAILS):
        make_index = columnar_only(make_index)
    index = make_index(Schema(id=ID(stored=True), value=COLUMN(column), other=COLUMN(columns.NumericColumn("B"))))
    for number, value in enumerate([*values, None]):
        with index.writer() as writer:
            writer.merge = False
            writer.add_document(id=str(number), value=value)
    with index.writer() as writer:
        writer.merge = False
        writer.add_document(id="deleted", value=values[0])
        writer.add_document(id="last", value=values[-1])
    with index.writer() as writer:
        writer.merge = False
        writer.delete_by_term("id", "deleted")
    for _ in range(2):
        index = reopened(index)
        with index.searcher() as searcher:
            reader = searcher.reader()
            by_id: dict[str, Any] = {}
            for leaf, _ in reader.leaf_readers():
                if not leaf.has_column("value"):
                    continue  # Whoosh's own codec, where nothing was given
                read = leaf.column_reader("value")
                assert len(list(read)) == len(read) == leaf.doc_count_all()
                by_id |= {leaf.stored_fields(number)["id"]: read[number] for number in leaf.all_doc_ids()}
            assert by_id.pop("3", missing) == missing
            assert by_id == {**{str(number): value for number, value in enumerate(values)}, "last": values[-1]}
        index.optimize()


def test_sorting_by_columns(make_index: MakeIndex) -> None:
    """Hits are sorted by texts, dates and numbers; those without come last or first."""
    schema = Schema(
        id=ID(stored=True, sortable=True), title=TEXT(sortable=True), day=DATETIME(sortable=True),
        price=NUMERIC(int, decimal_places=2, sortable=True, stored=True), size=NUMERIC(float, sortable=True),
    )  # fmt: skip
    index = make_index(schema)
    rows = [("1", "Harbour", 3, "1.50", 0.5), ("2", "ferry", 1, "1.05", -2.0), ("3", "storm", 2, "-7", 1e9)]
    for id, title, day, price, size in rows:
        with index.writer() as writer:
            writer.merge = False
            writer.add_document(id=id, title=title, day=datetime(2020, 1, day), price=price, size=size)
    index = reopened(index)
    assert found(index, query.Every(), sortedby="title") == ["1", "2", "3"]
    assert found(index, query.Every(), sortedby="day") == ["2", "3", "1"]
    assert found(index, query.Every(), sortedby="price") == ["3", "2", "1"]
    assert found(index, query.Every(), sortedby="size", reverse=True) == ["3", "1", "2"]
    with index.searcher() as searcher:
        assert searcher.reader().column_reader("day")[0] == datetime(2020, 1, 3)


def test_sorting_by_bits(make_index: MakeIndex) -> None:
    """False comes before true, and after it when the order is turned round."""
    index = make_index(Schema(id=ID(stored=True), odd=COLUMN(columns.BitColumn())))
    with index.writer() as writer:
        for number in range(6):
            writer.add_document(id=str(number), odd=number % 2 == 1)
    for reverse, order in ((False, "024135"), (True, "135024")):
        assert found(index, query.Every(), sortedby=sorting.FieldFacet("odd", reverse=reverse)) == list(order)


class _OwnColumn(columns.VarBytesColumn):  # type: ignore[misc]
    """A column class that this format does not know."""


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (_OwnColumn(), b"x", "_OwnColumn cannot be kept"),
        (columns.NumericColumn("B"), 256, "256 is no number"),
        (columns.NumericColumn("?"), True, "of type '.' cannot be kept"),
        (columns.VarBytesColumn(), "text", "is not bytes"),
        (columns.FixedBytesColumn(2), b"abc", "has not the 2 bytes"),
        (columns.StructColumn("!H", (0,)), (1, 2), "does not fit"),
        (columns.PickleColumn(columns.VarBytesColumn()), object(), "cannot be stored"),
        (columns.FixedBytesListColumn(2), [b"a"], "has not the 2 bytes"),
    ],
)
def test_refused_column_values(column: columns.Column, value: Any, message: str) -> None:
    """What a column cannot hold is refused when it is added, and nothing of that document is kept."""
    index = ColumnarIndex.create(RamStorage(), Schema(body=TEXT, value=COLUMN(column)))
    with index.writer() as writer:
        with pytest.raises((TypeError, ValueError), match=message):
            writer.add_document(body="ferry", value=value)
        writer.add_document(body="harbour")
    with index.reader() as reader:
        assert list(reader.lexicon("body")) == [b"harbour"]
        assert reader.doc_count() == 1
