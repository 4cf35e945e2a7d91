"""``search QUERY...``: ranked articles with the passages that match."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli.asking.options import (
    LIMIT,
    MOST,
    filter_options,
    output_options,
    page_options,
    ranking_options,
    shown_options,
)
from searchkit.cli.asking.outputs import WITHOUT_TEXT, chosen_output, page_printer, printer_of, tell
from searchkit.cli.asking.words import WordsCommand, next_page_command, query_of
from searchkit.cli.options import CONTEXT, color_option, index_options, open_index, pager_option, version_option
from searchkit.cli.output import page, screen
from searchkit.cli.state import remember
from searchkit.frozen import replace
from searchkit.present.printer import show

if TYPE_CHECKING:
    from searchkit import Results

EPILOG = """\b
Examples:
  search Korea Japan trust
  search '"public trust" -election'      a phrase, without a word
  search korea -japan                    a lone letter needs --, as in: search -- korea -x
  search title:trust source:herald       in a field
  search --since 2025-05 --sort newest korea
  search -l -0 korea | xargs -0 wc -w    the files
  search --json korea | jq '.hits[].title'
  echo "korea trust" | search -          the query from another program

\b
Exit status: 0 hits, 1 none, 2 an error, 130 interrupted.
Afterwards: searchkit show 1, searchkit open 1.
The query language: docs/query-language.md.
"""


@click.command("search", cls=WordsCommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="QUERY...")
@page_options
@ranking_options
@filter_options
@shown_options
@output_options
@color_option
@pager_option
@index_options
@version_option
def search(
    words: tuple[str, ...],
    limit: int | None,
    number: int,
    passages: int,
    score: bool,
    null: bool,
    color: str,
    no_pager: bool,
    index_path: str | None,
    settings: dict[str, str],
    **rest: Any,
) -> int:
    """Search the articles; the best come first.

    QUERY is any number of words, of which any may match, and all that the query language has: "phrases", -without,
    title:trust, after:2025-05, wild*. Words need no quotes that the shell does not need.
    """
    output = chosen_output(rest)
    if null and output != "paths":
        raise click.UsageError("--null goes with --paths")
    query = query_of(words)
    with open_index(index_path, settings) as index:
        ask = partial(index.search, query, passages=0 if output in WITHOUT_TEXT else passages, **rest)
        results = _everything(ask) if output == "paths" and limit is None else ask(limit=limit or LIMIT, page=number)
        if output == "count" and not results.total_is_exact:
            rest.pop("sort")
            results = replace(results, total=index.count(query, **rest), total_is_exact=True)
        if results and output in ("page", "plain"):
            remember(index.path, results)
        target = screen(color)
        if output not in ("as_json", "as_jsonl", "quiet"):
            tell(results, index, number, silent=output != "page")
        text: list[str] = []  # hits are read while they are printed, from the open index
        if output == "page":
            more = bool(results) and (results.offset + len(results) < results.total or not results.total_is_exact)
            following = next_page_command(number + 1) if more else ""
            show(results, page_printer(text.append, target, score=score, next_page=following))
        else:
            show(results, printer_of(output, target, null=null))
    if output == "page":
        page("".join(text), target, pager=not no_pager)
    return 0 if (results.total if output == "count" else len(results)) else 1


def _everything(ask: Callable[..., Results]) -> Results:
    """All hits, not a page of them."""
    results = ask(limit=MOST)
    hits = list(results)
    while hits and len(hits) % MOST == 0 and len(hits) < results.total:
        hits += ask(limit=MOST, page=len(hits) // MOST + 1)
    return replace(results, hits=tuple(hits))


def main() -> None:
    """The program ``search``."""
    gc.disable()  # it is over before there is garbage worth looking for
    search(prog_name="search")
