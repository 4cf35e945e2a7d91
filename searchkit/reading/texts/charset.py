"""Bytes to text: which encoding is this, and how much of it could not be read?

In this order: a byte order mark, ISO-2022 escapes, the declared encoding, strict UTF-8, then charset-normalizer. The
text never holds a lone surrogate: what cannot be decoded becomes U+FFFD and is counted.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from searchkit.reading.texts.guessing import guess

BYTE_ORDER_MARKS = (
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
_SURROGATE = b"\xed"
"""What each surrogate begins with in UTF-8."""
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


def undecodable(text: Decoded | None = None) -> str:
    """What is said of a text some of whose characters are lost, or of all texts of a file: a ``partial`` problem
    with the code ``encoding``."""
    if text is None:
        return "characters could not be decoded and stand as U+FFFD"
    characters = "one character" if text.replaced == 1 else f"{text.replaced:,} characters"
    return f"{characters} could not be decoded as {text.encoding} and stand as U+FFFD"


def has_mark(head: bytes) -> bool:
    """Whether the bytes begin with a byte order mark (then NUL bytes are no sign of a binary file)."""
    return any(head.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`; `declared` is what a header or the document itself says of its encoding. Never raises."""
    encoding, mark = marked(data)
    if encoding:
        return decode_as(data[mark:], encoding)._replace(mark=mark)
    for candidate in _candidates(data, declared):
        try:
            return Decoded(data.decode(candidate), candidate, 0)
        except UnicodeDecodeError:
            continue
    return decode_as(data, _guess(data, declared))


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


def marked(data: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark says and the mark's length; "" and 0 without one."""
    for mark, encoding in BYTE_ORDER_MARKS:
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
    if _nearly_utf8(data):
        return "utf-8"
    # what is declared UTF-8 and is not even nearly that was declared by a template
    if (name := known(declared)) and name != "utf-8":
        return name
    return guess(data[:_SAMPLE])


def _nearly_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 with some damage: at least nine in ten of the non-ASCII characters are whole, or
    only lone surrogates are wrong, which careless programs write."""
    if _SURROGATE in data:
        with suppress(UnicodeDecodeError):
            data.decode("utf-8", "surrogatepass")
            return True
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return foreign > 0 and broken <= 0.1 * foreign


def decode_as(data: bytes, encoding: str) -> Decoded:
    """The text of `data` in this encoding, what is not of it replaced."""
    text = data.decode(encoding, "replace")
    # a replacement character that the writer of the file put there was not replaced by us
    own = data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0
    return Decoded(text, encoding, max(0, text.count("\ufffd") - own))
