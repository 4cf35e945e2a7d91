"""The page about the query language tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from whoosh.query import NullQuery

from searchkit.query.fields import FIELDS
from tests.query.conftest import Ask

_ROOT = Path(__file__).resolve().parents[2]
_PAGE = (_ROOT / "docs" / "query-language.md").read_text("utf-8")
_FORMS, _, _NOTES = _PAGE.partition("## Notes")
_FIRST_CELLS = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
_EXAMPLES = _FIRST_CELLS.findall(_FORMS)


@pytest.mark.parametrize("example", _EXAMPLES)
def test_every_example_works(ask: Ask, example: str) -> None:
    """Each example parses to something to search for, without a remark but where the page says so."""
    parsed = ask(example)
    assert parsed.query is not NullQuery
    assert [note.code for note in parsed.notes] == (["only-negative"] if example == "-korea" else [])


def test_the_page_has_every_field() -> None:
    """Each field has an example."""
    named = {field for field in FIELDS if any(f"{field}:" in example for example in _EXAMPLES)}
    assert named == set(FIELDS)


def test_the_page_has_every_note() -> None:
    """The codes of the notes are those in the code, no more and no fewer."""
    sources = [source.read_text("utf-8") for source in (_ROOT / "searchkit" / "query").rglob("*.py")]
    codes = {code for source in sources for code in re.findall(r'(?:notes\.add|Note)\(\s*"([a-z-]+)"', source)}
    assert set(_FIRST_CELLS.findall(_NOTES)) == codes


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("korea japan AND china", "korea (japan AND china)"),
        ("korea OR japan AND china", "korea OR (japan AND china)"),
        ("NOT korea AND japan", "(NOT korea) AND japan"),
        ("japan (-korea)", "japan -korea"),
        ("korea NOT japan", "korea -japan"),
        ("exact:nations", "=nations"),
        ("text:korea", "korea"),
        ("date:>=2025-05", "date:2025-05.."),
        ("after:7d", "date:7d"),
        ("after:2025-05 before:2025-06", "date:2025-05"),
    ],
)
def test_what_the_page_says_means_the_same_does(ask: Ask, short: str, long: str) -> None:
    """Two ways of writing one thing give one query."""
    assert ask(short).query == ask(long).query
