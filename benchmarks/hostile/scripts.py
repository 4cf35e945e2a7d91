"""Texts in scripts and encodings that are harder than most: marks, invisible characters, letters drawn at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import BinaryIO

from benchmarks.hostile.articles import MB, HostileFile, made, repeated

_SENTENCE = "The ferry sails again. " * 200_000


def _drawn(codes: Iterable[int], count: int = MB) -> Callable[[BinaryIO], None]:
    """Writes characters of these, drawn at random."""

    def make() -> bytes:
        letters = random.Random(1).choices([chr(code) for code in codes], k=count)
        return ("F\n\n" + "".join(letters)).encode()

    return made(make)


def _units(unit: str, size: int) -> Callable[[BinaryIO], None]:
    return repeated(b"F\n\na", unit.encode(), size)


FILES = (
    HostileFile("text, a million accents on a letter", "acute.txt", _units("\u0301", 2 * MB)),
    HostileFile("text, a million accents of all kinds on a letter", "marks.txt", _drawn(range(0x300, 0x370))),
    HostileFile("text, five million zero-width joiners", "joiners.txt", _units("\u200d", 15 * MB)),
    HostileFile("text, five million marks of direction", "direction.txt", _units("\u200f", 15 * MB)),
    HostileFile("text, two million Arabic letters at random", "arabic.txt", _drawn([*range(0x621, 0x64B), 32], 2 * MB)),
    HostileFile("text, a million Thai letters at random", "thai.txt", _drawn(range(0xE01, 0xE4F))),
    HostileFile("text, two million kana at random", "kana.txt", _drawn(range(0x3041, 0x30FF), 2 * MB)),
    HostileFile("text, a million half-width kana at random", "narrow.txt", _drawn(range(0xFF61, 0xFFDD))),
    HostileFile("text, a million parts of Korean syllables at random", "jamo.txt", _drawn(range(0x1100, 0x11FF))),
    HostileFile("text, a million variants of Chinese at random", "variants.txt", _drawn(range(0x2F800, 0x2FA1D))),
    HostileFile("text, 1.5 million emoji at random", "faces.txt", _drawn(range(0x1F300, 0x1F600), 1_500_000)),
    HostileFile(
        "text, three million of all characters at random",
        "all.txt",
        _drawn([*range(0x20, 0xD800), *range(0xE000, 0x20000)], 3 * MB),
    ),
    HostileFile("text in UTF-7", "seven.txt", repeated(b"Ferry\n\n", b"+AGYAZQByAHI-+AHk-", 4 * MB)),
    HostileFile("text in UTF-16 without a mark", "wide.txt", made(lambda: _SENTENCE.encode("utf-16-le"))),
    HostileFile("text in UTF-32", "wider.txt", made(lambda: ("\ufeffF\n\n" + _SENTENCE).encode("utf-32-le"))),
    HostileFile("text in EBCDIC", "ebcdic.txt", made(lambda: _SENTENCE.encode("cp500"))),
    HostileFile("text, 8 MB of letters beyond ASCII", "latin.txt", made(lambda: bytes(range(0xA0, 0x100)) * 83_000)),
)
