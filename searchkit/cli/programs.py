"""The programs ``search`` and ``searchkit``: how they start and how they end."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Callable


def search() -> None:
    """The program ``search``."""
    gc.disable()  # it is over before there is garbage worth looking for: not even what is imported need be looked at
    from searchkit.cli.search import main

    _run_to_the_end(main)


def searchkit() -> None:
    """The program ``searchkit``."""
    from searchkit.cli.main import main

    main()


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
