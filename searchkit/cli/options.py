"""Options that several commands share, each group one decorator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from searchkit._version import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from searchkit import Index

Function = TypeVar("Function", bound=Callable[..., Any])

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class WholeNumber(click.IntRange):
    """A whole number within a range, called so when it is none."""

    name = "whole number"


def stacked(*options: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """Several options as one decorator; they come in the help in this order."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def setting_pairs(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> dict[str, str]:
    """The settings that NAME=VALUE options name: a callback for click."""
    pairs = [text.partition("=") for text in value]
    for name, equals, _ in pairs:
        if not equals:
            raise click.BadParameter(f"{name!r} is not NAME=VALUE, as in k1=1.2", ctx, param)
    return {name.strip(): text.strip() for name, _, text in pairs}


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """A date or time in ISO 8601 as a moment; it is UTC unless it names another zone: a callback for click."""
    if value is None:
        return None
    from searchkit.moments import read_moment

    text = value.strip()
    try:
        return read_moment(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a time like 2025-05-30T14:00Z or 2025-05-30", ctx, param) from None


def named_folder(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The folder; an empty name, of a variable that is not set perhaps, is not the nearest: a callback for click."""
    if value == "":
        raise click.BadParameter("an empty name is no folder", ctx, param)
    return value


index_options = stacked(
    click.option(
        "--index",
        "-i",
        "index_path",
        metavar="PATH",
        callback=named_folder,
        help="The folder of the index. [default: $SEARCHKIT_INDEX, else the nearest .searchkit or index folder "
        "that holds one, going up]",
    ),
    click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        callback=setting_pairs,
        help="Change a setting for this run, such as k1=1.2; repeatable. docs/settings.md lists them.",
    ),
)

color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour: auto means on a terminal, unless NO_COLOR is set.",
)

pager_option = click.option(
    "--no-pager", is_flag=True, help="Do not show a long page in $PAGER (or less), even on a terminal."
)

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object; see docs/json-output.md.")

wait_option = click.option(
    "--wait",
    metavar="SECONDS",
    help="How long to wait for another writer. The setting lock_seconds. [default: 10]",
)

version_option = click.version_option(__version__, prog_name="searchkit", message="%(prog)s %(version)s")


def open_index(index_path: str | None, settings: dict[str, str]) -> Index:
    """The index that the options name. Raises `IndexNotFound` and the other errors of `searchkit.open`."""
    import searchkit

    where = folder_of(index_path)
    return searchkit.open(where, settings=override(where, settings))


def folder_of(index_path: str | None) -> Path:
    """The folder that ``--index`` names, else that of the nearest index. Raises what `searchkit.find_index` does."""
    import searchkit

    return Path(index_path) if index_path else searchkit.find_index()


def override(where: Path, settings: dict[str, str]) -> Any:
    """The settings with those of ``--set``, for the index at `where`; None when there are none, for the usual."""
    if not settings:
        return None
    from searchkit.settings import load_settings

    return load_settings(settings, file=where / "searchkit.toml")
