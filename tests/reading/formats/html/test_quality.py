"""How well the main text of real pages is found."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.reading.helpers import read_path

_WORD = re.compile(r"\w+")


def _words(text: str) -> Counter[str]:
    """The words of a text with their counts: lower-cased runs of ``\\w``, as a multiset."""
    return Counter(_WORD.findall(text.lower()))


def _f1(found: str, wanted: str) -> float:
    """The harmonic mean of precision and recall of the words found, each counted as often as it stands there."""
    ours, theirs = _words(found), _words(wanted)
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values()))


def test_the_main_text_of_real_pages_is_found(shared: Path) -> None:
    """Mean F1 of the words of the body against the wanted text is at least 0.98."""
    pages = sorted((shared / "pages" / "html").glob("*.html"))
    if not pages:
        pytest.skip("the saved pages are not here")
    scores = []
    for page in pages:
        articles, problems = read_path(page)
        assert len(articles) == 1
        assert [problem for problem in problems if problem.severity != "note"] == []
        scores.append(_f1(articles[0].body, (shared / "pages" / "text" / f"{page.stem}.txt").read_text("utf-8")))
    assert sum(scores) / len(scores) >= 0.98
