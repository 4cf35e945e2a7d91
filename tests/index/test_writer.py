"""Adding and removing articles: all of it, or nothing."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch
from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.analysis import stems
from searchkit.errors import ArticleNotFound, IndexAccessError, IndexClosed, IndexLocked, IndexUnfit
from searchkit.index import writer as writer_module
from searchkit.index.catalog import Catalog
from searchkit.index.columnar import segments_of
from searchkit.model import Article, Origin, Published
from searchkit.settings import Settings
from searchkit.testing import ARTICLES, small_index

FERRY = Article(title="Ferry resumes", body="It sails again.", lang="en", origins=(Origin("a.txt", "/in"),))


def titles(index: searchkit.Index, query: str) -> list[str]:
    """The titles of the hits."""
    return [hit.title for hit in index.search(query)]


def test_what_was_added_is_found_and_comes_back_whole() -> None:
    """Every field."""
    with small_index() as index:
        assert len(index) == len(ARTICLES)
        assert sorted(article.id for article in index) == sorted(article.id for article in ARTICLES)
        for article in ARTICLES:
            assert index.get(article.id) == article
            assert article.id in index


def test_the_same_article_twice_is_one_article_with_two_places() -> None:
    """Within one commit and across commits."""
    elsewhere = replace(FERRY, origins=(Origin("b.txt", "/in"),))
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            assert writer.add(FERRY) == "added"
            assert writer.add(elsewhere) == "same"
        assert index.add(elsewhere) == "same"
        assert len(index) == 1
        assert [origin.path for origin in index.get(FERRY.id).origins] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("between", [False, True])
def test_another_text_of_an_article_is_not_lost(between: bool) -> None:
    """Made of one that came from the index it is another article; with an identity of its own, that article's."""
    own = Article(id="one", title="Harbour", body="Gulls.", lang="en", section="port")
    with searchkit.open(":memory:") as index:
        index.add(FERRY)
        with index.writer() as writer:
            writer.add(own)
            if between:
                writer.commit()
            assert writer.add(replace(index.get(FERRY.id), body="It stays.")) == "added"
            assert writer.add(replace(own, body="Terns.", section="")) == "changed"
        assert titles(index, "sails") == titles(index, "stays") == [FERRY.title]
        assert titles(index, "gulls") == []
        assert titles(index, "terns") == [own.title]
        assert index.get("one").section == "port"


@pytest.mark.parametrize("between", [False, True])
def test_a_better_account_of_an_article_replaces_the_poorer(between: bool) -> None:
    """Whether the first was committed or not; the old words are not found any more."""
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            writer.add(replace(FERRY, role="related", source="ferry.example"))
            if between:
                writer.commit()
            assert writer.add(replace(FERRY, role="main", source="Harbour Courier", authors=("Min",))) == "changed"
        assert len(index) == 1
        assert titles(index, "source:courier author:min") == ["Ferry resumes"]
        assert titles(index, "source:example") == []


def test_an_exception_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    """Nothing of the block is kept, and the next writer gets in."""
    with small_index(path=tmp_path / "index") as index:
        with pytest.raises(ZeroDivisionError), index.writer() as writer:
            writer.add(FERRY)
            writer.delete(ARTICLES[0].id)
            raise ZeroDivisionError
        assert FERRY.id not in index
        assert ARTICLES[0].id in index
        assert index.add(FERRY) == "added"


def test_an_article_without_title_and_body_is_refused_and_changes_nothing() -> None:
    """The articles around it are kept."""
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            writer.add(FERRY)
            with pytest.raises(IndexUnfit, match="a title or a body"):
                writer.add(Article(title=" ", body="\n"))
        assert len(index) == 1


def test_a_deleted_article_is_gone() -> None:
    """And deleting what is not there is an error that names it."""
    with small_index() as index:
        index.delete(ARTICLES[1].id)
        assert ARTICLES[1].id not in index
        assert titles(index, "Busan") == []
        with pytest.raises(ArticleNotFound, match=ARTICLES[1].id):
            index.delete(ARTICLES[1].id)


