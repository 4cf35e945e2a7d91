"""The newest commit that is whole: the last one, or the one before when that is damaged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from searchkit.errors import ADVICE, IndexDamaged
from searchkit.index.columnar.toc import NoTable, TableOfContents, generations, latest_generation

Made = TypeVar("Made")

_TRIES = 100  # commits that may overtake the opening of an index, one after the other
_DAMAGES = (FileNotFoundError, IndexDamaged, NoTable)


def newest_whole(
    storage: Any, index_name: str, schema: Any, made_of: Callable[[TableOfContents], Made]
) -> tuple[Made, str] | None:
    """What `made_of` makes of the newest commit that is whole, and what is wrong with the last one if it is the one
    before; None when there is no index of this name."""
    for _ in range(_TRIES):
        found = generations(storage, index_name)
        if not found:
            break
        try:
            return made_of(TableOfContents.read(storage, index_name, found[0], schema)), ""
        except _DAMAGES as error:
            if latest_generation(storage, index_name) != found[0]:
                continue  # a commit has taken its place in the meantime, and its files with it
            before = made_of_one(storage, index_name, schema, found[1], made_of) if len(found) > 1 else None
            if before is not None:
                return before, _said(error)
            if isinstance(error, FileNotFoundError):
                raise IndexDamaged(f"{_said(error)}; {ADVICE}") from error
            raise
    return None


def made_of_one(
    storage: Any, index_name: str, schema: Any, generation: int, made_of: Callable[[TableOfContents], Made]
) -> Made | None:
    """What `made_of` makes of the commit of a generation; None when it is not there or not whole."""
    try:
        return made_of(TableOfContents.read(storage, index_name, generation, schema))
    except _DAMAGES:
        return None


def with_open_segments(storage: Any, toc: TableOfContents) -> TableOfContents:
    """The table of contents, once all of its segments are open."""
    for segment in toc.segments:
        segment.open(storage)
    return toc


def _said(error: Exception) -> str:
    """What is wrong, without the advice that a message ends with: there is better."""
    if isinstance(error, FileNotFoundError):
        return f"{error.filename or error}: the file is missing"
    return str(error).partition("; ")[0]
