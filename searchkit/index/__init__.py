"""What is kept, and how?

In: articles. Out: a folder that can be searched, the articles themselves, and what was read from where. Whoosh's
storage stays behind this wall. This room does not parse queries and does not rank.
"""

from __future__ import annotations

from searchkit.index.locate import find_index
from searchkit.index.store import Store

__all__ = ["Store", "find_index"]
