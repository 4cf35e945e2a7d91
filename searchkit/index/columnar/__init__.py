"""A Whoosh codec made of arrays.

In: tokens as arrays, or documents from Whoosh's writer. Out: segments, one file each, whose arrays are mapped and not
loaded. The grammar of the files is in docs/format.md. This package knows the floor, and of the rest of the index the
fields of articles (`schema_json`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from searchkit.index.columnar.segment import Segment


def segments_of(reader: Any) -> list[tuple[Segment, int]] | None:
    """The segments under a Whoosh reader (or an `opened.Opened`), each with the number of its first document; None when
    one is not of this format."""
    from searchkit.index.columnar.opened import Opened

    if isinstance(reader, Opened):
        return reader.segments
    from searchkit.index.columnar.whoosh.reading import segments_of

    return segments_of(reader)
