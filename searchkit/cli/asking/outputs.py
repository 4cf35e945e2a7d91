"""Which output of an answer was asked for, and the printer that makes it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli.asking.options import AMONG
from searchkit.cli.output import Screen, real_path, say, write_exactly
from searchkit.cli.state import remember
from searchkit.present.ink import file_path
from searchkit.present.printer import Printer, show
from searchkit.present.safe import one_line, safe

if TYPE_CHECKING:
    from searchkit import Index, Results

_OUTPUTS = {
    "as_json": "--json",
    "as_jsonl": "--jsonl",
    "plain": "--plain",
    "paths": "--paths",
    "count": "--count",
    "quiet": "--quiet",
}

WITHOUT_TEXT = ("paths", "count", "quiet")
"""Outputs that show nothing of an article's text."""

_SHOWS_ALL = ("page", "as_json", "as_jsonl")
"""Outputs that have room for facets and explanations."""


def chosen_output(options: dict[str, Any], *, null: bool, explain: bool = False, facets: Sequence[str] = ()) -> str:
    """The one output that was asked for, ``page`` without any; its flag is taken out of `options`. `null`, `explain`
    and `facets` go with some outputs only."""
    flags = {name: options.pop(name) for name in _OUTPUTS if name in options}
    chosen = [name for name, given in flags.items() if given]
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(_OUTPUTS[name] for name in chosen)} exclude each other")
    output = chosen[0] if chosen else "page"
    if null and output != "paths":
        raise click.UsageError("--null goes with --paths")
    if explain and output not in _SHOWS_ALL:
        raise click.UsageError("--explain goes with a page for people, --json and --jsonl")
    if facets and output not in _SHOWS_ALL:
        raise click.UsageError("--facet goes with a page for people, --json and --jsonl")
    return output


def give(
    results: Results,
    index: Index,
    output: str,
    target: Screen,
    *,
    null: bool,
    score: bool,
    explain: bool = False,
    next_page: Callable[[], str] | None = None,
) -> str:
    """Writes `results` for a program, or gives the page for people, to be shown when the index is closed; nothing
    else is then to be shown. Which article a number stands for is remembered; `next_page` gives the command that shows
    the next page, if there is one."""
    if results and output in ("page", "plain"):
        forgotten = remember(index.path, results)
        if forgotten and target.terminal:
            say(f"note: what was found cannot be remembered for searchkit show 1 ({forgotten})")
    if output == "page":
        return _page_text(results, target, score=score, explain=explain, next_page=next_page)
    show(results, _printer_of(output, target, null=null, explain=explain))
    return ""


def status(results: Results, output: str) -> int:
    """The exit status: 0 when there is something, 1 when there is nothing."""
    return 0 if (results.total if output == "count" else len(results)) else 1


def _printer_of(output: str, target: Screen, *, null: bool, explain: bool) -> Printer:
    """The printer of an output for programs, on stdout."""
    write = sys.stdout.write
    if output in ("as_json", "as_jsonl"):
        from searchkit.present.json_ import JsonLinesPrinter, JsonPrinter

        kind = JsonPrinter if output == "as_json" else JsonLinesPrinter
        return kind(write, explain=explain)
    from searchkit.present.plain import CountPrinter, PathsPrinter, PlainPrinter, QuietPrinter

    if output == "paths":
        end = "\0" if null else "\n"
        if target.terminal:
            return PathsPrinter(write, name=lambda origin: safe(file_path(origin)), end=end)
        return PathsPrinter(write_exactly, name=real_path, end=end)
    if output == "count":
        return CountPrinter(write)
    return PlainPrinter(write) if output == "plain" else QuietPrinter()


def _page_text(
    results: Results, target: Screen, *, score: bool, explain: bool, next_page: Callable[[], str] | None
) -> str:
    """A page for people. Hits are read for it, from an index that is open."""
    from searchkit.present.terminal import TerminalPrinter

    seen = results.offset + len(results) + results.folded
    more = bool(results) and (seen < results.total or not results.total_is_exact)
    following = next_page() if more and next_page is not None else ""
    text: list[str] = []
    show(
        results,
        TerminalPrinter(
            text.append, ink=target.ink, width=target.width, score=score, explain=explain, next_page=following
        ),
    )
    return "".join(text)


def tell_notes(results: Results, output: str, *, advice: bool = True) -> None:
    """What was left out of an answer, on stderr, unless the output has it or wants nothing; `advice`: and which option
    of the command changes that."""
    if output in ("as_json", "as_jsonl", "quiet"):
        return
    from searchkit.present.report import note_text

    for note in results.notes:
        if note.code != "copies" or results:  # it speaks of what is shown
            text = note_text(note)
            say(text if advice else text.partition("; --")[0])


def none_matches(index: Index, query: str, options: Mapping[str, Any]) -> str:
    """That no article matches a query, for people; `options` are those of the search."""
    if not len(index):
        return "The index is empty. Fill it with: searchkit index FOLDER"
    asked = one_line(query)[0].strip()
    if not asked:
        return "There is nothing in the query to search for."
    return f"No article matches{' with these options' if any(map(options.get, AMONG)) else ''}: {asked}"


def tell(results: Results, index: Index, number: int, output: str, options: Mapping[str, Any]) -> None:
    """What was left out and, to people, why page `number` is empty, on stderr; `options` are those of the search."""
    tell_notes(results, output)
    if results or output != "page":
        return
    if results.total:
        say(f"There is no page {number}: {results.total:,} articles match.")
    elif any(note.code == "time-out" for note in results.notes):
        say("Nothing was found by then.")
    else:
        say(none_matches(index, results.query, options))
