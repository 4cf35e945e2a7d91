"""What a program gives by mistake is refused in a sentence of ours, and leaves the index as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

import searchkit
from searchkit import Article, ArticleNotFound, Index, IndexUnfit, Published, SettingError
from searchkit.testing import small_index


@pytest.fixture
def index() -> Iterator[Index]:
    """Six short articles."""
    with small_index() as opened:
        yield opened


@pytest.mark.parametrize(
    ("call", "arguments", "options"),
    [
        ("search", ["ferry"], {"expand": "never"}),
        ("search", ["ferry"], {"recent": "no"}),
        ("search", ["ferry"], {"collapse": "no"}),
        ("search", ["ferry"], {"exact_total": "no"}),
        ("search", ["ferry"], {"versions": "no"}),
        ("search", ["ferry"], {"match_all": "no"}),
        ("search", ["ferry"], {"names": "no"}),
        ("search", ["ferry"], {"facets": 5}),
        ("search_many", ["ferry"], {}),
        ("search_many", [["ferry"]], {"expand": "never"}),
        ("facets", ["ferry", None], {}),
        ("facets", ["ferry", "source"], {}),
        ("suggest", [5], {}),
        ("suggest", [b"fe"], {}),
        ("sync", ["/a/folder"], {}),
        ("sync", [b"/a/folder"], {}),
    ],
)
def test_what_would_be_taken_for_something_else_is_refused(
    index: Index, call: str, arguments: list[Any], options: dict[str, Any]
) -> None:
    """A word where yes or no belongs would be a yes; a path where several belong, its letters: the root of all files
    would be read."""
    with pytest.raises(SettingError):
        getattr(index, call)(*arguments, **options)


@pytest.mark.parametrize("call", ["get", "similar", "copies", "delete"])
@pytest.mark.parametrize("id", [None, 5, b"abcd"])
def test_no_article_has_an_identity_that_is_no_text(index: Index, call: str, id: Any) -> None:
    """It is not found, as any other."""
    with pytest.raises(ArticleNotFound):
        getattr(index, call)(id)


def test_settings_are_an_object(index: Index) -> None:
    """A dictionary is for `load_settings`."""
    for wrong in ({"k1": 1.2}, {}, "k1"):
        with pytest.raises(SettingError, match="load_settings"):
            searchkit.open(":memory:", settings=wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), [("k1", -1), ("k1", "much"), ("jobs", 1.5), ("slop", None), ("b", 2)])
def test_settings_made_by_hand_have_values_that_fit(name: str, value: Any) -> None:
    """As those that `load_settings` makes."""
    with pytest.raises(SettingError, match=f"{name} must be a"):
        searchkit.open(":memory:", settings=searchkit.Settings(**{name: value}))
    made = searchkit.Settings(k1=2, slop=100.0, names=False)  # type: ignore[arg-type]
    with searchkit.open(":memory:", settings=made) as opened:
        assert repr((opened.settings.k1, opened.settings.slop, opened.settings.names)) == "(2.0, 100, 0)"


WRONG: list[dict[str, Any]] = [
    {"title": 5},
    {"title": b"x"},
    {"body": None},
    {"source": 5},
    {"lang": None},
    {"role": 5},
    {"role": None},
    {"lang": 5},
    {"id": 5},
    {"lang": "en", "lang_confidence": "sure"},
    {"summary": 5},
    {"body": b"x"},
    {"url": ["https://example.org"]},
    {"url": 5},
    {"authors": "John Smith"},
    {"authors": [5]},
    {"tags": (None,)},
    {"headings": 5},
    {"published": "2025-03-09"},
    {"published": date(2025, 3, 9)},
    {"published": Published(on="2025-03-09")},  # type: ignore[arg-type]
    {"published": Published(on=datetime(2025, 3, 9))},
    {"published": Published(at=date(2025, 3, 9))},  # type: ignore[arg-type]
    {"published": Published(on=5)},  # type: ignore[arg-type]
    {"published": Published(at="2025-03-09T10:00Z")},  # type: ignore[arg-type]
    {"fetched_at": 5},
    {"fetched_at": date(2025, 3, 9)},
    {"contacts": {"name": 5}.values()},
    {"origins": "a.txt"},
    {"origins": (5,)},
]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_an_article_of_wrong_types_is_not_stored(index: Index, wrong: dict[str, Any]) -> None:
    """Nothing of it; others of the same writer are."""
    with index.writer() as writer:
        with pytest.raises(IndexUnfit, match="article"):
            writer.add(Article(**{"title": "Wrong", "body": "wrongly typed", **wrong}))
        writer.add(Article(title="Right", body="rightly typed"))
    assert (index.count("wrongly"), index.count("rightly"), len(index)) == (0, 1, 7)


def test_what_is_no_article_is_not_stored(index: Index) -> None:
    """A text, a dictionary, nothing."""
    for wrong in ("text", {"title": "x"}, None):
        with pytest.raises(IndexUnfit, match=r"searchkit\.Article"):
            index.add(wrong)  # type: ignore[arg-type]
    assert len(index) == 6


def test_lists_are_taken_for_sequences(index: Index) -> None:
    """Of authors, headings, tags."""
    index.add(Article(title="Right", body="typed", authors=["A B"], tags=["x"]))  # type: ignore[arg-type]
    assert index.search("right")[0].authors == ("A B",)
