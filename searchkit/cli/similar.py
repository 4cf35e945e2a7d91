"""``searchkit similar``: more like this."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from searchkit.cli.asking.options import LIMIT, among_options, output_options, shown_options, which_page_options
from searchkit.cli.asking.outputs import WITHOUT_TEXT, chosen_output, give, status, tell
from searchkit.cli.asking.words import PagedCommand, next_page_command
from searchkit.cli.options import CONTEXT, color_option, index_options, open_index, pager_option
from searchkit.cli.output import page, screen
from searchkit.cli.show import get, recalled


@click.command("similar", cls=PagedCommand, context_settings=CONTEXT)
@click.argument("article", metavar="N|ID")
@which_page_options
@among_options
@shown_options
@output_options
@color_option
@pager_option
@index_options
def similar(
    article: str, limit: int | None, number: int, passages: int, score: bool, explain: bool, facets: tuple[str, ...],
    null: bool, color: str, no_pager: bool, index_path: str | None, settings: dict[str, str], **rest: Any,
) -> int:  # fmt: skip
    """Find more articles like one.

    It is result N of the last search, or the one with this ID, as search --plain and --json print it; its first digits
    will do, 4 or more. What has most of its key words comes first; the words are told.

    Exit status: 0 hits, 1 none, 2 an error.
    """
    output = chosen_output(rest, null=null, explain=explain, facets=facets)
    id, folder = recalled(article, index_path)
    with open_index(folder, settings) as index:
        id = get(index, id).id
        results = index.similar(
            id,
            limit=limit or LIMIT,
            page=number,
            passages=0 if output in WITHOUT_TEXT else passages,
            exact_total=True if output == "count" else None,
            facets=facets,
            **rest,
        )
        target = screen(color)
        tell(results, index, number, output, rest)
        # N is another article now, and the last search may have been of another index
        more = ("--index", folder) if folder and index_path is None else ()
        following = partial(next_page_command, number + 1, first=id, more=more)
        text = give(results, index, output, target, null=null, score=score, explain=explain, next_page=following)
    page(text, target, pager=not no_pager)
    return status(results, output)
