"""A limit of time for a piece of work within a process, after which what was done by then can still be used."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 0.2
"""Seconds after which the signal is sent again: Python drops what is raised while it collects garbage."""
_LEAST = 1e-3


class TimeIsUp(BaseException):
    """The time of `at_most` is over. No `Exception`, so that no parser takes it for a fault of its document."""


@contextmanager
def at_most(processor: float, seconds: float) -> Iterator[None]:
    """Raises `TimeIsUp` within the block when it takes longer, between two steps of Python's.

    `processor`: seconds of the processor, which others that use the machine do not lengthen; `seconds`: those that
    pass. For the main thread. What other alarm there was goes on afterwards. On Windows nothing is raised.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    handlers = [(number, signal.signal(number, _raise)) for number in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, max(processor, _LEAST), _AGAIN)
    left, _ = signal.setitimer(signal.ITIMER_REAL, max(seconds, _LEAST), _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in handlers:
            signal.signal(number, handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, left)


def _raise(number: int, frame: FrameType | None) -> None:
    raise TimeIsUp
