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
from click.exceptions import Exit

from searchkit.cli.output import hang_up, say
from searchkit.errors import SearchkitError
from searchkit.present.safe import one_line

INTERRUPTED = 130


class Failure(click.ClickException):
    """An error, told in one sentence that begins with the program's name; below it a `hint`, if there is one."""

    exit_code = SearchkitError.exit_code

    def __init__(self, program: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self._program = program
        self._hint = hint

    def show(self, file: IO[Any] | None = None) -> None:
        """The sentence, on stderr."""
        say(f"{self._program}: {one_line(self.format_message())[0].strip()}")
        if self._hint:
            say(self._hint)


class _Polite(click.Command):
    """A command or group that tells errors of click's, such as an unknown option, as our own are told."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments; ``--help`` and ``--version`` are answered here."""
        words = f"{parent.command_path} {info_name}" if parent else info_name or "searchkit"
        with _spoken(words.split()[0]), _misuse_told(words):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Do what they ask for."""
        with _misuse_told(ctx.command_path):
            return super().invoke(ctx)


class Command(_Polite):
    """A command whose function returns its exit status (None: 0) and may raise `SearchkitError`."""

    def invoke(self, ctx: click.Context) -> Any:
        """Call the function, tell its errors, exit with its status."""
        with _spoken(ctx.find_root().info_name or "searchkit"):
            if _gives_json(ctx.params) and isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")  # whatever the locale's encoding is
            status = super().invoke(ctx)
            sys.stdout.flush()
            ctx.exit(status or 0)


class LazyGroup(_Polite, click.Group):
    """A group whose commands are imported when they are called: ``{"search": "searchkit.cli.search:search"}``."""

    def __init__(self, *args: Any, lazy: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def invoke(self, ctx: click.Context) -> Any:
        """Find the command, which is imported meanwhile, and call it."""
        with _spoken(ctx.find_root().info_name or "searchkit"):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order they were given."""
        return list(self._lazy)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; raises `click.UsageError` that says which may have been meant."""
        if args[0] not in self._lazy and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], self._lazy, n=1)
            ctx.fail(f"no such command {args[0]!r}" + (f"; did you mean {close[0]}?" if close else ""))
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self._lazy:
            return None
        module, _, name = self._lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@contextmanager
def _misuse_told(words: str) -> Iterator[None]:
    """A mistake in how a command is called becomes a `Failure`; `words` are those that call it."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise  # the help is the answer
    except click.UsageError as error:
        message = error.format_message().strip().removesuffix(".")
        words = error.ctx.command_path if error.ctx else words
        raise Failure(words.split()[0], message[:1].lower() + message[1:], f"Try '{words} --help'.") from error


@contextmanager
def _spoken(program: str) -> Iterator[None]:
    """What is raised becomes an exit status and, where there is anything to say, a sentence of `program`."""
    _take_anything()
    try:
        yield
    except BrokenPipeError:
        hang_up(sys.stdout)
        raise Exit(0) from None
    except KeyboardInterrupt:
        say("")
        raise Exit(INTERRUPTED) from None
    except SearchkitError as error:
        raise Failure(program, str(error)) from error
    except OSError as error:
        hang_up(sys.stdout)
        if error.errno == errno.EINVAL and sys.platform == "win32":  # how a closed pipe looks there
            raise Exit(0) from None
        raise Failure(program, _sentence(error)) from error


def _gives_json(params: dict[str, Any]) -> bool:
    every = params.get("every") and not params.get("plain") and not params.get("paths")
    return bool(params.get("as_json") or params.get("as_jsonl") or every)


def _sentence(error: OSError) -> str:
    if error.filename:
        return f"{error.filename}: {error.strerror or error}"
    if isinstance(error, FileNotFoundError) and _folder_is_gone():
        return "the current folder no longer exists; go to another, or name the index with --index"
    if error.errno == errno.ENOSPC:
        return f"the output cannot be written: {error.strerror}"
    return error.strerror or str(error)


def _folder_is_gone() -> bool:
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def _take_anything() -> None:
    """Let stdout write file names that are no text as they are, and replace what no encoding or input holds."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            exact = stream is sys.stdout and stream.encoding.lower().startswith("utf")
            stream.reconfigure(errors="surrogateescape" if exact else "replace")
