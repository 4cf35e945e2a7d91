"""The scripts that are written without spaces between words, and Hangul: where their letters stand in Unicode."""

from __future__ import annotations

UNSPACED = (
    (0x0E00, 0x0E7F, "t"),
    (0x0E80, 0x0EFF, "l"),
    (0x1000, 0x109F, "y"),
    (0x1100, 0x115F, "g"),
    (0x1160, 0x11FF, "m"),
    (0x1780, 0x17FF, "c"),
    (0x3005, 0x3007, "h"),
    (0x3021, 0x3029, "h"),
    (0x3038, 0x303B, "h"),
    (0x3041, 0x3096, "k"),
    (0x309D, 0x309F, "k"),
    (0x30A1, 0x30FA, "K"),
    (0x30FC, 0x30FC, "p"),
    (0x30FD, 0x30FF, "K"),
    (0x3105, 0x312F, "h"),  # Bopomofo, beside Han
    (0x3131, 0x3163, "g"),
    (0x3165, 0x318E, "g"),
    (0x31A0, 0x31BF, "h"),
    (0x31F0, 0x31FF, "K"),
    (0x3400, 0x4DBF, "h"),
    (0x4E00, 0x9FFF, "h"),
    (0xA960, 0xA97C, "g"),
    (0xA9E0, 0xA9FF, "y"),
    (0xAA60, 0xAA7F, "y"),
    (0xAC00, 0xD7A3, "g"),
    (0xD7B0, 0xD7FB, "m"),
    (0xF900, 0xFAFF, "h"),
    (0xFF66, 0xFF6F, "K"),
    (0xFF70, 0xFF70, "p"),
    (0xFF71, 0xFF9D, "K"),
    (0xFFA1, 0xFFDC, "g"),
    (0x20000, 0x323AF, "h"),
)
"""First and last code point, in order, and a letter for the script: h Han, k Hiragana, K Katakana, p the mark that
prolongs a sound of either, g Hangul, t Thai, l Lao, y Myanmar, c Khmer; m vowels and finals, which complete a syllable
of Hangul as marks do a letter. Unicode 15, with the room that it leaves for more Han."""


def letters(scripts: str) -> str:
    """The letters of some of the scripts, for a class of a regular expression.

    >>> letters("kp") == "\u3041-\u3096\u309d-\u309f\u30fc-\u30fc\uff70-\uff70"
    True
    """
    return "".join(f"{chr(first)}-{chr(last)}" for first, last, script in UNSPACED if script in scripts)
