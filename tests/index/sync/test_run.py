"""Making the index say what a folder says."""

from __future__ import annotations

import errno
import gzip
import json
import os
import signal
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Article, Problem, Progress
from searchkit.index.writer import Writer
from searchkit.reading import FileEntry, open_regular, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files: two texts, and a dump of two records."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "one.txt").write_text("First title\n\nThe first body speaks of ferries.\n")
    (place / "two.txt").write_text("Second title\n\nThe second body speaks of trains.\n")
    dump(place, "Third", "Fourth")
    return place


def dump(place: Path, *titles: str) -> None:
    """Writes ``dump.jsonl`` with a record for each title."""
    lines = [json.dumps({"title": f"{title} title", "body": f"The {title} body speaks of ships."}) for title in titles]
    (place / "dump.jsonl").write_text("\n".join(lines) + "\n")


@pytest.fixture
def index(tmp_path: Path) -> searchkit.Index:
    """A new index beside the folder."""
    return searchkit.open(tmp_path / "index", create=True)


def touch_later(path: Path) -> None:
    """Moves a file's time on, as an editor's saving would."""
    state = path.stat()
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 10**9))


def test_the_first_run_reads_every_file(folder: Path, index: searchkit.Index) -> None:
    """And says how many, in files and in articles."""
    report = index.sync([folder])
    assert (report.added, report.changed, report.unchanged, report.problems) == (3, 0, 0, 0)
    assert (report.articles_added, report.articles) == (4, 4)
    assert [origin.path for hit in index.search("ferries") for origin in hit.origins] == ["one.txt"]


def test_the_second_run_reads_none(folder: Path, index: searchkit.Index) -> None:
    """Nor does it when only the times have changed."""
    index.sync([folder])
    assert index.sync([folder]).unchanged == 3
    touch_later(folder / "one.txt")
    report = index.sync([folder])
    assert (report.changed, report.unchanged) == (0, 3)


def test_a_changed_file_is_replaced(folder: Path, index: searchkit.Index) -> None:
    """Its old articles are gone, those that stayed are as they were."""
    index.sync([folder])
    dump(folder, "Fourth", "Fifth")
    touch_later(folder / "dump.jsonl")
    report = index.sync([folder])
    assert (report.changed, report.unchanged) == (1, 2)
    assert (report.articles_added, report.articles_removed, report.articles) == (1, 1, 4)
    assert sorted(hit.title for hit in index.search("ships")) == ["Fifth title", "Fourth title"]
    assert [origin.index for origin in index.get(index.search("fourth").hits[0].id).origins] == [0]


def test_a_vanished_file_stays_until_pruned(folder: Path, index: searchkit.Index) -> None:
    """Without ``prune`` the report says how many there would be."""
    index.sync([folder])
    (folder / "one.txt").unlink()
    report = index.sync([folder])
    assert (report.vanished, report.removed, report.articles) == (1, 0, 4)
    report = index.sync([folder], prune=True)
    assert (report.vanished, report.removed, report.articles) == (0, 1, 3)
    assert index.count("ferries") == 0
    assert index.sync([folder]).vanished == 0


def test_an_article_goes_with_its_last_file(folder: Path, index: searchkit.Index) -> None:
    """The same story in two files survives one of them."""
    (folder / "copy.txt").write_text((folder / "one.txt").read_text())
    assert index.sync([folder]).articles == 4
    (folder / "one.txt").unlink()
    assert index.sync([folder], prune=True).articles == 4
    assert [origin.path for origin in index.search("ferries").hits[0].origins] == ["copy.txt"]
    (folder / "copy.txt").unlink()
    assert index.sync([folder], prune=True).articles == 3


def test_only_what_lies_under_the_given_paths_can_vanish(folder: Path, index: searchkit.Index, tmp_path: Path) -> None:
    """Indexing another folder with ``prune`` does not empty this one."""
    index.sync([folder])
    other = tmp_path / "in2"
    other.mkdir()
    (other / "more.txt").write_text("More\n\nAnother body.\n")
    assert index.sync([other], prune=True).removed == 0
    assert len(index) == 5


def test_a_dry_run_counts_and_writes_nothing(folder: Path, index: searchkit.Index) -> None:
    """What would be added, changed and removed."""
    report = index.sync([folder], dry_run=True)
    assert (report.added, report.dry_run, len(index)) == (3, True, 0)
    index.sync([folder])
    (folder / "two.txt").write_text("Second title\n\nAnother text.\n")
    touch_later(folder / "two.txt")
    (folder / "one.txt").unlink()
    report = index.sync([folder], dry_run=True, prune=True)
    assert (report.added, report.changed, report.unchanged, report.removed) == (0, 1, 1, 1)
    assert len(index) == 4


