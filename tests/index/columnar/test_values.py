"""Values as JSON: exact, or refused."""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar.values import decode_record, encode_record

_SIMPLE = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.dates()
    | st.datetimes(timezones=st.none() | st.just(timezone.utc)) | st.times() | st.timedeltas() | st.uuids()
    | st.decimals(allow_nan=False)
)  # fmt: skip
_KEYS = st.text() | st.integers() | st.binary()
_VALUES = st.recursive(
    _SIMPLE,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(_KEYS, inner)
        | st.frozensets(_KEYS)
        | st.sets(_KEYS)
    ),
    max_leaves=12,
)


def types(value: Any) -> Any:
    """The types in a value, in its shape."""
    if isinstance(value, dict):
        return dict, [(types(key), types(inner)) for key, inner in value.items()]
    return (type(value), list(map(types, value))) if isinstance(value, (list, tuple)) else type(value)


@given(st.dictionaries(st.text(), _VALUES))
def test_round_trip(record: dict[str, Any]) -> None:
    """A record comes back equal, with the same types."""
    data = encode_record(record)
    back = decode_record(data)
    assert back == record
    assert types(back) == types(record)
    json.loads(data, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@pytest.mark.parametrize(
    "value",
    [
        float("inf"), 10**5000, -(1 << 64), "\ud800", datetime(2020, 10, 25, 2, 30, fold=1), -0.0,
        datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))), {"$": "bytes", "v": "x"}, {"$": 1},
    ],
    ids=range(9),
)  # fmt: skip
def test_corners(value: Any) -> None:
    """What JSON or Python would bend comes back as it was."""
    back = decode_record(encode_record({"x": value}))["x"]
    assert back == value
    assert type(value) is int or repr(back) == repr(value)


def test_not_a_number() -> None:
    """A float that is no number stays one."""
    assert math.isnan(decode_record(encode_record({"x": float("nan")}))["x"])


class _Text(str):
    """A text that would come back as another type."""


@pytest.mark.parametrize("value", [object(), print, 1j, _Text("a"), [{"deep": object()}], bytearray(b"a")])
def test_refused_types(value: Any) -> None:
    """What would not come back as it was is refused with its type."""
    with pytest.raises(TypeError, match="cannot be stored"):
        encode_record({"x": value})


def test_refused_values() -> None:
    """Named time zones and deep nesting are refused."""
    with pytest.raises(ValueError, match="time zone"):
        encode_record({"x": datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC"))})
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(ValueError, match="levels deep"):
        encode_record({"x": deep})


@pytest.mark.parametrize("text", ['{"x": {"$": "system", "v": "ls"}}', '{"x": {"$": "object", "class": "os"}}'])
def test_unknown_tags(text: str) -> None:
    """A tag that nobody writes makes nothing."""
    with pytest.raises(ValueError, match="unknown tag"):
        decode_record(text.encode())
