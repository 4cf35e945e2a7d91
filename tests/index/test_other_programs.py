"""Whoosh programs that write to an index of articles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from whoosh import query, sorting
from whoosh.columns import NumericColumn

import searchkit
from searchkit import Article, IndexUnfit
from searchkit.index.columnar.whoosh.index import ColumnarIndex, open_dir
from tests.copies import STORY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of three articles and a document that is none."""
    with searchkit.open(tmp_path, create=True) as index, index.writer() as writer:
        for number in range(3):
            writer.add(Article(id=f"ferry {number}", title=f"Ferry {number}", body="the harbour", lang="en"))
    with opened(tmp_path).writer() as writer:
        writer.add_document(id="strange", text="zeppelin", key=7, time=5, article={"title": "Zeppelin"})
        writer.merge = False
    return tmp_path


def opened(folder: Path) -> ColumnarIndex:
    """The same as that program sees it."""
    return open_dir(folder)


def found(index: searchkit.Index) -> list[tuple[str, str]]:
    """Identities and titles of what is in the harbour."""
    return sorted((hit.id, hit.title) for hit in index.search("harbour"))


ARTICLES = [(f"ferry {number}", f"Ferry {number}") for number in range(3)]


@pytest.mark.parametrize("optimize", [False, True])
def test_a_document_that_is_no_article_is_told_from_those(folder: Path, optimize: bool) -> None:
    """It takes the identity of none, merged with them or not."""
    if optimize:
        opened(folder).optimize()
    with searchkit.open(folder) as index:
        assert found(index) == ARTICLES
        with pytest.raises(IndexUnfit, match="is no article: another program wrote it"):
            index.search("zeppelin")
        with pytest.raises(IndexUnfit, match="is no article: another program wrote it"):
            index.add(Article(title="Storm", body="gales"))


def test_a_document_that_is_no_article_is_a_damage(folder: Path) -> None:
    """Of the file that it is in; once it is deleted, none is."""
    (damage,) = searchkit.check(folder).damages
    assert "document 0 is no article" in damage.what
    with opened(folder).writer() as writer:
        writer.delete_by_term("id", "strange")
    assert searchkit.check(folder).ok


def test_whoosh_highlights_articles(folder: Path) -> None:
    """In texts that it is given: stems are found in their forms."""
    with opened(folder).searcher() as searcher:
        (hit, *_) = searcher.search(query.Term("text", "harbour"))
        found = hit.highlights("text", text="Two harbours, and the old harbour again")
    assert re.findall(r"<b[^>]*>(\w+)</b>", found) == ["harbours", "harbour"]


def test_a_column_cannot_be_added(folder: Path) -> None:
    """With what to do instead."""
    writer = opened(folder).writer()
    with pytest.raises(IndexUnfit, match="make the field sortable in the schema"):
        sorting.add_sortable(writer, "lang", sorting.FieldFacet("lang"), NumericColumn("i"))
    writer.cancel()


def test_articles_that_a_program_merged_its_way_go_on(folder: Path) -> None:
    """Once it has deleted what is none: they are found, merged with others and changed."""
    opened(folder).optimize()
    with opened(folder).writer() as writer:
        writer.delete_by_term("id", "strange")
    with searchkit.open(folder) as index:
        index.add(Article(id="storm", title="Storm", body="the harbour"))
        with index.writer() as writer:
            writer.compact()
        assert found(index) == [*ARTICLES, ("storm", "Storm")]
        with index.writer() as writer:
            writer.add(Article(id="ferry 1", title="Ferry 1", body="the harbour again"), overwrite=True)
        assert index.get("ferry 1").body == "the harbour again"
        assert len(index) == 4


def test_a_program_that_optimizes_leaves_columns_and_stories(tmp_path: Path) -> None:
    """Of articles that lie beside a document of its own."""
    with searchkit.open(tmp_path, create=True) as index:
        for one in STORY:
            index.add(one)
        languages = index.facets("*", ["language"])
        with opened(tmp_path).writer() as writer:
            writer.add_document(id="strange", text="zeppelin", key=7, time=5)
            writer.merge = False
        opened(tmp_path).optimize()
        with opened(tmp_path).writer() as writer:
            writer.delete_by_term("id", "strange")
            writer.merge = False
        assert index.stats().stories == 1
        assert index.facets("*", ["language"]) == languages == {"language": (("en", len(STORY)),)}
        index.delete(STORY[0].id)
        assert len(index) == len(STORY) - 1
    assert searchkit.check(tmp_path, deep=True).ok


def test_articles_that_a_program_takes_from_another_index_can_be_changed(folder: Path, tmp_path: Path) -> None:
    """It writes them without their columns."""
    with searchkit.open(tmp_path / "second", create=True) as index:
        with index.writer() as writer:
            for one in STORY:
                writer.add(one)
        with opened(folder).writer() as writer_of_whoosh:
            writer_of_whoosh.delete_by_term("id", "strange")
        taking = opened(tmp_path / "second").writer()
        taking.add_reader(opened(folder).reader())
        taking.commit()
        assert len(index) == len(STORY) + 3
        index.delete("ferry 1")
        index.add(Article(id="ferry 2", title="Ferry 2", body="the harbour again", lang="en"))
        assert len(index) == len(STORY) + 2
        assert index.get("ferry 0").title == "Ferry 0"
    assert searchkit.check(tmp_path / "second", deep=True).ok
