"""Giving memory back to the system: the C library keeps what was freed, between what is still in use."""

from __future__ import annotations

import sys
from contextlib import suppress


def give_back() -> None:
    """Returns what can be returned, where the C library is asked for it (glibc); elsewhere nothing is done.

    It takes a millisecond or some, so it is for the end of work that took much memory.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
