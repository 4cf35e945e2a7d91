"""Articles that are copies of each other share a story, which keeps its name whatever happens later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from whoosh.query import Term

import searchkit
from searchkit.model import Article
from searchkit.settings import Settings
from searchkit.testing import small_index
from tests.copies import AGAIN, FIRST, OTHER, SHORT, STORY, article, text

ONE_PROCESS = Settings(jobs=1)


def story(index: searchkit.Index, one: Article) -> str:
    """The story of an article."""
    (hit,) = index.search(Term("id", one.id))
    return hit.story


def copies(index: searchkit.Index, one: Article) -> set[str]:
    """The titles of its copies."""
    return {copy.title for copy in index.copies(one.id)}


@pytest.mark.parametrize("commits", [1, 3])
def test_copies_share_the_story_of_the_first_published(commits: int) -> None:
    """Within a commit; across commits the first to come is the first. Others stay what they are."""
    with small_index([OTHER]) as index:
        for some in (STORY[::-1],) if commits == 1 else [(one,) for one in STORY]:
            with index.writer() as writer:
                for one in some:
                    writer.add(one)
        assert [story(index, one) for one in STORY] == [FIRST.id] * 3
        assert story(index, OTHER) == OTHER.id
        assert copies(index, FIRST) == {AGAIN.title, SHORT.title}
        assert copies(index, SHORT) == {AGAIN.title, FIRST.title}
        assert copies(index, OTHER) == set()
        assert index.copies("0" * 32) == ()


@pytest.mark.parametrize("order", [*permutations(STORY)])
def test_the_order_of_adding_within_a_commit_does_not_matter(order: Sequence[Article]) -> None:
    """The name is that of the first published."""
    with small_index(order) as index:
        assert {story(index, one) for one in order} == {FIRST.id}


def test_a_copy_says_who_published_it_and_when() -> None:
    """The newest first."""
    with small_index(STORY) as index:
        assert index.copies(AGAIN.id) == tuple(
            searchkit.Copy(one.id, one.title, one.source, one.published, one.url) for one in (SHORT, FIRST)
        )


def test_the_story_keeps_its_name_without_the_first() -> None:
    """Also for copies that come later, and when the first comes back."""
    with small_index([FIRST, AGAIN]) as index:
        index.delete(FIRST.id)
        assert story(index, AGAIN) == FIRST.id
        assert copies(index, AGAIN) == set()
        index.add(SHORT)
        assert story(index, SHORT) == FIRST.id
        index.add(FIRST)
        assert copies(index, FIRST) == {AGAIN.title, SHORT.title}


@pytest.mark.parametrize("whom", [[0], [1], [2], [0, 1, 2]])
def test_articles_that_are_told_anew_keep_their_story(whom: Sequence[int]) -> None:
    """One with another source is stored again; even if the first is gone, and all others are."""
    with small_index([*STORY, OTHER]) as index:
        index.delete(FIRST.id)
        with index.writer() as writer:
            for number in whom:
                assert writer.add(replace(STORY[number], section="Ports")) == ("added" if number == 0 else "changed")
        assert {story(index, one) for one in (AGAIN, SHORT)} == {FIRST.id}


def test_a_text_that_was_replaced_is_another_story() -> None:
    """Where identities are the caller's own: neither a copy, nor who gave the name, is of the old story any more."""
    first, again = replace(FIRST, id="a"), replace(AGAIN, id="b")
    with small_index([first, again, replace(SHORT, id="c")]) as index:
        assert {story(index, one) for one in (first, again)} == {"a"}
        with index.writer() as writer:
            assert writer.add(replace(first, body=text(5)), overwrite=True) == "changed"
        assert copies(index, first) == set()
        assert copies(index, again) == {SHORT.title}
        assert story(index, again) == "a" != story(index, first)
        index.add(article("Of the new text", text(5)))
        assert copies(index, first) == {"Of the new text"}


