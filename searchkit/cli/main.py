"""The group ``searchkit``: everything but searching, and searching too."""

from __future__ import annotations

import click

from searchkit.cli.command import LazyGroup
from searchkit.cli.options import CONTEXT, version_option

EPILOG = """\b
First steps:
  searchkit index FOLDER       read the articles of a folder
  search korea japan trust     find some
  searchkit show 1             read the first

The commands: docs/command-line.md. The settings: docs/settings.md.
"""

COMMANDS = {
    "index": "searchkit.cli.index:index",
    "search": "searchkit.cli.search:search",
    "similar": "searchkit.cli.similar:similar",
    "suggest": "searchkit.cli.suggest:suggest",
    "save": "searchkit.cli.saved:save",
    "saved": "searchkit.cli.saved:saved",
    "watch": "searchkit.cli.saved:watch",
    "forget": "searchkit.cli.saved:forget",
    "timeline": "searchkit.cli.timeline:timeline",
    "show": "searchkit.cli.show:show",
    "open": "searchkit.cli.open_:open_",
    "stats": "searchkit.cli.figures:stats",
    "fields": "searchkit.cli.figures:fields",
    "problems": "searchkit.cli.figures:problems",
    "eval": "searchkit.cli.evaluate:evaluate",
    "doctor": "searchkit.cli.figures:doctor",
    "check": "searchkit.cli.upkeep:check",
    "repair": "searchkit.cli.upkeep:repair",
    "backup": "searchkit.cli.upkeep:backup",
    "restore": "searchkit.cli.upkeep:restore",
    "compact": "searchkit.cli.upkeep:compact",
}


@click.group("searchkit", cls=LazyGroup, lazy=COMMANDS, context_settings=CONTEXT, epilog=EPILOG)
@version_option
def searchkit() -> None:
    """Full-text search over articles.

    They are read from pages, feeds, dumps and plain files into an index, and searched there.
    """


def main() -> None:
    """The program ``searchkit``."""
    searchkit(prog_name="searchkit")
