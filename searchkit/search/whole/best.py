"""What is known of the best documents of a list, or of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.arrays import Documents, Scores

Shown: TypeAlias = "NDArray[np.bool_] | None"
"""By document of the snapshot whether an answer may show it; None: all."""


class Lead(NamedTuple):
    """The best documents of a list, of those that an answer may show."""

    size: int
    """How many documents of the list an answer may show."""
    documents: Documents
    scores: Scores


class Best(NamedTuple):
    """What may be among the best of all documents with any of some words that an answer may show."""

    total: int
    """How many of them there are."""
    several: int | None
    """So many of those found come first in order of their numbers, and only they may have several of the words; None:
    that is not known. Of one word there are none, and those found are in the order of their scores, best first."""
    documents: Documents
    scores: Scores


def visible(documents: Documents, scores: NDArray[Any], shown: Shown) -> tuple[Documents, NDArray[Any]]:
    """Those that may be shown."""
    if shown is None:
        return documents, scores
    rows = shown.take(documents).nonzero()[0]
    return documents.take(rows), scores.take(rows)