def test_an_article_is_got_by_the_beginning_of_its_identity() -> None:
    """Four digits or more, if they are one article's."""
    with small_index() as index:
        assert index.get(ARTICLES[0].id[:8]) == ARTICLES[0]
        with pytest.raises(ArticleNotFound):
            index.get(ARTICLES[0].id[:3])
        with pytest.raises(ArticleNotFound):
            index.get("not there")


def version(text: str, day: int) -> Article:
    """One text of one address, fetched on a day of May."""
    return Article(
        title="Budget vote", body=text, url="https://ledger.example/vote?utm_source=x", lang="en",
        fetched_at=datetime(2025, 5, day, tzinfo=timezone.utc), published=Published(date(2025, 5, 1)),
    )  # fmt: skip


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_of_several_texts_of_one_address_the_newest_is_shown(order: tuple[int, ...]) -> None:
    """Whatever the order they came in; the others are there when asked for, and a note says so."""
    with searchkit.open(":memory:") as index:
        for day in order:
            index.add(version(f"Vote number {day} was counted.", day))
        results = index.search("counted")
        assert [hit.passages[0].text for hit in results] == ["Vote number 3 was counted."]
        assert [note.code for note in results.notes] == ["older-versions"]
        assert index.count("counted", versions=True) == 3
        index.delete(version("Vote number 3 was counted.", 3).id)
        assert [hit.passages[0].text for hit in index.search("counted")] == ["Vote number 2 was counted."]


def test_a_second_writer_is_refused_by_name_and_readers_are_not(tmp_path: Path) -> None:
    """One at a time; the message says who."""
    with small_index(path=tmp_path / "index", settings=Settings(lock_seconds=0.0)) as index:
        with index.writer() as writer:
            writer.add(FERRY)
            with pytest.raises(IndexLocked, match="process"):
                index.writer()
            with searchkit.open(tmp_path / "index") as reader:
                assert len(reader) == len(ARTICLES)
        assert len(index) == len(ARTICLES) + 1


def test_a_writer_that_outlives_its_index_lets_the_next_one_in(tmp_path: Path) -> None:
    """It holds the lock until then, and no longer."""
    index = small_index(path=tmp_path / "index")
    writer = index.writer()
    writer.add(FERRY)
    index.close()
    writer.cancel()
    with searchkit.open(tmp_path / "index") as again, again.writer(wait=0.1):
        assert len(again) == len(ARTICLES)


def test_a_writer_that_waits_while_its_index_is_closed_holds_no_lock(tmp_path: Path) -> None:
    """It gets the lock, learns that the index was closed, and lets it go."""
    outcomes: list[BaseException] = []
    index = small_index(path=tmp_path / "index")
    with searchkit.open(tmp_path / "index") as other:

        def wait() -> None:
            with pytest.raises(IndexClosed) as caught:
                index.writer(wait=60)
            outcomes.append(caught.value)

        thread = threading.Thread(target=wait)
        with other.writer():
            thread.start()
            time.sleep(0.2)
            index.close()
        thread.join()
        assert len(outcomes) == 1
        with other.writer(wait=0.1):
            pass


def test_a_reader_sees_the_next_commit_without_reopening(tmp_path: Path) -> None:
    """Of another process too: here another index object."""
    with small_index(path=tmp_path / "index") as index, searchkit.open(tmp_path / "index") as reader:
        assert reader.count("sails") == 1
        index.add(FERRY)
        assert reader.count("sails") == 2


def test_threads_may_search_while_one_writes(tmp_path: Path) -> None:
    """Each search sees one whole commit."""
    seen: list[int] = []
    with small_index(path=tmp_path / "index", settings=Settings(search_seconds=600)) as index:

        def look() -> None:
            for _ in range(20):
                seen.append(index.search("sails OR note").total)

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(5):
            with index.writer() as writer:
                for half in "ab":
                    writer.add(Article(title=f"Note {number}{half}", body="short", lang="en"))
        for thread in threads:
            thread.join()
        assert len(seen) == 60
        assert all(total % 2 == 1 for total in seen)
        assert index.search("sails OR note").total == 11


