"""``searchkit similar``: more like this."""

from __future__ import annotations

from typing import Any

import click

from searchkit.cli.asking.options import LIMIT, MOST, collapse_option, output_options, passages_option, versions_option
from searchkit.cli.asking.outputs import WITHOUT_TEXT, chosen_output, print_results, tell
from searchkit.cli.command import Command
from searchkit.cli.options import CONTEXT, color_option, index_options, open_index, pager_option
from searchkit.cli.output import screen
from searchkit.cli.show import get, recalled
from searchkit.cli.state import remember


@click.command("similar", cls=Command, context_settings=CONTEXT)
@click.argument("article", metavar="N|ID")
@click.option(
    "--limit", "-n", type=click.IntRange(1, MOST), default=LIMIT, show_default=True, metavar="N", help="Hits at most."
)
@collapse_option
@versions_option
@passages_option
@click.option("--score", is_flag=True, help="Show the score of each hit.")
@click.option("--explain", is_flag=True, help="Show how the score of each hit came about.")
@output_options
@color_option
@pager_option
@index_options
def similar(
    article: str, limit: int, collapse: bool, versions: bool, passages: int, score: bool, explain: bool, null: bool,
    color: str, no_pager: bool, index_path: str | None, settings: dict[str, str], **rest: Any,
) -> int:  # fmt: skip
    """Find more articles like one.

    It is result N of the last search, or the one with this ID, as search --plain and --json print it; its first digits
    will do, 4 or more. What has most of its key words comes first; the words are told.

    Exit status: 0 hits, 1 none, 2 an error.
    """
    output = chosen_output(rest, null=null, explain=explain)
    id, index_path = recalled(article, index_path)
    with open_index(index_path, settings) as index:
        results = index.similar(
            get(index, id).id,
            limit=limit,
            passages=0 if output in WITHOUT_TEXT else passages,
            exact_total=True if output == "count" else None,
            collapse=collapse,
            versions=versions,
        )
        if results and output in ("page", "plain"):
            remember(index.path, results)
        target = screen(color)
        if output not in ("as_json", "as_jsonl", "quiet"):
            tell(results, index, 1, silent=output != "page")
        print_results(results, output, target, null=null, score=score, explain=explain, pager=not no_pager)
    return 0 if results else 1
