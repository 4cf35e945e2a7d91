"""``searchkit timeline``: when the articles that match were published."""

from __future__ import annotations

import sys
from typing import Any

import click

from searchkit.cli.asking.options import filter_options
from searchkit.cli.asking.outputs import none_matches, tell_notes
from searchkit.cli.asking.words import WordsCommand, query_of
from searchkit.cli.options import CONTEXT, color_option, index_options, json_option, open_index
from searchkit.cli.output import say, screen


@click.command("timeline", cls=WordsCommand, context_settings=CONTEXT)
@click.argument("words", nargs=-1, metavar="QUERY...")
@click.option(
    "--by", type=click.Choice(["day", "month", "year"]), help="The length of a row. [default: as many as fit well]"
)
@filter_options
@json_option
@color_option
@index_options
def timeline(
    words: tuple[str, ...], by: str | None, as_json: bool, color: str, index_path: str | None,
    settings: dict[str, str], **which: Any,
) -> int:  # fmt: skip
    """Draw when the articles that match were published.

    A row for each day, month or year (in UTC), with the number of articles.

    Exit status: 0 articles match, 1 none does, 2 an error.
    """
    from searchkit.present.timeline import period_for, timeline_text

    query = query_of(words)
    with open_index(index_path, settings) as index:
        found = index.facets(query, [by] if by else ["day", "month", "year"], **which)
        asked = index.search(query, limit=1, passages=0, collapse=False, expand=False, **which)
        none = none_matches(index, query, which)
    if by is None:
        days = [day for day, _ in found["day"] if day]
        by = period_for(days[0], days[-1]) if days else "day"
    counts = found[by]
    tell_notes(asked, "as_json" if as_json else "page")
    if as_json:
        from searchkit.present.json_ import SCHEMA_VERSION, dumps, value

        periods = [{"period": period or None, "articles": count} for period, count in counts]
        notes = [value(note) for note in asked.notes]
        document = {"schema_version": SCHEMA_VERSION, "by": by, "periods": periods, "notes": notes}
        sys.stdout.write(dumps(document, indent=2) + "\n")
    elif counts:
        target = screen(color)
        blocks = (sys.stdout.encoding or "").lower().startswith("utf")
        sys.stdout.write(timeline_text(counts, ink=target.ink, width=target.width, blocks=blocks))
    else:
        say(none)
    return 0 if counts else 1
