"""What an index says of itself: format version, analysis and weights, compared each time it is opened."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

from searchkit._version import __version__
from searchkit.errors import ADVICE, IndexAccessError, IndexDamaged, IndexNotFound, IndexUnfit
from searchkit.frozen import dataclass
from searchkit.regular import read_regular_file
from searchkit.settings import Settings

FILE_NAME = "manifest.json"
CATALOG = "catalog.sqlite"
CREATING = "creating"
"""Lies in the folder while an index is made in it: what is there then is nobody's."""
FORMAT = "searchkit index"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts that an index was made with."""

    analysis: dict[str, Any]
    """`Analyzer.signature()` of the analyser that made its terms."""
    title_weight: int
    format_version: int = FORMAT_VERSION
    created_by: str = __version__

    def write(self, folder: Path) -> None:
        """Writes the manifest into `folder`, and onto the disk."""
        record = {
            "format": FORMAT,
            "format_version": self.format_version,
            "created_by": f"searchkit {self.created_by}",
            "title_weight": self.title_weight,
            "analysis": self.analysis,
        }
        record["crc32"] = _checksum(record)
        from searchkit.index.columnar.synced import replace_file

        replace_file(folder / FILE_NAME, _text(record).encode())

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest in `folder`.

        Raises `IndexNotFound` when there is none, `IndexAccessError` when we may not read it, `IndexDamaged` when it
        cannot be read, and `IndexUnfit` when its format is of another version.
        """
        path = folder / FILE_NAME
        try:
            record = json.loads(read_regular_file(path).decode())
            if record["format"] != FORMAT:
                raise IndexUnfit(f"{path}: not a searchkit index, but {record['format']!r}")
            version = record["format_version"]
            if version != FORMAT_VERSION:
                raise IndexUnfit(
                    f"{folder}: the index has format version {version}, this searchkit ({__version__}) reads version "
                    f"{FORMAT_VERSION}; index the articles again into a new folder"
                )
            if "crc32" in record and record["crc32"] != _checksum(record):
                raise ValueError("its checksum does not fit")
            return cls(
                analysis=dict(record["analysis"]),
                title_weight=int(record["title_weight"]),
                created_by=str(record["created_by"]).removeprefix("searchkit "),
            )
        except (FileNotFoundError, NotADirectoryError):
            if holds_index(folder):
                raise IndexDamaged(f"{path}: the manifest is missing; {ADVICE}") from None
            from shlex import quote  # not needed by who has one

            raise IndexNotFound(
                f"{folder}: there is no index here; make one with: searchkit index FOLDER --index {quote(str(folder))}"
            ) from None
        except PermissionError as error:
            raise IndexAccessError(f"{path}: the manifest cannot be read: {error.strerror}") from error
        except OSError as error:
            raise IndexDamaged(f"{path}: the manifest cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            why = str(error)[:200]
            raise IndexDamaged(f"{path}: the manifest is damaged ({why}); {ADVICE}") from error

    def check(self, analysis: dict[str, Any], title_weight: int, folder: Path | str) -> None:
        """Raises `IndexUnfit` when the articles were analysed otherwise than queries would be now, or when a weight of
        titles is wanted that is neither theirs nor the usual one."""
        if self.analysis != analysis:
            differing = sorted(
                key for key in self.analysis.keys() | analysis.keys() if self.analysis.get(key) != analysis.get(key)
            )
            raise IndexUnfit(
                f"{folder}: its articles were analysed with other settings ({', '.join(differing)}); index them again "
                "into a new folder, or use the settings it was made with"
            )
        if title_weight not in (self.title_weight, Settings().title_weight):
            raise IndexUnfit(
                f"{folder}: it was made with title_weight {self.title_weight}, not {title_weight}; index its articles "
                "again into a new folder, or leave that setting out"
            )


_NAMES = {"format", "format_version", "created_by", "title_weight", "analysis"}


def is_as_written(folder: Path) -> bool:
    """Whether the manifest in `folder`, which can be read, is so to the last byte."""
    content = read_regular_file(folder / FILE_NAME)
    record = json.loads(content)
    return content == _text(record).encode() and record.keys() - {"crc32"} == _NAMES


def _text(record: dict[str, Any]) -> str:
    return f"{json.dumps(record, indent=2, sort_keys=True)}\n"


def _checksum(record: dict[str, Any]) -> int:
    """Of all but the checksum itself; indexes of before have none."""
    facts = {name: value for name, value in record.items() if name != "crc32"}
    return zlib.crc32(json.dumps(facts, sort_keys=True).encode())


def holds_index(folder: Path) -> bool:
    """Whether `folder` has the manifest of a searchkit index, of whatever version, damaged or not; or had, as all else
    that an index has is there. Not while one is being made."""
    path = folder / FILE_NAME
    try:
        if FORMAT.encode() in read_regular_file(path):
            return True
        return (folder / CATALOG).exists()  # what lies beside a catalog is a manifest, whatever is left of it
    except FileNotFoundError:
        is_made = (folder / CATALOG).exists() and not (folder / CREATING).exists()
        return is_made and any(folder.glob("_MAIN_*.toc"))
    except PermissionError:  # it may not be read, or nothing in the folder may be looked at
        return os.path.exists(folder / CATALOG)
    except OSError:
        return False
