"""Files inside gzip."""

from __future__ import annotations

import gzip
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.helpers import read_bytes

_PAGE = b"A title\n\nThe harbour council met on Tuesday and approved the plan for a new quay.\n"


def _packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = gzip.compress(data)
    return data


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_compression_is_peeled_three_deep(times: int) -> None:
    """The article inside is the same article, and the extension that counts is the inner one."""
    (article,), problems = read_bytes(_packed(_PAGE, times), "page.txt" + ".gz" * times)
    assert (article.title, problems) == ("A title", [])
    assert article.origins[0].reader == "text"


def test_deeper_compression_is_refused() -> None:
    """Whoever packs a file four times means no good."""
    articles, (problem,) = read_bytes(_packed(_PAGE, 4))
    assert (articles, problem.code, problem.severity) == ([], "limit", "skipped")


def test_members_after_each_other_and_padding_are_one_file() -> None:
    """Gzip files may be concatenated, and padded with NULs."""
    (article,), problems = read_bytes(_packed(_PAGE) + _packed(b"\nMore.\n") + bytes(512))
    assert article.body.endswith("More.")
    assert problems == []


def test_a_truncated_file_gives_what_it_holds_and_a_problem() -> None:
    """Records before the cut are read; the cut is said."""
    lines = b"".join(b'{"title": "Number %d", "body": "%s"}\n' % (n, os.urandom(99).hex().encode()) for n in range(99))
    articles, problems = read_bytes(_packed(lines)[:-2_000], "dump.jsonl.gz")
    assert 10 < len(articles) < 99
    assert ("truncated", "partial") in {(problem.code, problem.severity) for problem in problems}


def test_damage_and_trailing_garbage_are_said() -> None:
    """Bytes that do not unpack, and bytes after the end that are not gzip."""
    packed = bytearray(_packed(os.urandom(3_000).hex().encode()))
    packed[1_000] ^= 0xFF
    assert {problem.code for problem in read_bytes(bytes(packed))[1]} & {"malformed", "truncated"}
    (article,), (problem,) = read_bytes(_packed(_PAGE) + b"garbage")
    assert (article.title, problem.code, problem.severity) == ("A title", "malformed", "partial")


def test_a_bomb_stops_at_the_ratio() -> None:
    """A file that grows more than a hundredfold is cut off long before it fills the memory."""
    _, problems = read_bytes(gzip.compress(b"word " * 20_000_000, 9), "bomb.txt.gz")
    assert [problem.code for problem in problems if problem.severity != "note"] == ["limit"]
    assert "archive_ratio" in problems[-1].reason


def test_a_file_over_the_size_limit_is_read_up_to_it() -> None:
    """`file_bytes` counts what comes out, packed or not."""
    line = b'{"title": "One", "body": "A body of some words."}\n'
    for data in (line * 100, _packed(line * 100)):
        articles, problems = read_bytes(data, "dump.jsonl", file_bytes=len(line) * 10)
        assert len(articles) == 10
        assert [problem.code for problem in problems] == ["limit"]
        assert "file_bytes" in problems[0].reason


@given(st.binary(max_size=200), st.integers(0, 300))
def test_no_bytes_after_the_signature_raise(data: bytes, cut: int) -> None:
    """Anything that begins like gzip is read or reported."""
    articles, problems = read_bytes(b"\x1f\x8b\x08" + data)
    assert articles or problems
    articles, problems = read_bytes(_packed(_PAGE)[:cut] + data)
    assert articles or problems
