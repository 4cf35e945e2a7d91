"""Where do the values of a JSON text begin and end? Found by its brackets and quotes alone, in constant memory.

So an array of a million records is read one record at a time, a record that is broken costs only itself, and how
deeply a value is nested is known before a parser recurses into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

_CHUNK = 256 * 1024
_STRAY = 64
"""Brackets that close nothing and are passed over at once."""
_SEPARATORS = re.compile(rb"[ \t\r\n,:]*")
# Escaped quotes are masked before these are used, so a quote always opens or closes a string.
_TOKEN = re.compile(rb'"[^"]*"?|[\[{]|[\]}]')
_SCALAR_END = re.compile(rb'[\s,:\[\]{}"]')
_FEW = 20_000
"""Brackets and strings that are looked at one by one; a value of more is looked at as an array."""
_BRACKETS = b"[{]}"
_QUOTE, _OPENING, _COMPOUND = ord('"'), frozenset(b"[{"), frozenset(b'"[{')


@dataclass(frozen=True, slots=True)
class Span:
    """A value in the stream."""

    start: int
    """Its first byte."""
    end: int
    """The byte after its last."""
    data: bytes
    """The value; empty when it `is_long`."""
    depth: int
    """How many arrays and objects lie within each other at its deepest point."""
    is_cut: bool
    """The stream ended within it."""
    is_long: bool
    """It is longer than the limit."""


class Scanner:
    """Walks over the values of a JSON text in a stream."""

    def __init__(self, stream: BinaryIO, *, limit: int, base: int = 0) -> None:
        """`limit` is the longest value in bytes that is given whole; `base` the position of the stream's first byte."""
        self._stream = stream
        self._limit = limit
        self._base = base
        self._data = self._masked = b""
        self._at = 0

    @property
    def position(self) -> int:
        """The byte where the scanner stands."""
        return self._base + self._at

    def next_sign(self) -> bytes:
        """The first byte of what comes next, after space, commas and colons; nothing at the end."""
        while True:
            match = _SEPARATORS.match(self._masked, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._data):
                return self._data[self._at : self._at + 1]
            if not self._fill():
                return b""

    def step(self) -> None:
        """Go over one byte: a bracket that is entered or left."""
        self._at += 1

    def step_over(self, sign: bytes) -> None:
        """Go over one byte that does not belong there, and those like it that follow."""
        data, at = self._masked, self._at
        while data[at : at + _STRAY] == sign * _STRAY:
            at += _STRAY
        self._at = at if at > self._at else at + 1

    def value(self) -> Span:
        """The next value; the scanner stands after it, however long it is."""
        walk = _Walk(self.position)
        parts: list[bytes] = []
        while True:
            parts.append(self._advance(walk))
            if walk.size > self._limit:
                parts.clear()
            if walk.is_done or not self._fill():
                return self._span(walk, parts)

    def value_or_stay(self) -> Span | None:
        """The next value; None when it is too long: then the scanner still stands before it."""
        walk = _Walk(self.position)
        parts: list[bytes] = []
        while True:
            parts.append(self._advance(walk))
            if walk.size > self._limit:
                self._set(walk.start, b"".join(parts) + self._data[self._at :])
                return None
            if walk.is_done or not self._fill():
                return self._span(walk, parts)

    def _span(self, walk: _Walk, parts: list[bytes]) -> Span:
        is_cut = not walk.is_done and (walk.depth > 0 or walk.in_string)
        is_long = walk.size > self._limit
        return Span(walk.start, self.position, b"".join(parts), walk.deepest, is_cut, is_long)

    def _advance(self, walk: _Walk) -> bytes:
        """Go to the end of the value or of the buffer; what was gone over."""
        start = self._at
        self._at = walk.through(self._masked, start)
        walk.size += self._at - start
        return self._data[start : self._at]

    def _fill(self) -> bool:
        """Read on; False at the end of the stream. What was before is given up."""
        chunk = self._stream.read(_CHUNK)
        if not chunk:
            return False
        # an escape must not be torn apart: half of it cannot be masked
        while (len(chunk) - len(chunk.rstrip(b"\\"))) % 2:
            more = self._stream.read(1)
            if not more:
                break
            chunk += more
        self._set(self._base + len(self._data), chunk)
        return True

    def _set(self, base: int, data: bytes) -> None:
        self._base = base
        self._at = 0
        self._data = data
        self._masked = data.replace(b"\\\\", b"__").replace(b'\\"', b"__") if b"\\" in data else data


class _Walk:
    """How far the way over one value has come."""

    __slots__ = ("deepest", "depth", "in_string", "is_done", "size", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.size = self.depth = self.deepest = 0
        self.in_string = self.is_done = False

    def through(self, masked: bytes, at: int) -> int:
        """Where in the buffer the value ends, or the end of the buffer."""
        if self.in_string:
            at = self._string_end(masked, at)
            if self.is_done or self.in_string:
                return at
        elif not self.depth and (self.size or masked[at] not in _COMPOUND):
            return self._scalar_end(masked, at)
        elif self.size > _CHUNK:
            return self._far_through(masked, at)
        tokens, end = _TOKEN.finditer(masked, at), at
        for token in islice(tokens, _FEW):
            start, end = token.span()
            sign = masked[start]
            if sign == _QUOTE:
                if end - start == 1 or masked[end - 1] != _QUOTE:
                    self.in_string = True
                    return len(masked)
                self.is_done = not self.depth
            elif sign in _OPENING:
                self.depth += 1
                self.deepest = max(self.deepest, self.depth)
            else:
                self.depth -= 1
                self.is_done = not self.depth
            if self.is_done:
                return end
        return self._far_through(masked, end) if next(tokens, None) else len(masked)

    def _far_through(self, masked: bytes, at: int) -> int:
        """The same outside of strings, for many brackets at once: one by itself takes half a microsecond."""
        import numpy as np

        while at < len(masked) and not self.is_done:
            signs = np.frombuffer(masked, np.uint8, min(_CHUNK, len(masked) - at), at)
            inside = (np.cumsum(signs == _QUOTE) + self.in_string) & 1
            opens = (signs == _BRACKETS[0]) | (signs == _BRACKETS[1])
            closes = (signs == _BRACKETS[2]) | (signs == _BRACKETS[3])
            steps = (opens.astype(np.int8) - closes.astype(np.int8)) * (inside == 0)
            depths = self.depth + np.cumsum(steps, dtype=np.int64)
            ends = np.flatnonzero(depths == 0)
            self.is_done = len(ends) > 0
            size = int(ends[0]) + 1 if self.is_done else len(signs)
            self.deepest = max(self.deepest, int(depths[:size].max()))
            self.depth, self.in_string = int(depths[size - 1]), bool(inside[size - 1])
            at += size
        return at

    def _string_end(self, masked: bytes, at: int) -> int:
        quote = masked.find(b'"', at)
        if quote < 0:
            return len(masked)
        self.in_string = False
        self.is_done = not self.depth
        return quote + 1

    def _scalar_end(self, masked: bytes, at: int) -> int:
        end = _SCALAR_END.search(masked, at if self.size else at + 1)
        self.is_done = end is not None
        return end.start() if end else len(masked)
