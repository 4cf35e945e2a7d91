"""What is raised on segments that do not hold together, translated into `IndexDamaged`; and on those that are kept from
us, into `IndexAccessError`."""

from __future__ import annotations

import errno
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from searchkit.errors import ADVICE, IndexAccessError, IndexDamaged, IndexUnfit, SearchkitError

if TYPE_CHECKING:
    from searchkit.index.columnar.segment import Segment

_READING = (EOFError, OverflowError, UnicodeDecodeError, struct.error, zlib.error)
_SUSPECT = (
    ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, MemoryError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
"""What impossible numbers in a file may raise, and errors of the program too."""

_KEPT_FROM_US = frozenset({errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Errors of the system that say nothing of what is in a file."""

_OPENING = (*_READING, *_SUSPECT)
"""Opening runs no code but Whoosh's on the index's own files: whatever goes wrong, the files are."""


@contextmanager
def damage_translated(
    where: str,
    *,
    opening: bool = False,
    writing: bool = False,
    segments: Callable[[], Iterable[Segment]] | None = None,
    deep: bool = True,
) -> Iterator[None]:
    """Raises `IndexDamaged` for what damaged segments in the folder `where` make us or Whoosh raise, and
    `IndexAccessError` where the system does not let us read them; `writing`: what that refuses is raised as it is.

    What an error of the program may raise as well is held to be damage if a look at the `segments` finds some; a `deep`
    one takes seconds for hundreds of thousands of articles.
    """
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
    except OSError as error:
        if writing:
            raise
        if error.errno not in _KEPT_FROM_US:
            raise _damaged(where, error) from error
        raise IndexAccessError(f"{error.filename or where}: cannot be read: {error.strerror}") from error
    except Exception as error:  # the rest is raised again as it is
        if isinstance(error, _OPENING if opening else _READING) or _is_whooshs(error):
            raise _damaged(where, error) from error
        if segments is not None and isinstance(error, _SUSPECT) and (found := _fault(segments, deep=deep)):
            raise IndexDamaged(f"{where}: {found}; {ADVICE}") from error
        raise


_WHOOSH = frozenset(
    {"CorruptIndexError", "FileFormatError", "EmptyIndexError", "IndexVersionError", "IndexError", "IndexingError"}
)


def _is_whooshs(error: Exception) -> bool:
    """By name: importing their modules here would load them before they are needed."""
    return type(error).__name__ in _WHOOSH and type(error).__module__.startswith("whoosh.")


def _fault(segments: Callable[[], Iterable[Segment]], *, deep: bool) -> str:
    """The first thing that is wrong with segments, in words; empty when all are well."""
    from searchkit.index.columnar.verifying import faults

    try:
        for segment in segments():
            if damaged := segment.file.damaged():
                return f"{segment.name}: {damaged[0]}"
            for array, what in faults(segment, deep=deep):
                return f"{segment.name}: {array}: {what}"
    except IndexDamaged as error:
        return str(error)
    except _SUSPECT as error:  # what says impossible things cannot even be looked at
        return f"a segment cannot be read ({type(error).__name__}: {error})"
    return ""


def _damaged(where: str, error: Exception) -> IndexDamaged:
    what = str(error).split("\n")[0][:200] or type(error).__name__
    return IndexDamaged(f"{where}: a segment of the index is damaged ({what}); {ADVICE}")
