"""Names and values in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from searchkit.present.ink import DIM, Ink
from searchkit.present.layout import shorten, wrap
from searchkit.present.layout import width as cells
from searchkit.present.safe import one_line

# A name takes at most this many cells; a table narrower than twice that puts the value below its name.
_NAME_CELLS = 16


def rows(pairs: Iterable[tuple[str, str]], *, ink: Ink, width: int = 80) -> Iterator[str]:
    """Lines no wider than `width`: the names in one column, the values, wrapped, in another."""
    pairs = [(one_line(name)[0].strip(), one_line(value)[0].strip()) for name, value in pairs]
    beside = width >= 2 * _NAME_CELLS
    column = min(_NAME_CELLS, max((cells(name) for name, _ in pairs), default=0)) if beside else width
    for name, value in pairs:
        name = shorten(name, column)
        label = ink.paint(name, DIM)
        if not beside:
            yield label
            yield from (value[start:end] for start, end in wrap(value, width))
            continue
        label += " " * (column - cells(name))
        for start, end in wrap(value, width - column - 2) or [(0, 0)]:
            yield f"{label}  {value[start:end]}".rstrip()
            label = " " * column
