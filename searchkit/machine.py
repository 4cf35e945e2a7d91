"""What the machine has."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where Linux says what a container may use, by versions of its groups; ``max``: all there is."""


def memory_bytes() -> int | None:
    """Bytes of memory that there are, or that a container may use; None where the system does not tell."""
    sizes = []
    with suppress(AttributeError, OSError, ValueError):  # not every system knows these names
        sizes.append(os.sysconf("SC_PAGE_SIZE") * max(os.sysconf("SC_PHYS_PAGES"), 0))
    for path in _LIMITS:
        with suppress(OSError, ValueError):
            sizes.append(int(path.read_text("ascii")))
    return min((size for size in sizes if size > 0), default=None)
