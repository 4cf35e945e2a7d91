"""``searchkit save``, ``saved``, ``forget`` and ``watch``: searches that are asked again and again."""

from __future__ import annotations

import sys
from typing import Any

import click

from searchkit.cli.asking.options import (
    MOST,
    collapse_option,
    filter_options,
    output_options,
    passages_option,
    ranking_options,
)
from searchkit.cli.asking.outputs import WITHOUT_TEXT, chosen_output, give, tell_notes
from searchkit.cli.asking.words import WordsCommand, query_of
from searchkit.cli.command import Command
from searchkit.cli.options import CONTEXT, WholeNumber, color_option, index_options, open_index, pager_option
from searchkit.cli.output import page, say, screen

_LIMIT = 100


@click.command("save", cls=WordsCommand, context_settings=CONTEXT)
@click.argument("name")
@click.argument("words", nargs=-1, metavar="QUERY...")
@click.option(
    "--replace", is_flag=True, help="In the place of the search that has this name; what it showed is new again."
)
@ranking_options
@filter_options
@collapse_option
@index_options
def save(
    name: str, words: tuple[str, ...], replace: bool, index_path: str | None, settings: dict[str, str], **rest: Any
) -> None:
    """Keep a search under a name.

    searchkit watch NAME shows what is new of it. NAME has small letters, digits, - and _.
    """
    query = query_of(words)
    given = {option: value for option, value in rest.items() if value is not None}
    from searchkit.present.report import note_text

    with open_index(index_path, settings) as index:
        for note in index.save(name, query, replace=replace, **given):
            if note.start is not None or note.code == "empty":  # of the query, not of what it finds today
                say(note_text(note))
    if sys.stderr.isatty():
        say(f"Saved. What is new of it: searchkit watch {name}")


@click.command("saved", cls=Command, context_settings=CONTEXT)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a search.")
@index_options
def saved(as_json: bool, index_path: str | None, settings: dict[str, str]) -> int:
    """List the saved searches.

    A line each: name, articles seen, when it was last watched, the query, its conditions. Separated by tabs.

    Exit status: 0, or 1 when a search is damaged; 2 an error.
    """
    from searchkit.present.saved import saved_text

    with open_index(index_path, settings) as index:
        found = index.saved()
    if as_json:
        from searchkit.present.json_ import line

        sys.stdout.write("".join(map(line, found)))
    else:
        sys.stdout.write("".join(saved_text(one) for one in found))
    return 1 if any(one.problem for one in found) else 0


@click.command("forget", cls=Command, context_settings=CONTEXT)
@click.argument("name")
@index_options
def forget(name: str, index_path: str | None, settings: dict[str, str]) -> None:
    """Remove a saved search.

    With it goes what is known of the articles that it showed. The articles stay.
    """
    with open_index(index_path, settings) as index:
        index.forget(name)


@click.command("watch", cls=Command, context_settings=CONTEXT)
@click.argument("name")
@click.option(
    "--limit", "-n", type=WholeNumber(1, MOST), default=_LIMIT, show_default=True, metavar="N", help="Hits at most."
)
@passages_option
@click.option("--score", is_flag=True, help="Show the score of each hit.")
@output_options
@color_option
@pager_option
@index_options
def watch(
    name: str, limit: int, passages: int, score: bool, null: bool, color: str, no_pager: bool, index_path: str | None,
    settings: dict[str, str], **rest: Any,
) -> int:  # fmt: skip
    """Show what is new of a saved search.

    New is what no earlier run showed. A new version of a page that was shown is not, nor is a copy of a story, unless
    the search was saved with --versions or --no-collapse. The first run shows everything, up to the limit. What was
    written is marked as seen, and nothing else; --count and --quiet only look.

    Exit status: 0 something is new, 1 nothing is, 2 an error.
    """
    output = chosen_output(rest, null=null)
    shown = 0 if output in WITHOUT_TEXT else passages
    with (
        open_index(index_path, settings) as index,
        index.watch(
            name, limit=MOST if output == "count" else limit, passages=shown, mark=output not in ("count", "quiet")
        ) as results,
    ):
        target = screen(color)
        tell_notes(results, output, advice=False)
        if not results and output == "page" and sys.stderr.isatty():
            say("Nothing is new.")
        page(give(results, index, output, target, null=null, score=score), target, pager=not no_pager)
        sys.stdout.flush()  # what cannot be written is not seen
    return 0 if results else 1