def test_a_crash_between_the_two_commits_is_put_right(tmp_path: Path) -> None:
    """Whoosh has the article, the catalog does not know it yet: the next writer reconciles them."""
    with small_index(path=tmp_path / "index") as index:
        writer = index.writer()
        writer.add(FERRY)
        writer.delete(ARTICLES[0].id)
        writer._segments.commit(writer._find_stories)
        writer.cancel()  # what the catalog was told is lost
        with index.writer() as writer:
            assert writer.add(FERRY) == "same"
        assert len(index) == len(ARTICLES)
        assert sorted(index._store.catalog.ids()) == sorted(article.id for article in index)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "add", "add", "delete", "commit"]),
            st.sampled_from("pqrst"),
            st.sampled_from(["", "a", "b"]),
            st.integers(1, 4),
        ),
        max_size=20,
    ),
    st.sampled_from([1, 10_000]),
)
def test_of_each_address_the_newest_version_is_shown(steps: list[tuple[str, str, str, int]], remembered: int) -> None:
    """And no other, whatever came, changed, moved or went, in whatever order."""
    there: dict[str, Article] = {}
    with searchkit.open(":memory:") as index, patch.object(writer_module, "_ADDRESSES", remembered):
        writer = index.writer()
        for step, name, address, day in steps:
            if step == "add":
                url = f"https://ferry.example/{address}" if address else ""
                fetched = datetime(2025, 1, day, tzinfo=timezone.utc)
                there[name] = Article(id=name, title=name, body="The ferry.", lang="en", url=url, fetched_at=fetched)
                writer.add(there[name], overwrite=True)
            elif step == "delete" and name in there:
                writer.delete(name)
                del there[name]
            elif step == "commit":
                writer.commit()
        writer.close()
        newest: dict[str, str] = {}
        for name, article in sorted(there.items(), key=lambda one: (-one[1].fetched_at.timestamp(), one[0])):  # type: ignore[union-attr]
            newest.setdefault(article.url or name, name)
        assert {hit.id for hit in index.search("ferry", limit=100)} == set(newest.values())
        assert {hit.id for hit in index.search("ferry", limit=100, versions=True)} == set(there)


@pytest.mark.parametrize("then", ["delete", "newer"])
def test_versions_are_put_right_after_such_a_crash(tmp_path: Path, then: str) -> None:
    """The newest of an address is shown, and no other, as if there had been no crash."""

    def version(name: str, day: int) -> Article:
        fetched = datetime(2025, 1, day, tzinfo=timezone.utc)
        return Article(id=name, title=name, body="The ferry.", url="https://ferry.example/a", fetched_at=fetched)

    with searchkit.open(tmp_path, create=True) as index:
        with index.writer() as writer:
            writer.add(version("x", 1))
            writer.add(version("y", 2))
        writer = index.writer()
        writer.add(version("x", 5), overwrite=True)
        writer._segments.commit(writer._find_stories)
        writer.cancel()
        assert [hit.id for hit in index.search("ferry")] == ["x"]
        if then == "delete":
            index.delete("x")
        else:
            index.add(version("z", 9))
        assert [hit.id for hit in index.search("ferry")] == ["y" if then == "delete" else "z"]
        assert searchkit.check(tmp_path).ok


def test_a_refused_article_changes_nothing_even_if_the_caller_goes_on() -> None:
    """What it would have replaced is still there."""
    with searchkit.open(":memory:") as index:
        index.add(replace(FERRY, id="k1"))
        with index.writer() as writer:
            with pytest.raises(IndexUnfit, match="k1"):
                writer.add(replace(FERRY, id="k1", source="other", extra={"x": object()}))  # type: ignore[dict-item]
            for refused in (
                Article(title="lone \ud800 surrogate", lang="en"),
                replace(FERRY, id="\ud800"),
                replace(FERRY, id="k2", url="https://ferry.example/\ud800"),
                replace(FERRY, id="k1", origins=(Origin("b.txt", "/in"), Origin("\udcff.txt", "/in"))),
            ):
                with pytest.raises(IndexUnfit, match="surrogates not allowed"):
                    writer.add(refused)
            writer.add(Article(title="Another", lang="en"))
        assert "k1" in index
        assert len(index) == 2
        assert [origin.path for origin in index.get("k1").origins] == ["a.txt"]
        assert index.check().ok


