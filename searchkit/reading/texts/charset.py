"""Bytes to text: which encoding is this, and how much of it could not be read?

In this order: a byte order mark, ISO-2022 escapes, the declared encoding, strict UTF-8, then charset-normalizer. The
text never holds a lone surrogate: what cannot be decoded becomes U+FFFD and is counted.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ISO_2022 = (
    (re.compile(rb"\x1b\$[@B]|\x1b\([BJ]|\x1b\$\([DQ]"), "iso2022_jp_2004"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
_NO_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"}
_SAMPLE = 64 * 1024
"""Bytes that an encoding is guessed from: enough for letters to show their frequencies, and quick."""

# The web's reading of these names (WHATWG Encoding Standard): pages declare the subset and use the superset.
_WEB_NAMES = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}


class Decoded(NamedTuple):
    """Text, the encoding it was read with, and how many characters had to be replaced."""

    text: str
    encoding: str
    replaced: int
    mark: int = 0
    """Bytes of the byte order mark, which is not part of the text."""


class Line(NamedTuple):
    """One line of a file: its number from 1, where it lies in bytes, and its text without the line end."""

    number: int
    start: int
    end: int
    text: str
    replaced: int
    """Characters that could not be decoded and are U+FFFD in `text`."""
    too_long: bool
    """The line passed the limit: `text` is empty, `end` is where it really ended."""


def has_mark(head: bytes) -> bool:
    """Whether the bytes begin with a byte order mark (then NUL bytes are no sign of a binary file)."""
    return any(head.startswith(mark) for mark, _ in _MARKS)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`; `declared` is what a header or the document itself says of its encoding. Never raises."""
    encoding, mark = _marked(data)
    if encoding:
        return _decode_as(data[mark:], encoding)._replace(mark=mark)
    for candidate in _candidates(data, declared):
        try:
            return Decoded(data.decode(candidate), candidate, 0)
        except UnicodeDecodeError:
            continue
    return _decode_as(data, _guess(data, declared))


def known(declared: str | None) -> str:
    """Python's name of a declared encoding, as browsers understand it; "" when it is unknown or none of text."""
    if not declared:
        return ""
    try:
        info = codecs.lookup(declared.strip(" \t\r\n\"'").lower())
    except (LookupError, ValueError):
        return ""
    # rot13, hex and their like are registered as codecs too
    if not getattr(info, "_is_text_encoding", True) or info.name in _NO_TEXT:
        return ""
    return _WEB_NAMES.get(info.name, info.name)


def _marked(data: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return "", 0


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    if b"\x1b" in data[:_SAMPLE]:
        for escape, encoding in _ISO_2022:
            if escape.search(data, 0, _SAMPLE):
                yield encoding
    name = known(declared)
    # UTF-16 without a mark in something that was read as ASCII up to its declaration is a mistake of the page
    if name and not name.startswith(("utf-16", "utf-32")):
        # single-byte encodings take any bytes, so valid UTF-8 with non-ASCII letters is believed before them
        if not data.isascii():
            yield "utf-8"
        yield name
    yield "utf-8"


def _guess(data: bytes, declared: str | None) -> str:
    """The likeliest encoding of bytes that no strict decoding fits."""
    sample = data[:_SAMPLE]
    if _nearly_utf8(data):
        return "utf-8"
    if name := known(declared):
        return name
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    return match.encoding if match else "cp1252"


def _nearly_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 with some damage: at least nine in ten of the non-ASCII characters are whole."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return foreign > 0 and broken <= 0.1 * foreign


def _decode_as(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    # a replacement character that the writer of the file put there was not replaced by us
    own = data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0
    return Decoded(text, encoding, max(0, text.count("\ufffd") - own))


def decode_lines(stream: BinaryIO, *, limit: int, declared: str | None = None) -> Iterator[Line]:
    """The lines of a stream, one at a time, in constant memory.

    `limit` is the longest line in bytes; a longer one is skipped and given with `too_long`. The encoding is told from
    the first non-ASCII line, unless there is a mark or a declaration. Byte positions count from where the stream
    stood. Raises only what the stream raises.
    """
    first = stream.readline(limit + 1)
    encoding, mark = _marked(first)
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(first[mark:], stream, encoding, mark, limit)
        return
    decoder = _LineDecoder(encoding or known(declared))
    number, start, data = 1, mark, first[mark:]
    while data:
        end = start + len(data)
        if len(data) > limit:
            end += _skip_line(stream, data)
            yield Line(number, start, end, "", 0, True)
        else:
            text, replaced = decoder.decode(data)
            yield Line(number, start, end, text.rstrip("\r\n"), replaced, False)
        number, start, data = number + 1, end, stream.readline(limit + 1)


def _skip_line(stream: BinaryIO, data: bytes) -> int:
    """How many more bytes the line that begins with `data` had; the stream stands after them."""
    skipped = 0
    while data and not data.endswith(b"\n"):
        data = stream.readline(1 << 20)
        skipped += len(data)
    return skipped


class _LineDecoder:
    """Decodes line by line with one encoding, which the first line that is not ASCII decides."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._decided = bool(encoding)

    def decode(self, data: bytes) -> tuple[str, int]:
        if not self._decided and not data.isascii():
            self._encoding = decode(data).encoding
            self._decided = True
        try:
            return data.decode(self._encoding or "utf-8"), 0
        except UnicodeDecodeError:
            decoded = _decode_as(data, self._encoding or "utf-8")
            return decoded.text, decoded.replaced


def _wide_lines(begun: bytes, stream: BinaryIO, encoding: str, start: int, limit: int) -> Iterator[Line]:
    """Lines of UTF-16 or UTF-32, whose line feeds are not single bytes."""
    width = 4 if "32" in encoding else 2
    feed = "\n".encode(encoding)
    number, dropped, seen, data = 1, 0, 0, begun
    ended = False
    while data or dropped or not ended:
        at = _find_aligned(data, feed, width, seen)
        if at < 0 and not ended:
            if len(data) > limit:
                keep = len(data) % width
                dropped += len(data) - keep
                data = data[len(data) - keep :]
            seen = max(0, len(data) - len(data) % width)
            more = stream.read(1 << 16)
            ended = not more
            data += more
            continue
        cut = at + width if at >= 0 else len(data)
        end = start + dropped + cut
        if dropped or cut > limit:
            yield Line(number, start, end, "", 0, True)
        else:
            text, _, replaced, _ = _decode_as(data[:cut], encoding)
            yield Line(number, start, end, text.rstrip("\r\n"), replaced, False)
        number, start, dropped, seen, data = number + 1, end, 0, 0, data[cut:]


def _find_aligned(data: bytes, feed: bytes, width: int, start: int) -> int:
    at = data.find(feed, start)
    while at >= 0 and at % width:
        at = data.find(feed, at + 1)
    return at
