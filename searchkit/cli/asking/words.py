"""Command lines whose arguments are a query: words may begin with a hyphen, as ``-japan`` does."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import click

from searchkit.cli.command import Command

# No argument of a program can hold it, so no word is mistaken for one that was marked.
_MARK = "\0"
_ARGUMENTS = "searchkit.arguments"
# Far more than the longest query that is read, so that the note about the cut is there.
_MOST_STDIN = 1 << 20


def query_of(words: Sequence[str]) -> str:
    """The query that arguments make, or standard input in the place of a single ``-``."""
    query = " ".join(words)
    if tuple(words) == ("-",):
        query = sys.stdin.read(_MOST_STDIN)
    if not query.strip():
        raise click.UsageError("what should be searched for? Give one or more words, such as: korea trust")
    return query


class PagedCommand(Command):
    """A command that can tell how its next page is asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember the arguments as they are given."""
        ctx.meta[_ARGUMENTS] = list(args)
        return super().parse_args(ctx, args)


class WordsCommand(PagedCommand):
    """A command that takes ``-japan`` for a word.

    An argument with one hyphen is an option if it is one of the short options, alone (``-c``) or with a number
    (``-n5``); any other is a word. Two hyphens always begin an option. After ``--`` everything is a word.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hide the hyphens of words from click's parser."""
        rest = super().parse_args(ctx, list(self._marked(ctx, args)))
        ctx.meta[_ARGUMENTS] = list(args)
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return rest

    def _marked(self, ctx: click.Context, args: list[str]) -> Iterator[str]:
        options = [option for option in self.get_params(ctx) if isinstance(option, click.Option)]
        flags = {name for option in options if not _takes_value(option) for name in option.opts}
        valued = _valued(self)
        value = words = False
        for arg in args:
            words = words or (arg == "--" and not value)
            single = arg.startswith("-") and not arg.startswith("--") and len(arg) > 1
            numbered = re.fullmatch(r"(-[a-z])\d+", arg)
            known = arg in flags or arg in valued or (numbered and numbered[1] in valued)
            yield _MARK + arg if single and not known and not value and not words else arg
            value = not value and not words and arg in valued


def next_page_command(number: int, *, first: str = "", more: Sequence[str] = ()) -> str:
    """The command line at hand, with ``--page`` `number` and `more` options; `first` is put in the place of what is no
    option."""
    ctx = click.get_current_context()
    valued = _valued(ctx.command)
    paged = ["--page", str(number), *more]
    kept: list[str] = []
    args = iter(ctx.meta[_ARGUMENTS])
    for arg in args:
        if arg == "--":
            kept += [*paged, arg, *([first] if first else args)]
            break
        if arg in ("--page", "-p"):
            next(args, None)
        elif arg in valued:
            kept += [arg, *islice(args, 1)]
        elif not re.match(r"--page=|-p\d", arg):
            kept.append(arg if (arg.startswith("-") and arg != "-") or not first else first)
    else:
        kept += paged
    return f"{_called(ctx)} {shlex.join(kept)}"


def _called(ctx: click.Context) -> str:
    """Program and command; the program with its folder, as it was called, where it would not be found without."""
    name = ctx.find_root().info_name or ""
    folder, base = os.path.split(sys.argv[0])
    if base != name or not folder or folder in os.environ.get("PATH", "").split(os.pathsep):
        return ctx.command_path
    return shlex.quote(sys.argv[0]) + ctx.command_path.removeprefix(name)


def _valued(command: click.Command) -> set[str]:
    """The options that take a value."""
    options = [option for option in command.params if isinstance(option, click.Option)]
    return {name for option in options if _takes_value(option) for name in option.opts}


def _takes_value(option: click.Option) -> bool:
    return not option.is_flag and not option.count


def _unmarked(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_unmarked(item) for item in value)
    return value.removeprefix(_MARK) if isinstance(value, str) else value
