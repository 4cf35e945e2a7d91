"""Field lengths in one byte, as Lucene's ``SmallFloat.intToByte4`` keeps them.

Lengths below 40 are exact; above, four significant bits remain. Scores computed from these bytes are comparable with
a Lucene node's. Source: org.apache.lucene.util.SmallFloat (the encoding is a published format).
"""

from __future__ import annotations


def _longer(byte: int) -> int:
    """The value of a float with a 3-bit mantissa and the implicit leading bit, for codes from 0."""
    mantissa, shift = byte & 7, (byte >> 3) - 1
    return mantissa if shift == -1 else (mantissa | 8) << shift


_EXACT = 255 - 231  # codes below are the lengths themselves: 231 is the code of the largest 32-bit integer
LENGTHS = tuple(code if code < _EXACT else _EXACT + _longer(code - _EXACT) for code in range(256))
"""The length that each byte stands for, in tokens."""
