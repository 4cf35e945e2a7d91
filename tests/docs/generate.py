"""The pages that are made from the program: ``python -m tests.docs.generate`` writes them, a test compares them.

What stands above the `MARK` of a page is written by hand and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import click

from searchkit.cli.main import searchkit
from searchkit.cli.search import search
from searchkit.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
CLICK = ".".join(version("click").split(".")[:2])
MARK = "<!-- What follows is made by `make docs`: do not edit. -->\n"
_WIDTH = 100


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it."""
    yield "search", search
    yield "searchkit", searchkit
    ctx = click.Context(searchkit, info_name="searchkit")
    for name in searchkit.list_commands(ctx):
        command = searchkit.get_command(ctx, name)
        assert command is not None
        yield f"searchkit {name}", command


def command_line() -> str:
    """The ``--help`` of every command, as laid out by the click that is named first."""
    parts = [f"<!-- click {CLICK} -->\n"]
    for name, command in commands():
        if name == "searchkit search":
            parts.append("\n## searchkit search\n\nThe same as `search`.\n")
            continue
        layout = {**command.context_settings, "max_content_width": _WIDTH, "terminal_width": _WIDTH}
        ctx = click.Context(command, info_name=name, **layout)
        help_text = "\n".join(line.rstrip() for line in command.get_help(ctx).splitlines())
        parts.append(f"\n## {name}\n\n```text\n$ {name} --help\n{help_text}\n```\n")
    return "".join(parts)


def settings() -> str:
    """A table of every setting."""
    rows = ["\n| Setting | Default | Least | Most | What it is |\n| --- | ---: | ---: | ---: | --- |\n"]
    for setting in fields(Settings):
        least, most, text = (setting.metadata[name] for name in ("least", "most", "help"))
        rows.append(f"| `{setting.name}` | {setting.default:,} | {least:,} | {most:,} | {text} |\n")
    return "".join(rows)


PAGES = {"command-line.md": command_line, "settings.md": settings}


def by_hand(page: str) -> str:
    """What a page holds down to its mark, the mark with it."""
    before, mark, _ = (DOCS / page).read_text("utf-8").partition(MARK)
    assert mark, f"docs/{page} has lost its mark: {MARK}"
    return before + mark


def main() -> None:
    """Write the pages."""
    for page, made in PAGES.items():
        (DOCS / page).write_text(by_hand(page) + made(), "utf-8")
        print(f"docs/{page}")


if __name__ == "__main__":
    main()
