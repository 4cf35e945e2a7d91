"""Where is the index?"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from searchkit.errors import IndexAccessError, IndexNotFound
from searchkit.index.manifest import holds_index

FOLDERS = (".searchkit", "index")
"""Folder names that are looked for, going up from the current one."""


def find_index(start: str | Path | None = None, *, environ: Mapping[str, str] | None = None) -> Path:
    """The folder of the index to use: ``$SEARCHKIT_INDEX``, else the nearest `FOLDERS` that holds one, going up from
    `start` (the current folder).

    Raises `IndexNotFound` with a sentence that says how to make one, `IndexAccessError` when the named one, or the
    nearest, may not be read.
    """
    named = (os.environ if environ is None else environ).get("SEARCHKIT_INDEX")
    if named:
        if holds_index(Path(named)):
            return Path(named)
        if _is_kept_from_us(named):
            raise IndexAccessError(f"SEARCHKIT_INDEX names {named}, a folder that may not be read")
        raise IndexNotFound(
            f"SEARCHKIT_INDEX names {named}, which holds no index; make one with: searchkit index FOLDER"
        )
    start = Path.cwd() if start is None else Path(start).absolute()
    for folder in (start, *start.parents):
        if holds_index(folder):
            return folder
        for name in FOLDERS:
            if holds_index(folder / name):
                return folder / name
        if _is_kept_from_us(folder / FOLDERS[0]):  # of any other name it may be anybody's
            raise IndexAccessError(f"{folder / FOLDERS[0]}: there may be an index, but the folder may not be read")
    raise IndexNotFound(
        f"no index in {start} or above it (looked for {' and '.join(FOLDERS)}); "
        "make one with: searchkit index FOLDER, or name one with --index"
    )


def _is_kept_from_us(folder: str | Path) -> bool:
    return os.path.isdir(folder) and not os.access(folder, os.R_OK | os.X_OK)
