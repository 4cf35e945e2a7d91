"""Why a hit has its score, for people: a tree, a number a line, what it is made of below it and further in.

::

    7.774370  relevance and nearness: sum of
      6.158576  any of these: sum of
        3.837344  “korea” in text: weight - weight / (1 + frequency * inverse norm)
"""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.model import Explanation
from searchkit.present.layout import wrap
from searchkit.present.safe import one_line

_STEP = 2


def explanation_lines(explanation: Explanation, width: int, *, depth: int = 0) -> Iterator[str]:
    """The lines of a tree, none wider than `width` cells, if these are 12 or more."""
    indent = min(_STEP * depth, width // 2)
    text = f"{explanation.value:.7g}  {one_line(explanation.description)[0].strip()}"
    for place, (start, end) in enumerate(wrap(text, max(width - indent - _STEP, 1))):
        yield " " * (indent + (_STEP if place else 0)) + text[start:end]
    for detail in explanation.details:
        yield from explanation_lines(detail, width, depth=depth + 1)
