"""Property tests of this room have no deadline: the first example may load a model or start a process."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("reading", deadline=None)
settings.load_profile("reading")