@pytest.mark.parametrize("id", ["-5", "+5", "1_0", "Doc-ABCD", "ü", "0"])
def test_an_identity_of_ones_own_may_be_any_text(id: str) -> None:
    """It is found by it, and by nothing else."""
    with searchkit.open(":memory:") as index:
        index.add(replace(FERRY, id=id))
        assert index.get(id).id == id
        assert [hit.id for hit in index.search("ferry")] == [id]


@pytest.mark.parametrize("id", ["\udcff\udcff\udcff\udcff", "", "x" * 10_000])
def test_an_identity_that_cannot_be_is_not_found(id: str) -> None:
    """And that is all."""
    with small_index() as index:
        assert id not in index
        with pytest.raises(ArticleNotFound):
            index.get(id)
        with pytest.raises(ArticleNotFound):
            index.delete(id)


def test_when_the_newest_version_changes_its_date_or_address_another_is_shown() -> None:
    """Always exactly one of an address."""
    new, old = version("The new text hello.", 20), version("The old text hello.", 10)
    with searchkit.open(":memory:") as index:
        index.add(new)
        index.add(old)
        assert [hit.id for hit in index.search("hello")] == [new.id]
        with index.writer() as writer:
            writer.add(replace(new, fetched_at=datetime(2020, 1, 1, tzinfo=timezone.utc)), overwrite=True)
        assert [hit.id for hit in index.search("hello")] == [old.id]
        with index.writer() as writer:
            writer.add(replace(old, url="https://elsewhere.example/vote"), overwrite=True)
        assert {hit.id for hit in index.search("hello")} == {new.id, old.id}


def test_a_second_writer_in_memory_waits_no_longer_than_it_was_told() -> None:
    """It does not hang."""
    with searchkit.open(":memory:") as index:
        with index.writer(), pytest.raises(IndexLocked):
            index.writer(wait=0)
        assert index.add(FERRY) == "added"


def test_texts_and_numbers_of_numpy_are_kept_as_plain_ones(tmp_path: Path) -> None:
    """The catalog has a checksum of what Python writes of them."""
    place = Origin(np.str_("a.txt"), np.str_("/in"), index=np.int64(3), start=np.int32(7))  # type: ignore[arg-type]
    article = Article(id=np.str_("one"), title="Ferry", body="It sails.", lang="en", origins=(place,))
    with searchkit.open(tmp_path / "index", create=True) as index:
        index.add(article)
        assert index.check().ok
        assert index.get("one").origins == (Origin("a.txt", "/in", index=3, start=7),)


@pytest.mark.parametrize(
    "where", [("a", "", "", -1), ("a", "", "", 0, 1 << 63), (5,), ("a", "", "", "1"), ("a", "", "", 0, None, 1.5)]
)
def test_places_that_cannot_be_kept_are_refused(where: tuple[Any, ...]) -> None:
    """In a sentence, and nothing is kept of the article."""
    with searchkit.open(":memory:") as index, pytest.raises(IndexUnfit, match="of an origin"):
        index.add(replace(FERRY, origins=(Origin(*where),)))


def test_moments_beyond_the_calendar_are_counted_at_its_ends() -> None:
    """In UTC, the last day of some zone lies behind it."""
    zones = [(datetime.max, timedelta(hours=-9)), (datetime.min, timedelta(hours=9))]
    moments = [moment.replace(tzinfo=timezone(offset)) for moment, offset in zones]
    with searchkit.open(":memory:") as index:
        for moment in moments:
            index.add(Article(title=f"{moment}", body="Ferry", lang="en", published=Published(at=moment)))
        stats = index.stats()
        assert (stats.oldest, stats.newest) == (date.min, date.max)


