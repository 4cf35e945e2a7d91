"""The first articles of an answer, by number: what both ways of ranking give."""

from __future__ import annotations

from typing import Literal, NamedTuple

Sort = Literal["relevance", "newest", "oldest"]


class Ranked(NamedTuple):
    """The first articles of an answer, by document number."""

    documents: tuple[tuple[int, float], ...]
    """(document number, score), best first."""
    total: int
    is_exact: bool
    """False: not all matches were counted, there are at least `total`."""
    complete: bool
    """False when time ran out."""
    older: int
    """Articles that match but were left out, since a newer version of them is stored."""
