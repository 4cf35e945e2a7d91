"""How a posting list lies in the array ``lists``: what the code that writes it and the code that reads it share.

A term's pointer is a number of 64 bits. A term of one document whose posting is small is in the pointer itself (see
`INLINE`). Any other pointer is the byte where the list begins, a multiple of 4::

    header | blocks | pieces of 4 bytes a value | pieces of 2 | pieces of 1

`HEADER` holds the document frequency, the number of positions, the number of exceptions, four classes, the sum of the
weights and the first document. Lists of more than `BLOCK` postings have an entry of `BLOCK_ENTRY` for each block. The
pieces, each only if its class says so: documents (counted from the first of their block), weights (not when all are
1), counts of positions (not when they are the weights, or 1), positions (each counted from the one before in the same
document). Pieces of the same width come in this order; the exceptions (index, value) come last among those of 4 bytes.
"""

from __future__ import annotations

import struct
from typing import Final

BLOCK: Final = 128
"""Postings of a block."""

HEADER = struct.Struct("<IIIBBBBdI")
"""Document frequency, positions, exceptions; classes of documents, weights, counts, positions; weight; first."""

WEIGHT_CLASSES: Final = (1, 2, 4, 8)
"""The weights of a block are of five classes, up to these and above; of each the smallest length is known."""

BLOCK_ENTRY = struct.Struct("<IIH5BB")
"""Of a block: its first document, the number of positions before it, its greatest weight (rounded up; 65,535: or
more), the smallest length byte of each class of weights (255 when there is none)."""

INLINE: Final = 1 << 63
"""Set in a pointer that is a posting: document in bits 0-31, weight in 32-37, and if bit 62 is set a position in
38-61."""
INLINE_POSITION: Final = 1 << 62
INLINE_WEIGHTS: Final = 63
INLINE_POSITIONS: Final = (1 << 24) - 1

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
