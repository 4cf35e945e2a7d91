"""Options of commands that are given a query, each group one decorator.

Those of `filter_options` and `ranking_options` are named as the arguments of `Index.search` are: they are handed on as
they come.
"""

from __future__ import annotations

import click

from searchkit.cli.options import WholeNumber, moment, stacked
from searchkit.model import FACETS

LIMIT = 10
MOST = 10_000
"""The largest page that an index gives."""

_LAST_PAGE = 1_000_000

expand_option = click.option(
    "--expand/--no-expand", default=None,
    help="Whether words of the best articles move others up. [default: as the setting expand says]",
)  # fmt: skip

collapse_option = click.option(
    "--collapse/--no-collapse",
    default=True,
    show_default=True,
    help="Show copies of an article as one hit, the best of them.",
)

which_page_options = stacked(
    click.option("--limit", "-n", type=WholeNumber(1, MOST), metavar="N", help=f"Hits a page. [default: {LIMIT}]"),
    click.option(
        "--page",
        "-p",
        "number",
        type=WholeNumber(1, _LAST_PAGE),
        default=1,
        show_default=True,
        metavar="N",
        help="Which page.",
    ),
    collapse_option,
)

page_options = stacked(
    which_page_options,
    expand_option,
    click.option(
        "--all", "every", is_flag=True, help="Every hit, however many, as --jsonl does; or --plain, or --paths."
    ),
)

RANKING = ("sort", "recent", "half_life")
"""The arguments of `ranking_options`, which change the order and not what is found."""

ranking_options = stacked(
    click.option(
        "--sort",
        type=click.Choice(["relevance", "newest", "oldest"]),
        default="relevance",
        show_default=True,
        help="The order of the hits.",
    ),
    click.option("--recent", is_flag=True, help="By relevance, but a score falls by half with each half-life of age."),
    click.option("--half-life", metavar="TIME", help="With --recent: 36h, 30d, 2w, 6m, 1y. [default: 30d]"),
)


def _unless_off(ctx: click.Context, param: click.Parameter, value: bool) -> bool | None:
    """None without a ``--no-`` option, so that the setting decides: a callback for click."""
    return False if value else None


def _each(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """What commas separate as values of their own, as ``lang:`` takes them: a callback for click."""
    return tuple(value for several in values for value in several.split(","))


versions_option = click.option(
    "--versions", is_flag=True, help="Also older versions of pages that were met more than once."
)

among_options = stacked(
    click.option("--since", metavar="DATE", help="Published then or later: 2025, 2025-05, 2025-05-30, 7d, yesterday."),
    click.option("--until", metavar="DATE", help="Published then or earlier."),
    click.option("--source", "sources", metavar="NAME", multiple=True, help="Only from this paper; repeatable."),
    click.option("--author", "authors", metavar="NAME", multiple=True, help="Only by this author; repeatable."),
    click.option("--tag", "tags", metavar="NAME", multiple=True, help="Only with this tag; repeatable."),
    click.option(
        "--lang",
        "languages",
        metavar="CODE",
        multiple=True,
        callback=_each,
        help="Only in this language, as ko, or these: en,ko; repeatable.",
    ),
    click.option("--site", "sites", metavar="HOST", multiple=True, help="Only from this site: bbc.co.uk; repeatable."),
    versions_option,
    click.option(
        "--now",
        metavar="MOMENT",
        callback=moment,
        help="Answer as of then: 2025-06-01 or 2025-06-01T12:00, in UTC. [default: the present moment]",
    ),
)

AMONG = ("since", "until", "sources", "authors", "tags", "languages", "sites")
"""The arguments of `among_options` that leave articles out."""

filter_options = stacked(
    click.option("--match-all", is_flag=True, help="Only articles with all of the words, not any of them."),
    click.option(
        "--no-names",
        "names",
        is_flag=True,
        callback=_unless_off,
        help="Search for the names of countries as they are: without it Korea also finds Korean and Seoul.",
    ),
    among_options,
)

passages_option = click.option(
    "--passages",
    type=WholeNumber(0, 20),
    default=1,
    show_default=True,
    metavar="N",
    help="Passages shown of each hit, at most.",
)

shown_options = stacked(
    passages_option,
    click.option("--score", is_flag=True, help="Show the score of each hit."),
    click.option("--explain", is_flag=True, help="Show how the score of each hit came about."),
    click.option(
        "--facet",
        "facets",
        type=click.Choice(FACETS),
        multiple=True,
        help="Count all articles that match by this, after the hits; repeatable.",
    ),
)

output_options = stacked(
    click.option("--json", "as_json", is_flag=True, help="One JSON object; see docs/json-output.md."),
    click.option("--jsonl", "as_jsonl", is_flag=True, help="JSON Lines: each note, each hit, a summary."),
    click.option(
        "--plain",
        is_flag=True,
        help="One hit a line, separated by tabs: rank, id, score, date, source, title, url, path, passages, copies.",
    ),
    click.option(
        "--paths", "-l", is_flag=True, help="Only the files that hold hits: a search gives all, unless --limit."
    ),
    click.option(
        "--null", "-0", is_flag=True, help="With --paths: end each with NUL, not a new line, as xargs -0 reads."
    ),
    click.option("--count", "-c", is_flag=True, help="Only how many articles match."),
    click.option("--quiet", "-q", is_flag=True, help="Nothing: the exit status says whether there are hits."),
)
