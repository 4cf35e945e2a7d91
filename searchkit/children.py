"""Other processes of this program: Python that imports what this one does, and nothing from the folder it is run in.

That folder may be a stranger's. ``python -m`` and ``python -c`` would look there first, for every module.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from typing import BinaryIO


class Child(subprocess.Popen[bytes]):
    """A process that runs `main` of a module, with `arguments` in `sys.argv`, and the pipes to and from it.

    Ctrl-C does not reach it (on Windows it does, and is not for it to heed): it is for this process, which ends its
    children or goes on with them. What it says on standard error is heard only if that is wanted.
    """

    def __init__(self, module: str, *arguments: str, is_heard: bool = False) -> None:
        super().__init__(
            command(module, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if is_heard else subprocess.DEVNULL,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},  # whatever is printed there must not fail
            start_new_session=True,
        )
        assert self.stdin is not None
        assert self.stdout is not None
        self.requests, self.answers = self.stdin, self.stdout

    def end(self) -> int:
        """Ends it at once; gives its exit status."""
        self.kill()
        for pipe in (self.requests, self.answers):
            with suppress(OSError):  # what was buffered for a dead process is lost on purpose
                pipe.close()
        return self.wait()


def command(module: str, *arguments: str) -> list[str]:
    """The command line of a process that calls `main` of a module, with `arguments` in `sys.argv`.

    It imports from the folders where this process does. Relative ones, such as the current folder that an interactive
    session imports from, are left out: where they lead changes with the folder.
    """
    above = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = [entry for entry in sys.path if isinstance(entry, str) and os.path.isabs(entry)]
    if above not in path:  # found in a relative one, or by what an editable install has put in place of it
        path.insert(0, above)
    program = f"import sys; sys.path[:] = {path!r}; from {module} import main; main()"
    return [sys.executable, *_flags(), "-c", program, *arguments]


def private_streams() -> tuple[BinaryIO, BinaryIO]:
    """In such a process: standard input and output under other numbers, so that nothing a parser prints can get between
    what goes to the parent."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    return requests, answers


def _flags() -> list[str]:
    """What this process was told not to take from its surroundings."""
    flags = {"-I": sys.flags.isolated, "-E": sys.flags.ignore_environment, "-s": sys.flags.no_user_site}
    return [flag for flag, is_set in flags.items() if is_set]
