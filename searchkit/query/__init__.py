"""What did the user mean?

In: a line of text. Out: a tree of Whoosh query objects, and notes about what was dropped, unknown or cut. Every text
parses, in time that grows with its length. This room opens no index.

`parse` reads a query, `filters` the conditions given beside it; `AnyForm` and `Near` are query objects that Whoosh
lacks. The way through the room: `lexer` (tokens), `parser` (the tree as typed), `meaning` with `leaves` (the tree as
understood), `build` (Whoosh's objects, or their siblings in `simple`, which load without it) and `render` (the text
again).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from searchkit.query.conditions import filters
from searchkit.query.foreign import check_tree
from searchkit.query.parsed import Parsed, parse

if TYPE_CHECKING:
    from searchkit.query.forms import AnyForm, Near

__all__ = ["AnyForm", "Near", "Parsed", "check_tree", "filters", "parse"]


def __getattr__(name: str) -> Any:
    """Gives `AnyForm` and `Near` when they are first asked for, since they load Whoosh."""
    if name in ("AnyForm", "Near"):
        from searchkit.query import forms

        return getattr(forms, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
