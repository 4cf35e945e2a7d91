"""What can still be read of a damaged segment: its articles, one by one.

Only bytes whose checksum is right are used. Postings are not looked at: they are made anew of the articles.
"""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.array_file import DIRECTORY, FORMAT, MAGIC, TRAILER, ArrayFile
from searchkit.index.columnar.categories import KIND as CATEGORY
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.story_column import NAME as STORY
from searchkit.index.documents import article_from_record
from searchkit.model import Article
from searchkit.regular import open_regular_file, read_regular_file

_LONGEST = 64 << 10  # bytes of a directory in which a wrong byte is looked for: it takes some seconds
_MOST = 1 << 30  # bytes of a block of stored articles


@dataclass(frozen=True, slots=True)
class Rescued:
    """A document of a damaged segment."""

    number: int
    id: str
    """Empty when it cannot be read."""
    title: str | None
    article: Article | None
    """None when it is lost."""
    story: str | None = ""
    """What it is a copy of, empty when of nothing; None when that cannot be read."""


def opened(path: Path, beside: Path) -> Segment:
    """The segment at `path`, some of it damaged; a copy with another directory is made at `beside` when need be.

    Raises `IndexDamaged` when it cannot be told where its arrays are.
    """
    try:
        file = ArrayFile.map(str(path))
    except IndexDamaged:
        file = _mended(path, beside)
    file.trust_arrays()
    return Segment(file)


def rescued(segment: Segment) -> Iterator[Rescued]:
    """Every document, those that are deleted too."""
    records = _records(segment)
    is_copied = f"{CATEGORY}/{STORY}" in segment.file
    for number in range(segment.document_count):
        id, title, record = _text(segment, "id", number), _text(segment, "title", number), records.get(number)
        story = _story(segment, number) if is_copied else ""
        yield Rescued(number, id or "", title, _article(record, id, title), story)


def _article(record: dict[str, Any] | None, id: str | None, title: str | None) -> Article | None:
    if record is None or type(record.get("article")) is not dict or (id is None and title is None):
        return None
    with suppress(IndexDamaged):
        article = article_from_record({"id": id or "", "title": title or "", **record["article"]})
        if article.title.strip() or article.body.strip():
            return article
    return None


def _text(segment: Segment, name: str, number: int) -> str | None:
    with suppress(IndexDamaged, KeyError):
        return segment.texts(name)[number]
    return None


def _story(segment: Segment, number: int) -> str | None:
    with suppress(IndexDamaged, KeyError):
        if (column := segment.stories) is not None:
            return column[number]
    return None


# Stored articles


def _records(segment: Segment) -> dict[int, dict[str, Any]]:
    """The stored fields of the documents that have any left, by number."""
    try:
        blocks = list(segment.records.blocks())
    except (IndexDamaged, KeyError):
        return dict(enumerate(_in_a_row(segment.file)))
    import zstandard

    found: dict[int, dict[str, Any]] = {}
    for number, (first, past) in enumerate(blocks):
        with suppress(IndexDamaged, zstandard.ZstdError, ValueError, RecursionError):
            block = segment.records.compressed_block(number)
            if not 0 <= zstandard.frame_content_size(block) <= _MOST:
                continue
            records = list(_split(zstandard.ZstdDecompressor().decompress(block)))
            if len(records) == past - first:
                found.update(enumerate(records, first))
    return found


def _in_a_row(file: ArrayFile) -> Iterator[dict[str, Any]]:
    """The stored fields, read from the first on without knowing where blocks begin, up to the first damaged block."""
    import zstandard

    try:
        data, pages = file.view("stored", whole=False), file.pages("stored")
    except (IndexDamaged, KeyError):
        return
    here = 0
    with suppress(IndexDamaged, zstandard.ZstdError, ValueError, RecursionError):
        while here < len(data):
            size = zstandard.frame_content_size(data[here : here + 18])
            if not 0 <= size <= _MOST:
                return
            reader = zstandard.ZstdDecompressor().decompressobj()
            block = reader.decompress(data[here : here + size + 1024])
            past = min(here + size + 1024, len(data)) - len(reader.unused_data)
            pages.check(here, past)
            yield from _split(block)
            here = past


def _split(block: bytes) -> Iterator[dict[str, Any]]:
    """The records of a block: objects of JSON, one after the other."""
    text, here = block.decode("utf-8", "surrogatepass"), 0
    decode = json.JSONDecoder().raw_decode
    while here < len(text):
        record, here = decode(text, here)
        yield record


# The directory


def _mended(path: Path, beside: Path) -> ArrayFile:
    """A copy of the file with a beginning, a directory and a trailer as they must have been."""
    data = read_regular_file(path) if path.stat().st_size < 1 << 20 else _tail(path)
    size = path.stat().st_size
    base = size - len(data)
    place = data.rfind(DIRECTORY[:24])
    directory = _directory(data, place, base)
    if directory is None:
        raise IndexDamaged(f"{path}: its directory is damaged beyond repair")
    begin, content, version = directory
    with open_regular_file(path) as source, beside.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    with beside.open("r+b") as file:
        file.write(MAGIC)
        file.seek(begin)
        file.write(content)
        file.write(TRAILER.pack(begin, len(content), zlib.crc32(content), version, MAGIC))
        file.truncate()
    return ArrayFile.map(str(beside))


def _tail(path: Path) -> bytes:
    with open_regular_file(path) as file:
        file.seek(-(1 << 20), 2)
        return file.read()


def _directory(data: bytes, place: int, base: int) -> tuple[int, bytes, int] | None:
    """Where the directory begins, its bytes, the format version."""
    offset = length = checksum = 0
    if len(data) >= TRAILER.size:
        offset, length, checksum, _, _ = TRAILER.unpack_from(data, len(data) - TRAILER.size)
    if base <= offset <= base + len(data) and length <= _LONGEST:
        content = bytearray(data[offset - base : offset - base + length])
        right = _corrected(content, checksum) if len(content) == length else None
        if right is not None and right.startswith(DIRECTORY[:24]):  # of a trailer of zeroes, nothing is right
            return offset, right, _version(right)
    if place >= 0:
        with suppress(ValueError, RecursionError):
            text = data[place:].decode("utf-8", "replace")
            record, end = json.JSONDecoder().raw_decode(text)
            content_ = text[:end].encode()
            if record.get("format") == FORMAT:
                return base + place, content_, _version(content_)
    return None


def _version(directory: bytes) -> int:
    return 2 if b'"pages":[' in directory else 1


def _corrected(content: bytearray, checksum: int) -> bytes | None:
    """The bytes that have this checksum: these, or these with one byte changed."""
    if zlib.crc32(content) == checksum:
        return bytes(content)
    # The checksum of a change is that of the change alone: so its place can be told from the end, byte by byte.
    wanted = zlib.crc32(content) ^ checksum
    zeroes = zlib.crc32(bytes(1))
    changes = {zlib.crc32(bytes([change])) ^ zeroes: change for change in range(1, 256)}
    for place in range(len(content) - 1, -1, -1):
        if wanted in changes:
            content[place] ^= changes[wanted]
            return bytes(content)
        wanted = _stepped_back(wanted)
    return None


_TABLE = [zlib.crc32(bytes([value])) ^ zlib.crc32(bytes(1)) for value in range(256)]
_BY_HIGH_BYTE = {entry >> 24: (number, entry) for number, entry in enumerate(_TABLE)}


def _stepped_back(register: int) -> int:
    """The difference of two checksums before a byte that both have was added."""
    number, entry = _BY_HIGH_BYTE[register >> 24]
    return ((register ^ entry) << 8 & 0xFFFFFFFF) | number
