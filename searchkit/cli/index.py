"""``searchkit index PATHS...``: make the index say what the files say."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from searchkit.cli.command import INTERRUPTED, Command
from searchkit.cli.options import CONTEXT, index_options, json_option, moment, override, wait_option
from searchkit.cli.output import say
from searchkit.errors import IndexNotFound

if TYPE_CHECKING:
    from searchkit import SyncReport

_NEW = ".searchkit"

EPILOG = """\b
Examples:
  searchkit index news/                    into the index at hand, or a new one in ./.searchkit
  searchkit index corpus --index index
  searchkit index news/ --prune            and forget the files that are gone
  searchkit index page.txt --fetched-at 2025-05-30T14:00Z

\b
The summary, on stdout: +120 ~3 =1000 -0 !2
  files added, changed, unchanged, removed; problems

A file NAME.meta.json beside NAME says what NAME does not: {"fetched_at": "2025-05-30T14:00Z"}.

Exit status: 0 all well, 1 some files had problems, 2 an error, 130 interrupted (what was read is kept).
"""


def _places(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[Path, ...]:
    """The paths; an empty one, of a variable that is not set perhaps, is not the current folder."""
    if "" in value:
        raise click.BadParameter("an empty name is no file or folder", ctx, param)
    return tuple(map(Path, value))


@click.command("index", cls=Command, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, callback=_places, metavar="PATHS...")
@index_options
@click.option("--prune", is_flag=True, help="Remove what files held that are gone.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--format", metavar="NAME", help="Read every file as this format, whatever it looks like.")
@click.option(
    "--fetched-at",
    callback=moment,
    metavar="TIME",
    help="When the pages were fetched: what 'an hour ago' counts from.",
)
@click.option("--jobs", metavar="N", help="Processes that read and build; 0: one for each processor. The setting jobs.")
@click.option("--memory", metavar="MIB", help="Memory for articles until they are written. The setting writer_memory.")
@wait_option
@json_option
@click.option("--quiet", "-q", is_flag=True, help="No summary, no progress; problems are still told.")
def index(
    paths: tuple[Path, ...],
    index_path: str | None,
    settings: dict[str, str],
    prune: bool,
    dry_run: bool,
    format: str | None,
    fetched_at: datetime | None,
    jobs: str | None,
    memory: str | None,
    wait: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Read files and folders into the index.

    New files are added, changed ones read again, unchanged ones left alone. Files that are gone stay in the index
    until --prune.
    """
    import searchkit
    from searchkit.cli.progress import bar
    from searchkit.engine import MEMORY

    where, is_new = _where(index_path)
    if is_new and not any(map(os.path.lexists, paths)):
        raise IndexNotFound(f"{paths[0]}: there is no such file or folder, and no index yet: none was made")
    if is_new and not index_path and not dry_run:
        say(f"Making a new index: {where}")
    named = {"jobs": jobs, "writer_memory": memory, "lock_seconds": wait}
    settings |= {name: value for name, value in named.items() if value is not None}
    with (
        searchkit.open(
            MEMORY if is_new and dry_run else where, create=True, settings=override(where, settings)
        ) as opened,
        bar(shown=not quiet) as progress,
    ):
        report = opened.sync(
            paths, prune=prune, dry_run=dry_run, format=format, fetched_at=fetched_at, progress=progress
        )
    _tell(report, as_json=as_json, quiet=quiet)
    if report.interrupted:
        return INTERRUPTED
    return 1 if report.problems else 0


def _where(index_path: str | None) -> tuple[Path, bool]:
    """The folder of the index, and whether it is yet to be made there."""
    from searchkit.index.locate import find_index
    from searchkit.index.manifest import holds_index

    if index_path:
        return Path(index_path), not holds_index(Path(index_path))
    try:
        return find_index(Path.cwd()), False
    except IndexNotFound:
        return Path(os.environ.get("SEARCHKIT_INDEX") or _NEW), True


def _tell(report: SyncReport, *, as_json: bool, quiet: bool) -> None:
    from searchkit.present.report import summary_line, sync_advice

    for line in sync_advice(report):
        say(line)
    if as_json:
        from searchkit.present.json_ import document

        sys.stdout.write(document(report))
    elif not quiet:
        sys.stdout.write(summary_line(report) + "\n")
