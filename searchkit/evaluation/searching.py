"""A searchkit index as one of the engines that can be measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from searchkit.model import Article, Results


class SearchedIndex(Protocol):
    """What is needed of a `searchkit.Index`."""

    def search(self, query: str, *, limit: int, passages: int, collapse: bool) -> Results:
        """The answer to a query; its hits are read when touched, which is why batches are not asked for."""
        ...

    def get(self, id: str) -> Article:
        """The article with this identity."""
        ...


class IndexSearch:
    """Answers queries from `index`: the best `depth` articles of each, under the identity that a collection knows them
    by. That is the field ``id`` of the record that an article was read from, where it had one. Copies of an article are
    answers of their own, as they are judged.
    """

    def __init__(self, index: SearchedIndex, *, depth: int) -> None:
        self._index = index
        self._depth = depth
        self._names: dict[str, str] = {}

    def __call__(self, queries: Sequence[str]) -> Iterator[list[tuple[str, float]]]:
        """(identity, score), best first, for each query."""
        for query in queries:
            found = self._index.search(query, limit=self._depth, passages=0, collapse=False)
            yield [(self._name(hit.id), hit.score) for hit in found]

    def _name(self, id: str) -> str:
        name = self._names.get(id)
        if name is None:
            name = self._names[id] = self._index.get(id).extra.get("id") or id
        return name
