"""``searchkit open``: an article where it came from, in the browser."""

from __future__ import annotations

import os
import sys

import click

from searchkit.cli.command import Command
from searchkit.cli.options import CONTEXT, index_options
from searchkit.cli.output import real_path, write_exactly
from searchkit.cli.show import find_article
from searchkit.errors import SearchkitError
from searchkit.present.ink import web_address
from searchkit.present.safe import safe


@click.command("open", cls=Command, context_settings=CONTEXT)
@click.argument("article", metavar="N|ID")
@click.option("--print", "print_only", is_flag=True, help="Print the address or the file's path, and open nothing.")
@index_options
def open_(article: str, print_only: bool, index_path: str | None, settings: dict[str, str]) -> None:
    """Open an article's web page, or its file.

    It is result N of the last search, or the one with this ID, as search --plain and --json print it; its first digits
    will do, 4 or more. Only http and https addresses are opened, and files that are there and have the name of a text,
    page or document: of any other the system may make a program.
    """
    found, _ = find_article(article, index_path, settings)
    address = web_address(found.url)
    place = address or next((path for path in map(real_path, found.origins) if _is_file(path)), "")
    if not place:
        raise SearchkitError(f"article {found.id[:8]} has no web address, and its file is gone: try searchkit show")
    if print_only:
        if sys.stdout.isatty():
            click.echo(safe(place))
        else:
            write_exactly(f"{place}\n")
    elif not address and not _is_document(place):
        raise SearchkitError(
            f"{place} is not opened: by its name it may be a program; try searchkit show, or searchkit open --print"
        )
    elif not (_opens_address(address) if address else click.launch(place) == 0):
        raise SearchkitError(f"no program was found that opens {place}")


def _opens_address(address: str) -> bool:
    """Whether a browser was found; click's `launch` does not tell."""
    import webbrowser

    return webbrowser.open(address)


def _is_file(path: str) -> bool:
    return os.path.isabs(path) and os.path.isfile(path)


def _is_document(path: str) -> bool:
    """Whether a file is named as those that a reader is for. What is in it does not matter: plain text may be a script,
    and the system goes by the name."""
    from searchkit.reading.registry import readers

    extension = os.path.splitext(path)[1].lower()
    return any(extension in reader.extensions for reader in readers())
