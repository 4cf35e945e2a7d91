"""The entry of a block of postings, as an array type."""

from __future__ import annotations

import numpy as np

from searchkit.index.columnar.layout import BLOCK_ENTRY

BLOCK_TYPE = np.dtype([("first", "<u4"), ("positions", "<u4"), ("most", "<u2"), ("norms", "u1", (5,)), ("_", "u1")])
"""`BLOCK_ENTRY` with names."""
assert BLOCK_TYPE.itemsize == BLOCK_ENTRY.size
