"""Saved searches: what is new of them, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from time import sleep

import pytest

import searchkit
from searchkit import (
    Article,
    Index,
    IndexAccessError,
    IndexDamaged,
    IndexLocked,
    IndexUnfit,
    Published,
    SettingError,
    Settings,
)
from searchkit.index.saved import SavedSearches
from searchkit.testing import small_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """The small index, in a folder."""
    with small_index(path=tmp_path / "index") as opened:
        yield opened


def news(index: Index, name: str) -> list[str]:
    """The titles of what is new, which is seen then."""
    with index.watch(name) as results:
        return [hit.title for hit in results]


def ferry(number: int, **more: object) -> Article:
    """One more article about ferries."""
    return Article(title=f"Ferry {number}", body=f"The ferry sails, day {number}.", lang="en", **more)  # type: ignore[arg-type]


def test_only_what_is_new_comes(index: Index) -> None:
    """Everything the first time, nothing the second, then what was added; each hit as a search shows it, from 1."""
    index.save("ferries", "ferry")
    assert set(news(index, "ferries")) == {"Ferry resumes", "Ferries stay in port"}
    assert news(index, "ferries") == []
    index.add(ferry(1))
    with index.watch("ferries") as results:
        (hit,) = results
    assert (hit.rank, hit.title, results.total, results.query) == (1, "Ferry 1", 1, "ferry")
    assert hit.passages[0].matches
    assert news(index, "ferries") == []


def test_conditions_and_order_are_kept(index: Index) -> None:
    """As a search has them."""
    index.save("news", "ferry OR trust", sources=["courier"], since=date(2025, 4, 1), sort="oldest")
    assert news(index, "news") == ["Ferry resumes", "Trust between neighbours"]
    (saved,) = index.saved()
    assert (saved.name, saved.query, saved.seen, saved.problem) == ("news", "ferry OR trust", 2, "")
    assert saved.options == {"sources": ["courier"], "since": "2025-04-01", "sort": "oldest"}
    assert saved.last_run is not None
    index.save("recent", "ferry", recent=True, half_life=timedelta(days=2))
    assert index.saved()[1].options == {"recent": True, "half_life": "48h"}
    assert len(news(index, "recent")) == 2
    index.save("said", "korea", names=False, collapse=False, match_all=False, versions=True, expand=False)
    assert index.saved()[2].options == {"names": False, "collapse": False, "versions": True, "expand": False}
    assert news(index, "said")
    index.save("two", "ferry", sources={"Harbour Courier": 1}.keys())  # type: ignore[arg-type]
    assert news(index, "two") == ["Ferry resumes"]


def test_what_was_not_shown_whole_is_not_seen(index: Index) -> None:
    """An error in the block, or only looking: it is new the next time."""
    index.save("ferries", "ferry")
    with pytest.raises(BrokenPipeError), index.watch("ferries"):
        raise BrokenPipeError
    with index.watch("ferries", mark=False) as results:
        assert len(results) == 2
    assert len(news(index, "ferries")) == 2


def test_the_limit(index: Index) -> None:
    """What is beyond it is taken as seen the first time, and comes the next time later; a note says so."""
    index.save("ferries", "ferry")
    with index.watch("ferries", limit=1, mark=False) as results:
        assert [note.code for note in results.notes] == ["more-new"], "nothing is taken as seen"
    with index.watch("ferries", limit=1) as results:
        assert (len(results), results.total) == (1, 2)
        assert [note.code for note in results.notes] == ["taken-as-seen"]
    assert news(index, "ferries") == []
    for number in range(3):
        index.add(ferry(number))
    with index.watch("ferries", limit=2) as results:
        assert (len(results), [note.code for note in results.notes]) == (2, ["more-new"])
    assert len(news(index, "ferries")) == 1


def test_a_new_version_of_a_page_is_not_new(index: Index) -> None:
    """Unless versions were asked for; another page is."""
    page = {"url": "https://coast.example/ferry", "published": Published(on=date(2025, 6, 1))}
    index.add(ferry(1, **page))
    index.save("ferries", "ferry")
    index.save("versions", "ferry", versions=True)
    for name in ("ferries", "versions"):
        assert len(news(index, name)) == 3
    later = {**page, "published": Published(on=date(2025, 6, 2))}
    index.add(ferry(2, **later))
    assert news(index, "ferries") == []
    assert news(index, "versions") == ["Ferry 2"]
    index.add(ferry(3, **later, fetched_at=None))
    assert news(index, "ferries") == []
    index.add(ferry(4, url="https://coast.example/other"))
    assert news(index, "ferries") == ["Ferry 4"]
    index.add(ferry(5, **{**later, "published": Published(on=date(2025, 6, 3)), "url": f"{page['url']}?utm_source=x"}))
    assert news(index, "ferries") == [], "the same page by another address"
    index.add(ferry(6, url=f"{page['url']}#related", role="related"))
    assert news(index, "ferries") == ["Ferry 6"], "what stands on the page is no version of it"


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_what_has_a_copy_beyond_the_limit_comes_next_time(index: Index, limit: int) -> None:
    """Each story once, in the end."""
    words = " ".join(f"word{number * number % 499}" for number in range(150))
    index.save("ferries", "ferry", sort="oldest")
    news(index, "ferries")
    days = [date(2026, 1, day) for day in range(1, 6)]
    bodies = ["ferry one", f"ferry {words}", f"ferry {words} extra", "ferry two", f"ferry {words} more"]
    with index.writer() as writer:
        for title, day, body in zip("XABYC", days, bodies, strict=True):
            writer.add(Article(title=title, body=body, lang="en", published=Published(on=day)))
    shown: list[str] = []
    for _ in range(4):
        with index.watch("ferries", limit=limit) as results:
            shown += [hit.title for hit in results]
    assert sorted(shown) in (["A", "X", "Y"], ["B", "X", "Y"])


def test_a_copy_of_a_story_is_not_new(index: Index) -> None:
    """Unless copies were asked for; of copies that come together the best is shown."""
    story = " ".join(
        f"The harbour board of town {number} voted on the pilot's boat and its crew." for number in range(9)
    )
    index.save("pilots", "pilot")
    index.save("all-pilots", "pilot", collapse=False)
    index.add(Article(title="Pilots get a boat", body=story, source="Post", lang="en"))
    index.add(Article(title="Pilots to get a boat", body=story + " More soon.", source="Courier", lang="en"))
    assert len(news(index, "pilots")) == 1
    assert len(news(index, "all-pilots")) == 2
    index.add(Article(title="A boat for pilots", body=story, source="Ledger", lang="en"))
    assert news(index, "pilots") == []
    assert news(index, "all-pilots") == ["A boat for pilots"]


def test_names(index: Index) -> None:
    """Small letters, digits, - and _; nothing that leads elsewhere."""
    index.save("a-b_1", "ferry")
    for name in ("", "A", "../x", "a b", "-a", "a" * 65, "ä", "a.json"):
        with pytest.raises(SettingError, match="no name for a saved search"):
            index.save(name, "ferry")
    for act in (index.forget, lambda name: news(index, name)):
        with pytest.raises(SettingError, match="there is no saved search 'b'"):
            act("b")


def test_saving_again(index: Index) -> None:
    """Not by mistake; replaced, all is new again. What was forgotten is gone."""
    index.save("ferries", "ferry")
    assert len(news(index, "ferries")) == 2
    with pytest.raises(SettingError, match="already"):
        index.save("ferries", "trust")
    index.save("ferries", "ferry", replace=True)
    assert len(news(index, "ferries")) == 2
    index.forget("ferries")
    assert index.saved() == ()
    index.save("ferries", "ferry")


def test_what_cannot_be_asked_is_not_saved(index: Index) -> None:
    """Nor what belongs to a run, nor a query object."""
    from whoosh.query import Every

    with pytest.raises(SettingError, match="since"):
        index.save("x", "ferry", since="tomorrowish")
    for half_life in (timedelta(minutes=90), timedelta(days=1000)):
        with pytest.raises(SettingError, match="whole hours, 9,999 at most"):
            index.save("x", "ferry", recent=True, half_life=half_life)
    with pytest.raises(SettingError, match="collapse"):
        index.save("x", "ferry", collapse="no")  # type: ignore[arg-type]
    with pytest.raises(SettingError, match="since"):
        index.save("x", "ferry", since="")
    with pytest.raises(SettingError, match="sequence of texts"):
        index.save("x", "ferry", sources=(name for name in ["courier"]))  # type: ignore[arg-type]
    with pytest.raises(SettingError, match="limit is no part"):
        index.save("x", "ferry", limit=3)
    with pytest.raises(TypeError, match="sourcs"):
        index.save("x", "ferry", sourcs=["a"])  # type: ignore[call-arg]
    with pytest.raises(SettingError, match="only a text"):
        index.save("x", Every())
    assert index.saved() == ()


def test_damage_is_told_and_can_be_forgotten(index: Index) -> None:
    """Whatever the file holds; the others are well."""
    index.save("bad", "ferry")
    index.save("good", "ferry")
    assert index.path
    file = index.path / "saved" / "bad.json"
    for content in (b"", b"[]", b"{}", b"\xff", b'{"format": 1}', file.read_bytes()[:40]):
        file.write_bytes(content)
        with pytest.raises(IndexDamaged, match="searchkit forget bad"):
            news(index, "bad")
        bad, good = index.saved()
        assert "damaged" in bad.problem
        assert (good.query, good.problem) == ("ferry", "")
    file.write_text(json.dumps({**json.loads((index.path / "saved" / "good.json").read_text()), "options": {"x": 1}}))
    with pytest.raises(IndexDamaged, match="'x' is no option of a search"):
        news(index, "bad")
    index.forget("bad")
    assert [one.name for one in index.saved()] == ["good"]


def test_a_run_waits_for_another(tmp_path: Path) -> None:
    """And says so when it has waited long enough; it then sees what the other marked."""
    with small_index(path=tmp_path / "index", settings=Settings(lock_seconds=0.05)) as index:
        index.save("ferries", "ferry")
        with index.watch("ferries") as results:
            assert len(results) == 2
            with pytest.raises(IndexLocked, match="another process is at this saved search"), index.watch("ferries"):
                pass
            with pytest.raises(IndexLocked):
                index.forget("ferries")
        assert news(index, "ferries") == []


def test_a_folder_that_cannot_be_written(index: Index) -> None:
    """A sentence, and the index as it was."""
    assert index.path
    (index.path / "saved").write_text("in the way")
    with pytest.raises(IndexAccessError, match="cannot be written"):
        index.save("ferries", "ferry")
    assert index.count("ferry") == 2


def test_two_forget_it_at_once(index: Index) -> None:
    """The second is told that it is gone."""
    index.save("ferries", "ferry")
    searches = SavedSearches(index.path or Path())
    with ThreadPoolExecutor(1) as pool, searches.locked("ferries", wait=1):
        second = pool.submit(index.forget, "ferries")
        sleep(0.05)
        searches.forget("ferries")
    with pytest.raises(SettingError, match="there is no saved search"):
        second.result()


def test_an_index_in_memory_has_none() -> None:
    """It could not keep them."""
    with small_index() as index, pytest.raises(IndexUnfit, match="in memory"):
        index.save("ferries", "ferry")


def test_the_index_is_well_beside_them(index: Index) -> None:
    """Check, compact and further commits do not mind; the list of what was seen holds what still matches alone."""
    index.save("ferries", "ferry")
    news(index, "ferries")
    assert index.path
    (gone, *_) = [hit.id for hit in index.search("ferry")]
    index.delete(gone)
    index.compact()
    assert searchkit.check(index.path).ok
    assert news(index, "ferries") == []
    assert len(SavedSearches(index.path).read("ferries").seen) == 1
    assert json.loads((index.path / "saved" / "ferries.json").read_text())["version"] == 1
