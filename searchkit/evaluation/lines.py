"""Lines of an evaluation file: opened, packed or not, and split into columns."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from searchkit.errors import EvaluationError


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """(number, text) of each line that is not blank. Raises `EvaluationError`."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig") as file
        ):
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: is not UTF-8 text (byte {error.start} of a block); convert it first") from error
    except (OSError, EOFError, zlib.error) as error:
        raise EvaluationError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def columns_of(line: str) -> list[str]:
    """The columns of a line: between tabs if there are any, else between spaces."""
    return [column.strip() for column in line.split("\t")] if "\t" in line else line.split()


def record_of(path: Path, number: int, line: str) -> dict[str, Any]:
    """The JSON object on a line."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"{path}: line {number} is no JSON ({error})") from error
    if not isinstance(record, dict):
        raise EvaluationError(f"{path}: line {number} is no JSON object")
    return record


def value_of(path: Path, number: int, record: dict[str, Any], *names: str) -> Any:
    """The value under the first of `names` that is there."""
    for name in names:
        if record.get(name) is not None:
            return record[name]
    raise EvaluationError(f"{path}: line {number} has none of {', '.join(names)}")


def number_of(path: Path, number: int, text: Any, what: str) -> float:
    """A number in a column."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        raise EvaluationError(f"{path}: line {number}: the {what} {text!r} is no number") from None
    except OverflowError:
        raise EvaluationError(f"{path}: line {number}: the {what} is too large a number") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise EvaluationError(f"{path}: line {number}: the {what} {text!r} is no number")
    return value
