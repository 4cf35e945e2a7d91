"""``search QUERY...``: ranked articles with the passages that match."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from searchkit.cli.asking.options import (
    LIMIT,
    RANKING,
    filter_options,
    output_options,
    page_options,
    ranking_options,
    shown_options,
)
from searchkit.cli.asking.outputs import WITHOUT_TEXT, chosen_output, give, status, tell
from searchkit.cli.asking.words import WordsCommand, next_page_command, query_of
from searchkit.cli.options import CONTEXT, color_option, index_options, open_index, pager_option, version_option
from searchkit.cli.output import page, screen
from searchkit.frozen import replace

EPILOG = """\b
Examples:
  search Korea Japan trust
  search '"public trust" -election'      a phrase, without a word
  search korea -japan                    where it could be an option: search -- korea -p
  search title:trust source:herald       in a field
  search --since 2025-05 --sort newest korea
  search -l -0 korea | xargs -0 wc -w    the files
  search --json korea | jq '.hits[].title'
  search --all korea | jq -r .title      every hit, however many
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
    collapse: bool,
    expand: bool | None,
    every: bool,
    passages: int,
    score: bool,
    explain: bool,
    facets: tuple[str, ...],
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
    output = chosen_output(rest, null=null, explain=explain, facets=facets)
    if every:
        output = _output_of_all(output, limited=limit is not None or number > 1)
    query = query_of(words)
    with open_index(index_path, settings) as index:
        every = every or (output == "paths" and limit is None and number == 1)
        collapse = collapse and output not in ("paths", "count")  # of all that match, copies too
        one_page = partial(index.search, limit=limit or LIMIT, page=number, collapse=collapse)
        ask = index.all if every else one_page
        results = ask(query, passages=0 if output in WITHOUT_TEXT else passages, facets=facets, expand=expand, **rest)
        if output == "count" and not results.total_is_exact:
            which: Any = {name: value for name, value in rest.items() if name not in RANKING}
            results = replace(results, total=index.count(query, **which), total_is_exact=True)
        target = screen(color)
        tell(results, index, number, output, rest)
        following = partial(next_page_command, number + 1, first=query.strip() if words == ("-",) else "")
        text = give(results, index, output, target, null=null, score=score, explain=explain, next_page=following)
    page(text, target, pager=not no_pager)
    return status(results, output)


def _output_of_all(output: str, *, limited: bool) -> str:
    """The output of ``--all`` when `output` was asked for."""
    if limited:
        raise click.UsageError("--all gives every hit; leave out --limit and --page")
    if output not in ("page", "as_jsonl", "plain", "paths"):
        raise click.UsageError("--all goes with --jsonl, --plain and --paths, which give a hit at a time")
    return "as_jsonl" if output == "page" else output


def main() -> None:
    """The program ``search``."""
    search(prog_name="search")
