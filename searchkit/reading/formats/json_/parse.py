"""JSON text to values, whatever the text: how deep it is is counted first, and what is wrong is a sentence."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any

from searchkit.reading.context import Context
from searchkit.reading.reports import Reports

_NO_BRACKETS = re.compile(r"[^\[\]{}]+")
_MOST_PARTS = 500_000
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


class BadJson(ValueError):
    """A text that is no value: the sentence, and the code of its `Problem`."""

    def __init__(self, reason: str, code: str = "malformed") -> None:
        super().__init__(reason)
        self.code = code


class TooManyParts(BadJson):
    """A text of more lists and objects than are held at a time: they take 100 bytes each, and a microsecond."""

    def __init__(self) -> None:
        super().__init__(f"it has more than {_MOST_PARTS:,} lists and objects", "limit")


class Parser:
    """Parses the values of one file; oddities that cost nothing, or next to nothing, go to `reports`."""

    def __init__(self, context: Context, reports: Reports) -> None:
        self._nesting = context.settings.nesting
        self._reports = reports
        self._repeated = ""
        # unescaped line feeds in strings are common, and harmless
        self._decoder = json.JSONDecoder(strict=False, object_pairs_hook=self._object)
        self._patient = json.JSONDecoder(strict=False, object_pairs_hook=self._object, parse_int=str)

    def parse(self, text: str, place: str) -> Any:
        """The value that `text`, found at `place`, stands for. Raises `BadJson`."""
        if text.count("[") + text.count("{") > _MOST_PARTS:
            raise TooManyParts
        if depth_of(text, self._nesting) > self._nesting:
            raise BadJson(f"it is nested deeper than {self._nesting} levels (nesting)", "limit")
        self._repeated = ""
        try:
            value = self._value(text, place)
        except json.JSONDecodeError as error:
            raise BadJson(f"it is not valid JSON: {error.msg}, at character {error.pos + 1}") from None
        except RecursionError:
            raise BadJson("it is nested too deeply for this Python", "limit") from None
        if self._repeated:
            reason = f"the field {self._repeated[:50]!r} occurs twice in one record; the last one was taken"
            self._reports.once(reason, code="duplicate", severity="partial", place=place)
        return value

    def _value(self, text: str, place: str) -> Any:
        try:
            value, end = self._decoder.raw_decode(text)
            # decode() would have looked for white space at both ends of each line
            return value if end == len(text) else self._decoder.decode(text)
        except json.JSONDecodeError:
            return self._decoder.decode(text)
        except ValueError:
            # Python refuses to convert thousands of digits; no article counts that far, so they may stay text
            value = self._patient.decode(text)
            self._reports.once("a number of thousands of digits was kept as text", code="limit", place=place)
            return value

    def _object(self, members: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(members)
        if len(value) != len(members):
            seen: set[str] = set()
            for name, _ in members:
                if name in seen:
                    self._repeated = name
                    break
                seen.add(name)
        return value


def depth_of(text: str, limit: int) -> int:
    """How deeply `text` is nested, counted until it passes `limit` (0: surely not so deep); never recurses."""
    if text.count("[") + text.count("{") <= limit:
        return 0
    outside = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    deepest = 0
    for depth in accumulate(_STEPS[sign] for sign in _NO_BRACKETS.sub("", outside)):
        if depth > deepest:
            deepest = depth
            if depth > limit:
                break
    return deepest
