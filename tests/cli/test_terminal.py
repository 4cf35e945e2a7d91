"""On a terminal: colours, links, width, the pager."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="no pseudo terminals here")

SEARCH = (sys.executable, "-c", "from searchkit.cli.programs import search; search()")


def on_terminal(
    args: tuple[str, ...], index: Path, *, rows: int = 50, columns: int = 60, environ: Mapping[str, str] | None = None
) -> str:
    """What ``search`` writes to a terminal of that size."""
    import fcntl
    import struct
    import termios

    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    surroundings = {**os.environ, "SEARCHKIT_INDEX": str(index), "TERM": "xterm-256color", **(environ or {})}
    with subprocess.Popen((*SEARCH, *args), stdin=side, stdout=side, stderr=side, env=surroundings) as process:
        os.close(side)
        output = b""
        try:
            while chunk := os.read(main, 65536):
                output += chunk
        except OSError:
            pass  # how Linux says that the other side is closed
        process.wait(timeout=60)
    os.close(main)
    return output.decode().replace("\r\n", "\n")


def test_colours_and_links(index: Path) -> None:
    """Matches in colour, the title a link."""
    out = on_terminal(("poll",), index)
    assert "\x1b[1;31mpoll\x1b[0m" in out
    assert "\x1b]8;;https://post.example/trust\x1b\\" in out


@pytest.mark.parametrize(
    ("args", "environ"), [(("--color", "never"), {}), ((), {"NO_COLOR": "1"}), ((), {"TERM": "dumb"})]
)
def test_plain_text_on_request(index: Path, args: tuple[str, ...], environ: dict[str, str]) -> None:
    """No escape sequence at all."""
    assert "\x1b" not in on_terminal(("poll", *args), index, environ=environ)


def test_an_option_wins_over_the_environment(index: Path) -> None:
    """``--color always`` in spite of NO_COLOR."""
    assert "\x1b[1;31mpoll" in on_terminal(("poll", "--color", "always"), index, environ={"NO_COLOR": "1"})


def test_the_width_is_the_terminals(index: Path) -> None:
    """Or that of $COLUMNS, which goes first."""
    plain = ("japan", "--color", "never")
    assert max(map(len, on_terminal(plain, index, columns=40).splitlines())) <= 40
    assert max(map(len, on_terminal(plain, index, columns=40).splitlines())) > 30
    assert max(map(len, on_terminal(plain, index, columns=40, environ={"COLUMNS": "30"}).splitlines())) <= 30


def test_the_pager_is_for_long_pages(index: Path) -> None:
    """What fits is printed; what does not goes through $PAGER, unless it is turned off or not there."""
    pager = "sed s/^/|/"
    assert "|" not in on_terminal(("japan",), index, rows=50, environ={"PAGER": pager})
    paged = on_terminal(("japan",), index, rows=5, environ={"PAGER": pager})
    assert paged.count("\n|") > 5
    assert "\x1b]8" not in paged  # which this pager may not know
    assert "|" not in on_terminal(("japan", "--no-pager"), index, rows=5, environ={"PAGER": pager})
    assert "|" not in on_terminal(("japan", "--plain"), index, rows=5, environ={"PAGER": pager})
    assert "Ferry" in on_terminal(("japan", "--color", "never"), index, rows=5, environ={"PAGER": "/no/such/pager"})
    assert "Ferry" in on_terminal(("japan", "--color", "never"), index, rows=5, environ={"PAGER": "less '"})


def test_harm_does_not_reach_the_terminal(index: Path) -> None:
    """Every escape that is written is ours."""
    out = on_terminal(("harm",), index)
    assert "\x1b[31m" not in out
    assert "\x1b]8;;javascript" not in out
    assert "\u202e" not in out
    assert "\x9b" not in out
