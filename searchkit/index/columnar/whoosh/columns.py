"""Writing Whoosh's columns as arrays: numbers and bits by document, anything else as bytes by document."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

from whoosh import columns

from searchkit.frozen import dataclass
from searchkit.index.columnar.array_writer import ArrayFileWriter
from searchkit.index.columnar.values import plain, restored, to_json

_TYPES = {
    "b": "|i1", "B": "|u1", "h": "<i2", "H": "<u2", "i": "<i4", "I": "<u4", "l": "<i4", "L": "<u4", "q": "<i8",
    "Q": "<u8", "f": "<f4", "d": "<f8",
}  # fmt: skip
_FLUSH = 1 << 12  # values of a column of bytes that are written at once


@dataclass(frozen=True, slots=True)
class Coding:
    """How the values of a Whoosh column are kept."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]
    missing: bytes
    """What stands for a document without a value."""
    dtype: str | None = None
    """The type of the array, None for bytes of any length."""


def coding(column: Any) -> Coding:
    """The coding of a Whoosh column; raises `TypeError` when its class is not one of Whoosh's."""
    make = _CODINGS.get(type(column))
    if make is None:
        raise TypeError(
            f"a column of class {type(column).__qualname__} cannot be kept in this index; use a column class of "
            "whoosh.columns"
        )
    return make(column)


def _numbers(column: Any) -> Coding:
    dtype = _TYPES.get(column._typecode)
    if dtype is None:
        raise TypeError(
            f"a column of numbers of type {column._typecode!r} cannot be kept; use one of {''.join(_TYPES)}"
        )
    form = struct.Struct("<" + column._typecode)

    def encode(value: Any) -> bytes:
        try:
            return form.pack(value)
        except struct.error as error:
            raise ValueError(
                f"{value!r} is no number that a column of type {column._typecode!r} holds: {error}"
            ) from None

    return Coding(encode, lambda data: form.unpack(data)[0], encode(column.default_value()), dtype)


def _clamped(column: Any) -> Coding:
    inner = _numbers(column._child)
    low = columns.typecode_min[column._child._typecode]
    high = columns.typecode_max[column._child._typecode]
    return Coding(lambda value: inner.encode(min(max(value, low), high)), inner.decode, inner.missing, inner.dtype)


def _bits(column: Any) -> Coding:
    return Coding(lambda value: b"\1" if value else b"\0", lambda data: data != b"\0", b"\0", "|b1")


def _bytes(column: Any) -> Coding:
    size = getattr(column, "_fixedlen", 0)

    def encode(value: Any) -> bytes:
        if not isinstance(value, bytes):
            raise TypeError(f"{value!r} is not bytes, as its column asks for")
        if size and len(value) != size:
            raise ValueError(f"{value!r} has not the {size} bytes that its column asks for")
        return value

    return Coding(encode, bytes, getattr(column, "_default", b"") or b"")


def _structs(column: Any) -> Coding:
    form = struct.Struct(column._spec)

    def encode(value: Any) -> bytes:
        try:
            return form.pack(*value)
        except struct.error as error:
            raise ValueError(f"{value!r} does not fit the column's {column._spec!r}: {error}") from None

    return Coding(encode, lambda data: form.unpack(data), form.pack(*column._default))


def _objects(column: Any) -> Coding:
    return Coding(
        lambda value: b"" if value is None else to_json(plain(value)),
        lambda data: restored(json.loads(data)) if len(data) else None,
        b"",
    )


def _lists(column: Any) -> Coding:
    one = _bytes(column)
    return Coding(
        lambda value: to_json(plain([one.encode(item) for item in value])),
        lambda data: restored(json.loads(data)) if len(data) else [],
        b"",
    )


_CODINGS: dict[type, Callable[[Any], Coding]] = {
    columns.NumericColumn: _numbers,
    columns.ClampedNumericColumn: _clamped,
    columns.BitColumn: _bits,
    columns.VarBytesColumn: _bytes,
    columns.FixedBytesColumn: _bytes,
    columns.RefBytesColumn: _bytes,
    columns.CompressedBytesColumn: _bytes,
    columns.CompressedBlockColumn: _bytes,
    columns.StructColumn: _structs,
    columns.PickleColumn: _objects,
    columns.VarBytesListColumn: _lists,
    columns.FixedBytesListColumn: _lists,
}


def is_known(column: Any) -> bool:
    """Whether `column` is a Whoosh column that can be kept."""
    try:
        coding(column)
    except TypeError:
        return False
    return True


class ColumnWriter:
    """Collects the encoded values of one column, documents ascending."""

    def __init__(self, arrays: ArrayFileWriter, name: str, code: Coding) -> None:
        self._arrays, self._name, self._code = arrays, name, code
        self.encode = code.encode
        self._count = 0
        self._pending = bytearray()
        self._ends: list[int] = []
        self._end = 0
        if code.dtype is None:
            import numpy as np

            self._blob = arrays.stream(f"bytes/{name}", "|u1")
            self._offsets = arrays.stream(f"bytes-offsets/{name}", "<u8")
            self._offsets.append(np.zeros(1, np.uint64))

    def put(self, number: int, data: bytes) -> None:
        """The value of a document, encoded."""
        self._fill(number)
        self._append(data)

    def finish(self, documents: int) -> None:
        """Writes the column out."""
        self._fill(documents)
        if self._code.dtype is None:
            self._flush()
        else:
            import numpy as np

            self._arrays.put(f"column/{self._name}", np.frombuffer(bytes(self._pending), self._code.dtype))

    def _fill(self, number: int) -> None:
        while self._count < number:
            self._append(self._code.missing)

    def _append(self, data: bytes) -> None:
        self._pending += data
        self._count += 1
        if self._code.dtype is None:
            self._end += len(data)
            self._ends.append(self._end)
            if len(self._ends) >= _FLUSH:
                self._flush()

    def _flush(self) -> None:
        import numpy as np

        self._blob.append(np.frombuffer(bytes(self._pending), np.uint8))
        self._offsets.append(np.array(self._ends, np.uint64))
        self._pending, self._ends = bytearray(), []
