"""Python values as JSON, exactly: what JSON has no notation for is an object with a tag.

``{"$": "bytes", "v": "aGk="}`` stands for ``b"hi"``. Anything else is refused when it is written; nothing that is read
can name a class or run code. docs/format.md lists the tags.
"""

from __future__ import annotations

import json
import math
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

TAG = "$"
VALUE = "v"
_DEEPEST = 100  # levels of nesting
_LARGEST = 1 << 64  # whole numbers beyond are written in hexadecimal: Python limits the decimal digits it reads

Other = Callable[[Any, Callable[[Any], Any]], Any]
"""Turns what this module does not know into JSON (or back); is given the value, and the function to use on parts."""


def encode_record(record: dict[str, Any]) -> bytes:
    """The stored fields of a document as JSON. Raises `TypeError` or `ValueError` for what cannot be stored."""
    return to_json({name: plain(value) for name, value in record.items()})


def decode_record(data: bytes) -> dict[str, Any]:
    """The stored fields that `encode_record` wrote."""
    return {name: restored(value) for name, value in json.loads(data).items()}


def to_json(value: Any) -> bytes:
    """Compact JSON; lone surrogates are kept."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def plain(value: Any, other: Other | None = None, depth: int = 0) -> Any:
    """`value` in what JSON has: numbers, texts, lists, objects with tags."""
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if -_LARGEST < value < _LARGEST else _tagged("int", hex(value))
    if kind is float:
        return value if math.isfinite(value) else _tagged("float", repr(value))
    if depth >= _DEEPEST:
        raise ValueError(f"a value nested more than {_DEEPEST} levels deep cannot be stored")

    def part(inner: Any) -> Any:
        return plain(inner, other, depth + 1)

    if kind is list:
        return [part(inner) for inner in value]
    if kind is dict:
        if TAG not in value and all(type(key) is str for key in value):
            return {key: part(inner) for key, inner in value.items()}
        return _tagged("dict", [[part(key), part(inner)] for key, inner in value.items()])
    if kind is tuple:
        return _tagged("tuple", [part(inner) for inner in value])
    if kind is set or kind is frozenset:  # in an order of their own, so that equal sets are the same text
        return _tagged(kind.__name__, sorted((part(inner) for inner in value), key=to_json))
    if kind in _WRITE:
        return _tagged(kind.__name__, _WRITE[kind](value))
    if other is not None:
        return other(value, part)
    raise TypeError(
        f"a value of type {kind.__module__}.{kind.__qualname__} cannot be stored; give a text, a number, bytes, a date "
        "or lists, tuples, sets and dictionaries of them"
    )


def restored(value: Any, other: Other | None = None) -> Any:
    """The value that `plain` was given."""
    kind = type(value)
    if kind is list:
        return [restored(inner, other) for inner in value]
    if kind is not dict:
        return value
    if TAG not in value:
        return {key: restored(inner, other) for key, inner in value.items()}
    tag, inner = value[TAG], value.get(VALUE)
    if tag == "dict":
        return {restored(key, other): restored(item, other) for key, item in inner}
    if tag in _COLLECTIONS:
        return _COLLECTIONS[tag](restored(item, other) for item in inner)
    if tag in _READ:
        return _READ[tag](inner)
    if other is not None:
        return other(value, lambda part: restored(part, other))
    raise ValueError(f"a stored value has the unknown tag {tag!r}")


def _tagged(tag: str, value: Any) -> dict[str, Any]:
    return {TAG: tag, VALUE: value}


def _write_datetime(moment: datetime | time) -> list[Any]:
    if moment.tzinfo is not None and type(moment.tzinfo) is not timezone:
        raise ValueError(
            "a time in a named time zone cannot be stored exactly; convert it with astimezone(timezone.utc)"
        )
    return [moment.replace(tzinfo=None, fold=0).isoformat(), moment.fold, _write_zone(moment)]


def _write_zone(moment: datetime | time) -> Any:
    if moment.tzinfo is None:
        return None
    offset = moment.tzinfo.utcoffset(None)
    assert offset is not None  # a fixed zone has one
    return 0 if moment.tzinfo is timezone.utc else offset / timedelta(microseconds=1)


def _read_zone(microseconds: float | None) -> timezone | None:
    if microseconds is None:
        return None
    return timezone.utc if microseconds == 0 else timezone(timedelta(microseconds=microseconds))


_WRITE: dict[type, Callable[[Any], Any]] = {
    bytes: lambda value: b64encode(value).decode("ascii"),
    datetime: _write_datetime,
    time: _write_datetime,
    date: date.isoformat,
    timedelta: lambda value: [value.days, value.seconds, value.microseconds],
    Decimal: str,
    UUID: str,
}
_READ: dict[str, Callable[[Any], Any]] = {
    "int": lambda text: int(text, 16),
    "float": float,
    "bytes": lambda text: b64decode(text, validate=True),
    "datetime": lambda parts: datetime.fromisoformat(parts[0]).replace(fold=parts[1], tzinfo=_read_zone(parts[2])),
    "time": lambda parts: time.fromisoformat(parts[0]).replace(fold=parts[1], tzinfo=_read_zone(parts[2])),
    "date": date.fromisoformat,
    "timedelta": lambda parts: timedelta(*parts),
    "Decimal": Decimal,
    "UUID": UUID,
}
_COLLECTIONS: dict[str, Callable[[Any], Any]] = {"tuple": tuple, "set": set, "frozenset": frozenset}
