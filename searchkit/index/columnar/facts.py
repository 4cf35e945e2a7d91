"""What the directory of a segment's file says, as far as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from searchkit.errors import ADVICE, IndexDamaged

if TYPE_CHECKING:
    from searchkit.index.columnar.array_file import ArrayFile


def count_of(file: ArrayFile, facts: dict[str, Any], name: str) -> int:
    """The count of this name; raises `IndexDamaged` when there is none."""
    said = facts.get(name)
    if type(said) is not int or said < 0:
        raise impossible(file, name)
    return said


def impossible(file: ArrayFile, what: str) -> IndexDamaged:
    """The error for what no directory says of a segment that is whole."""
    return IndexDamaged(f"{file.name}: the directory says what cannot be of {what}; {ADVICE}")