@pytest.mark.parametrize("lang", ["en-US", "EN", "English", "eng", "und", ""])
def test_a_language_is_kept_as_its_code(lang: str) -> None:
    """However it was said, or found when it was not."""
    with searchkit.open(":memory:") as index:
        body = "The ferry sails again this week, and all of the travellers are glad that it does so."
        index.add(Article(title="Ferry", body=body, lang=lang))
        assert index.count("ferries", languages=["en"]) == 1


def test_a_writer_that_has_ended_frees_no_lock_of_another() -> None:
    """Cancelled after it was closed, too."""
    with searchkit.open(":memory:", settings=Settings(lock_seconds=0.01)) as index:
        first = index.writer()
        first.close()
        first.cancel()
        with index.writer():
            first.cancel()
            with pytest.raises(IndexLocked):
                index.writer()


def test_after_the_end_nothing_can_be_done() -> None:
    """With a writer or an index that was closed; closing twice is no harm."""
    index = small_index()
    writer = index.writer()
    writer.close()
    writer.close()
    with pytest.raises(IndexClosed):
        writer.add(FERRY)
    index.close()
    index.close()
    uses = (index.problems, index.check, index.stats, index.writer, index.saved)
    asks = (lambda: index.search("x"), lambda: index.search_many([]), lambda: len(index), lambda: index.forget("x"))
    for use in (*uses, *asks, lambda: index.backup("elsewhere")):
        with pytest.raises(IndexClosed):
            use()


def test_commits_leave_no_files_open(tmp_path: Path) -> None:
    """Nothing waits for the next collection of garbage: a program with many objects seldom has one."""
    with searchkit.open(tmp_path / "index", create=True) as index:
        index.add(ARTICLES[0])
        gc.collect()
        gc.disable()
        try:
            kept = []
            for number in range(12):
                index.add(Article(title=f"Number {number}", body="It sails."))
                assert index.count("sails") >= number
                kept.append([ref(segment) for segment, _ in segments_of(index._store.snapshot()) or ()])
            open_still = {segment() for some in kept[:-1] for segment in some} - {None}
            assert len(open_still) <= len(kept[-1])
        finally:
            gc.enable()


FRENCH = Article(title="Un", body="Le ferry est parti vers le port", lang="fr")
FINNISH = Article(title="Kaksi", body="Suomen ferry lähti satamasta", lang="fi")


