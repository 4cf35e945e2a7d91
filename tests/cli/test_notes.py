"""Every note that an answer can have is told in the terminal, in JSON and in Python."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit
from searchkit import Index, Note, Results
from searchkit.frozen import replace
from tests.cli.conftest import Run

PACKAGE = Path(searchkit.__file__).parent
ROOMS = ("query", "search", "index", "watching.py", "asking.py", "engine.py")
"""Where notes of answers are made; those of `reading` are problems of files."""


def modules() -> Iterator[Path]:
    """The files of these rooms."""
    for room in ROOMS:
        yield from (PACKAGE / room).rglob("*.py") if (PACKAGE / room).is_dir() else [PACKAGE / room]


def codes() -> list[str]:
    """The codes of all notes that the source makes: ``Note("code", ...)`` and ``notes.add("code", ...)``."""
    found: set[str] = set()
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = ast.unparse(node.func)
                if called == "Note" or called.endswith(("notes.add", "remarks.add")):
                    found.add(str(node.args[0].value))
    return sorted(found)


CODES = codes()

ASKED = {
    "bad-boost": ("korea^9999",),
    "bad-date": ("korea", "date:someday"),
    "bad-language": ("korea", "lang:klingonese"),
    "clause-limit": ("korea japan", "--set", "query_clauses=1"),
    "did-you-mean": ("koera",),
    "empty": ("...",),
    "empty-field": ("korea", "title:"),
    "expansion-cut": ("t*", "--set", "expansions=1"),
    "fuzzy-limit": ("korea~9",),
    "leading-wildcard": ("*orea",),
    "more-notes": (" ".join(f"nofield{letter}:x" for letter in "abcdefghijklmnopqrstuvwxyz"),),
    "names": ("korean",),
    "nesting-limit": ("((((korea))))", "--set", "query_nesting=1"),
    "no-expansion": ("zzz*",),
    "only-negative": ("--", "-korea"),
    "operator": ("korea AND",),
    "parenthesis": ("(korea",),
    "stop-word": ("the korea",),
    "title-forms": ("title:trust*",),
    "too-long": ("korea japan trust", "--set", "query_characters=10"),
    "unclosed-quote": ('"korea japan',),
    "unknown-field": ("nofield:x",),
}
"""What to type for many of them."""


def test_the_codes_are_found() -> None:
    """So that the tests below are about all of them."""
    assert set(ASKED) <= set(CODES)
    assert {"older-commit", "older-versions", "time-out", "no-facets", "taken-as-seen", "more-new", "similar"} <= set(
        CODES
    )


@pytest.mark.parametrize("code", ASKED)
def test_what_is_typed_is_noted(search: Run, index: Path, code: str) -> None:
    """The same note on stderr, in JSON, in JSON Lines and in `Results.notes`."""
    (query, *options) = ASKED[code]
    args = (query, *options)
    notes = json.loads(search("--json", *args).stdout)["notes"]
    (message, *_) = [note["message"] for note in notes if note["code"] == code]
    assert " ".join(message.split()) in search(*args).stderr
    assert " ".join(message.split()) in search("--plain", *args).stderr
    lines = map(json.loads, search("--jsonl", *args).stdout.splitlines())
    assert code in [line["code"] for line in lines if line["type"] == "note"]
    if not options:
        with searchkit.open(index) as opened:
            assert message in [note.message for note in opened.search(query).notes if note.code == code]


@pytest.mark.parametrize("code", CODES)
def test_every_note_of_an_answer_is_shown(search: Run, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Whatever made it, and whatever else is shown."""
    note = Note(code, f"What {code} says.", 0, 5)
    answer = Index.search

    def noting(self: Index, query: str, **options: object) -> Results:
        return replace(answer(self, query, **options), notes=(note,))  # type: ignore[arg-type]

    monkeypatch.setattr(Index, "search", noting)
    for option in ("--color=never", "--plain", "--count"):
        assert note.message in search("korea", option).stderr
    assert json.loads(search("korea", "--json").stdout)["notes"] == [
        {"code": code, "message": note.message, "start": 0, "end": 5}
    ]
    first, *_ = search("korea", "--jsonl").stdout.splitlines()
    assert json.loads(first) == {
        "schema_version": 1, "type": "note", "code": code, "message": note.message, "start": 0, "end": 5,
    }  # fmt: skip


def test_every_code_is_in_the_docs() -> None:
    """With what it means."""
    page = (PACKAGE.parent / "docs" / "json-output.md").read_text("utf-8")
    section = page.partition("\n## note\n")[2].partition("\n## ")[0]
    assert [code for code in CODES if f"`{code}`" not in section] == []
