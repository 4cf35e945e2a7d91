"""``searchkit stats``, ``fields``, ``problems`` and ``doctor``: what there is to know about an index."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from searchkit._version import __version__
from searchkit.cli.command import Command
from searchkit.cli.options import CONTEXT, color_option, index_options, json_option, open_index
from searchkit.cli.output import screen
from searchkit.errors import IndexAccessError
from searchkit.present.json_ import document, line
from searchkit.present.report import fields_text, health_text, problem_text, stats_text

if TYPE_CHECKING:
    from searchkit import Health


@click.command("stats", cls=Command, context_settings=CONTEXT)
@json_option
@color_option
@index_options
def stats(as_json: bool, color: str, index_path: str | None, settings: dict[str, str]) -> None:
    """Show what the index holds."""
    with open_index(index_path, settings) as index:
        found = index.stats()
    _print(found, stats_text, as_json=as_json, color=color)


@click.command("fields", cls=Command, context_settings=CONTEXT)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a field.")
@color_option
@index_options
def fields(as_json: bool, color: str, index_path: str | None, settings: dict[str, str]) -> None:
    """List the fields that a query can name."""
    from searchkit.query.fields import FIELDS

    with open_index(index_path, settings) as index:
        found = [field for field in index.fields() if field.name in FIELDS]
    if as_json:
        sys.stdout.write("".join(line(field) for field in found))
    else:
        _print(found, fields_text, as_json=False, color=color)


@click.command("problems", cls=Command, context_settings=CONTEXT)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a problem.")
@index_options
def problems(as_json: bool, index_path: str | None, settings: dict[str, str]) -> None:
    """List what could not be read, and why.

    A line each: skipped (no article came of it), partial (something was lost) or note (a doubt); the file; the reason.
    """
    with open_index(index_path, settings) as index:
        for problem in index.problems():
            sys.stdout.write(line(problem) if as_json else f"{problem.severity:<8} {problem_text(problem)}\n")


@click.command("doctor", cls=Command, context_settings=CONTEXT)
@json_option
@color_option
@index_options
def doctor(as_json: bool, color: str, index_path: str | None, settings: dict[str, str]) -> int:
    """Show versions, and whether the index is well.

    Exit status: 0 well, 1 not, 2 an error.
    """
    health = _health(index_path, settings)
    _print(health, health_text, as_json=as_json, color=color)
    return 0 if health.ok else 1


def _health(index_path: str | None, settings: dict[str, str]) -> Health:
    """What the index says of itself, or why there is nobody to ask."""
    try:
        with open_index(index_path, settings) as index:
            return index.check()
    except IndexAccessError as error:
        from searchkit.reports import Check, Health

        python = ".".join(map(str, sys.version_info[:3]))
        checks = (
            Check("searchkit", True, __version__),
            Check("python", True, python),
            Check("index", False, str(error)),
        )
        return Health(None, checks)


def _print(found: Any, text: Callable[..., str], *, as_json: bool, color: str) -> None:
    """`found` as JSON, or as `text` makes it for people."""
    if as_json:
        sys.stdout.write(document(found))
        return
    target = screen(color)
    sys.stdout.write(text(found, ink=target.ink, width=target.width))
