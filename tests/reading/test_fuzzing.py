"""Whatever the bytes: only articles and problems come out of a file, never nothing, and no error."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchkit.reading import readers
from tests.conftest import many
from tests.reading.helpers import read_bytes
from tests.reading.mangled import QUICK, SLOW, mangled

_FORMATS = [reader.name for reader in readers()]
_EXTRAS = {"pdf": "pypdf", "warc": "fastwarc"}
_relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _holds(data: bytes, name: str, format: str | None = None) -> None:
    """What is true of every reading: fields are text that can be stored, and an empty hand is explained."""
    articles, problems = read_bytes(data, name, format=format, parse_seconds=5.0)
    assert articles or problems
    for article in articles:
        assert article.title or article.body
        assert len(article.origins) == 1
        for text in (article.title, article.body, article.summary, article.source, article.byline, *article.tags):
            assert "\0" not in text
            text.encode()
        for key, value in article.extra.items():
            f"{key}{value}".encode()
    for problem in problems:
        assert problem.reason
        assert problem.code != "failed", problem
        problem.reason.encode()


def _needs(format: str) -> None:
    if format in _EXTRAS:
        pytest.importorskip(_EXTRAS[format])


@pytest.mark.parametrize("format", QUICK)
@settings(_relaxed, max_examples=many(100, 5_000))
@given(data=st.data())
def test_spoilt_files(format: str, data: st.DataObject) -> None:
    """Cut, doubled, flipped, with NULs, lone surrogates and bad UTF-8 in between, and in gzip."""
    name, samples = QUICK[format]
    _holds(data.draw(mangled(samples)), name)


@pytest.mark.parametrize("format", SLOW)
@settings(_relaxed, max_examples=many(30, 2_000))
@given(data=st.data())
def test_spoilt_documents(format: str, data: st.DataObject) -> None:
    """The same for those that another process parses."""
    _needs(format)
    name, samples = SLOW[format]
    _holds(data.draw(mangled(samples)), name)


_SAMPLES = tuple(sample for _, samples in (*QUICK.values(), *SLOW.values()) for sample in samples)


@pytest.mark.parametrize("format", _FORMATS)
@settings(_relaxed, max_examples=many(25, 1_000))
@given(data=st.binary(max_size=300) | mangled(_SAMPLES))
def test_a_reader_takes_the_files_of_others(format: str, data: bytes) -> None:
    """``--format`` sends any bytes to any reader."""
    _needs(format)
    _holds(data, "a", format)


@settings(_relaxed, max_examples=many(100, 5_000))
@given(data=st.binary(max_size=300), name=st.sampled_from(["a", "a.gz", *(name for name, _ in QUICK.values())]))
def test_random_bytes(data: bytes, name: str) -> None:
    """Under any name."""
    _holds(data, name)


@pytest.mark.parametrize("format", [*QUICK, *SLOW])
def test_the_samples_are_valid(format: str) -> None:
    """Else spoiling them would try nothing."""
    _needs(format)
    name, samples = (QUICK | SLOW)[format]
    for sample in samples:
        articles, problems = read_bytes(sample, name)
        assert articles
        assert [problem for problem in problems if problem.severity != "note"] == []
