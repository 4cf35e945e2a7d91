"""Output for programs: one JSON object, or JSON Lines. docs/json-output.md is the contract.

Characters that do harm in a terminal are written as ``\\uXXXX``: the text is exact, and safe to look at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import PurePath

from searchkit.frozen import replace
from searchkit.model import Hit, Results
from searchkit.moments import in_utc
from searchkit.present.printer import Write
from searchkit.present.safe import escaped

SCHEMA_VERSION = 1
"""Changes when a field goes, changes its type or its meaning. New fields may come without."""


class JsonPrinter:
    """One object: ``schema_version``, the fields of `Results`, ``notes`` and ``hits`` among them. With `explain` each
    hit says how its score came about."""

    def __init__(self, write: Write, *, explain: bool = False) -> None:
        self._write = write
        self._explain = explain

    def begin(self, results: Results) -> None:
        """All of it: the object is whole or not there."""
        whole = value(replace(results, hits=())) | {"hits": [hit_value(hit, explain=self._explain) for hit in results]}
        self._write(dumps({"schema_version": SCHEMA_VERSION, **whole}, indent=2) + "\n")

    def hit(self, hit: Hit) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class JsonLinesPrinter:
    """One object a line: each ``note``, each ``hit``, and a ``summary`` at the end."""

    def __init__(self, write: Write, *, explain: bool = False) -> None:
        self._write = write
        self._explain = explain
        self._summary: dict[str, object] = {}

    def begin(self, results: Results) -> None:
        """The notes."""
        for note in results.notes:
            self._write(line(note, type="note"))
        summary = value(replace(results, hits=(), notes=()))
        self._summary = {"shown": len(results)} | {
            name: found for name, found in summary.items() if name not in ("hits", "notes")
        }

    def hit(self, hit: Hit) -> None:
        """One hit."""
        found = hit_value(hit, explain=self._explain)
        self._write(dumps({"schema_version": SCHEMA_VERSION, "type": "hit", **found}) + "\n")

    def end(self) -> None:
        """The summary."""
        self._write(dumps({"schema_version": SCHEMA_VERSION, "type": "summary", **self._summary}) + "\n")


def hit_value(hit: Hit, *, explain: bool) -> dict[str, object]:
    """A hit as a dictionary for `json`; its explanation is None when not asked for."""
    return value(hit) | {"explanation": value(hit.explain()) if explain else None}


def document(thing: object, **more: object) -> str:
    """`thing`, a dataclass, as a JSON object over several lines, the schema version first and `more` last."""
    last = {name: _plain(found) for name, found in more.items()}
    return dumps({"schema_version": SCHEMA_VERSION, **value(thing), **last}, indent=2) + "\n"


def line(thing: object, **more: object) -> str:
    """`thing`, a dataclass, as a JSON object on a line, the schema version and `more` first."""
    return dumps({"schema_version": SCHEMA_VERSION, **more, **value(thing)}) + "\n"


def dumps(data: object, *, indent: int | None = None) -> str:
    """`data` as JSON: letters of every script as they are, what would do harm in a terminal escaped."""
    return escaped(json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False))


def value(thing: object) -> dict[str, object]:
    """A dataclass as a dictionary for `json`: its fields, in order, under their names."""
    if not is_dataclass(thing):
        raise TypeError(f"not a dataclass: {type(thing).__name__}")
    return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}


def _plain(found: object) -> object:
    if found is None or isinstance(found, (str, int, float)):
        return found
    if is_dataclass(found):
        return value(found)
    if isinstance(found, datetime):
        return in_utc(found).replace(tzinfo=None).isoformat() + "Z"
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, Mapping):
        return {str(name): _plain(inner) for name, inner in found.items()}
    if isinstance(found, PurePath):
        return str(found)
    if isinstance(found, (tuple, list, frozenset, set)):
        return [_plain(inner) for inner in found]
    raise TypeError(f"no JSON for {type(found).__name__}")
