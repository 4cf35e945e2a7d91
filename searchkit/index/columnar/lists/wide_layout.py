"""How posting lists lay in the array ``lists`` in format version 1, which is still read: whole bytes a value.

Pointers that are postings are as in `layout`. Any other pointer is the byte where the list begins, a multiple of 4::

    header | entries, one a block | pieces of 4 bytes a value | pieces of 2 | pieces of 1

`HEADER` holds the document frequency, the number of positions, the number of exceptions, four classes, the sum of the
weights and the first document. Lists of more than `BLOCK` postings have an `ENTRY` for each block. The pieces, each
only if its class says so: documents (counted from the first of their block), weights (not when all are 1), counts of
positions (not when they are the weights, or 1), positions (each counted from the one before in the same document).
Pieces of the same width come in this order; the exceptions (index, value) come last among those of 4 bytes.
"""

from __future__ import annotations

import struct
from typing import Final

HEADER = struct.Struct("<IIIBBBBdI")
"""Document frequency, positions, exceptions; classes of documents, weights, counts, positions; weight; first."""

ENTRY = struct.Struct("<IIH5BB")
"""Of a block: its first document, the number of positions before it, its greatest weight (rounded up; 65,535: or
more), the smallest length byte of each class of weights (255 when there is none)."""

# Classes: of documents the first three, of weights all (SAME: all are 1), of counts SAME (all are 1), EQUAL (those of
# the weights), BYTES.. and NONE (no positions), of positions NONE, BYTES (255: an exception), SHORTS, WORDS
NONE: Final = 0
BYTES: Final = 1
SHORTS: Final = 2
WORDS: Final = 3
FLOATS: Final = 4
SAME: Final = 5
EQUAL: Final = 6

WIDTHS: Final = {NONE: 0, BYTES: 1, SHORTS: 2, WORDS: 4, FLOATS: 4, SAME: 0, EQUAL: 0}
"""Bytes a value of each class takes."""

EXCEPTION: Final = 255
"""Stands for a difference of positions that a byte cannot hold; the list of exceptions has it."""
