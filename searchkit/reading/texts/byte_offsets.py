"""Where in a file a character of its text lies."""

from __future__ import annotations

from searchkit.reading.texts.charset import Decoded


class ByteOffsets:
    """The bytes at which the characters of a decoded text lie; quick when asked from the first to the last."""

    def __init__(self, decoded: Decoded) -> None:
        self._text, self._encoding, self._mark = decoded.text, decoded.encoding, decoded.mark
        self._character = self._byte = 0

    def at(self, character: int) -> int:
        """The first byte of a character, by its number; what was replaced (`Decoded.replaced`) makes it wrong."""
        if character < self._character:
            self._character = self._byte = 0
        self._byte += len(self._text[self._character : character].encode(self._encoding, "replace"))
        self._character = character
        return self._mark + self._byte
