"""A segment as the table of contents knows it, and the files of arrays that it is in.

Nothing here loads Whoosh: a search for a few words does not wait for it. `whoosh/codec` is what Whoosh sees of it.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from searchkit.errors import ADVICE, IndexDamaged
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.deletions import read_deletions, write_deletions
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.synced import is_durable, same_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.array_writer import ArrayFileWriter
    from searchkit.index.columnar.whoosh.codec import ColumnarCodec
    from searchkit.index.columnar.whoosh.writing import SegmentBuild

EXTENSION = ".seg"
DELETIONS_EXTENSION = ".del"

_NOT = bytes([1, *bytes(255)])  # turns 0 into 1 and anything else into 0


class ColumnarSegment:
    """One segment as the table of contents knows it: an identity, counts, and who is deleted.

    Deleting changes this object only; `write_deletions` keeps it. It has what Whoosh asks of its own.
    """

    def __init__(self, indexname: str, segid: str | None = None, *, documents: int = 0) -> None:
        self.indexname = indexname
        self.segid = segid or os.urandom(8).hex()
        self._documents = documents
        self._deleted_count = 0
        self._deleted: bytearray | None = None
        self._unread: Any = None
        self.deletions: int | None = None
        """The generation whose deletions file holds for this segment."""
        self.has_unwritten_deletions = False
        self._build: SegmentBuild | None = None
        self._file: ArrayFile | None = None

    def __repr__(self) -> str:
        return f"<ColumnarSegment {self.segment_id()}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnarSegment) and self.segment_id() == other.segment_id()

    def __hash__(self) -> int:
        return hash(self.segment_id())

    def index_name(self) -> str:
        """The name of its index."""
        return self.indexname

    def segment_id(self) -> str:
        """What the names of its files begin with."""
        return f"{self.indexname}_{self.segid}"

    def make_filename(self, extension: str) -> str:
        """The name of the file with this extension."""
        return f"{self.segment_id()}{extension}"

    def codec(self) -> ColumnarCodec:
        """The codec that reads it."""
        from searchkit.index.columnar.whoosh.codec import ColumnarCodec

        return ColumnarCodec()

    def is_compound(self) -> bool:
        """Whether Whoosh has put several files into one."""
        return False

    def should_assemble(self) -> bool:
        """A segment is one file as it is."""
        return False

    # Writing and opening

    def build(self, storage: Any) -> SegmentBuild:
        """What the writers of this segment share."""
        from searchkit.index.columnar.whoosh.writing import SegmentBuild

        if self._build is None:
            self._build = SegmentBuild(storage, self)
        return self._build

    def create(self, storage: Any) -> BinaryIO:
        """The segment's file, new and open for writing; the one who asks closes it."""
        file: BinaryIO = storage.create_file(self.make_filename(EXTENSION))
        return file

    def open(self, storage: Any) -> Segment:
        """The segment as it is now: later deletions do not change what is returned."""
        if self._file is None:
            self._file = open_arrays(storage, self.make_filename(EXTENSION))
        if self._file.facts.get("documents") != self._documents:
            raise self._miscounted(self._file.name)
        return Segment(self._file, bytes(self._flags()).translate(_NOT) if self._deleted_count else None)

    def append(self, storage: Any, write: Callable[[ArrayFileWriter], None]) -> None:
        """Adds the arrays that `write` writes to the segment's file, which nobody else may have opened yet."""
        from searchkit.index.columnar.array_writer import ArrayFileWriter

        name = self.make_filename(EXTENSION)
        written = open_arrays(storage, name)
        if is_durable(storage):
            file: BinaryIO = same_file(str(Path(storage.folder) / name))
        else:
            content = read_file(storage, name)
            file = storage.create_file(name)
            file.write(content)
        with file:
            writer = ArrayFileWriter(file, after=written)
            write(writer)
            writer.close(written.facts)
        self._file = None

    def _miscounted(self, name: str) -> IndexDamaged:
        return IndexDamaged(f"{name}: it has not as many documents as the table of contents says; {ADVICE}")

    # Counts

    def set_doc_count(self, count: int) -> None:
        """Says how many documents it has."""
        self._documents = count

    def doc_count_all(self) -> int:
        """How many documents it has, deleted ones too."""
        return self._documents

    def doc_count(self) -> int:
        """How many documents it has, deleted ones not."""
        return self._documents - self._deleted_count

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return self._deleted_count > 0

    def deleted_count(self) -> int:
        """How many of its documents are deleted."""
        return self._deleted_count

    # Deletions

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Deletes a document, or brings it back."""
        if not 0 <= docnum < self._documents:
            raise IndexError(f"the segment has no document {docnum}, but {self._documents} documents")
        flags = self._flags()
        if bool(flags[docnum]) != bool(delete):
            flags[docnum] = bool(delete)
            self._deleted_count += 1 if delete else -1
            self.has_unwritten_deletions = True

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted; Whoosh asks for numbers past the last too."""
        return bool(self._deleted_count and docnum < self._documents and self._flags()[docnum])

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of the deleted documents."""
        return iter(self.deleted_flags().nonzero()[0].tolist())

    def deleted_flags(self) -> NDArray[np.bool_]:
        """Which documents are deleted, shape (documents,)."""
        import numpy as np

        if not self._deleted_count:
            return np.zeros(self._documents, bool)
        flags: NDArray[np.bool_] = np.frombuffer(bytes(self._flags()), bool)
        return flags

    def _flags(self) -> bytearray:
        if self._deleted is None:
            if self._unread is not None:
                file = open_arrays(self._unread, self._deletions_name())
                self._deleted = read_deletions(file, self.segment_id(), self._documents)
                if self._deleted.count(1) != self._deleted_count:
                    raise self._miscounted(file.name)
                self._unread = None
            else:
                self._deleted = bytearray(self._documents)
        return self._deleted

    def _deletions_name(self) -> str:
        return f"{self.segment_id()}.{self.deletions}{DELETIONS_EXTENSION}"

    def restore_deletions(self, storage: Any, generation: int, count: int) -> None:
        """Says that `count` documents are deleted, and the deletions file of `generation` which; it is read later."""
        self.deletions, self._deleted_count, self._unread = generation, count, storage

    def write_deletions(self, storage: Any, generation: int) -> None:
        """Writes a new deletions file, if there is anything new; the old one stays for those who read it."""
        if not self.has_unwritten_deletions:
            return
        self.has_unwritten_deletions = False
        self.deletions = generation if self._deleted_count else None
        if self._deleted_count:
            with storage.create_file(self._deletions_name()) as file:
                write_deletions(file, self.segment_id(), self.deleted_flags())

    def file_names(self) -> set[str]:
        """The files that belong to it now."""
        names = {self.make_filename(EXTENSION)}
        return names if self.deletions is None else {*names, self._deletions_name()}


def open_arrays(storage: Any, name: str) -> ArrayFile:
    """A file of arrays in a Whoosh storage: mapped where there is a file, else in memory.

    Raises `FileNotFoundError` when there is none.
    """
    folder = getattr(storage, "folder", "")  # empty for one in memory
    if folder:
        return ArrayFile.map(str(Path(folder) / name))
    return ArrayFile(read_file(storage, name), name)


def read_file(storage: Any, name: str) -> bytes:
    """The bytes of a file in a Whoosh storage; raises `FileNotFoundError` when there is none."""
    if not storage.file_exists(name):
        raise FileNotFoundError(name)
    try:
        with io.BytesIO() as copy, storage.open_file(name) as file:
            copy.write(file.read(storage.file_length(name)))
            return copy.getvalue()
    except NameError:  # what a storage in memory raises
        raise FileNotFoundError(name) from None
