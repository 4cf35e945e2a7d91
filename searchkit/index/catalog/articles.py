"""Articles, and the places where each was met."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from searchkit.index.catalog.database import Database
from searchkit.index.catalog.records import ArticleRecord, absolute, newest_first
from searchkit.index.catalog.tables import VERSION, Row, damaged, verified_rows
from searchkit.model import Origin

_ORIGINS = {
    version: 'SELECT o.article, o.place, o.number, o.member, o.start, o."end", o.reader, '
    f"{'o.crc' if version else '0'}, p.place, p.path, p.root, p.name, {'p.crc' if version else '0'}, "
    f"{'(SELECT places FROM articles WHERE id = o.article)' if version else 'NULL'} "
    "FROM origins AS o LEFT JOIN places AS p ON p.place = o.place WHERE o.article = ? ORDER BY p.path, o.number"
    for version in (0, VERSION)
}
"""A row of `origins`, that of its place, and how many places the article has."""


class Articles(Database):
    """What the catalog knows of articles."""

    def article(self, id: str) -> ArticleRecord | None:
        """What is known of the article `id`."""
        pending = self._pending
        if pending is not None and ((found := pending.article(id)) is not None or pending.is_new(id)):
            return found
        rows = self._select_equal("articles", "id", id, flush=False)
        return _article_record(rows[0]) if rows else None

    def versions(self, url_key: str) -> list[ArticleRecord]:
        """The articles stored for one address, newest first."""
        pending = self._pending
        found = {record.id: record for record in pending.versions(url_key)} if pending is not None else {}
        rows = self._select_equal("articles", "url_key", url_key, "AND url_key != ''", flush=False)
        stored = map(_article_record, rows)
        found |= {record.id: record for record in stored if pending is None or pending.article(record.id) is None}
        return sorted(found.values(), key=newest_first)

    def put_article(self, record: ArticleRecord) -> None:
        """Records an article, in place of an earlier record of it."""
        with self._guard:
            self.pending.put_article(record)

    def drop_article(self, id: str) -> None:
        """Forgets an article and its places."""
        self._delete("articles", "WHERE id = ?", (id,))
        self._delete("origins", "WHERE article = ?", (id,))

    def ids(self, prefix: str = "", limit: int = -1) -> list[str]:
        """Identities that begin with `prefix`, in order; at most `limit` when not negative."""
        if not prefix:
            return [row[0] for row in self._all("articles", "ORDER BY id")][: limit if limit >= 0 else None]
        # With a row more at both ends: one that is damaged would end the search too early.
        most = limit + 1 if limit >= 0 else -1
        self._select_verified("articles", "WHERE id < ? ORDER BY id DESC LIMIT 1", (prefix,))
        rows = self._select_verified("articles", "WHERE id >= ? ORDER BY id LIMIT ?", (prefix, most))
        return [row[0] for row in rows if row[0].startswith(prefix)][: limit if limit >= 0 else None]

    def put_origins(self, id: str, origins: Sequence[Origin]) -> None:
        """Records places where the article `id` was met."""
        if not origins:
            return
        with self._guard:
            self.pending.put_origins(
                (id, self._place(origin), origin.index, origin.member, origin.start, origin.end, origin.reader)
                for origin in origins
            )

    def _place(self, origin: Origin) -> int:
        return self.pending.place(absolute(origin.root, origin.path), origin.root, origin.path)

    def origins(self, ids: Sequence[str], generation: int | None = None) -> dict[str, tuple[Origin, ...]]:
        """The places of each of `ids`, in the order of their paths. Raises `IndexDamaged` when one is missing, or, if
        the catalog belongs to the commit `generation`, an article."""
        self._flush()
        version = self._version()
        return {id: self._origins_of(id, generation, version) for id in ids}

    def _origins_of(self, id: str, generation: int | None, version: int) -> tuple[Origin, ...]:
        rows = self._select(_ORIGINS[version], (id,))
        if not version:
            rows = [row for row in rows if row[8] is not None]
        elif not rows:
            self._expect_none(id, generation)
        elif rows[0][13] not in (None, len(rows)):
            raise damaged(self._where, "origins", f"not all places of the article {id} are there")
        if not rows:
            return ()
        if any(row[8] != row[1] or row[0] != id for row in rows):
            raise damaged(self._where, "places", f"a place of the article {id} is not there")
        places = verified_rows("places", [row[8:13] for row in rows], version, self._where)
        origins = verified_rows("origins", [row[:8] for row in rows], version, self._where)
        return tuple(
            Origin(place[3], place[2], origin[3], origin[2], *origin[4:])
            for place, origin in zip(places, origins, strict=True)
        )

    def _expect_none(self, id: str, generation: int | None) -> None:
        """Raises `IndexDamaged` unless the catalog has good reason not to know a place of the article: it has none, or
        the catalog is of another commit than `generation`, or on its way to one, and may not list it."""
        statement = "SELECT places FROM articles WHERE id = ? AND NOT EXISTS (SELECT 1 FROM origins WHERE article = id)"
        if any(places for (places,) in self._select(statement, (id,))):
            raise damaged(self._where, "origins", f"the places of the article {id} are not there")
        if generation is not None and self._pending is None:
            condition = "WHERE name = 'generation' AND NOT EXISTS (SELECT 1 FROM articles WHERE id = ?)"
            rows = self._select_verified("meta", condition, (id,))
            if rows and rows[0][1] == str(generation):
                raise damaged(self._where, "articles", f"the article {id} is missing")

    def _here(self, path: str) -> list[Row]:
        """The rows of `origins` in the file `path`."""
        places = self._select_equal("places", "path", path)
        return self._select_equal("origins", "place", places[0][0]) if places else []

    def places_in(self, path: str) -> set[tuple[str, int]]:
        """(identity, number in the file) of the articles met in the file `path`."""
        return {(row[0], row[2]) for row in self._here(path)}

    def only_in(self, path: str) -> set[str]:
        """The identities of the articles that were met in the file `path` and in no other."""
        here = self._here(path)
        statement = "SELECT DISTINCT article FROM origins AS here WHERE place = ? AND EXISTS (SELECT 1 FROM origins "
        statement += "WHERE article = here.article AND place != here.place)"
        elsewhere = {row[0] for row in self._select(statement, here[0][1:2])} if here else set()
        return {row[0] for row in here} - elsewhere

    def drop_places(self, path: str, places: Collection[tuple[str, int]]) -> list[str]:
        """Forgets `places` of the file `path`; gives the identities that are now met nowhere."""
        self._flush()
        number_of = self._select_equal("places", "path", path)
        condition = "WHERE article = ? AND place = ? AND number = ?"
        for id, number in places if number_of else ():
            if dropped := self._delete("origins", condition, (id, number_of[0][0], number)):
                for row in self._select_equal("articles", "id", id):
                    self._put("articles", (*row[:4], row[4] - dropped), "WHERE id = ?")
        ids = sorted({id for id, _ in places})
        return [id for id in ids if not self._select("SELECT 1 FROM origins WHERE article = ? LIMIT 1", (id,))]

    def article_count(self) -> int:
        """How many articles are listed."""
        return int(self._select("SELECT count(*) FROM articles")[0][0])

    # What was written since `begin`, and no reader sees yet

    def put_written(self, record: ArticleRecord, segment: str, number: int, article: bytes) -> None:
        """Records an article that was written as document `number` of a segment being made, and keeps it (as JSON)."""
        with self._guard:
            self.pending.put_written(record.id, segment, number, article)
            self.pending.put_article(record)

    def written(self, id: str) -> tuple[str, int, bytes] | None:
        """(segment, document number, JSON) of an article written since `begin`."""
        with self._guard:
            return self.pending.written(id)

    def drop_written(self, id: str) -> None:
        """Forgets that an article was written since `begin`."""
        with self._guard:
            self.pending.drop_written(id)


def _article_record(row: Sequence[Any]) -> ArticleRecord:
    return ArticleRecord(row[0], row[1], row[2], bool(row[3]))
