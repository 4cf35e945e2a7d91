"""Adds, changes, deletes, commits, rollbacks, merges and reopens in any order: the index says what a dict says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import searchkit
from searchkit import Article
from searchkit.errors import ArticleNotFound, IndexUnfit
from searchkit.index.writer import Writer
from tests.conftest import many

IDS = st.integers(0, 15).map("article{}".format)
WORDS = st.sampled_from(["ferry", "storm", "trust", "vote", "orchard"])


class Machine(RuleBasedStateMachine):
    """An index, and what should be in it."""

    index: searchkit.Index
    writer: Writer | None

    @initialize(on_disk=st.booleans())
    def begin(self, on_disk: bool) -> None:
        """A new index, in a folder or in memory."""
        self.folder = Path(tempfile.mkdtemp()) / "index"
        self.on_disk = on_disk
        self.index = searchkit.open(self.folder if on_disk else ":memory:", create=on_disk)
        self.writer = None
        self.committed: dict[str, str] = {}
        self.written: dict[str, str] = {}

    def _writing(self) -> Writer:
        if self.writer is None:
            self.writer = self.index.writer(wait=0)
        return self.writer

    @rule(id=IDS, word=WORDS, other=WORDS)
    def add(self, id: str, word: str, other: str) -> None:
        """An article, in the place of one that is there."""
        article = Article(id=id, title="Title", body=f"{word} {other}", lang="en")
        outcome = self._writing().add(article, overwrite=True)
        body = self.written.get(id)
        assert outcome == ("added" if body is None else "same" if body == article.body else "changed")
        self.written[id] = article.body

    @rule(id=IDS)
    def refuse(self, id: str) -> None:
        """An article that cannot be kept changes nothing."""
        with pytest.raises(IndexUnfit):
            self._writing().add(Article(id=id, title="secret \ud800", body="secret", lang="en"), overwrite=True)

    @rule(id=IDS)
    def delete(self, id: str) -> None:
        """An article, or nothing."""
        if id in self.written:
            self._writing().delete(id)
            del self.written[id]
        else:
            with pytest.raises(ArticleNotFound):
                self._writing().delete(id)

    @precondition(lambda self: self.writer is not None)
    @rule(goes_on=st.booleans())
    def commit(self, goes_on: bool) -> None:
        """And go on with the same writer, or end it."""
        assert self.writer is not None
        if goes_on:
            self.writer.commit()
        else:
            self.writer.close()
            self.writer = None
        self.committed = dict(self.written)

    @precondition(lambda self: self.writer is not None)
    @rule()
    def roll_back(self) -> None:
        """Everything since the last commit."""
        assert self.writer is not None
        self.writer.cancel()
        self.writer = None
        self.written = dict(self.committed)

    @precondition(lambda self: self.writer is None)
    @rule(words=st.lists(WORDS, min_size=9, max_size=9))
    def grow(self, words: list[str]) -> None:
        """Commits enough that some are merged."""
        for number, word in enumerate(words):
            id = f"grown{number}"
            with self.index.writer() as writer:
                writer.add(Article(id=id, title="Title", body=word, lang="en"), overwrite=True)
            self.written[id] = self.committed[id] = word

    @precondition(lambda self: self.on_disk)
    @rule()
    def reopen(self) -> None:
        """What was not committed is gone with the writer."""
        self.roll_back() if self.writer is not None else None
        self.index.close()
        self.index = searchkit.open(self.folder)

    @invariant()
    def agrees(self) -> None:
        """Articles, words and identities are those of the dict, as of the last commit."""
        if not hasattr(self, "committed"):
            return
        assert {article.id: article.body for article in self.index} == self.committed
        for word in ("ferry", "secret"):
            assert set(self.index.ids(word)) == {id for id, body in self.committed.items() if word in body.split()}

    def teardown(self) -> None:
        """All is well, and the folder goes."""
        if hasattr(self, "committed"):
            if self.writer is not None:
                self.writer.cancel()
            assert self.index.check().ok, self.index.check()
            self.index.close()
            shutil.rmtree(self.folder.parent)


TestStates = Machine.TestCase
TestStates.settings = settings(
    max_examples=many(6, 100),
    stateful_step_count=many(20, 50),
)
