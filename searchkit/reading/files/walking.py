"""Which files are there? Folders and files as given, to the files in them that may hold articles.

Sorted, so two runs see the same order; every file once, however many links or arguments lead to it.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from searchkit.reading.files.names import shown
from searchkit.reading.files.regular import open_regular

SIDECAR = ".meta.json"
"""``page.txt.meta.json`` tells when and where ``page.txt`` was fetched; it is no article."""

# Kinds of files that hold no articles for us and lie in most folders of saved pages.
_PICTURES = ".avif .bmp .gif .heic .ico .jpeg .jpg .png .psd .svg .tif .tiff .webp"
_SOUND = ".aac .flac .m4a .mp3 .oga .ogg .opus .wav .wma"
_FILMS = ".avi .m4v .mkv .mov .mp4 .mpeg .mpg .ogv .webm .wmv"
_PARTS_OF_PAGES = ".css .eot .js .map .mjs .otf .ttf .wasm .woff .woff2"
_PROGRAMS = ".a .bin .class .dll .dylib .exe .jar .o .obj .pyc .pyo .so"
_OTHERS = ".db .lock .log .pid .sqlite .sqlite3 .tmp"
_IGNORED_EXTENSIONS = frozenset(" ".join((_PICTURES, _SOUND, _FILMS, _PARTS_OF_PAGES, _PROGRAMS, _OTHERS)).split())
_MANIFEST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that may hold articles."""

    path: Path
    root: str
    """The absolute folder that the file was found under; escaped like `name`."""
    name: str
    """The path below `root`, with forward slashes; unsafe characters escaped (see `searchkit.reading.files.names`)."""
    size: int
    """Bytes."""
    mtime_ns: int
    """When it was last changed, in nanoseconds since 1970."""
    real: str = ""
    """Where it really lies, when links lead to it; else empty."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file or folder that is passed over on purpose."""

    path: Path
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A path that is not there, or cannot be looked into: nothing is known of what may lie below it."""

    path: Path
    root: str
    """As of a `FileEntry`; empty for a path that was given and is not there."""
    name: str
    reason: str


_Found: TypeAlias = "FileEntry | Ignored | Unreachable"


def walk(paths: Iterable[Path], *, exclude: Collection[Path] = ()) -> Iterator[FileEntry | Ignored | Unreachable]:
    """The files that `paths` (files and folders) lead to, sorted within each folder.

    Hidden entries and sidecars are passed over in silence, files of kinds that hold no articles, devices, `exclude`d
    folders and indexes are `Ignored`; a path that is missing or cannot be looked into is `Unreachable`. Never raises.
    """
    walker = _Walker({_real(path) for path in exclude})
    for path in paths:
        yield from walker.start(path)


def absolute_path(path: Path | str) -> str:
    """A path from the root on. A ``..`` leads up from where a link before it leads, as it does for the system."""
    text = os.fspath(path)
    head, tail = os.path.split(text.rstrip(os.sep))
    if ".." in Path(text).parts:
        with suppress(OSError, ValueError):
            return os.path.realpath(text) if tail == ".." else os.path.join(os.path.realpath(head), tail)
    return os.path.abspath(text)


def _real(path: Path | str) -> str:
    try:
        return os.path.realpath(path)
    except OSError:  # a link that may not be read, as of another's process in /proc: whoever looks there is told so
        return os.path.abspath(path)


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder that is being walked: where it is, what it really is, and the root it was reached from."""

    path: str
    real: str
    root: str


class _Walker:
    def __init__(self, excluded: set[str]) -> None:
        self._excluded = excluded
        self._seen: set[str] = set()

    def start(self, path: Path) -> Iterator[_Found]:
        """What one argument leads to; it is taken even if it is hidden or of an ignored kind."""
        absolute = absolute_path(path)
        try:
            status = os.stat(absolute)
        except (OSError, ValueError) as error:
            yield Unreachable(Path(absolute), "", shown(absolute), _why(error))
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self._folder(_Folder(absolute, _real(absolute), absolute))
        else:
            yield from self._file(absolute, _real(absolute), os.path.dirname(absolute), status)

    def _folder(self, top: _Folder) -> Iterator[_Found]:
        """A folder and everything below; a stack, since folders may be nested deeper than Python's."""
        stack = [iter([top.path])]
        folders = [top]
        while stack:
            path = next(stack[-1], None)
            if path is None:
                stack.pop()
                folders.pop()
                continue
            parent = folders[-1]
            folder = top if path == top.path and len(stack) == 1 else _below(parent, path)
            try:
                status = os.stat(path)
            except OSError as error:
                reason = _why(error, link=os.path.islink(path))
                yield Unreachable(Path(path), shown(top.root), _name(path, top.root), reason)
                continue
            if not stat.S_ISDIR(status.st_mode):
                if os.path.splitext(path)[1].lower() in _IGNORED_EXTENSIONS:
                    yield Ignored(Path(path), _name(path, top.root), "a kind of file that holds no articles")
                else:
                    yield from self._file(path, folder.real, top.root, status)
                continue
            if folder.real in self._seen:
                continue
            self._seen.add(folder.real)
            children = self._children(folder)
            if isinstance(children, list):
                stack.append(iter(children))
                folders.append(folder)
            else:
                yield children

    def _children(self, folder: _Folder) -> list[str] | Ignored | Unreachable:
        name = _name(folder.path, folder.root)
        if folder.real in self._excluded:
            return Ignored(Path(folder.path), name, "it is the index")
        try:
            names = sorted(os.listdir(folder.path))
        except OSError as error:
            return Unreachable(Path(folder.path), shown(folder.root), name, _why(error))
        if "manifest.json" in names and _is_index(os.path.join(folder.path, "manifest.json")):
            return Ignored(Path(folder.path), name, "it is an index of searchkit")
        return [
            os.path.join(folder.path, child)
            for child in names
            if not child.startswith(".") and not child.lower().endswith(SIDECAR)
        ]

    def _file(self, path: str, real: str, root: str, status: os.stat_result) -> Iterator[FileEntry | Ignored]:
        if real in self._seen:
            return
        self._seen.add(real)
        name = _name(path, root)
        if stat.S_ISREG(status.st_mode):
            linked = real if real != path else ""
            yield FileEntry(Path(path), shown(root), name, status.st_size, status.st_mtime_ns, linked)
        else:
            yield Ignored(Path(path), name, "not a regular file but a device, pipe or socket")


def _below(parent: _Folder, path: str) -> _Folder:
    real = _real(path) if os.path.islink(path) else os.path.join(parent.real, os.path.basename(path))
    return _Folder(path, real, parent.root)


def _name(path: str, root: str) -> str:
    return shown(os.path.relpath(path, root))


def _is_index(manifest: str) -> bool:
    if not os.path.isfile(manifest):  # to open a pipe would wait for ever
        return False
    try:
        with open_regular(manifest) as file:
            return b"searchkit" in file.read(_MANIFEST_BYTES)
    except OSError:
        return False


def _why(error: OSError | ValueError, *, link: bool = False) -> str:
    """The sentence for an error of the file system."""
    if isinstance(error, FileNotFoundError):
        return "the link leads nowhere" if link else "there is no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "the link leads back to itself"
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return "its path is longer than the system allows: read a folder further down"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"it cannot be read: {reason}"
