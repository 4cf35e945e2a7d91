"""The table of contents: which segments an index has as of one commit, its schema and its settings.

Two lines of JSON: the first says format, version and the checksum of the second. The table is written last and renamed
to its name when it and all that it names are on the disk. The one before it stays, with what only that one names, until
the next commit: should the newest be damaged, it is what can still be read.
"""

from __future__ import annotations

import json
import re
import zlib
from contextlib import suppress
from time import time_ns
from typing import Any

from searchkit.errors import ADVICE, IndexDamaged, IndexUnfit
from searchkit.frozen import dataclass, field
from searchkit.index.columnar.columnar_segment import ColumnarSegment, read_file
from searchkit.index.columnar.synced import is_durable

FORMAT = "searchkit table of contents"
FORMAT_VERSION = 1
MAIN = "MAIN"
"""The name of an index that is given no other, as Whoosh has it; every index of articles is called so."""

_INDEX_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_SEGMENT_ID = re.compile(r"[0-9a-z]{1,64}")


class NoTable(IndexUnfit):
    """A file that does not begin as a table of contents does: Whoosh's own, or damaged."""


@dataclass(frozen=True, slots=True)
class TableOfContents:
    """The state of an index as of one commit."""

    schema: Any
    segments: list[ColumnarSegment]
    generation: int
    settings: dict[str, Any] = field(default_factory=dict)
    """Plain JSON values of the program's own."""
    version: int = FORMAT_VERSION
    release: tuple[int, ...] = ()

    def write(self, storage: Any, index_name: str) -> None:
        """Writes the table beside the others, and renames it to its name when it is whole.

        In a durable storage it survives a power cut when this returns. What is raised means that it may or may not.
        """
        from searchkit.index.columnar.schema_json import schema_to_json
        from searchkit.index.columnar.values import to_json

        body = to_json(
            {
                "generation": self.generation,
                "settings": self.settings,
                "schema": schema_to_json(self.schema),
                "segments": [_segment_to_json(segment, storage) for segment in self.segments],
            }
        )
        head = to_json({"format": FORMAT, "version": FORMAT_VERSION, "crc32": zlib.crc32(body)})
        name = file_name(index_name, self.generation)
        beside = f"{name}.{time_ns()}"
        with storage.create_file(beside) as file:
            file.write(head + b"\n" + body + b"\n")
        _sync_folder(storage)  # the new files of segments are there before a table names them
        storage.rename_file(beside, name, safe=True)
        _sync_folder(storage)

    def file_names(self, index_name: str) -> set[str]:
        """The files that this commit needs."""
        return {file_name(index_name, self.generation)}.union(*(segment.file_names() for segment in self.segments))

    @classmethod
    def read(
        cls, storage: Any, index_name: str, generation: int, schema: Any = None, *, sizes: bool = True
    ) -> TableOfContents:
        """The table of `generation`. `schema` takes the place of the one in the file; without `sizes` the files that it
        names are not looked at.

        Raises `FileNotFoundError` when it or a file that it names is not there, `IndexDamaged` when one is not as it
        was written, as far as its size shows, and `IndexUnfit` when the format is of another version.
        """
        name = file_name(index_name, generation)
        head, _, body = read_file(storage, name).partition(b"\n")
        checksum = _checksum(head, name)
        if body[-1:] != b"\n" or zlib.crc32(body[:-1]) != checksum:
            raise _damaged(name, "its checksum does not fit")
        try:
            record = json.loads(body)
            segments = [_segment_from_json(entry, storage, index_name, sizes) for entry in record["segments"]]
            if record["generation"] != generation:
                raise ValueError(f"it says generation {record['generation']}")
            shape = record["schema"]
            settings = dict(record["settings"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise _damaged(name, str(error)) from error
        if schema is None:
            from searchkit.index.columnar.schema_json import schema_from_json

            schema = schema_from_json(shape)
        return cls(schema, segments, generation, settings)


def file_name(index_name: str, generation: int) -> str:
    """The name of a table of contents."""
    return f"_{index_name}_{generation}.toc"


def check_index_name(name: str) -> None:
    """Raises `ValueError` for a name that should not become part of file names."""
    if not _INDEX_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for an index: use up to 64 letters, digits, - and _")


def generations(storage: Any, index_name: str) -> list[int]:
    """The generations in `storage`, the newest first; none when there is no index of this name."""
    pattern = re.compile(rf"_{re.escape(index_name)}_([0-9]+)\.toc")
    matches = map(pattern.fullmatch, storage.list())
    return sorted((int(match[1]) for match in matches if match), reverse=True)


def latest_generation(storage: Any, index_name: str) -> int:
    """The newest generation in `storage`, -1 when there is no index of this name."""
    return next(iter(generations(storage, index_name)), -1)


def sweep(storage: Any, index_name: str, needed: set[str]) -> None:
    """Removes the files of this index but those `needed`; those held open by others are left for later."""
    name = re.escape(index_name)
    ours = re.compile(rf"_{name}_[0-9]+\.toc(\.[0-9.]+)?|{name}_[0-9a-z]+\.([0-9]+\.del|seg)")
    for file in storage.list():
        if file not in needed and ours.fullmatch(file):
            remove(storage, file)


def remove(storage: Any, name: str) -> None:
    """Removes a file, if it can be."""
    with suppress(OSError, NameError):  # someone else's, on a system that locks open files; or gone already
        storage.delete_file(name)


def _sync_folder(storage: Any) -> None:
    if is_durable(storage):
        storage.sync_folder()


def _checksum(head: bytes, name: str) -> int:
    try:
        record = json.loads(head)
        is_ours = record["format"] == FORMAT
    except (ValueError, KeyError, TypeError, RecursionError):
        is_ours = False
    if not is_ours:
        raise NoTable(
            f"{name}: not a table of contents of format version {FORMAT_VERSION}, which this searchkit reads; if it is "
            "damaged, run: searchkit repair; Whoosh's own format looks like this, too: index anew elsewhere"
        )
    version = record.get("version")
    if version != FORMAT_VERSION:
        raise IndexUnfit(
            f"{name}: the index has format version {version}, this searchkit reads version {FORMAT_VERSION}; index the "
            "articles again into a new folder"
        )
    checksum = record.get("crc32")
    if type(checksum) is not int:
        raise _damaged(name, "its first line has no checksum")
    return checksum


def _segment_to_json(segment: ColumnarSegment, storage: Any) -> dict[str, Any]:
    return {
        "id": segment.segid,
        "documents": segment.doc_count_all(),
        "deleted": segment.deleted_count(),
        "deletions": segment.deletions,
        "sizes": {name: storage.file_length(name) for name in sorted(segment.file_names())},
    }


def _segment_from_json(entry: dict[str, Any], storage: Any, index_name: str, sizes: bool) -> ColumnarSegment:
    identity, documents, deleted, deletions = (entry[key] for key in ("id", "documents", "deleted", "deletions"))
    counts = (documents, deleted, 0 if deletions is None else deletions)
    if not _SEGMENT_ID.fullmatch(identity) or not all(type(count) is int and count >= 0 for count in counts):
        raise ValueError(f"it names a segment wrongly: {entry!r}")
    if deleted > documents or (deletions is None) != (deleted == 0):
        raise ValueError(f"it counts the deleted documents of a segment wrongly: {entry!r}")
    segment = ColumnarSegment(index_name, identity, documents=documents)
    if deletions is not None:
        segment.restore_deletions(storage, deletions, deleted)
    if sizes and "sizes" in entry:  # searchkit's first indexes do not say
        _check_sizes(segment, dict(entry["sizes"]), storage)
    return segment


def _check_sizes(segment: ColumnarSegment, sizes: dict[str, int], storage: Any) -> None:
    """A file that is cut short must not be mapped: to read past its end ends the process."""
    if sizes.keys() != segment.file_names():
        raise ValueError(f"it names the files of a segment wrongly: {sorted(sizes)!r}")
    for name, size in sizes.items():
        try:
            found = storage.file_length(name)
        except NameError:  # what a storage in memory raises
            raise FileNotFoundError(name) from None
        if found != size:
            raise IndexDamaged(f"{name}: the file has {found:,} bytes and not {size!r} as it was written; {ADVICE}")


def _damaged(name: str, why: str) -> IndexDamaged:
    return IndexDamaged(f"{name}: the table of contents is damaged ({why}); {ADVICE}")
