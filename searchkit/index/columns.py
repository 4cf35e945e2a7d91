"""The columns of a segment: the moment of publication, the identity as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from searchkit.index.columnar import segments_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh.reading import IndexReader


def column(leaf: IndexReader, name: str) -> NDArray[Any]:
    """A column of a segment: numbers by document."""
    segments = segments_of(leaf)
    assert segments is not None
    return segments[0][0].column(name)
