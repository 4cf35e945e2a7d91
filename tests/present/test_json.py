"""JSON output, and the page that promises it."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given

from searchkit.model import Article, Hit, Note, Origin, Passage, Problem, Published, Results, Suggestion
from searchkit.present.json_ import SCHEMA_VERSION, JsonLinesPrinter, JsonPrinter, document, line, value
from searchkit.present.printer import show
from searchkit.reports import Check, FieldInfo, Health, SavedSearch, Stats, SyncReport
from tests.present.samples import ARTICLE, HIT, NOTE, RESULTS, texts

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "json-output.md").read_text("utf-8")


def printed(make: type[JsonPrinter] | type[JsonLinesPrinter], results: Results) -> str:
    """What the printer writes."""
    text: list[str] = []
    show(results, make(text.append))
    return "".join(text)


def test_the_example_of_the_page_is_what_is_printed() -> None:
    """To the letter."""
    example = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert example
    assert example[1] == printed(JsonPrinter, RESULTS)


def test_the_page_names_the_version() -> None:
    """The one that is printed."""
    assert f"now **{SCHEMA_VERSION}**" in PAGE


@pytest.mark.parametrize(
    ("kind", "section"),
    [
        *((Results, "results"), (Hit, "hit"), (Passage, "passage"), (Published, "published"), (Origin, "origin")),
        *((Note, "note"), (Article, "article"), (SyncReport, "run"), (Problem, "problem")),
        *(
            (Stats, "stats"),
            (FieldInfo, "field"),
            (Health, "health"),
            (Check, "health"),
            (Suggestion, "suggestion"),
            (SavedSearch, "saved"),
        ),
    ],
)
def test_every_field_is_on_the_page(kind: type, section: str) -> None:
    """In the section of its object."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    assert text
    missing = [field.name for field in fields(kind) if f"`{field.name}`" not in text]
    assert not missing


def test_lines_are_notes_hits_and_a_summary() -> None:
    """In this order, each with its type and the version."""
    objects = [json.loads(text) for text in printed(JsonLinesPrinter, RESULTS).splitlines()]
    assert [found["type"] for found in objects] == ["note", "hit", "summary"]
    assert {found["schema_version"] for found in objects} == {1}
    assert objects[0]["message"] == NOTE.message
    assert objects[1]["id"] == HIT.id
    assert objects[2] == {
        "schema_version": 1,
        "type": "summary",
        "shown": 1,
        "total": 1,
        "total_is_exact": True,
        "query": "korea japan trust",
        "offset": 0,
        "seconds": 0.012,
        "facets": {},
        "folded": 0,
        "suggestion": "",
    }


def test_articles_come_back_whole() -> None:
    """Every field, times in UTC."""
    found = json.loads(document(ARTICLE))
    assert found["body"] == ARTICLE.body
    assert found["fetched_at"] == "2025-05-30T12:00:00Z"
    assert found["extra"] == {"edition": "late"}
    assert found["origins"][0]["member"] == "record-7"


@given(texts)
def test_any_text_is_exact_and_harmless(text: str) -> None:
    """What is read back is what the article has; what is written has no control character but the line's end."""
    written = line(replace(HIT, title=text))
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert json.loads(written)["title"] == joined
    assert written.endswith("}\n")
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e\u200b\ud800-\udfff]", written[:-1])


def test_only_dataclasses_become_objects() -> None:
    """Anything else is a mistake in the program, and said to be."""
    with pytest.raises(TypeError):
        value({"a": 1})
    with pytest.raises(TypeError):
        value(Note("a", object()))  # type: ignore[arg-type]
