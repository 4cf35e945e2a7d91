"""What a writer has told the catalog since its last commit and SQLite was not told yet: many rows go in at once.

Articles that were written since the last commit are kept as JSON too, since no reader sees them yet; in memory while
they are few, then in a temporary file (`spilled`), so that a batch of any size needs little of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from searchkit.index.catalog.records import ArticleRecord

if TYPE_CHECKING:
    from searchkit.index.catalog.bloom_filter import BloomFilter
    from searchkit.index.catalog.rows import Rows
    from searchkit.index.catalog.spilled import Spilled, Written
    from searchkit.index.catalog.tables import Row

_ROWS = 10_000  # of a table, before they go to SQLite
_BYTES = 4 << 20  # of articles' JSON, before they go to the temporary file


class Pending:
    """Rows on their way to the catalog. `flush` before anything else reads or changes those tables.

    `known`: the identities that SQLite knows; None when it may know others.
    """

    def __init__(self, rows: Rows, known: BloomFilter | None) -> None:
        self._rows = rows
        self._filter = known
        self._new: set[str] = set()
        """Identities of which it was asked, and that SQLite cannot have been told of."""
        self._articles: dict[str, ArticleRecord] = {}
        self._by_key: dict[str, set[str]] = {}
        self._origins: list[Row] = []
        self._places: dict[str, int] = {}
        self._written: dict[str, Written] = {}
        self._bytes = 0
        self._spilled: Spilled | None = None

    # Articles

    def article(self, id: str) -> ArticleRecord | None:
        """The article's record, if it waits here."""
        return self._articles.get(id)

    def is_new(self, id: str) -> bool:
        """Whether it is certain that SQLite has no article `id`."""
        if self._filter is None:
            return False
        if self._filter.add(id):
            self._new.add(id)
            return True
        return id in self._new

    def versions(self, url_key: str) -> list[ArticleRecord]:
        """The articles of one address that wait here."""
        return [self._articles[id] for id in self._by_key.get(url_key, ())]

    def put_article(self, record: ArticleRecord) -> None:
        """Keeps a record, in place of an earlier one."""
        if record.id in self._articles:
            self._by_key.get(self._articles[record.id].url_key, set()).discard(record.id)
        self._articles[record.id] = record
        if record.url_key:
            self._by_key.setdefault(record.url_key, set()).add(record.id)
        if len(self._articles) >= _ROWS:
            self.flush()

    def put_origins(self, rows: Iterable[Row]) -> None:
        """Keeps places of articles."""
        self._origins += rows
        if len(self._origins) >= _ROWS:
            self.flush()

    def place(self, path: str, root: str, name: str) -> int:
        """The number of the file `path` (absolute), which is `name` below `root`."""
        place = self._places.get(path)
        if place is None:
            if len(self._places) >= _ROWS:
                self._places = {}
            found = self._rows.select("places", "WHERE path = ?", (path,))
            place = found[0][0] if found else self._rows.next_place()
            if not found:
                self._rows.insert("places", [(place, path, root, name)])
            self._places[path] = place
        return place

    def flush(self) -> None:
        """Tells SQLite all of it."""
        if not self._articles and not self._origins:
            return
        origins = {row[:3]: row for row in self._origins}
        asked = {*self._articles, *(row[0] for row in self._origins)} - self._new
        known = asked if self._filter is None else {id for id in asked if not self._filter.add(id)}
        stored = {row[0]: row for row in self._rows.select_of("articles", "id", known)}
        replaced = self._replaced(known, origins)
        places = Counter(id for id, _, _ in origins)
        places.update(self._places_before(known, stored))
        places.subtract(id for id, _ in replaced)
        self._rows.insert("origins", origins.values(), replaced=[checksum for _, checksum in replaced])
        self._put_articles(stored, places)
        self._articles, self._by_key, self._origins, self._new = {}, {}, [], set()

    def _replaced(self, known: set[str], origins: Iterable[Row]) -> list[tuple[str, int]]:
        """The article and the checksum of each row of SQLite's that one of `origins` takes the place of. An article may
        have thousands of others, which are not looked at."""
        of_place = partial(self._rows.checksums, "origins", "WHERE article = ? AND place = ? AND number = ?")
        return [(key[0], checksum) for key in origins if key[0] in known for checksum in of_place(key)]

    def _places_before(self, known: set[str], stored: Mapping[str, Row]) -> dict[str, int]:
        """How many places SQLite has of each article."""
        before = {id: self._rows.verified("articles", row)[4] for id, row in stored.items()}
        listed_nowhere = known - stored.keys()  # after a repair
        return before | Counter(row[0] for row in self._rows.select_of("origins", "article", listed_nowhere))

    def _put_articles(self, stored: Mapping[str, Row], places: Mapping[str, int]) -> None:
        records = self._articles | {
            id: ArticleRecord(*row[:4])
            for id, row in stored.items()
            if id not in self._articles and places[id] != row[4]
        }
        self._rows.insert(
            "articles",
            [
                (record.id, record.url_key, record.recency, int(record.current), places.get(record.id, 0))
                for record in records.values()
            ],
            replaced=[stored[id][-1] for id in records if id in stored],
        )

    # What was written since the last commit

    def put_written(self, id: str, segment: str, number: int, article: bytes) -> None:
        """Keeps an article (as JSON) that was written as document `number` of a segment being made."""
        self._written[id] = (segment, number, article)
        self._bytes += len(article)
        if self._bytes > _BYTES:
            self._spill()

    def _spill(self) -> None:
        from searchkit.index.catalog.spilled import Spilled

        if self._spilled is None:
            self._spilled = Spilled()
        self._spilled.add(self._written)
        self._written, self._bytes = {}, 0

    def written(self, id: str) -> Written | None:
        """(segment, document number, JSON) of an article written since the last commit."""
        found = self._written.get(id)
        return found if found is not None or self._spilled is None else self._spilled.get(id)

    def drop_written(self, id: str) -> None:
        """Forgets that an article was written."""
        self._written.pop(id, None)
        if self._spilled is not None:
            self._spilled.drop(id)

    def close(self) -> None:
        """Frees the temporary file, if there is one."""
        if self._spilled is not None:
            self._spilled.close()
