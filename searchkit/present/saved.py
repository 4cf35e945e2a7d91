"""Saved searches, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.present.dates import moment
from searchkit.present.safe import one_line

if TYPE_CHECKING:
    from searchkit.reports import SavedSearch


def saved_text(search: SavedSearch) -> str:
    """Name, articles seen, when it was last watched, the query, its conditions, separated by tabs; or what is wrong."""
    if search.problem:
        values = [search.name, "", "", search.problem]
    else:
        last_run = moment(search.last_run) if search.last_run else "never watched"
        options = ", ".join(f"{name} {_words(value)}".strip() for name, value in search.options.items())
        values = [search.name, f"{search.seen:,} seen", last_run, search.query, options]
    return "\t".join(one_line(value)[0].strip() for value in values).rstrip() + "\n"


def _words(value: object) -> str:
    if value is True:
        return ""
    return " or ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
