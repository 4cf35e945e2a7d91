"""What a reader knows of a file besides its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from searchkit.model import Origin, Problem, Severity
from searchkit.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader knows besides the bytes: the file's name, the limits, and defaults from sidecar or container.

    The defaults fill what an article does not say of itself; `finish` puts them in, except that a reader asks for
    `fetched_at` itself when it resolves dates, and for `charset` when it decodes.
    """

    name: str
    """The file as it is named in problems and origins; safe to print."""
    settings: Settings
    path: PurePath = field(default_factory=PurePath)
    """The name that the extension is taken from (of a ``page.html.gz``: ``page.html``)."""
    fetched_at: datetime | None = None
    url: str = ""
    source: str = ""
    lang: str = ""
    tags: tuple[str, ...] = ()
    charset: str = ""
    """The encoding that the container declares (a ``Content-Type`` header)."""
    member: str = ""
    """The record of a container that is being read."""

    def problem(
        self, reason: str, *, code: str = "malformed", severity: Severity = "skipped", place: str = ""
    ) -> Problem:
        """A `Problem` of this file; `place` defaults to the container's member."""
        place = place or (f"record {self.member}" if self.member else "")
        return Problem(path=self.name, reason=reason, severity=severity, place=place, code=code)

    def origin(self, *, member: str = "", start: int | None = None, end: int | None = None) -> tuple[Origin, ...]:
        """An `Article.origins` that says where in the file an article lies; `read` fills in file, number and reader."""
        return (Origin(path=self.name, member=member or self.member, start=start, end=end),)
