"""The programs ``search`` and ``searchkit``: how they start and how they end."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Callable

_INTERRUPTED = 130
"""The status of a program that Ctrl-C ends; one that runs already says so itself."""


def search() -> None:
    """The program ``search``."""
    _open_closed_streams()
    gc.disable()  # it is over before there is garbage worth looking for: not even what is imported need be looked at
    try:
        from searchkit.cli.search import main
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    _run_to_the_end(main)


def searchkit() -> None:
    """The program ``searchkit``."""
    _open_closed_streams()
    try:
        from searchkit.cli.main import main
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    main()


def _open_closed_streams() -> None:
    """Standard streams that the caller closed (``>&-``) lead nowhere: else the next file that is opened, of an index
    perhaps, would take the place of one, and be written to by whoever writes there."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open until the program ends


def _run_to_the_end(main: Callable[[], None]) -> None:
    """Leaves as soon as `main` is done: to take apart what was loaded, object by object, takes as long as a search."""
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int) or threading.active_count() > 1:
            raise
        atexit._run_exitfuncs()
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            raise end from None  # Python says what is to be said
        os._exit(end.code)
