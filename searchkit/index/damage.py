"""What Whoosh raises on segments that do not hold together, translated into `IndexDamaged`."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from searchkit.errors import IndexDamaged, IndexUnfit, SearchkitError

_READING = (EOFError, OSError, OverflowError, UnicodeDecodeError, struct.error, zlib.error)
_OPENING = (*_READING, AssertionError, AttributeError, ImportError, LookupError, MemoryError, TypeError, ValueError)
"""Opening runs no code but Whoosh's on the index's own files: whatever goes wrong, the files are."""


@contextmanager
def damage_translated(where: str, *, opening: bool = False) -> Iterator[None]:
    """Raises `IndexDamaged` for what damaged segments in the folder `where` make Whoosh raise."""
    try:
        yield
    except (IndexDamaged, IndexUnfit) as error:
        if where in str(error):
            raise
        raise type(error)(f"{where}: {error}") from error  # a storage knows the names of its files, not the folder
    except SearchkitError:
        raise
    except FileNotFoundError:
        raise  # a commit of another process, perhaps: the caller tries again
    except Exception as error:  # the rest is raised again as it is
        if isinstance(error, _OPENING if opening else _READING) or type(error).__name__ in _WHOOSH:
            raise _damaged(where, error) from error
        raise


_WHOOSH = frozenset({"CorruptIndexError", "FileFormatError", "EmptyIndexError", "IndexVersionError", "IndexError"})
"""Whoosh's own, by name: importing their modules here would load them before they are needed."""


def _damaged(where: str, error: Exception) -> IndexDamaged:
    what = str(error).split("\n")[0][:200] or type(error).__name__
    return IndexDamaged(
        f"{where}: a segment of the index is damaged ({what}); delete the folder and index the articles again"
    )
