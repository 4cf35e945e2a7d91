"""Facets: how many of the articles that match have each source, author, tag or language, or are of each day, month or
year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from searchkit.errors import SettingError
from searchkit.index.documents import NO_TIME
from searchkit.model import FACETS, PERIODS
from searchkit.search.search import Asked, Request, Translated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.index.store import Store
    from searchkit.search.arrays import Documents
    from searchkit.search.statistics import Part

_COLUMNS = {"source": "source", "author": "author", "tag": "tag", "language": "lang"}
_UNITS = {"day": "D", "month": "M", "year": "Y"}
Counts = tuple[tuple[str, int], ...]


def facets(store: Store, request: Request, names: Sequence[str]) -> dict[str, Counts]:
    """`counted` for a request of its own."""
    with Translated(store, request):
        return counted(Asked(store, request), names)


def counted(asked: Asked, names: Sequence[str]) -> dict[str, Counts]:
    """(value, articles) for each of the facets `names` over all articles that match.

    Values of categories come with the most frequent first, periods ("2025", "2025-05", "2025-05-30", in UTC) in order
    of time. Articles without a value are counted under "". An article with several authors or tags counts for each.
    Raises `SettingError` for a facet that there is not, and `QueryError` when it takes too long to find all matches.
    """
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise SettingError(f"facets are a sequence of texts, not {names!r}")
    for name in names:
        if name not in FACETS:
            raise SettingError(f"there is no facet {name!r}; there are {', '.join(FACETS)}")
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    for part, documents in asked.matching():
        for name in counts:
            count = _count_period if name in PERIODS else _count_category
            count(counts[name], part, documents, name)
    return {
        name: tuple(sorted(found.items()) if name in PERIODS else sorted(found.items(), key=_frequent_first))
        for name, found in counts.items()
    }


def _frequent_first(pair: tuple[str, int]) -> tuple[bool, int, str]:
    return not pair[0], -pair[1], pair[0]


def _count_category(counts: Counter[str], part: Part, documents: Documents, name: str) -> None:
    if not len(documents):
        return
    column = part.segment.categories(_COLUMNS[name])
    if column is None:
        counts[""] += len(documents)
        return
    chosen = np.zeros(part.document_count, bool)
    chosen[documents] = True
    of_each = column.counts(chosen)
    found = of_each.nonzero()[0]
    values = column.values()
    for code, number in zip(found.tolist(), of_each[found].tolist(), strict=True):
        counts[values[code]] += number
    without = int(np.count_nonzero(np.diff(column.starts)[documents] == 0))
    if without:
        counts[""] += without


def _count_period(counts: Counter[str], part: Part, documents: Documents, name: str) -> None:
    times: NDArray[Any] = part.segment.column("time")[documents]
    dated = times[times != NO_TIME]
    if len(dated) < len(times):
        counts[""] += len(times) - len(dated)
    periods, of_each = np.unique(
        dated.astype("datetime64[s]").astype(f"datetime64[{_UNITS[name]}]"), return_counts=True
    )
    for period, number in zip(periods.astype(str).tolist(), of_each.tolist(), strict=True):
        counts[period] += number
