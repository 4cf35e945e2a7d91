"""Segments that say what no writer would write, every checksum right."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from searchkit.index.columnar.files import ArrayFile, ArrayFileWriter
from searchkit.index.columnar.segment import Segment


def changed(path: Path, arrays: Mapping[str, NDArray[Any] | None]) -> Segment:
    """The segment at `path` with other arrays, in memory; None: without that one."""
    file, target = ArrayFile.map(str(path)), io.BytesIO()
    writer = ArrayFileWriter(target)
    for name in file.names():
        if (values := arrays.get(name, file.array(name))) is not None:
            writer.put(name, values)
    writer.close(file.facts)
    return Segment(ArrayFile(target.getvalue(), "changed"))
