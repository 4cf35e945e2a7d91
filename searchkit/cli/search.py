"""``search QUERY...``: ranked articles with the passages that match."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import click

from searchkit.cli.options import (
    CONTEXT,
    color_option,
    filter_options,
    index_options,
    open_index,
    pager_option,
    stacked,
    version_option,
)
from searchkit.cli.output import Screen, page, real_path, say, screen, write_exactly
from searchkit.cli.state import remember
from searchkit.cli.words import WordsCommand, next_page_command, query_of
from searchkit.frozen import replace
from searchkit.present.ink import file_path
from searchkit.present.printer import Printer, show
from searchkit.present.safe import one_line, safe

if TYPE_CHECKING:
    from searchkit import Index, Results

_LIMIT = 10
# The largest page that an index gives.
_MOST = 10_000
_LAST_PAGE = 1_000_000
_OUTPUTS = {
    "as_json": "--json",
    "as_jsonl": "--jsonl",
    "plain": "--plain",
    "paths": "--paths",
    "count": "--count",
    "quiet": "--quiet",
}

_WITHOUT_TEXT = ("paths", "count", "quiet")

output_options = stacked(
    click.option("--json", "as_json", is_flag=True, help="One JSON object; see docs/json-output.md."),
    click.option("--jsonl", "as_jsonl", is_flag=True, help="JSON Lines: each note, each hit, a summary."),
    click.option(
        "--plain",
        is_flag=True,
        help="One hit a line, separated by tabs: rank, id, score, date, source, title, url, path, passages.",
    ),
    click.option("--paths", "-l", is_flag=True, help="Only the files that hold hits: all of them, unless --limit."),
    click.option(
        "--null", "-0", is_flag=True, help="With --paths: end each with NUL, not a new line, as xargs -0 reads."
    ),
    click.option("--count", "-c", is_flag=True, help="Only how many articles match."),
    click.option("--quiet", "-q", is_flag=True, help="Nothing: the exit status says whether there are hits."),
)

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
@click.option("--limit", "-n", type=click.IntRange(1, _MOST), metavar="N", help=f"Hits a page. [default: {_LIMIT}]")
@click.option(
    "--page",
    "-p",
    "number",
    type=click.IntRange(1, _LAST_PAGE),
    default=1,
    show_default=True,
    metavar="N",
    help="Which page.",
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="The order of the hits.",
)
@filter_options
@click.option(
    "--passages",
    type=click.IntRange(0, 20),
    default=1,
    show_default=True,
    metavar="N",
    help="Passages shown of each hit, at most.",
)
@click.option("--score", is_flag=True, help="Show the score of each hit.")
@output_options
@color_option
@pager_option
@index_options
@version_option
def search(
    words: tuple[str, ...],
    limit: int | None,
    number: int,
    sort: Literal["relevance", "newest", "oldest"],
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
    output = _output({name: rest.pop(name) for name in _OUTPUTS})
    if null and output != "paths":
        raise click.UsageError("--null goes with --paths")
    query = query_of(words)
    with open_index(index_path, settings) as index:
        ask = partial(index.search, query, sort=sort, passages=0 if output in _WITHOUT_TEXT else passages, **rest)
        results = _everything(ask) if output == "paths" and limit is None else ask(limit=limit or _LIMIT, page=number)
        if output == "count" and not results.total_is_exact:
            results = replace(results, total=index.count(query, **rest), total_is_exact=True)
        if results and output in ("page", "plain"):
            remember(index.path, results)
        target = screen(color)
        if output not in ("as_json", "as_jsonl", "quiet"):
            _tell(results, index, number, silent=output != "page")
        text: list[str] = []  # hits are read while they are printed, from the open index
        if output == "page":
            more = bool(results) and (results.offset + len(results) < results.total or not results.total_is_exact)
            show(results, _page_printer(text, target, score, next_page_command(number + 1) if more else ""))
        else:
            show(results, _printer(output, target, null=null))
    if output == "page":
        page("".join(text), target, pager=not no_pager)
    return 0 if (results.total if output == "count" else len(results)) else 1


def _output(flags: dict[str, bool]) -> str:
    """The one output that was asked for, ``page`` without any."""
    chosen = [name for name, given in flags.items() if given]
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(_OUTPUTS[name] for name in chosen)} exclude each other")
    return chosen[0] if chosen else "page"


def _everything(ask: Callable[..., Results]) -> Results:
    """All hits, not a page of them."""
    results = ask(limit=_MOST)
    hits = list(results)
    while hits and len(hits) % _MOST == 0 and len(hits) < results.total:
        hits += ask(limit=_MOST, page=len(hits) // _MOST + 1)
    return replace(results, hits=tuple(hits))


def _tell(results: Results, index: Index, number: int, *, silent: bool) -> None:
    """What was left out, and why there is nothing, on stderr."""
    from searchkit.present.report import note_text

    for note in results.notes:
        say(note_text(note))
    if results or silent:
        return
    if not len(index):
        say("The index is empty. Fill it with: searchkit index FOLDER")
    elif results.total:
        say(f"There is no page {number}: {results.total:,} articles match.")
    else:
        say(f"No article matches: {one_line(results.query)[0].strip()}")


def _page_printer(text: list[str], target: Screen, score: bool, next_page: str) -> Printer:
    from searchkit.present.terminal import TerminalPrinter

    return TerminalPrinter(text.append, ink=target.ink, width=target.width, score=score, next_page=next_page)


def _printer(output: str, target: Screen, *, null: bool) -> Printer:
    write = sys.stdout.write
    if output in ("as_json", "as_jsonl"):
        from searchkit.present.json_ import JsonLinesPrinter, JsonPrinter

        return JsonPrinter(write) if output == "as_json" else JsonLinesPrinter(write)
    from searchkit.present.plain import CountPrinter, PathsPrinter, PlainPrinter, QuietPrinter

    if output == "paths":
        end = "\0" if null else "\n"
        if target.terminal:
            return PathsPrinter(write, name=lambda origin: safe(file_path(origin)), end=end)
        return PathsPrinter(write_exactly, name=real_path, end=end)
    if output == "count":
        return CountPrinter(write)
    return PlainPrinter(write) if output == "plain" else QuietPrinter()


def main() -> None:
    """The program ``search``."""
    gc.disable()  # it is over before there is garbage worth looking for
    search(prog_name="search")
