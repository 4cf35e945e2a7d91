"""Where do articles come from?

In: paths of files and folders. Out: a stream of `Article`s, and of `Problem`s for what could not be read. This room
knows formats, encodings, dates, languages and the limits within which a stranger's file is read. It does not know
which words a text holds, nor that there is an index.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from searchkit.reading.dates.parsing import parse_date
    from searchkit.reading.files.compression import unpacked_size
    from searchkit.reading.files.names import location, shown
    from searchkit.reading.files.regular import open_regular
    from searchkit.reading.files.walking import FileEntry, Ignored, Unreachable, absolute_path, walk
    from searchkit.reading.opening import read, read_stream
    from searchkit.reading.registry import reader_named, readers
    from searchkit.reading.texts.language import detect
    from searchkit.reading.urls import host, url_key

__all__ = [
    "FileEntry",
    "Ignored",
    "Unreachable",
    "absolute_path",
    "detect",
    "host",
    "location",
    "open_regular",
    "parse_date",
    "read",
    "read_stream",
    "reader_named",
    "readers",
    "shown",
    "unpacked_size",
    "url_key",
    "walk",
]

_HOMES = {
    "FileEntry": "files.walking",
    "Ignored": "files.walking",
    "Unreachable": "files.walking",
    "absolute_path": "files.walking",
    "detect": "texts.language",
    "host": "urls",
    "unpacked_size": "files.compression",
    "location": "files.names",
    "open_regular": "files.regular",
    "parse_date": "dates.parsing",
    "read": "opening",
    "read_stream": "opening",
    "reader_named": "registry",
    "readers": "registry",
    "shown": "files.names",
    "url_key": "urls",
    "walk": "files.walking",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
