"""A storage whose power can go: what was not synced is then lost, whole or in part.

A file's content is safe once the file is synced, a name (of a new file, a renamed or removed one) once the folder is.
At a crash each content that is not safe is deleted, zeroed, halved, flipped in one bit, emptied or kept, and each
change of a name that is not safe was made or not, independently of the others. That is more than any file system does.

What a crash would leave can be asked for at every step of a commit that goes on: one commit is good for many crashes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.structfile import BufferFile, StructFile

from searchkit.index.columnar.synced import SyncedFile


class PowerCut(BaseException):
    """The power is gone. No error that a program could handle."""


@dataclass(eq=False)
class Content:
    """What is in a file."""

    seen: bytes = b""
    safe: bytes | None = None


class RawContent(io.RawIOBase):
    """Stands for `synced.RawFile`."""

    def __init__(self, storage: PowerStorage, content: Content) -> None:
        self._storage, self._content = storage, content

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """All at once, or half of it before the power goes."""
        before, data = self._content.seen, bytes(data)
        self._content.seen += data[: len(data) // 2]
        self._storage.step()
        self._content.seen = before + data
        return len(data)

    def sync(self) -> None:
        """What a disk promises."""
        self._storage.step()
        if self._storage.is_honest:
            self._content.safe = self._content.seen


class PowerStorage(RamStorage):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """Files in memory, with what would be left of them. After `steps` more changes the power goes."""

    def __init__(self, contents: dict[str, bytes] | None = None, *, is_honest: bool = True) -> None:
        super().__init__()
        self.names = {name: Content(data, data) for name, data in (contents or {}).items()}
        self.is_honest = is_honest
        """Whether `sync` does what it says."""
        self.steps = 1 << 60
        self.before_step: Callable[[], None] = lambda: None
        """Called before anything is changed or synced."""
        self._safe = dict(self.names)
        self._changes: list[tuple[str | None, str | None, Content]] = []
        """(old name, new name, content) of those that are not safe."""

    def step(self) -> None:
        """Something is to be changed, or synced."""
        self.before_step()
        self.steps -= 1
        if self.steps < 0:
            raise PowerCut

    def _change(self, old: str | None, new: str | None, content: Content) -> None:
        self.step()
        self._changes.append((old, new, content))
        _apply(self.names, old, new, content)

    def after_crash(self, random: Random) -> PowerStorage:
        """What is found when the power is back, should it go now."""
        names = dict(self._safe)
        for change in self._changes:
            if random.random() < 0.5:
                _apply(names, *change)
        left = {name: _left(content, random) for name, content in names.items()}
        contents = {name: data for name, data in left.items() if data is not None}
        return PowerStorage(contents, is_honest=self.is_honest)

    # What a storage does

    def sync_folder(self) -> None:
        """What a disk promises."""
        self.step()
        if self.is_honest:
            self._safe, self._changes = dict(self.names), []

    def create_file(self, name: str, **kwargs: Any) -> StructFile:
        """A new file."""
        content = Content()
        self._change(None, name, content)
        return StructFile(SyncedFile(RawContent(self, content)), name=name)  # type: ignore[arg-type]  # it stands for one

    def rename_file(self, name: str, newname: str, safe: bool = False) -> None:
        """Another name."""
        assert not (safe and newname in self.names)
        self._change(name, newname, self._content(name))

    def delete_file(self, name: str) -> None:
        """No name."""
        self._change(name, None, self._content(name))

    def _content(self, name: str) -> Content:
        if name not in self.names:
            raise NameError(name)
        return self.names[name]

    def list(self) -> list[str]:
        """All names."""
        return list(self.names)

    def file_exists(self, name: str) -> bool:
        """Whether there is one."""
        return name in self.names

    def file_length(self, name: str) -> int:
        """In bytes."""
        return len(self._content(name).seen)

    def open_file(self, name: str, **kwargs: Any) -> BufferFile:
        """To read it."""
        return BufferFile(memoryview(self._content(name).seen), name=name)


def _apply(names: dict[str, Content], old: str | None, new: str | None, content: Content) -> None:
    if old is not None:
        names.pop(old, None)
    if new is not None:
        names[new] = content


def _left(content: Content, random: Random) -> bytes | None:
    """What a file holds after a crash; None: it is gone."""
    data = content.seen
    if content.safe == data:
        return data
    fate = random.randrange(6)
    if fate == 0:
        return None
    if fate == 1:
        return bytes(len(data))
    if fate == 2:
        return data[: len(data) // 2]
    if fate == 3 and data:
        place = random.randrange(len(data))
        return data[:place] + bytes([data[place] ^ 1 << random.randrange(8)]) + data[place + 1 :]
    return b"" if fate == 4 else data
