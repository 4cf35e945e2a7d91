"""The segments of a commit, opened without Whoosh: to import that takes longer than to search for a few words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.toc import TableOfContents, latest_generation

_NAME = "MAIN"


class Opened:
    """A snapshot of an index: what `segments_of` gives of Whoosh's reader, and nothing of its interface."""

    def __init__(self, folder: Path) -> None:
        storage = Folder(folder)
        self.segments: list[tuple[Segment, int]] = []
        """Each with the number of its first document."""
        offset = 0
        for segment in newest_table(folder).segments:
            self.segments.append((segment.open(storage), offset))
            offset += segment.doc_count_all()

    def doc_count(self) -> int:
        """How many documents there are, deleted ones not counted."""
        return sum(segment.document_count - segment.deleted_count for segment, _ in self.segments)


def newest(folder: Path) -> int:
    """The generation of the newest commit; raises `IndexDamaged` when there is none."""
    generation = latest_generation(Folder(folder), _NAME)
    if generation < 0:
        raise IndexDamaged(
            f"{folder}: the table of contents of the index is missing; delete the folder and index the articles again"
        )
    return generation


def newest_table(folder: Path) -> TableOfContents:
    """The table of contents of the newest commit, without its schema; raises `IndexDamaged` when there is none, and
    `FileNotFoundError` when a newer commit took its place in the meantime."""
    return TableOfContents.read(Folder(folder), _NAME, newest(folder), schema=())


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
        return open(os.path.join(self.folder, name), "rb")
