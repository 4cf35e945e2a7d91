"""A process that reads files for `ahead`: requests come in on standard input, what is found goes out in frames."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from searchkit import children
from searchkit.errors import SettingError
from searchkit.frames import read_frame, write_frame
from searchkit.index.documents import article_to_json
from searchkit.index.sync.ahead import ARTICLE, BEGUN, END, PROBLEM, REFUSED
from searchkit.model import Article, Problem
from searchkit.reading import FileEntry, read
from searchkit.settings import Settings


def main() -> None:
    """Reads what it is asked to until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # also on systems without sessions
    work(*children.private_streams())


def work(requests: BinaryIO, answers: BinaryIO) -> None:
    """Writes to `answers` what is in the files that `requests` name, each after a frame that it begins."""
    frame = read_frame(requests)
    if frame is None:
        return
    settings = Settings(**json.loads(frame[1]))
    while (frame := read_frame(requests)) is not None:
        write_frame(answers, BEGUN, b"")  # sent at once: if this process dies of the file, another must not try it
        for kind, payload in _found(json.loads(frame[1]), settings):
            write_frame(answers, kind, payload, at_once=False)
        write_frame(answers, END, b"")


def _found(request: dict[str, Any], settings: Settings) -> Iterator[tuple[bytes, bytes]]:
    """What is in the file: a kind of frame, and what it holds."""
    format, fetched_at = request.pop("format"), request.pop("fetched_at")
    entry = FileEntry(**request | {"path": Path(request["path"])})
    crawl = datetime.fromisoformat(fetched_at) if fetched_at else None
    try:
        for item in read(entry, settings=settings, format=format, fetched_at=crawl):
            yield (PROBLEM, _problem(item)) if isinstance(item, Problem) else (ARTICLE, _article(item))
    except SettingError as error:
        yield REFUSED, str(error).encode()


def _problem(problem: Problem) -> bytes:
    return json.dumps([problem.path, problem.reason, problem.severity, problem.place, problem.code]).encode()


def _article(article: Article) -> bytes:
    origin = article.origins[0]
    place = json.dumps([origin.member, origin.index, origin.start, origin.end, origin.reader]).encode()
    return place + b"\n" + article_to_json(article)
