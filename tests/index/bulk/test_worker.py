"""What a process that builds segments does, frame by frame; here within this one."""

from __future__ import annotations

import errno
import io
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from searchkit.errors import IndexUnfit
from searchkit.frames import write_frame
from searchkit.index.bulk import worker
from searchkit.index.bulk.frames import ADD, MERGE, SETTINGS, WRITE, pack_records, packed
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.segment import Segment
from searchkit.index.documents import article_to_json
from searchkit.model import Article
from searchkit.settings import Settings

ARTICLES = [Article(title=word, body=f"A {word}.", lang="en") for word in ("ferry", "harbour", "storm")]


@pytest.fixture(autouse=True)
def _ordinary_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of the tests goes on collecting garbage."""
    monkeypatch.setattr(worker, "gc", SimpleNamespace(freeze=int, disable=int, collect=int))


def answered(*frames: tuple[bytes, bytes], memory: int = 1 << 24) -> list[dict[str, Any]]:
    """What the process answers, once it was told its settings."""
    commands, answers = io.BytesIO(), io.BytesIO()
    given = {"settings": asdict(Settings()), "title_weight": 3, "memory": memory}
    for frame in ((SETTINGS, json.dumps(given).encode()), *frames):
        write_frame(commands, *frame)
    commands.seek(0)
    worker.work(commands, answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def add(*articles: Article) -> tuple[bytes, bytes]:
    """The frame of some articles."""
    return ADD, pack_records((article_to_json(article), False) for article in articles)


def titles(path: Path) -> list[str]:
    """The titles of the articles in a segment."""
    segment = Segment(ArrayFile.map(str(path)))
    return [segment.texts("title")[number] for number in range(segment.document_count)]


def test_segments_are_built_and_merged(tmp_path: Path) -> None:
    """One after the other, of what came in between; a merge leaves out what is deleted, and has the stems no more."""
    one, two, both = (tmp_path / name for name in ("one", "two", "both"))
    deleted = packed(np.array([True, False]))
    merge = {"path": str(both), "segments": [[str(one), deleted], [str(two), None]]}
    first, second, merged = answered(
        add(*ARTICLES[:2]),
        (WRITE, str(one).encode()),
        add(ARTICLES[2]),
        (WRITE, str(two).encode()),
        (MERGE, json.dumps(merge).encode()),
    )
    assert [answer["documents"] for answer in (first, second, merged)] == [2, 1, 2]
    assert (titles(one), titles(two), titles(both)) == (["ferry", "harbour"], ["storm"], ["harbour", "storm"])
    assert merged["stems"] == []


def test_nothing_is_asked() -> None:
    """A process whose input ends before its settings, or after, answers nothing."""
    assert answered() == []
    answers = io.BytesIO()
    worker.work(io.BytesIO(), answers)
    assert answers.getvalue() == b""


def test_a_full_temporary_folder_is_said_when_the_segment_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before: nobody listens. It is said of every segment that follows, since articles are lost."""

    def full(*_: Any, older: bool) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("searchkit.index.bulk.building.SegmentBuilder.add", full)
    path = tmp_path / "one"
    frames = (add(ARTICLES[0]), (WRITE, str(path).encode()), (WRITE, str(path).encode()))
    said = f"{path}, or a temporary file in {tempfile.gettempdir()}: No space left on device"
    assert answered(*frames) == [{"error": said}] * 2
    assert not path.exists()


def test_a_damaged_segment_cannot_be_merged(tmp_path: Path) -> None:
    """The answer names it; the process goes on."""
    one, both = tmp_path / "one", tmp_path / "both"
    one.write_bytes(b"no segment")
    merge = {"path": str(both), "segments": [[str(one), None]]}
    failed, built = answered(
        (MERGE, json.dumps(merge).encode()), add(ARTICLES[0]), (WRITE, str(tmp_path / "two").encode())
    )
    assert str(one) in failed["error"]
    assert failed["kind"] == "IndexDamaged"
    assert built["documents"] == 1


def test_a_segment_that_would_be_too_large_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do; the process goes on."""
    said = "a segment would hold more than 4 GiB of terms; commit fewer at a time"

    def refuse(*_: Any) -> None:
        raise IndexUnfit(said)

    with monkeypatch.context() as patched:
        patched.setattr("searchkit.index.columnar.writing._limit", refuse)
        assert answered(add(ARTICLES[0]), (WRITE, str(tmp_path / "one").encode())) == [
            {"error": said, "kind": "IndexUnfit"}
        ]


def test_it_says_once_when_a_segment_takes_all_memory(tmp_path: Path) -> None:
    """With the number of the segment; the next is another."""
    many = [Article(title=f"Ferry {number}", tags=(f"tag {number}",), lang="en") for number in range(40)]
    write = (WRITE, str(tmp_path / "one").encode())
    answers = answered(add(*many), add(*many), write, add(ARTICLES[0]), write, add(*many), memory=1 << 13)
    assert answers == [
        {"full": 0}, {"documents": 80, "stems": []}, {"documents": 1, "stems": []}, {"full": 2},
    ]  # fmt: skip
