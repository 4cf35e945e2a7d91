"""Power cuts at any step of a commit: every commit that returned is there."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from random import Random

import pytest
from whoosh.fields import ID, KEYWORD, Schema

from searchkit.index.columnar.whoosh.index import ColumnarIndex, segments_of
from tests.conftest import many
from tests.index.columnar.power import PowerCut, PowerStorage

SCHEMA = Schema(id=ID(unique=True, stored=True), body=KEYWORD(stored=True))
CRASHES = many(400, 10_000)
SEEDS = 10
STEPS = 24  # about those of two commits


Content = dict[str, str]


def content(index: ColumnarIndex) -> Content:
    """What an index holds, by identity. Its arrays are as they were written, its words lead to its documents."""
    with index.reader() as reader:
        stored = {number: reader.stored_fields(number) for number in reader.all_doc_ids()}
        found: dict[int, set[str]] = {number: set() for number in stored}
        for segment, offset in segments_of(reader) or ():
            assert not segment.file.damaged()
            body = segment.field("body")
            assert body is not None
            for term in range(body.term_count):
                for number in body.plain_postings(term).documents():
                    found.get(offset + number, set()).add(body.term(term).decode())
        assert found == {number: set(fields["body"].split()) for number, fields in stored.items()}
        return {fields["id"]: fields["body"] for fields in stored.values()}


class Run:
    """Commits and crashes, one after the other."""

    def __init__(self, seed: int, *, is_honest: bool = True) -> None:
        self.random = Random(seed)
        self.storage = PowerStorage(is_honest=is_honest)
        self.committed: Content = {}
        """What must be there."""
        self.wanted: Content = {}
        """What may be there, if a commit was on its way."""
        self.commits = 0
        ColumnarIndex.create(self.storage, SCHEMA)

    def until_the_power_goes(self) -> None:
        """Commits, until it does."""
        self.storage.steps = self.random.randrange(STEPS)
        try:
            index = ColumnarIndex(self.storage, SCHEMA)
            while True:
                self.commit(index)
        except PowerCut:
            self.storage = self.storage.after_crash(self.random)

    def commit(self, index: ColumnarIndex) -> None:
        """Some changes, which are committed, or now and then taken back."""
        random, wanted = self.random, dict(self.committed)
        writer = index.writer()
        for id in map(str, random.sample(range(9), random.randrange(1, 3))):
            if random.random() < 0.3:
                writer.delete_by_term("id", id)
                wanted.pop(id, None)
                continue
            wanted[id] = f"word{random.randrange(9)} number{self.commits}"
            writer.update_document(id=id, body=wanted[id])
        if random.random() < 0.1:
            writer.cancel()
            return
        self.wanted = wanted
        writer.commit(optimize=random.random() < 0.15)
        self.committed = wanted
        self.commits += 1

    def check(self) -> None:
        """The index is whole, and has the last commit that returned, or the one that was on its way."""
        index = ColumnarIndex(self.storage, SCHEMA)
        found = content(index)
        assert not index.damage
        assert found in (self.committed, self.wanted)
        self.committed = found
        if self.random.random() < 0.75:
            return
        index.writer().cancel()
        needed = index._read_toc().file_names(index.indexname) | index.files_before()
        assert set(self.storage.list()) == needed


@pytest.fixture(autouse=True)
def _no_garbage() -> Iterator[None]:
    """Writers that a crash ended are let go at once."""
    yield
    gc.collect()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_commit_that_returned_survives_a_power_cut(seed: int) -> None:
    """Whatever the disk made of what was not synced; the next writer goes on, and leaves nothing lying about."""
    run = Run(seed)
    for _ in range(CRASHES // SEEDS):
        run.until_the_power_goes()
        run.check()
    assert run.commits > CRASHES // SEEDS // 8


def test_a_disk_that_lies_loses_commits() -> None:
    """So the test above would notice if nothing were synced; that is not what searchkit can promise anything about."""
    lost = 0
    for seed in range(20):
        run = Run(seed, is_honest=False)
        try:
            for _ in range(3):
                run.until_the_power_goes()
                run.check()
        except Exception:  # noqa: BLE001  # whatever it is, it was noticed
            lost += 1
    assert lost > 15
