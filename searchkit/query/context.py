"""What the reading of a query's leaves needs beside the leaves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from searchkit.frozen import dataclass
from searchkit.query.notes import Notes
from searchkit.settings import Settings

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer


@dataclass(frozen=True, slots=True)
class Context:
    """The analysis, the limits and the day within which one query is read."""

    analyzer: Analyzer
    languages: tuple[str, ...]
    """Whose stems words are searched by; stop words are those of the first."""
    settings: Settings
    today: date
    notes: Notes