def test_a_bad_file_is_reported_and_the_run_goes_on(folder: Path, index: searchkit.Index) -> None:
    """With its path and the reason; and it is remembered without being read again."""
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    (folder / "empty.txt").write_bytes(b"")
    report = index.sync([folder])
    assert (report.added, report.skipped, report.articles) == (3, 2, 4)
    assert {Path(problem.path).name for problem in report.first_problems} == {"bad.txt", "empty.txt"}
    again = index.sync([folder])
    assert (again.unchanged, again.skipped, again.problems) == (3, 2, report.problems)
    assert len(list(index.problems())) == report.problems


def test_every_file_that_was_met_is_accounted_for(folder: Path, index: searchkit.Index) -> None:
    """Read, unchanged, skipped or ignored: nothing else."""
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for report in (index.sync([folder]), index.sync([folder])):
        assert report.files == len(list(folder.iterdir()))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_cannot_be_read_keeps_its_articles(folder: Path, index: searchkit.Index) -> None:
    """And is tried again the next time."""
    index.sync([folder])
    touch_later(folder / "one.txt")
    (folder / "one.txt").chmod(0)
    report = index.sync([folder])
    assert (report.skipped, report.articles) == (1, 4)


def test_the_index_folder_itself_is_not_read(folder: Path) -> None:
    """Even when it lies in the folder that is indexed."""
    with searchkit.open(folder / ".searchkit", create=True) as index:
        assert index.sync([folder]).files == 3
        assert index.sync([folder]).files == 3


def test_a_missing_path_is_a_problem(index: searchkit.Index, tmp_path: Path) -> None:
    """Named in the report."""
    report = index.sync([tmp_path / "nowhere"])
    assert report.problems == 1
    assert report.first_problems[0].path == str(tmp_path / "nowhere")


def test_problems_name_their_files_in_full(folder: Path, index: searchkit.Index) -> None:
    """The first time, and when the file has not changed: there may be several folders."""
    (folder / "empty.txt").write_text("")
    for _ in range(2):
        (problem,) = index.sync([folder]).first_problems
        assert problem.path == str(folder / "empty.txt")


def _said(index: searchkit.Index) -> dict[str, tuple[str, str]]:
    return {Path(problem.path).name: (problem.code, problem.reason) for problem in index.problems()}


def test_places_that_cannot_be_looked_into_are_on_record(folder: Path, index: searchkit.Index, tmp_path: Path) -> None:
    """Until a run finds them well, or gone."""
    (folder / "a\n\x1b[31m").symlink_to(tmp_path / "nowhere")
    (folder / "loop").symlink_to(folder / "loop")
    report = index.sync([folder, tmp_path / "missing"])
    assert (report.problems, report.skipped) == (3, 3)
    assert _said(index) == {
        "a\\x0a\\x1b[31m": ("unreachable", "the link leads nowhere"),
        "loop": ("unreachable", "the link leads back to itself"),
        "missing": ("unreachable", "there is no such file or folder"),
    }
    (folder / "loop").unlink()
    (folder / "loop").write_text("A loop\n\nNo more.")
    assert index.sync([folder / "loop"]).problems == 0
    assert list(_said(index)) == ["a\\x0a\\x1b[31m"]
    assert index.sync([folder]).problems == 1
    (folder / "a\n\x1b[31m").unlink()
    assert index.sync([folder]).problems == 0
    assert _said(index) == {}


def test_a_file_whose_link_is_mended_is_well_again(folder: Path, index: searchkit.Index, tmp_path: Path) -> None:
    """What was wrong with the link is no problem of the file."""
    target = (folder / "one.txt").rename(tmp_path / "one.txt")
    (folder / "one.txt").symlink_to(target)
    target.write_text("")
    assert index.sync([folder]).problems == 1
    target.rename(tmp_path / "away.txt")
    assert index.sync([folder]).problems == 1
    assert len(list(index.problems())) == 2
    (tmp_path / "away.txt").rename(target)
    assert index.sync([folder]).problems == 1
    assert _said(index)["one.txt"][0] == "empty"


