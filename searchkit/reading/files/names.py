"""Names of files as text that can be stored and printed, whatever bytes the file system holds.

A name may hold line feeds, terminal controls, and bytes that are no text (Python shows those as lone surrogates).
Each such character is written as an escape; a backslash is escaped too, so the real name can be had back.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

# Controls, lone surrogates, line and paragraph separators, and what reverses the direction of a terminal's line.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\\\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})")


def shown(name: str) -> str:
    r"""The name with every unsafe character escaped, and forward slashes.

    >>> shown("a\nb\udcff.txt")
    'a\\x0ab\\udcff.txt'
    """
    if os.sep != "/":
        name = name.replace(os.sep, "/")
    return _UNSAFE.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def location(root: str, name: str) -> Path:
    """The file that an `Origin` with this root and path was read from."""
    unescaped = [_ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), part) for part in (root, name)]
    return Path(*unescaped)
