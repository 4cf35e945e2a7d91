"""Where output goes: how wide, with colours or not, through a pager or not."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

import click

from searchkit.frozen import dataclass
from searchkit.model import Origin
from searchkit.present.ink import Ink, without_links

_PIPE_WIDTH = 80
# OSC 8 links pass through less from this version on; older ones show their bytes.
_LESS_WITH_LINKS = 566


@dataclass(frozen=True, slots=True)
class Screen:
    """What stdout is."""

    terminal: bool
    width: int
    height: int
    ink: Ink


def screen(color: str) -> Screen:
    """What stdout is, with colour ``auto``, ``always`` or ``never``.

    $COLUMNS goes before the width of the terminal; output that is not on a terminal is 80 cells wide. $NO_COLOR and a
    dumb terminal turn ``auto`` into ``never``, which also leaves out links.
    """
    terminal = sys.stdout.isatty()
    width, height = _size(terminal)
    if color == "auto" and (os.environ.get("NO_COLOR") or _dumb()):
        color = "never"
    wanted = color == "always" or (color == "auto" and terminal)
    return Screen(terminal, width, height, Ink(color=wanted, links=wanted and terminal))


def say(text: str) -> None:
    """A line for people, on stderr. Where it cannot be written, on a full disk perhaps, what was asked for is done all
    the same."""
    try:
        click.echo(text, err=True)
    except OSError:
        hang_up(sys.stderr)


def hang_up(stream: TextIO) -> None:
    """Points a stream at nothing, so that what is still buffered is not written to a closed pipe when Python ends."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError):
        pass  # it is not a file: nothing is left to be written


def real_path(origin: Origin) -> str:
    """The file of `origin` under the name that the file system knows, which an `Origin` has with escapes."""
    if not origin.root:
        return origin.path
    from searchkit.reading import location

    return str(location(origin.root, origin.path))


def write_exactly(text: str) -> None:
    """`text`, which may hold file names that are no text, on stdout: the bytes that the file system has."""
    try:
        data = os.fsencode(text)
    except UnicodeEncodeError:  # half a character, given through the API: no file's name
        data = text.encode("utf-8", "replace")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def page(text: str, screen: Screen, *, pager: bool = True) -> None:
    """`text` on stdout, through $PAGER (or less) when it is longer than the terminal is high."""
    long = screen.terminal and text.count("\n") >= screen.height and not _dumb()
    if not (pager and long and _paged(text)):
        sys.stdout.write(text)


def _size(terminal: bool) -> tuple[int, int]:
    width, height = _PIPE_WIDTH, 24
    if terminal:
        with suppress(OSError, ValueError):  # a terminal that does not say
            width, height = os.get_terminal_size(sys.stdout.fileno())
    columns, lines = os.environ.get("COLUMNS", ""), os.environ.get("LINES", "")
    return (
        int(columns) if columns.isdecimal() and int(columns) else width or _PIPE_WIDTH,
        int(lines) if lines.isdecimal() and int(lines) else height or 24,
    )


def _dumb() -> bool:
    return os.environ.get("TERM") == "dumb"


def _paged(text: str) -> bool:
    """Show `text` in the pager; False when there is none."""
    import shlex
    import subprocess

    try:
        command = shlex.split(os.environ.get("PAGER", "less")) or ["cat"]
    except ValueError:  # a quotation mark that is never closed
        return False
    if not _passes_links(command[0]):
        text = without_links(text)
    # As git does: colours, no pause for what fits, nothing cleared away.
    environ = {"LESS": "FRX", **os.environ}
    sys.stdout.flush()
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)
    except OSError:
        return False
    try:
        process.communicate(text.encode(sys.stdout.encoding or "utf-8", "replace"))
    except KeyboardInterrupt:
        process.wait()  # the pager's own to handle; it is still on the screen
    return True


def _passes_links(program: str) -> bool:
    if os.path.basename(program) != "less":
        return os.path.basename(program) == "cat"
    import subprocess

    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    number = told.removeprefix("less ").partition(" ")[0].partition(".")[0]
    return number.isdecimal() and int(number) >= _LESS_WITH_LINKS
