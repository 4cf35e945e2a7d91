"""``searchkit show``: one article, whole."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from searchkit.cli.command import Command
from searchkit.cli.options import CONTEXT, color_option, index_options, json_option, open_index, pager_option
from searchkit.cli.output import page, screen
from searchkit.cli.state import is_rank, recall
from searchkit.errors import ArticleNotFound

if TYPE_CHECKING:
    from searchkit import Article, Copy, Index


@click.command("show", cls=Command, context_settings=CONTEXT)
@click.argument("article", metavar="N|ID")
@json_option
@color_option
@pager_option
@index_options
def show(
    article: str, as_json: bool, color: str, no_pager: bool, index_path: str | None, settings: dict[str, str]
) -> None:
    """Show a whole article.

    It is result N of the last search, or the one with this ID, as search --plain and --json print it; its first digits
    will do, 4 or more.
    """
    found, copies = find_article(article, index_path, settings)
    if as_json:
        from searchkit.present.json_ import document

        sys.stdout.write(document(found, copies=copies))
        return
    from searchkit.present.article import article_text

    target = screen(color)
    page(article_text(found, copies, ink=target.ink, width=target.width), target, pager=not no_pager)


def find_article(reference: str, index_path: str | None, settings: dict[str, str]) -> tuple[Article, tuple[Copy, ...]]:
    """The article that `reference` names: a number of the last search, in its index, or an id. And its copies.

    Raises `ArticleNotFound`.
    """
    id, index_path = recalled(reference, index_path)
    with open_index(index_path, settings) as index:
        article = get(index, id)
        return article, index.copies(article.id)


def recalled(reference: str, index_path: str | None) -> tuple[str, str | None]:
    """(id, index folder) that `reference` stands for: of a number of the last search, or as they are given."""
    try:
        id, last_index = recall(reference)
    except ArticleNotFound:
        if is_rank(reference):
            raise
        return reference, index_path  # of more digits a number that was not shown is an id
    return id, index_path or last_index


def get(index: Index, reference: str) -> Article:
    """By an id as it is written, or else as the digits of a digest, which are lower-case."""
    try:
        return index.get(reference)
    except ArticleNotFound:
        with suppress(ArticleNotFound):
            return index.get(reference.lower())
        raise