@pytest.mark.parametrize("body", [text(4), text(1)])
def test_an_identity_that_is_given_anew_has_the_story_of_its_text(body: str) -> None:
    """Deleted and added within one commit: what is another text leaves the story, the same one stays."""
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            writer.add(Article(id="one", title="One", body=text(1), lang="en"))
            writer.add(Article(id="two", title="Two", body=f"{text(1)} And more.", lang="en"))
        with index.writer() as writer:
            writer.delete("two")
            writer.add(Article(id="two", title="Two", body=body, lang="en"))
        assert [copy.id for copy in index.copies("one")] == (["two"] if body == text(1) else [])


def test_deleted_articles_hide_no_copy(tmp_path: Path) -> None:
    """However many there are: an article has been replaced often, or many copies of it deleted."""
    with searchkit.open(tmp_path / "index", create=True, settings=Settings(jobs=1)) as index:
        with index.writer() as writer:
            for number in range(14):
                writer.add(Article(id=f"copy {number:02}", title="Copy", body=f"{text(1)} And {number}.", lang="en"))
        with index.writer() as writer:
            for number in range(11):
                writer.delete(f"copy {number:02}")
            writer.add(Article(id="late", title="Late", body=f"{text(1)} And late.", lang="en"))
        assert {copy.id for copy in index.copies("late")} == {"copy 11", "copy 12", "copy 13"}
        with index.writer() as writer:
            writer.add(Article(id="one", title="One", body=text(2), lang="en"))
            for number in range(12):
                writer.add(Article(id="two", title="Two", body=text(2), lang="en", section=f"{number}"), overwrite=True)
        assert [copy.id for copy in index.copies("one")] == ["two"]


def test_articles_of_their_own_keep_their_names_while_there_is_no_copy_yet() -> None:
    """Stored anew in the commit that brings one that has both of them."""
    whole = f"{text(1)} {text(2)} {text(3)}"
    half = len(whole) // 2
    begin = Article(id="begin", title="Begin", body=whole[: half + 20], lang="en")
    end = Article(id="end", title="End", body=whole[half - 20 :], lang="en")
    with searchkit.open(":memory:") as index:
        for article_ in (begin, end):
            index.add(article_)
        with index.writer() as writer:
            writer.add(replace(begin, section="s"), overwrite=True)
            writer.add(replace(end, section="s"), overwrite=True)
            writer.add(Article(id="whole", title="Whole", body=whole, lang="en"))
        stories = {hit.id: hit.story for hit in index.search("*", collapse=False)}
    assert (stories["begin"], stories["end"]) == ("begin", "end")
    assert stories["whole"] in ("begin", "end")


def test_without_finding_stories_those_that_are_known_are_kept(tmp_path: Path) -> None:
    """A changed article stays in its own; one whose text is replaced leaves it."""
    one, two, three = (Article(id=id, title=id, body=f"{text(1)} {id}.", lang="en") for id in ("one", "two", "three"))
    with searchkit.open(tmp_path / "index", create=True) as index, index.writer() as writer:
        for article_ in (one, two, three):
            writer.add(article_)
    with searchkit.open(tmp_path / "index", settings=Settings(stories=0)) as index:
        with index.writer() as writer:
            writer.add(replace(one, body=text(3)), overwrite=True)
            writer.add(replace(two, section="s"), overwrite=True)
        assert {copy.id for copy in index.copies("two")} == {"three"}
        assert index.copies("one") == ()


def test_two_stories_stay_two() -> None:
    """An article that is like both joins the one that it is more like."""
    words = text(3, 200).split()
    begin = article("Begin", " ".join(words[:120]), "2025-01-01")
    end = article("End", " ".join(words[110:]), "2025-01-02")
    whole = article("Whole", " ".join(words), "2025-01-03")
    with small_index([begin, end]) as index:
        index.add(whole)
        assert story(index, whole) == story(index, begin) == begin.id
        assert story(index, end) == end.id
    with small_index([begin, end, whole]) as index:
        assert {story(index, one) for one in (begin, end, whole)} == {begin.id}, "none had a story yet"


