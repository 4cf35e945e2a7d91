"""How a posting list lies in the array ``lists``: what the code that writes it and the code that reads it share.

A term's pointer is a number of 64 bits. A term of one document whose posting is small is in the pointer itself (see
`INLINE`). Any other pointer says where the list begins and, of a short list, all that a header would::

    pointer = offset: 36 | bytes of the first document - 1: 2 | postings - 1: 7 | widths of documents, weights, counts,
              positions: 5, 4, 4, 5                                  (bits, the lowest first)
    short   = first document | block
    long    = header | entries, one a block | blocks
    block   = documents | weights | counts | positions

A list is long when it has more than `BLOCK` postings or its numbers do not go into a pointer; then the width of
documents in the pointer is `LONG`. Values are packed, each in as many bits as the greatest of its block needs, the
first in the lowest bits of the first byte; each of the four pieces of a block begins at a byte. Of documents the
differences less one are kept, from the second of the block on; of weights the weight less one; of counts of positions
how much the weight is above them; of positions the difference from the one before in the document. (`wide_layout` is
what came before.)
"""

from __future__ import annotations

import struct
from typing import Final

PACKED: Final = "packed"
"""What the facts of a segment say (`encoding`) where lists are as described here, and terms as in `packed_terms`."""

BLOCK: Final = 128
"""Postings of a block."""

WEIGHT_CLASSES: Final = (1, 2, 4, 8)
"""The weights of a block are of five classes, up to these and above; of each the smallest length is known."""

HEADER: Final = struct.Struct("<IBd")
"""Of a long list: postings, kind, sum of the weights."""

WHOLE: Final = 0
FLOATS: Final = 1
"""The kinds: weights are whole numbers; or they are 32-bit floats, kept as their bits, and counts as they are."""

ENTRY: Final = struct.Struct("<IIIH5B4B")
"""Of a block of a long list: its first document, the number of positions before it, where it begins (counted from the
list's beginning), its greatest weight (rounded up; 65,535: or more), the smallest length byte of each class of weights
(255 when there is none), the widths of its four pieces."""

OFFSET_BITS: Final = 36
FIRST_SHIFT: Final = 36
COUNT_SHIFT: Final = 38
WIDTH_SHIFTS: Final = (45, 50, 54, 58)
WIDTH_BITS: Final = (5, 4, 4, 5)
"""Where a pointer has what: the low `OFFSET_BITS` are the offset."""

OFFSET_MASK: Final = (1 << OFFSET_BITS) - 1
COUNT_MASK: Final = BLOCK - 1
WIDTH_MASK: Final = (1 << WIDTH_BITS[0]) - 1
"""Of the offset, of postings - 1 and of the width of documents, when they are shifted down."""

LONG: Final = 31
"""The width of documents, in a pointer, that says that the list is long."""

PADDING: Final = 8
"""Bytes that follow the last list, so that eight can be read wherever a value begins."""

INLINE: Final = 1 << 63
"""Set in a pointer that is a posting: document in bits 0-31, weight in 32-37, and if bit 62 is set a position in
38-61."""
INLINE_POSITION: Final = 1 << 62
INLINE_WEIGHTS: Final = 63
INLINE_POSITIONS: Final = (1 << 24) - 1
