"""The segments of a commit, opened without Whoosh: to import that takes longer than to search for a few words."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from searchkit.errors import ADVICE, IndexDamaged
from searchkit.index.columnar.newest import newest_whole, with_open_segments
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.toc import MAIN, TableOfContents, file_name, latest_generation
from searchkit.regular import open_regular_file


class Opened:
    """A snapshot of an index: what `segments_of` gives of Whoosh's reader, and nothing of its interface."""

    def __init__(self, folder: Path) -> None:
        storage = Folder(folder)
        toc, self.damage = _newest(folder, lambda toc: with_open_segments(storage, toc))
        """What is wrong with the newest commit, when this is the one before it; else empty."""
        self.segments: list[tuple[Segment, int]] = []
        """Each with the number of its first document."""
        self._generation = toc.generation
        offset = 0
        for segment in toc.segments:
            self.segments.append((segment.open(storage), offset))
            offset += segment.doc_count_all()

    def generation(self) -> int:
        """The number of the commit."""
        return self._generation

    def doc_count(self) -> int:
        """How many documents there are, deleted ones not counted."""
        return sum(segment.document_count - segment.deleted_count for segment, _ in self.segments)


def newest_commit(folder: Path) -> tuple[int, float]:
    """The newest commit: its generation, and when it was made (one that was taken back has the number of the next);
    raises `IndexDamaged` when there is none."""
    generation = latest_generation(Folder(folder), MAIN)
    if generation < 0:
        raise _missing(folder)
    try:
        return generation, os.stat(folder / file_name(MAIN, generation)).st_mtime
    except FileNotFoundError:  # another commit was quicker
        return generation, 0.0


def check_newest(folder: Path) -> str:
    """What is wrong with the newest commit, when that before it is to be read, as far as the table of contents shows;
    raises `IndexDamaged` when neither can be read."""
    return _newest(folder, lambda toc: toc)[1]


def _newest(folder: Path, made_of: Callable[[TableOfContents], TableOfContents]) -> tuple[TableOfContents, str]:
    found = newest_whole(Folder(folder), MAIN, (), made_of)
    if found is None:
        raise _missing(folder)
    return found


def _missing(folder: Path) -> IndexDamaged:
    return IndexDamaged(f"{folder}: the table of contents of the index is missing; {ADVICE}")


class Folder:
    """A folder as what is read of a Whoosh storage."""

    def __init__(self, path: Path) -> None:
        self.folder = str(path)

    def list(self) -> list[str]:
        """The names of its files."""
        return os.listdir(self.folder)

    def file_exists(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return os.path.exists(os.path.join(self.folder, name))

    def file_length(self, name: str) -> int:
        """How many bytes a file has."""
        return os.path.getsize(os.path.join(self.folder, name))

    def open_file(self, name: str) -> BinaryIO:
        """A file, open for reading."""
        return open_regular_file(os.path.join(self.folder, name))
