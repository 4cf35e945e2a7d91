"""A segment, and segments that say what no writer would write, every checksum right."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.array_writer import ArrayFileWriter
from searchkit.index.columnar.segment import Segment
from searchkit.settings import Settings
from searchkit.testing import small_index


def small_segment(folder: Path) -> Path:
    """The file of the one segment, of six articles, of a new index in `folder`."""
    small_index(path=folder, settings=Settings(jobs=1)).close()
    (found,) = folder.glob("*.seg")
    return found


def changed(path: Path, arrays: Mapping[str, NDArray[Any] | None]) -> Segment:
    """The segment at `path` with other arrays, in memory; None: without that one."""
    file, target = ArrayFile.map(str(path)), io.BytesIO()
    writer = ArrayFileWriter(target)
    for name in file.names():
        if (values := arrays.get(name, file.array(name))) is not None:
            writer.put(name, values)
    writer.close(file.facts)
    return Segment(ArrayFile(target.getvalue(), "changed"))
