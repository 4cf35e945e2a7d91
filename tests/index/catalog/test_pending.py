"""What waits for SQLite answers as if it were there already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from searchkit.index.catalog import ArticleRecord, Catalog, bloom_filter, newest_first
from searchkit.index.catalog import pending as module
from searchkit.index.catalog import spilled as spilled_module
from searchkit.model import Origin

IDS = [f"article-{number}" for number in range(12)]
ids = st.sampled_from(IDS)
keys = st.sampled_from(["", "a.example/1", "a.example/2"])


class CatalogAgainstDictionaries(RuleBasedStateMachine):
    """The same changes to a catalog and to plain dictionaries; rows go to SQLite now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.catalog = Catalog.create(None)
        self.generation = 0
        self.committed: tuple[dict[str, ArticleRecord], dict[str, dict[tuple[str, int], Origin]]] = ({}, {})
        self._begin()

    def _begin(self) -> None:
        self.catalog.begin()
        self.articles = dict(self.committed[0])
        self.origins = {id: dict(places) for id, places in self.committed[1].items()}
        self.written: dict[str, tuple[str, int, bytes]] = {}

    @initialize(
        rows=st.integers(1, 6), told=st.sampled_from([8, 64, 1 << 20]), size=st.integers(1, 60), few=st.integers(0, 4)
    )
    def small_buffers(self, rows: int, told: int, size: int, few: int) -> None:
        """So that a handful of rows fills them."""
        module._ROWS, bloom_filter._BITS, module._BYTES, spilled_module._FEW = rows, told, size, few
        self.catalog.rollback()
        self._begin()

    def teardown(self) -> None:
        """The sizes as they were."""
        module._ROWS, bloom_filter._BITS, module._BYTES, spilled_module._FEW = SIZES
        self.catalog.close()

    @rule(id=ids, key=keys, recency=st.integers(-5, 5), current=st.booleans())
    def put_article(self, id: str, key: str, recency: int, current: bool) -> None:
        """A record of an article, new or in place of another."""
        record = ArticleRecord(id, key, recency, current)
        self.catalog.put_article(record)
        self.articles[id] = record

    @rule(id=ids)
    def drop_article(self, id: str) -> None:
        """An article is forgotten with its places."""
        self.catalog.drop_article(id)
        self.articles.pop(id, None)
        self.origins.pop(id, None)

    @rule(id=ids, path=st.sampled_from("pq"), number=st.integers(0, 2), start=st.integers(0, 9))
    def put_origin(self, id: str, path: str, number: int, start: int) -> None:
        """A place of an article, new or in place of another."""
        origin = Origin(path, "/in", "", number, start, start + 1, "text")
        self.catalog.put_origins(id, [origin])
        self.origins.setdefault(id, {})[path, number] = origin

    @rule(id=ids, number=st.integers(0, 99), text=st.text(max_size=30))
    def put_written(self, id: str, number: int, text: str) -> None:
        """An article was written to a segment."""
        self.catalog.pending.put_written(id, "segment", number, text.encode())
        self.written[id] = ("segment", number, text.encode())

    @rule(id=ids)
    def drop_written(self, id: str) -> None:
        """It was taken away again."""
        self.catalog.pending.drop_written(id)
        self.written.pop(id, None)

    @rule()
    def commit(self) -> None:
        """What was done lasts."""
        self.generation += 1
        self.catalog.commit(self.generation)
        self.committed = (self.articles, self.origins)
        self._begin()

    @rule()
    def roll_back(self) -> None:
        """What was done since the commit is undone."""
        self.catalog.rollback()
        self._begin()

    @rule()
    def look_at_places(self) -> None:
        """Reads that need all of it in SQLite."""
        for id in IDS:
            places = self.origins.get(id, {})
            assert list(self.catalog.origins([id])[id]) == [places[place] for place in sorted(places)]
        assert self.catalog.ids() == sorted(self.articles)

    @invariant()
    def all_is_as_in_the_dictionaries(self) -> None:
        """Articles, versions of an address, and what was written."""
        for id in IDS:
            assert self.catalog.article(id) == self.articles.get(id)
            assert self.catalog.pending.written(id) == self.written.get(id)
            if self.catalog.pending.is_new(id):
                assert id not in self.articles or self.catalog.pending.article(id) is not None
        for key in ("a.example/1", "a.example/2"):
            versions = [record for record in self.articles.values() if record.url_key == key]
            assert self.catalog.versions(key) == sorted(versions, key=newest_first)


SIZES = (module._ROWS, bloom_filter._BITS, module._BYTES, spilled_module._FEW)
TestCatalogAgainstDictionaries = CatalogAgainstDictionaries.TestCase
TestCatalogAgainstDictionaries.settings = settings(max_examples=60, stateful_step_count=30)


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    """A new catalog in memory, being written."""
    made = Catalog.create(None)
    made.begin()
    yield made
    made.close()


def test_nothing_is_asked_of_sqlite_for_a_new_article(catalog: Catalog) -> None:
    """In a new index every identity is new until it was told."""
    statements: list[str] = []
    catalog._connection.set_trace_callback(statements.append)
    for number in range(100):
        assert catalog.article(f"new-{number}") is None
        catalog.put_article(ArticleRecord(f"new-{number}", "", 0, current=True))
    assert statements == []


def test_nor_after_a_commit(catalog: Catalog) -> None:
    """As long as the same connection goes on: nobody else wrote. One that was told is asked for, a new one is not."""
    catalog.put_article(ArticleRecord("known", "", 0, current=True))
    catalog.commit(1)
    catalog.begin()
    statements: list[str] = []
    catalog._connection.set_trace_callback(statements.append)
    assert catalog.article("new") is None
    assert statements == []
    assert catalog.article("known") is not None
    assert len(statements) == 1


def test_another_place_of_an_article_costs_as_much_however_many_it_has(catalog: Catalog) -> None:
    """What an agency sends is in thousands of files: SQLite takes no more steps for the last than for the first."""

    def steps_of_another(number: int) -> int:
        steps = 0

        def step() -> None:
            nonlocal steps
            steps += 1

        catalog._connection.set_progress_handler(step, 1)
        catalog.put_origins("known", [Origin(f"file-{number}", "/articles")])
        catalog.pending.flush()
        catalog._connection.set_progress_handler(None, 0)
        return steps

    catalog.put_article(ArticleRecord("known", "", 0, current=True))
    catalog.pending.flush()
    early = steps_of_another(0)
    catalog.put_origins("known", [Origin(f"file-{number}", "/articles") for number in range(1, 500)])
    catalog.pending.flush()
    assert steps_of_another(500) <= early + 50
    assert len(catalog.origins(["known"])["known"]) == 501


def test_what_another_connection_wrote_is_asked_for(tmp_path: Path) -> None:
    """A catalog that changed meanwhile may know any article."""
    one = Catalog.create(tmp_path)
    one.begin()
    one.rollback()
    other = Catalog.open(tmp_path, writing=True)
    other.begin()
    other.put_article(ArticleRecord("known", "", 0, current=True))
    other.commit(1)
    one.begin()
    assert one.article("known") is not None
    one.close()
    other.close()


def test_outside_of_a_transaction_there_is_nothing(catalog: Catalog) -> None:
    """After a commit, and after it was taken back; the next begins with nothing written."""
    catalog.pending.put_written("a", "segment", 0, b"x" * module._BYTES + b"x")
    catalog.commit(1)
    with pytest.raises(AssertionError):
        _ = catalog.pending
    catalog.begin()
    assert catalog.pending.written("a") is None
