"""Ctrl-C between two articles, never in the midst of one."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType


class Interrupted(Exception):  # not an error
    """The user asked to stop, and this is a good place to."""


class Interruption:
    """Holds back the first Ctrl-C inside its `with` block until `check` is called; a second one is not held back.

    Signals reach the main thread alone; in any other the block does nothing.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: object = None

    def __enter__(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        # Where it is ignored, as in the background of a script, or handled by what is not Python's, it stays so.
        if threading.current_thread() is threading.main_thread() and before not in (signal.SIG_IGN, None):
            self._before = signal.signal(signal.SIGINT, self._remember)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]  # what signal.signal gave

    def check(self) -> None:
        """Raises `Interrupted` if Ctrl-C was pressed."""
        if self._asked:
            raise Interrupted

    def _remember(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
