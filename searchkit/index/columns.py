"""The columns of a segment, opened together with it.

Whoosh opens a column when it is first read, and takes one that is gone for one that never was. A commit of another
process may have swept the files away by then; so they are opened with the reader, and stay readable as long as it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

NAMES = ("norm", "time", "key")
_MEASURED = ("title", "author", "source", "tag")
"""Fields whose lengths Whoosh keeps in columns of its own."""

_open: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def open_columns(reader: IndexReader) -> None:
    """Opens the columns of every segment of `reader`; raises `FileNotFoundError` when one is gone."""
    for leaf, _ in reader.leaf_readers():
        if not leaf.doc_count_all():
            continue
        for name in NAMES:
            if not leaf.has_column(name):
                raise FileNotFoundError(f"the column {name} is missing")
        _open[leaf] = {name: leaf.column_reader(name) for name in NAMES}
        leaf.stored_fields(0)
        for name in _MEASURED:
            leaf.doc_field_length(0, name)


def column(leaf: IndexReader, name: str) -> Any:
    """A column of a segment: its values by document number."""
    return _open[leaf][name]
