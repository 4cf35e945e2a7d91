"""What an article is known by: a digest of its text as its readers see it.

The same article met in another file, on another host or with other typography is the same article. Old indexes depend
on it: what an identity is computed from does not change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from itertools import groupby

# Typographic variants that two copies of one article differ in, and no reader sees; those that NFKC leaves.
_SAME = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
}
_COMMONEST = {"\u00a0": " ", "\u2026": "..."}
"""What many texts have that is not in NFKC: with one of them, a text takes the normaliser twenty times as long."""

_SPACES = b"\t\n\v\f\r\x1c\x1d\x1e\x1f"
"""What `str.split` takes for white space in ASCII, but the space."""
_PLAIN = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ`" + _SPACES, b"abcdefghijklmnopqrstuvwxyz'" + b" " * len(_SPACES))

_PIECE = 1 << 16
"""Characters that are normalised at a time."""
_LONG_RUN = 64
"""Marks in a row that are left to the normaliser, whose time grows with the square of their number."""


def article_id(title: str, body: str) -> str:
    """The identity of an article: 32 hexadecimal digits of BLAKE2b-128 over its normalised title and body.

    Normalised means NFKC, case folded, with quotes, dashes and runs of white space unified.
    """
    if len(title) + len(body) <= _PIECE and title.isascii() and body.isascii():
        return blake2b(_normalised_ascii(f"{title.strip()}\0{body.strip()}\0"), digest_size=16).hexdigest()
    digest = blake2b(digest_size=16)
    for part in (title, body):
        has_begun = False
        for piece in _pieces(part):
            if words := _normalised(piece):
                space = " " if has_begun and piece[0].isspace() else ""
                digest.update((space + words).encode("utf-8", "surrogatepass"))
                has_begun = True
        digest.update(b"\0")
    return digest.hexdigest()


@cache
def _runs_of_spaces() -> re.Pattern[bytes]:
    return re.compile(b"  +")


def _normalised_ascii(text: str) -> bytes:
    """As `_normalised`, in half the time: no word becomes an object. But at the ends there must be no white space."""
    return _runs_of_spaces().sub(b" ", text.encode().translate(_PLAIN))


def _normalised(text: str) -> str:
    if text.isascii():
        text = text.replace("`", "'")
    else:
        text = _replaced(text, _COMMONEST)
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", long_runs().sub(_in_order, text))
        text = _replaced(text, _SAME)
    text = text.casefold()
    if text.isprintable() and "  " not in text:  # a line: of white space only the space is printable
        return text.strip(" ")
    return " ".join(text.split())


def _replaced(text: str, table: Mapping[str, str]) -> str:
    """As ``str.translate``, in a tenth of the time."""
    for character, other in table.items():
        text = text.replace(character, other)
    return text


def _pieces(text: str) -> Iterator[str]:
    """The text cut before white space, or between two letters of ASCII: the words of a long one, all at once, take ten
    times its memory."""
    start = 0
    while len(text) - start > _PIECE:
        end = start + _PIECE
        cut = max(text.rfind(" ", start + 1, end), text.rfind("\n", start + 1, end))
        if cut < 0 and (text[end - 1] + text[end]).isascii() and (text[end - 1] + text[end]).isprintable():
            cut = end
        if cut < 0:
            cut = min((at for at in (text.find(" ", end), text.find("\n", end)) if at >= 0), default=len(text))
        yield text[start:cut]
        start = cut
    yield text[start:]


@cache
def long_runs() -> re.Pattern[str]:
    """Many marks in a row, of those that the normaliser puts in order, or that it makes such marks of; beyond the BMP,
    many characters of any kind."""
    marks = "".join(_marks(0x300, 0x10000)) + f"\u0f73\u0f75\u0f81\uff9e\uff9f{_FAR}"
    # the class first, which is looked for in a fifth of the time; then there was none before it
    return re.compile(f"[{marks}](?<![{marks}]{{2}})[{marks}]{{{_LONG_RUN - 1},}}")


@cache
def _long_exact_runs() -> re.Pattern[str]:
    """Marks alone; it takes twenty times as long, since classes with characters beyond the BMP are lists."""
    near, far = "".join(_marks(0x300, 0x10000)), "".join(_marks(0x10000, 0x1F000))
    return re.compile(f"(?:[{near}\u0f73\u0f75\u0f81\uff9e\uff9f]|(?=[{_FAR}])[{far}]){{2,}}")


_FAR = "\U00010000-\U0001efff"


def _marks(first: int, last: int) -> list[str]:
    return [mark for mark in map(chr, range(first, last)) if unicodedata.combining(mark)]


def _in_order(run: re.Match[str]) -> str:
    """What `long_runs` finds, with the marks in the order in which the normaliser would put them."""
    if max(run.group()) >= "\U00010000":
        return _long_exact_runs().sub(lambda exact: _by_class(exact.group()), run.group())
    return _by_class(run.group())


def _by_class(marks: str) -> str:
    for mark in set(marks):
        marks = marks.replace(mark, unicodedata.normalize("NFKD", mark))
    class_of = {mark: unicodedata.combining(mark) for mark in set(marks)}.__getitem__
    ordered: dict[int, list[str]] = {}
    for start in range(0, len(marks), _PIECE):  # each mark is a string of 80 bytes meanwhile
        for number, some in groupby(sorted(marks[start : start + _PIECE], key=class_of), class_of):
            ordered.setdefault(number, []).append("".join(some))
    return "".join("".join(ordered[number]) for number in sorted(ordered))
