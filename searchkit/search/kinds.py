"""Which class a node of a query tree is of, by its name.

Words and what is made of them are of Whoosh's classes or of their siblings in `searchkit.query.simple`; naming them
answers both alike, and does not load Whoosh.
"""

from __future__ import annotations

from typing import Final

_OURS = ("whoosh.query.", "searchkit.")


class _Kinds(dict[type, str]):
    def __missing__(self, kind: type) -> str:
        if not kind.__module__.startswith(_OURS):
            return ""
        self[kind] = kind.__name__
        return kind.__name__


KINDS: Final = _Kinds()
"""By class its name; that of a caller's own class is empty, whatever it is called."""

NOTHING: Final = "_NullQuery"
"""What matches nothing."""
