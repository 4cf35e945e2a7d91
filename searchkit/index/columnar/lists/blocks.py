"""Headers and entries of long posting lists, as array types."""

from __future__ import annotations

import numpy as np

from searchkit.index.columnar.lists.layout import ENTRY, HEADER

HEADER_TYPE = np.dtype([("count", "<u4"), ("kind", "u1"), ("weight", "<f8")])
"""`HEADER` with names."""
assert HEADER_TYPE.itemsize == HEADER.size

ENTRY_TYPE = np.dtype(
    [
        ("first", "<u4"), ("positions", "<u4"), ("begin", "<u4"), ("most", "<u2"), ("norms", "u1", (5,)),
        ("widths", "u1", (4,)),
    ]
)  # fmt: skip
"""`ENTRY` with names."""
assert ENTRY_TYPE.itemsize == ENTRY.size