@pytest.mark.parametrize("where", ["memory", "disk"])
def test_stories_survive_merging(where: str, tmp_path: Path) -> None:
    """Of many commits, and all into one; new copies are found there too."""
    path = tmp_path / "index" if where == "disk" else ":memory:"
    with small_index([FIRST, OTHER], path=path) as index:
        for seed in range(10, 20):
            index.add(article(f"alone {seed}", text(seed)))
            index.add(article(f"again {seed}", f"{text(seed)} More on page 2"))
        index.add(AGAIN)
        index.delete(OTHER.id)
        before = {one.id: story(index, one) for one in index}
        index.compact()
        assert {one.id: story(index, one) for one in index} == before
        assert len(set(before.values())) == 11
        index.add(SHORT)
        assert story(index, SHORT) == FIRST.id


def test_a_backup_has_the_stories(tmp_path: Path) -> None:
    """And what is restored of it; all of it is as it was written."""
    with small_index(STORY, path=tmp_path / "index") as index:
        index.backup(tmp_path / "backup")
    searchkit.restore(tmp_path / "backup", tmp_path / "restored")
    assert searchkit.check(tmp_path / "restored", deep=True).ok
    with searchkit.open(tmp_path / "restored") as index:
        assert {story(index, one) for one in STORY} == {FIRST.id}


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_articles_by_several_processes(jobs: int, tmp_path: Path) -> None:
    """Copies are found wherever they were built."""
    many = [article(f"first {seed}", text(seed, 60), "2025-01-01") for seed in range(300)]
    many += [article(f"second {seed}", text(seed, 60) + " again", "2025-01-02") for seed in range(0, 300, 3)]
    many += [article(f"filler {seed}", "too short") for seed in range(150)]
    with searchkit.open(tmp_path / "index", create=True, settings=Settings(jobs=jobs)) as index:
        with index.writer() as writer:
            for one in many:
                writer.add(one)
        assert (index.stats().stories, index.stats().copies) == (100, 100)
        assert all(copies(index, many[seed]) == {f"second {seed}"} for seed in range(0, 300, 30))
        assert copies(index, many[1]) == set()


def test_the_memory_that_is_given_bounds_what_is_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of one commit are then taken in groups, hashes wait in a file; what is found is the same."""
    from searchkit.index.stories import finding, hash_sets

    monkeypatch.setattr(finding, "_PER_DOCUMENT", 1 << 30)
    monkeypatch.setattr(hash_sets, "_IN_MEMORY", 0)
    with searchkit.open(":memory:", settings=ONE_PROCESS) as index:
        with index.writer() as writer:
            for one in (*STORY, OTHER):
                writer.add(one)
                built = writer._segments._builders
                assert built is not None
                built._write_here()  # a segment for each, as when memory is short
        assert {story(index, one) for one in STORY} == {FIRST.id}


def test_finding_stories_can_be_turned_off() -> None:
    """Articles that came then are no copies, also of those that come later."""
    with small_index(STORY, settings=Settings(stories=0)) as index:
        assert [story(index, one) for one in STORY] == [one.id for one in STORY]
        assert (index.stats().stories, index.stats().copies) == (0, 0)


def test_figures_of_stories() -> None:
    """Stories that several live articles are of, and how many copies these have."""
    with small_index([*STORY, OTHER, article("Ferry again", text(2) + " More")]) as index:
        assert (index.stats().stories, index.stats().copies) == (2, 3)
        index.delete(FIRST.id)
        index.delete(OTHER.id)
        assert (index.stats().stories, index.stats().copies) == (1, 1)


def test_an_exception_leaves_no_story() -> None:
    """Nothing of a commit that was taken back."""
    with small_index([FIRST]) as index:
        with pytest.raises(ZeroDivisionError), index.writer() as writer:
            writer.add(AGAIN)
            raise ZeroDivisionError
        assert copies(index, FIRST) == set()


def test_an_older_version_of_an_address_is_no_copy() -> None:
    """It is not shown, so it is not counted."""
    old = replace(FIRST, url="https://post.example/harbour")
    new = replace(AGAIN, url="https://post.example/harbour")
    with small_index([old, new, SHORT]) as index:
        assert copies(index, SHORT) == {AGAIN.title}