@pytest.mark.parametrize("end", ["cancel", "commit"])
def test_words_of_a_commit_that_was_taken_back_are_found_when_it_is_done_again(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalog knows their stems then, by which a query knows the languages that have a word."""
    with small_index(path=tmp_path / "index", settings=Settings(jobs=1)) as index:
        writer = index.writer()
        writer.add(FRENCH)
        if end == "cancel":
            writer._segments._building().finish()
            writer.cancel()
        else:
            with monkeypatch.context() as patch, pytest.raises(IndexAccessError):
                patch.setattr(Catalog, "commit", _fail)
                writer.commit()
        index.add(FRENCH)
        index.add(FINNISH)
        assert {FRENCH.id, FINNISH.id} <= set(index.ids("ferry"))


def _fail(*_: object) -> None:
    raise IndexAccessError("no room")


def test_however_many_words_are_new_none_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few are remembered; all of them come into the catalog."""
    monkeypatch.setattr(stems, "_REMEMBERED", 100)
    monkeypatch.setattr(stems, "_MANY", 100)
    with searchkit.open(tmp_path / "index", create=True, settings=Settings(jobs=1)) as index:
        with index.writer() as writer:
            for number in range(8):
                body = " ".join(f"mot{number}x{word}" for word in range(50))
                writer.add(Article(title=f"Long {number}", body=body, lang="fr"))
            writer.add(FRENCH)
            for article in ARTICLES:
                writer.add(article)
        index.add(FINNISH)
        assert {FRENCH.id, FINNISH.id} <= set(index.ids("ferry"))
        assert index.count("mot7x49") == 1


def test_closing_an_index_frees_its_files_at_once(tmp_path: Path) -> None:
    """Whoever searched it: nothing waits for the next collection of garbage."""
    small_index(path=tmp_path / "index").close()
    gc.collect()
    gc.disable()
    try:
        index = searchkit.open(tmp_path / "index")
        assert index.search("sails", facets=("source",)).total == 1
        assert [hit.source for hit in index.search("fer* trust")]
        segments = [ref(segment) for segment, _ in segments_of(index._store.snapshot()) or ()]
        index.close()
        assert [segment() for segment in segments] == [None]
    finally:
        gc.enable()


@contextmanager
def looked_at(look: Callable[[], None], *, threads: int) -> Iterator[None]:
    """A `with` block during which other threads look again and again; what one of them raises fails the test."""
    problems: list[Exception] = []
    is_done = threading.Event()

    def look_on() -> None:
        while not is_done.is_set():
            try:
                look()
            except Exception as error:  # noqa: BLE001 - whatever it is, the main thread shows it
                problems.append(error)

    running = [threading.Thread(target=look_on) for _ in range(threads)]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        is_done.set()
        for thread in running:
            thread.join()
    assert problems == []


def test_searches_of_other_threads_never_meet_half_a_commit(tmp_path: Path) -> None:
    """Through sixty commits with their merges, whatever they read."""
    with small_index(path=tmp_path / "index") as index:

        def look() -> None:
            assert index.search("trust note", sort="newest").total >= 2
            assert sum(1 for _ in index) >= len(ARTICLES)
            index.stats()

        with looked_at(look, threads=2):
            for number in range(60):
                index.add(Article(title=f"Note {number}", body="short", lang="en"))


def test_in_memory_what_is_deleted_can_be_read_until_it_is_committed() -> None:
    """The writer has a copy of the catalog there."""
    with searchkit.open(":memory:") as index:
        index.add(ARTICLES[0])
        with index.writer() as writer:
            writer.delete(ARTICLES[0].id)
            assert [article.id for article in index] == [ARTICLES[0].id]
        assert list(index) == []


def test_in_memory_places_are_those_of_the_last_commit() -> None:
    """What a writer does is not seen before."""
    with searchkit.open(":memory:") as index:
        index.add(replace(FERRY, origins=(Origin("a.txt", "/one"),)))
        writer = index.writer()
        writer.add(replace(FERRY, origins=(Origin("b.txt", "/one"),)))
        assert [origin.path for origin in index.get(FERRY.id).origins] == ["a.txt"]
        writer.delete(FERRY.id)
        assert [origin.path for origin in index.get(FERRY.id).origins] == ["a.txt"]
        writer.cancel()
        with index.writer() as writer:
            writer.add(replace(FERRY, origins=(Origin("b.txt", "/one"),)))
            writer.commit()
            assert [origin.path for origin in index.get(FERRY.id).origins] == ["a.txt", "b.txt"]
            writer.delete(FERRY.id)
        assert len(index) == 0


def test_in_memory_stems_are_known_by_the_next_query() -> None:
    """Those of the last commit, whose catalog has taken the place of the one before."""
    with searchkit.open(":memory:") as index:
        index.add(Article(title="Eins", body="mit den Hunden", lang="de"))
        assert index._store.analyzer.query_words("Hunden", ["de"])[0].ways == ((("hund",),),)
        assert index._store.catalog.stem("de", "hunden") == "hund"
        lookup = index._store.analyzer._stems.lookup
        assert lookup is not None
        assert lookup("de", "hunden") == "hund"


def test_threads_may_search_in_memory_while_one_writes() -> None:
    """Of the catalog, too, they see what was committed."""
    with small_index() as index:

        def look() -> None:
            for hit in index.search("sails note"):
                assert hit.origins is not None
            list(index)

        with looked_at(look, threads=3):
            for number in range(40):
                with index.writer() as writer:
                    for kind in ("note", "sails"):
                        url = f"https://one.example/{kind}"
                        writer.add(Article(title=f"{kind} {number}", body="short", lang="en", url=url))
