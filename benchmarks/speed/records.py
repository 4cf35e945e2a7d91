"""The articles that every engine gets: one file of records for each size, written once.

A record is a line of JSON: ``{"id": ..., "title": ..., "body": ..., "date": "1987-02-26T15:01:01"}``. The file of x1
holds the real articles, that of x10 the same and then nine times as many generated ones.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, cast

from benchmarks.speed.generator import Generator

SEED = 1987
_FORMATS = ("%d-%b-%Y %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")


def titles_of(records: Path) -> Iterator[str]:
    """The titles of prepared records."""
    with records.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["title"]


def prepare(source: Path, work: Path, times: int, limit: int | None) -> Path:
    """The file of records that is `times` as large as `source`, in the folder `work`; made when it is not there."""
    made = work / f"records-{_mark(source, limit)}-x{times}.jsonl"
    if not made.is_file():
        real = [_record(line, number) for number, line in enumerate(_lines(source, limit))]
        unfinished = made.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            for record in real:
                _write(file, record)
            for record in islice(Generator(real, SEED), (times - 1) * len(real)):
                _write(file, record)
        os.replace(unfinished, made)
    return made


def _mark(source: Path, limit: int | None) -> str:
    return f"{source.name.split('.')[0]}-{source.stat().st_size}" + (f"-{limit}" if limit else "")


def _lines(source: Path, limit: int | None) -> Iterator[str]:
    opened = gzip.open if source.suffix == ".gz" else open
    with cast(TextIO, opened(source, "rt", encoding="utf-8")) as lines:
        yield from islice(filter(str.strip, lines), limit)


def _record(line: str, number: int) -> dict[str, Any]:
    """A record, with the article's tags for the generator."""
    found = json.loads(line)
    return {
        "id": str(found.get("id", number)),
        "title": found.get("title", ""),
        "body": found.get("body", ""),
        "date": _date(str(found.get("date", ""))),
        "tags": found.get("tags", []),
    }


def _date(text: str) -> str:
    for form in _FORMATS:
        try:
            return datetime.strptime(text.strip(), form).replace(microsecond=0).isoformat()
        except ValueError:
            continue
    return "1987-01-01T00:00:00"


def _write(file: TextIO, record: dict[str, Any]) -> None:
    kept = {name: record[name] for name in ("id", "title", "body", "date")}
    file.write(json.dumps(kept, ensure_ascii=False) + "\n")
