"""``searchkit suggest``: what may be meant by a query that is typed in part."""

from __future__ import annotations

import sys

import click

from searchkit.cli.asking.options import LIMIT, MOST
from searchkit.cli.asking.words import WordsCommand, query_of
from searchkit.cli.options import CONTEXT, WholeNumber, index_options, open_index
from searchkit.present.safe import one_line


@click.command("suggest", cls=WordsCommand, context_settings=CONTEXT)
@click.argument("words", nargs=-1, metavar="PREFIX...")
@click.option(
    "--limit", "-n", type=WholeNumber(1, MOST), default=LIMIT, show_default=True, metavar="N",
    help="So many words, and so many titles, at most.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a suggestion.")
@index_options
def suggest(words: tuple[str, ...], limit: int, as_json: bool, index_path: str | None, settings: dict[str, str]) -> int:
    """Complete a word or a title.

    A line each: words that the last word may become, those in the most articles first, then titles that begin so, the
    newest first. Accents and capitals make no difference.

    Exit status: 0 something begins so, 1 nothing does, 2 an error.
    """
    with open_index(index_path, settings) as index:
        found = index.suggest(query_of(words), limit=limit)
    if as_json:
        from searchkit.present.json_ import line

        sys.stdout.write("".join(map(line, found)))
    else:
        sys.stdout.write("".join(f"{one_line(one.text)[0].strip()}\n" for one in found))
    return 0 if found else 1
