"""``searchkit check``, ``repair``, ``backup``, ``restore`` and ``compact``: for who operates an index."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from searchkit.cli.command import Command
from searchkit.cli.options import (
    CONTEXT,
    folder_of,
    index_options,
    json_option,
    named_folder,
    open_index,
    override,
    wait_option,
)
from searchkit.cli.output import say

_quiet = click.option("--quiet", "-q", is_flag=True, help="Nothing when all is well, and no progress.")


@click.command("check", cls=Command, context_settings=CONTEXT)
@click.option("--deep", is_flag=True, help="Decode all lists and articles too; takes far longer.")
@click.option("--repair", "repair_too", is_flag=True, help="Rebuild what is damaged, as searchkit repair does.")
@json_option
@_quiet
@index_options
def check(
    deep: bool, repair_too: bool, as_json: bool, quiet: bool, index_path: str | None, settings: dict[str, str]
) -> int:
    """Compare every byte of the index with what was written.

    A line each: file, byte, what is wrong. Searches and writers go on meanwhile.

    Exit status: 0 well (or repaired, and nothing lost), 1 not, 2 an error.
    """
    import searchkit
    from searchkit.cli.progress import bar
    from searchkit.present.upkeep import check_text

    where = folder_of(index_path)
    with bar(shown=not quiet) as progress:
        report = searchkit.check(where, deep=deep, progress=progress)
    if not report.ok and repair_too:
        if not as_json:
            sys.stdout.write(check_text(report))
        return _repaired(where, settings, as_json=as_json, quiet=quiet)
    if as_json or not (quiet and report.ok):
        _print(report, check_text, as_json=as_json)
    return 0 if report.ok else 1


@click.command("repair", cls=Command, context_settings=CONTEXT)
@json_option
@_quiet
@index_options
def repair(as_json: bool, quiet: bool, index_path: str | None, settings: dict[str, str]) -> int:
    """Rebuild what is damaged from what is intact.

    Nothing of the damaged index is touched until what takes its place is on the disk. What was lost is listed. An
    index that is well is left as it is.

    Exit status: 0 well now and nothing lost, 1 something was lost, 2 an error.
    """
    return _repaired(folder_of(index_path), settings, as_json=as_json, quiet=quiet)


def _repaired(where: Path, settings: dict[str, str], *, as_json: bool, quiet: bool) -> int:
    import searchkit
    from searchkit.cli.progress import bar
    from searchkit.present.upkeep import repair_text

    with bar(shown=not quiet) as progress:
        report = searchkit.repair(where, settings=override(where, settings), progress=progress)
    if as_json or report.damages or not quiet:
        _print(report, repair_text, as_json=as_json)
    return 1 if report.lost else 0


@click.command("backup", cls=Command, context_settings=CONTEXT)
@click.argument("target", callback=named_folder, metavar="TARGET")
@click.option("--link", is_flag=True, help="Link segments instead of copying them: instant, same file system only.")
@wait_option
@json_option
@click.option("--quiet", "-q", is_flag=True, help="Nothing when all is well.")
@index_options
def backup(
    target: str,
    link: bool,
    wait: str | None,
    as_json: bool,
    quiet: bool,
    index_path: str | None,
    settings: dict[str, str],
) -> None:
    """Copy the index as of its last commit to a new folder.

    Saved searches are copied, too. Searches and writers go on meanwhile. TARGET must not be there yet; searchkit
    restore makes an index of it, and it can be searched as it is. A copy with --link shares its segments with the
    index: it helps against mistakes, and not when the disk fails.
    """
    from searchkit.present.upkeep import backup_text

    with open_index(index_path, _with_wait(settings, wait)) as index:
        report = index.backup(Path(target), link=link)
    if as_json or not quiet:
        _print(report, backup_text, as_json=as_json)


@click.command("restore", cls=Command, context_settings=CONTEXT)
@click.argument("source", callback=named_folder, metavar="SOURCE")
@json_option
@_quiet
@click.option(
    "--index",
    "-i",
    "index_path",
    metavar="PATH",
    required=True,
    callback=named_folder,
    help="The new folder for the index.",
)
def restore(source: str, as_json: bool, quiet: bool, index_path: str) -> None:
    """Make an index of a backup, in a new folder.

    The backup is checked first, and the copy when it is made. The folder must not be there yet: move a damaged index
    away before.
    """
    import searchkit
    from searchkit.cli.progress import bar
    from searchkit.present.upkeep import backup_text

    with bar(shown=not quiet) as progress:
        report = searchkit.restore(Path(source), Path(index_path), progress=progress)
    if as_json or not quiet:
        _print(report, backup_text, as_json=as_json)


@click.command("compact", cls=Command, context_settings=CONTEXT)
@wait_option
@json_option
@_quiet
@index_options
def compact(wait: str | None, as_json: bool, quiet: bool, index_path: str | None, settings: dict[str, str]) -> None:
    """Merge all segments, and drop what is deleted.

    Searches go on meanwhile. The folder needs room for the segments once more until it is done.
    """
    from searchkit.present.upkeep import compact_text

    if not quiet and sys.stderr.isatty():
        say("Merging all segments ...")
    with open_index(index_path, _with_wait(settings, wait)) as index:
        report = index.compact()
    if as_json or not quiet:
        _print(report, compact_text, as_json=as_json)


def _with_wait(settings: dict[str, str], wait: str | None) -> dict[str, str]:
    return settings if wait is None else {**settings, "lock_seconds": wait}


def _print(report: Any, text: Callable[[Any], str], *, as_json: bool) -> None:
    from searchkit.present.json_ import document

    sys.stdout.write(document(report) if as_json else text(report))
