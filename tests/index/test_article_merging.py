"""The same article met twice."""

from __future__ import annotations

from datetime import date

from searchkit.index.article_merging import merge_articles
from searchkit.model import Article, Published

MAIN = Article(title="Trust", body="It returns.", source="Ledger", role="main", published=Published(date(2025, 5, 30)))
NEIGHBOUR = Article(
    title="Trust",
    body="It returns.",
    source="ledger.example",
    authors=("Ha Lee",),
    role="related",
    published=Published(None, raw="an hour ago", basis="relative"),
)


def test_the_richer_account_wins_and_the_other_fills_the_gaps() -> None:
    """A page's main story knows its source best; its neighbour elsewhere knew the author."""
    merged = merge_articles(NEIGHBOUR, MAIN)
    assert merged.source == "Ledger"
    assert merged.authors == ("Ha Lee",)
    assert merged.role == "main"


def test_the_order_makes_no_difference() -> None:
    """Files are read in any order."""
    assert merge_articles(NEIGHBOUR, MAIN) == merge_articles(MAIN, NEIGHBOUR)


def test_the_surer_date_wins() -> None:
    """A printed date goes before one that counts from a crawl nobody knows."""
    assert merge_articles(MAIN, NEIGHBOUR).published == MAIN.published
    undated = Article(title="Trust", body="It returns.", role="main")
    assert merge_articles(undated, NEIGHBOUR).published == NEIGHBOUR.published


def test_merging_with_itself_changes_nothing() -> None:
    """So that meeting an article again costs no rewriting."""
    assert merge_articles(MAIN, MAIN) == MAIN


def test_what_a_program_calls_otherwise_comes_last() -> None:
    """A role and a basis that are none of ours."""
    odd = Article(title="Trust", body="It returns.", role="odd", published=Published(None, raw="then", basis="odd"))  # type: ignore[arg-type]
    other = Article(title="Trust", body="It returns.", role="else", published=Published(None, raw="now", basis="else"))  # type: ignore[arg-type]
    assert merge_articles(odd, NEIGHBOUR).role == merge_articles(NEIGHBOUR, odd).role == "related"
    assert merge_articles(odd, other).published == odd.published
