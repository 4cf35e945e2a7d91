"""Power cuts at any step of a commit: every commit that returned is there."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

import pytest
from whoosh.fields import ID, KEYWORD, Schema

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.columnar_segment import ColumnarSegment
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.whoosh.documents import PerDocumentReader
from searchkit.index.columnar.whoosh.index import ColumnarIndex, segments_of
from tests.conftest import many
from tests.index.columnar.power import PowerCut, PowerStorage

SCHEMA = Schema(id=ID(unique=True, stored=True), body=KEYWORD(stored=True))
CRASHES = many(400, 10_000)
SEEDS = 10
STEPS = 24  # about those of two commits
LOOKED_AT = 0.25  # of the steps before the power goes


Content = dict[str, str]


@cache
def documents(file: bytes) -> list[tuple[str, str]]:
    """(identity, body) of each document in a segment's file, deleted or not. Its arrays are as they were written, its
    words lead to its documents. The same bytes are read once."""
    segment = Segment(ArrayFile(file, "a segment"))
    assert not segment.file.damaged()
    numbers = range(segment.document_count)
    reader = PerDocumentReader(segment, ColumnarSegment("MAIN", documents=len(numbers)))
    found = [(fields["id"], fields["body"]) for fields in map(reader.stored_fields, numbers)]
    words: list[set[str]] = [set() for _ in numbers]
    body = segment.field("body")
    assert body is not None
    for term in range(body.term_count):
        for number in body.plain_postings(term).documents():
            words[number].add(body.term(term).decode())
    assert words == [set(body.split()) for _, body in found]
    return found


def content(index: ColumnarIndex) -> Content:
    """What an index holds, by identity."""
    found: Content = {}
    with index.reader() as reader:
        for segment, offset in segments_of(reader) or ():
            for number, (id, body) in enumerate(documents(index.storage.names[segment.name].seen), offset):
                if not reader.is_deleted(number):
                    found[id] = body
    return found


class Crash(NamedTuple):
    """What is left after one."""

    storage: PowerStorage
    committed: Content
    """What must be there."""
    wanted: Content
    """What may be there, if a commit was on its way."""


class Run:
    """Commits and crashes, one after the other."""

    def __init__(self, seed: int, *, is_honest: bool = True) -> None:
        self.random = Random(seed)
        self.storage = PowerStorage(is_honest=is_honest)
        self.committed: Content = {}
        self.wanted: Content = {}
        self.commits = 0
        self.crashes: list[Crash] = []
        ColumnarIndex.create(self.storage, SCHEMA)

    def until_the_power_goes(self) -> None:
        """Commits, until it does; `crashes`: what was left then, and would be if it had gone at steps before."""
        self.crashes = []
        self.storage.steps = self.random.randrange(STEPS)
        self.storage.before_step = self.perhaps_crash
        try:
            index = ColumnarIndex(self.storage, SCHEMA)
            while True:
                self.commit(index)
        except PowerCut:
            self.storage.before_step = lambda: None
            self.crash()

    def perhaps_crash(self) -> None:
        """Some steps before the power goes are looked at."""
        if self.storage.steps > 0 and self.random.random() < LOOKED_AT:
            self.crash()

    def crash(self) -> None:
        """Looks what would be left if the power went now."""
        self.crashes.append(Crash(self.storage.after_crash(self.random), self.committed, self.wanted))

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

    def check(self) -> int:
        """After each crash, the index is whole, and has the last commit that returned, or the one that was on its way.
        It goes on from the last; gives how many there were."""
        for crash in self.crashes:
            self.storage = crash.storage
            index = ColumnarIndex(self.storage, SCHEMA)
            self.committed = content(index)
            assert not index.damage
            assert self.committed in (crash.committed, crash.wanted)
            if self.random.random() < 0.25:
                index.writer().cancel()
                needed = index._read_toc().file_names(index.indexname) | index.files_before()
                assert set(self.storage.list()) == needed
        return len(self.crashes)


@pytest.fixture(autouse=True)
def _no_garbage() -> Iterator[None]:
    """Writers that a crash ended are let go at once."""
    yield
    gc.collect()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_commit_that_returned_survives_a_power_cut(seed: int) -> None:
    """Whatever the disk made of what was not synced; the next writer goes on, and leaves nothing lying about."""
    run = Run(seed)
    crashes = 0
    while crashes < CRASHES // SEEDS:
        run.until_the_power_goes()
        crashes += run.check()
    assert run.commits > crashes // 20


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