def test_a_file_that_grows_while_it_is_read_is_read_again(
    folder: Path, index: searchkit.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it held at the beginning is read now, once; the rest by the next run."""
    from searchkit.index.sync import run

    def growing(entry: FileEntry, **options: Any) -> Iterator[Article | Problem]:
        for item in read(entry, **options):
            if entry.name == "dump.jsonl":
                dump(folder, "Third", "Fourth", "Fifth")
            yield item

    monkeypatch.setattr(run, "read", growing)
    report = index.sync([folder])
    assert (report.articles, report.partly, report.problems) == (4, 1, 1)
    (problem,) = report.first_problems
    assert (Path(problem.path).name, problem.code, problem.severity) == ("dump.jsonl", "changed", "partial")
    assert "the next run reads it again" in problem.reason
    monkeypatch.undo()
    report = index.sync([folder])
    assert (report.articles, report.changed, report.problems) == (5, 1, 0)
    assert list(index.problems()) == []


def test_progress_is_told_file_by_file(folder: Path, index: searchkit.Index) -> None:
    """With totals known from the start, ending complete."""
    told: list[Progress] = []
    index.sync([folder], progress=told.append)
    assert {(step.files_total, step.bytes_total) for step in told} == {
        (3, sum(path.stat().st_size for path in folder.iterdir()))
    }
    assert (told[-1].files, told[-1].bytes, told[-1].articles) == (3, told[-1].bytes_total, 4)


@pytest.mark.parametrize("packed", [False, True])
def test_progress_moves_within_a_large_file(folder: Path, index: searchkit.Index, packed: bool) -> None:
    """By the places of its articles, in a compressed file by their share of what it says that it unpacks to."""
    dump(folder, *map(str, range(500)))
    if packed:
        (folder / "dump.jsonl").write_bytes(gzip.compress((folder / "dump.jsonl").read_bytes()))
    size = (folder / "dump.jsonl").stat().st_size
    told: list[Progress] = []
    index.sync([folder / "dump.jsonl"], progress=told.append)
    steps = [step.bytes / size for step in told if step.articles in (100, 200, 300, 400)]
    assert steps == pytest.approx([0.2, 0.4, 0.6, 0.8], abs=0.02)
    assert told[-1].bytes == size
    assert [step.bytes for step in told] == sorted(step.bytes for step in told)


def test_an_interruption_keeps_what_was_read(folder: Path, index: searchkit.Index) -> None:
    """And the next run goes on from there."""

    def stop_at_second(step: Progress) -> None:
        if step.files == 1:
            signal.raise_signal(signal.SIGINT)

    report = index.sync([folder], progress=stop_at_second)
    assert report.interrupted
    assert 0 < report.articles < 4
    assert index.sync([folder]).articles == 4


@pytest.mark.parametrize("changes", [False, True])
def test_a_run_stopped_within_a_file_goes_on_there(
    tmp_path: Path, index: searchkit.Index, monkeypatch: pytest.MonkeyPatch, changes: bool
) -> None:
    """Until it is done, however often; of a file that has changed meanwhile all is taken again."""
    titles = [f"{number}th" for number in range(50)]
    dump(tmp_path, *titles)
    taken: list[str] = []
    add = Writer.add

    def counting(self: Writer, article: Article, **options: Any) -> Any:
        taken.append(article.title)
        if len(taken) in (20, 30):
            signal.raise_signal(signal.SIGINT)
        return add(self, article, **options)

    monkeypatch.setattr(Writer, "add", counting)
    reports = [index.sync([tmp_path / "dump.jsonl"])]
    if changes:
        touch_later(tmp_path / "dump.jsonl")
        dump(tmp_path, *titles, "last")
    reports += [index.sync([tmp_path / "dump.jsonl"]) for _ in range(2)]
    if changes:
        titles.append("last")
    assert [report.interrupted for report in reports] == [True, True, False]
    assert len(index) == len(titles)
    expected = [*titles[:20], *titles[:10], *titles[10:]] if changes else titles
    assert taken == [f"{title} title" for title in expected]
    assert reports[-1].added == 1
    assert index.sync([tmp_path / "dump.jsonl"]).unchanged == 1


def test_a_file_of_the_same_size_and_time_with_another_content_is_begun_anew(
    tmp_path: Path, index: searchkit.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its digest tells; until it is done a dry run counts it as new."""
    path = tmp_path / "dump.jsonl"

    def write(author: str) -> None:
        records = [{"title": f"{n}th", "body": f"The {n}th ship.", "author": author} for n in range(4)]
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        os.utime(path, ns=(10**18, 10**18))

    write("Ann Lee")
    add, taken = Writer.add, 0

    def stopping(self: Writer, article: Article, **options: Any) -> Any:
        nonlocal taken
        taken += 1
        if taken == 2:
            signal.raise_signal(signal.SIGINT)
        return add(self, article, **options)

    monkeypatch.setattr(Writer, "add", stopping)
    assert index.sync([path]).interrupted
    assert index.sync([path], dry_run=True).added == 1
    write("Bob Lee")
    assert not index.sync([path]).interrupted
    assert {article.authors for article in index} == {("Bob Lee",)}


def test_a_commit_within_a_file_is_gone_on_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the run ended without a word, too."""
    settings = searchkit.Settings(commit_articles=20)
    index = searchkit.open(tmp_path / "index", create=True, settings=settings)
    dump(tmp_path, *(f"{number}th" for number in range(50)))
    add, taken = Writer.add, 0

    def ending(self: Writer, article: Article, **options: Any) -> Any:
        nonlocal taken
        taken += 1
        if taken == 45:
            raise MemoryError
        return add(self, article, **options)

    monkeypatch.setattr(Writer, "add", ending)
    with pytest.raises(MemoryError):
        index.sync([tmp_path / "dump.jsonl"])
    assert len(index) == 40
    index.sync([tmp_path / "dump.jsonl"])
    assert (len(index), taken) == (50, 45 + 10)


def test_a_second_interruption_leaves_the_index_as_it_was(folder: Path, index: searchkit.Index) -> None:
    """It is not held back; the run can be done again."""

    def stop_twice(step: Progress) -> None:
        if step.files == 1:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        index.sync([folder], progress=stop_twice)
    assert len(index) == 0
    assert index.sync([folder]).articles == 4


def test_the_fetch_time_is_remembered(folder: Path, index: searchkit.Index) -> None:
    """A later run without it does not forget the dates that it resolved."""
    record = {"title": "Young", "body": "It happened lately.", "date": "2 hours ago"}
    (folder / "young.jsonl").write_text(json.dumps(record) + "\n")
    index.sync([folder])
    assert index.search("lately").hits[0].published.on is None  # type: ignore[union-attr]
    fetched = datetime(2025, 6, 1, 12, tzinfo=timezone.utc)
    report = index.sync([folder], fetched_at=fetched)
    assert report.changed == 4
    assert str(index.search("lately").hits[0].published.on) == "2025-06-01"  # type: ignore[union-attr]
    assert index.sync([folder]).unchanged == 4


def test_a_record_that_is_repeated_in_its_file_keeps_its_facts_when_read_again(
    folder: Path, index: searchkit.Index
) -> None:
    """Both accounts are merged each time."""
    twice = [
        {"title": "Twice", "body": "told twice", "url": "http://a.example/1", "tags": ["x"]},
        {"title": "Twice", "body": "told twice", "author": "Ha Lee"},
    ]
    (folder / "twice.jsonl").write_text("\n".join(map(json.dumps, twice)))
    index.sync([folder])
    (folder / "twice.jsonl").write_text("\n".join(map(json.dumps, twice)) + "\n\n")
    assert index.sync([folder]).changed == 1
    (hit,) = index.search("told")
    assert (hit.url, hit.tags, hit.authors) == ("http://a.example/1", ("x",), ("Ha Lee",))
    assert len(hit.origins) == 2


def test_what_lies_behind_a_strange_name_is_not_pruned(folder: Path, index: searchkit.Index, tmp_path: Path) -> None:
    """The name as it is shown is not the one to look for."""
    strange = folder / "a\n\x1b[31m\\"
    strange.mkdir()
    (strange / "five.txt").write_text("Fifth title\n\nThe fifth body.")
    assert index.sync([folder]).articles == 5
    strange.rename(tmp_path / "away")
    strange.symlink_to(tmp_path / "unmounted")
    assert index.sync([folder], prune=True).articles == 5
    strange.unlink()
    assert index.sync([folder], prune=True).articles == 4


def test_what_cannot_be_looked_into_is_not_pruned(folder: Path, index: searchkit.Index, tmp_path: Path) -> None:
    """A folder that has become a link to nowhere may come back; one that is gone from a readable folder will not."""
    index.sync([folder])
    away = folder.rename(tmp_path / "away")
    folder.symlink_to(tmp_path / "unmounted")
    report = index.sync([folder], prune=True)
    assert (report.removed, report.vanished, report.articles) == (0, 0, 4)
    folder.unlink()
    assert index.sync([folder], prune=True).removed == 3
    assert away.exists()


def _unreadable(*places: Path) -> Any:
    """`os` functions that fail on these places and below, as on a disk that does not answer."""

    def failing(function: Any) -> Any:
        def call(path: Any, *rest: Any, **named: Any) -> Any:
            if any(place == Path(path) or place in Path(path).parents for place in places):
                raise OSError(errno.ENOTCONN, "Transport endpoint is not connected", str(path))
            return function(path, *rest, **named)

        return call

    return failing


def test_what_lies_on_a_disk_that_does_not_answer_is_not_pruned(
    folder: Path, index: searchkit.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be told whether it is there."""
    mount = folder / "mount"
    mount.mkdir()
    (mount / "five.txt").write_text("Fifth title\n\nThe fifth body.")
    assert index.sync([folder]).articles == 5
    failing = _unreadable(mount)
    with monkeypatch.context() as patch:
        for name in ("stat", "lstat", "listdir"):
            patch.setattr(os, name, failing(getattr(os, name)))
        report = index.sync([folder], prune=True)
        assert (report.removed, report.vanished, report.articles) == (0, 0, 5)
        index.sync([folder / "one.txt"])
        assert [problem.code for problem in index.problems()] == ["unreachable"]
    assert index.sync([folder], prune=True).articles == 5
    assert list(index.problems()) == []


def test_a_file_that_is_changed_after_it_was_found_is_looked_at_again(
    folder: Path, index: searchkit.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it is as it was by then: what was read is not what is there."""
    path = folder / "one.txt"
    before, state = path.read_text(), path.stat()

    def read_another(entry: FileEntry, **named: Any) -> Iterator[Article | Problem]:
        if entry.path == path:
            path.write_text("Other title\\n\\nThe first body speaks of barges.\\n")
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 10**9))
        yield from read(entry, **named)
        if entry.path == path:
            path.write_text(before)
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    with monkeypatch.context() as patch:
        patch.setattr("searchkit.index.sync.run.read", read_another)
        index.sync([folder])
    assert index.count("barges") == 1
    index.sync([folder])
    assert (index.count("barges"), index.count("ferries")) == (0, 1)
    assert index.sync([folder]).unchanged == 3


def test_files_that_are_passed_over_by_name_are_not_gone(folder: Path, index: searchkit.Index) -> None:
    """They were named themselves before, and are there."""
    hidden = folder / ".old"
    hidden.mkdir()
    (hidden / "five.txt").write_text("Fifth title\n\nThe fifth body.")
    (folder / "x.log").write_text("Sixth title\n\nThe sixth body.")
    index.sync([folder, hidden, folder / "x.log"])
    report = index.sync([folder], prune=True)
    assert (report.removed, report.vanished, report.articles) == (0, 0, 6)
    (folder / "x.log").unlink()
    assert index.sync([folder], prune=True).articles == 5


def test_a_file_that_is_met_by_another_name_is_gone_from_its_own(folder: Path, index: searchkit.Index) -> None:
    """A link to it comes before it."""
    index.sync([folder])
    (folder / "a.txt").symlink_to(folder / "one.txt")
    index.sync([folder], prune=True)
    assert [origin.path for hit in index.search("ferries") for origin in hit.origins] == ["a.txt"]


def test_a_path_leads_up_from_where_a_link_leads(tmp_path: Path, index: searchkit.Index) -> None:
    """As for the system, and every other program."""
    (tmp_path / "else" / "inner").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "else" / "inner")
    (tmp_path / "here" / "x.txt").write_text("Wrong title\n\nThe wrong body.")
    (tmp_path / "else" / "x.txt").write_text("Right title\n\nThe right body.")
    index.sync([tmp_path / "here" / "link" / ".." / "x.txt"])
    assert [article.title for article in index] == ["Right title"]
    assert index.sync([tmp_path / "here" / "link" / ".."]).unchanged == 1


def test_what_is_named_and_cannot_be_read_is_a_problem(tmp_path: Path, index: searchkit.Index) -> None:
    """A pipe, or the folder of an index."""
    os.mkfifo(tmp_path / "pipe")
    report = index.sync([tmp_path / "pipe", tmp_path / "index"])
    assert (report.ignored, report.skipped, report.problems) == (0, 2, 2)
    assert "device, pipe or socket" in report.first_problems[0].reason


def test_a_file_that_could_not_be_read_is_read_for_the_first_time_later(
    folder: Path, index: searchkit.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is counted so."""
    refused = _unreadable(folder / "one.txt")
    with monkeypatch.context() as patch:
        patch.setattr("searchkit.reading.opening.open_regular", refused(open_regular))
        assert index.sync([folder]).added == 2
    report = index.sync([folder])
    assert (report.added, report.changed, report.unchanged) == (1, 0, 2)
