"""What a posting holds beside its weight, for Whoosh's formats: decoded into numbers, encoded again when asked for.

Whoosh's formats pickle their values; a pickle is never kept. A format of the program's own is kept as the bytes that
it makes of itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from whoosh import formats
from whoosh.system import pack_uint

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.array_writer import ArrayFileWriter, Stream

_FLUSH = 1 << 14  # values that are written at once
_GREATEST = 0xFFFFFFFF
_TYPES = {"positions": "<u4", "starts": "<u4", "ends": "<u4", "boosts": "<f8"}


def parts_of(format_: Any) -> tuple[str, ...]:
    """The numbers that each occurrence of a term has in a format; none for a format without occurrences."""
    if isinstance(format_, formats.CharacterBoosts):
        return ("positions", "starts", "ends", "boosts")
    if isinstance(format_, formats.Characters):
        return ("positions", "starts", "ends")
    if isinstance(format_, formats.PositionBoosts):
        return ("positions", "boosts")
    return ("positions",) if isinstance(format_, formats.Positions) else ()


def occurrences(format_: Any, value: bytes) -> list[Any]:
    """The occurrences in a posting's value: positions, or tuples of the numbers that `parts_of` names."""
    parts = parts_of(format_)
    if len(parts) == 4:
        return list(format_.decode_character_boosts(value))
    if len(parts) == 3:
        return list(format_.decode_characters(value))
    return list(format_.decode_position_boosts(value) if len(parts) == 2 else format_.decode_positions(value))


_UNKNOWN = {"positions": 0, "starts": 0, "ends": 0, "boosts": 1.0}
"""What stands for a number that was not kept: the field was given another format since."""


def with_all_parts(format_: Any, positions: Sequence[int]) -> Sequence[Any]:
    """The occurrences at `positions`, of which nothing else is kept."""
    rest = [_UNKNOWN[part] for part in parts_of(format_)[1:]]
    return [(position, *rest) for position in positions] if rest else positions


def encoded(format_: Any, places: Sequence[Any]) -> bytes:
    """The value of a posting with these occurrences."""
    value = format_.encode(places)
    data: bytes = value[0] if isinstance(value, tuple) else value  # CharacterBoosts gives the weight too
    return data


def combined(format_: Any, values: Sequence[bytes], weight: float) -> bytes:
    """The value of several postings of one term and document, that weigh `weight` together."""
    if type(format_) is formats.Frequency:
        # Of words to be spelled, Whoosh gives values of another field, or pieces of them.
        are_own = all(len(value) == 4 for value in values)
        number = sum(map(format_.decode_frequency, values)) if are_own else int(weight)
        return _frequency(min(number, _GREATEST))
    value: bytes = format_.combine(values)
    return value


def _frequency(number: int) -> bytes:
    value: bytes = pack_uint(number)
    return value


class PayloadWriter:
    """Collects the payloads of one field, row by row, under names that begin with `prefix`.

    `keep_positions`: False where positions are in the posting lists already and nothing else is to be kept.
    """

    def __init__(self, arrays: ArrayFileWriter, prefix: str, name: str, format_: Any, *, keep_positions: bool) -> None:
        self._arrays, self._prefix, self._name, self._format = arrays, prefix, name, format_
        self._parts = parts_of(format_)
        if self._parts == ("positions",) and not keep_positions:
            self._parts = ()
            self._keep = False
        else:
            self._keep = not isinstance(format_, formats.Existence)
        self._is_frequency = type(format_) is formats.Frequency
        self._columns: list[Stream] = []
        self._rows: Stream | None = None
        self._pending: list[Any] = []
        self._ends = array("Q")
        self._end = 0
        self._unwritten = 0

    @property
    def is_kept(self) -> bool:
        """Whether any array was begun."""
        return self._rows is not None

    def add(self, weight: float, value: bytes, places: list[Any] | None = None) -> None:
        """The payload of the next row. `places`: its occurrences, when they are known already."""
        if not self._keep:
            return
        if self._is_frequency:
            frequency = self._format.decode_frequency(value) if len(value) == 4 else int(weight)
            if self._rows is None and frequency == weight:
                self._unwritten += 1  # nothing to be kept so far: the weight says it
                return
            self._open(("frequencies",), ("<u4",))
            self._ends.append(frequency)
        elif self._parts:
            self._open(self._parts, [_TYPES[part] for part in self._parts])
            self._append(occurrences(self._format, value) if places is None else places)
        else:
            self._open(("bytes",), ("|u1",))
            self._append(value)
        if len(self._ends) >= _FLUSH or len(self._pending) >= _FLUSH:
            self._flush()

    def _append(self, values: Sequence[Any]) -> None:
        self._pending.extend(values)
        self._end += len(values)
        self._ends.append(self._end)

    def _open(self, parts: Sequence[str], dtypes: Sequence[str]) -> None:
        if self._rows is not None:
            return
        import numpy as np

        if self._is_frequency:
            self._rows = self._arrays.stream(f"{self._prefix}-frequencies/{self._name}", "<u4")
            self._rows.append(np.zeros(self._unwritten, np.uint32))
            return
        self._rows = self._arrays.stream(f"{self._prefix}-rows/{self._name}", "<u8")
        self._rows.append(np.zeros(1, np.uint64))
        self._columns = [
            self._arrays.stream(f"{self._prefix}-{part}/{self._name}", dtype)
            for part, dtype in zip(parts, dtypes, strict=True)
        ]

    def _flush(self) -> None:
        import numpy as np

        assert self._rows is not None
        self._rows.append(np.array(self._ends, np.uint64))
        self._ends = array("Q")
        for number, stream in enumerate(self._columns):
            values = [place[number] for place in self._pending] if len(self._columns) > 1 else self._pending
            stream.append(np.array(values, stream.dtype))
        self._pending = []

    def finish(self) -> None:
        """Writes what is left."""
        if self._rows is not None:
            self._flush()


class PayloadReader:
    """The payloads of one field by row."""

    def __init__(self, file: ArrayFile, prefix: str, name: str, format_: Any) -> None:
        self._format = format_
        self._frequencies = self._rows = self._bytes = None
        self._columns: list[tuple[str, memoryview | None]] = []
        if f"{prefix}-frequencies/{name}" in file:
            self._frequencies = file.view(f"{prefix}-frequencies/{name}")
        elif f"{prefix}-rows/{name}" in file:
            self._rows = file.view(f"{prefix}-rows/{name}")
            if f"{prefix}-bytes/{name}" in file:
                self._bytes = file.view(f"{prefix}-bytes/{name}")
            else:
                kept = [(part, f"{prefix}-{part}/{name}") for part in parts_of(format_)]
                self._columns = [(part, file.view(array) if array in file else None) for part, array in kept]

    def value(self, row: int, weight: float) -> bytes | None:
        """The value of a row; None when it is positions that the posting list has."""
        if self._frequencies is not None:
            return _frequency(self._frequencies[row] or int(weight))
        if self._rows is None:
            if parts_of(self._format):
                return None
            return b"" if self._format.fixed_value_size() == 0 else _frequency(int(weight))
        first, past = self._rows[row], self._rows[row + 1]
        if self._bytes is not None:
            return bytes(self._bytes[first:past])
        columns = [
            [_UNKNOWN[part]] * (past - first) if column is None else column[first:past].tolist()
            for part, column in self._columns
        ]
        return encoded(self._format, columns[0] if len(columns) == 1 else list(zip(*columns, strict=True)))
