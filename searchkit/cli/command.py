"""What every command has in common: how it ends.

0: done, or hits. 1: no hits, or problems met. 2: an error, in one sentence. 130: interrupted. A reader of the output
that goes away early, as ``| head -1`` does, ends a command quietly.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import IO, Any

import click

from searchkit.errors import SearchkitError
from searchkit.present.safe import one_line

INTERRUPTED = 130


class Failure(click.ClickException):
    """An error of ours, told in one sentence."""

    exit_code = SearchkitError.exit_code

    def show(self, file: IO[Any] | None = None) -> None:
        """The sentence, on stderr."""
        click.echo(f"searchkit: {one_line(self.format_message())[0].strip()}", err=True)


class Command(click.Command):
    """A command whose function returns its exit status (None: 0) and may raise `SearchkitError`."""

    def invoke(self, ctx: click.Context) -> Any:
        """Call the function, tell its errors, exit with its status."""
        with _spoken(ctx):
            status = super().invoke(ctx)
            sys.stdout.flush()
            ctx.exit(status or 0)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called: ``{"search": "searchkit.cli.search:search"}``."""

    def __init__(self, *args: Any, lazy: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order they were given."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self._lazy:
            return None
        module, _, name = self._lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@contextmanager
def _spoken(ctx: click.Context) -> Iterator[None]:
    _take_anything()
    try:
        yield
    except BrokenPipeError:
        _hang_up()
        ctx.exit(0)
    except KeyboardInterrupt:
        click.echo(err=True)
        ctx.exit(INTERRUPTED)
    except SearchkitError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        if error.errno == errno.EINVAL and sys.platform == "win32":  # how a closed pipe looks there
            _hang_up()
            ctx.exit(0)
        where = f"{error.filename}: " if error.filename else ""
        raise Failure(f"{where}{error.strerror or error}") from error


def _take_anything() -> None:
    """Let stdout write file names that are no text as they are, and replace what no encoding or input holds."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            exact = stream is sys.stdout and stream.encoding.lower().startswith("utf")
            stream.reconfigure(errors="surrogateescape" if exact else "replace")


def _hang_up() -> None:
    """Point stdout at nothing, so that what is still buffered is not written to a closed pipe when Python ends."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (OSError, ValueError):
        pass  # stdout is not a file: nothing is left to be written
