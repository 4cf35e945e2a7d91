"""Files that other processes read before their turn."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

import pytest

import searchkit
from searchkit import Article, Problem, Progress
from searchkit.errors import SettingError
from searchkit.frames import read_frame, write_frame
from searchkit.index.sync import ahead, ahead_worker
from searchkit.index.sync.ahead import Ahead, FileAhead
from searchkit.model import Published
from searchkit.reading import FileEntry, read, walk
from searchkit.settings import Settings

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
MANY = 3_000
"""Articles that no pipe holds."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are read ahead, too."""
    monkeypatch.setattr(ahead, "_HERE", 0)


@pytest.fixture
def processes() -> Iterator[Ahead]:
    """Two of them."""
    with closing(Ahead(Settings(), 2)) as given:
        yield given


@pytest.fixture
def dump(tmp_path: Path) -> FileEntry:
    """A long file."""
    lines = (json.dumps({"title": f"Ferry {n}", "body": f"The ferry of day {n} resumes."}) for n in range(MANY))
    (tmp_path / "dump.jsonl").write_text("\n".join(lines))
    return entry(tmp_path / "dump.jsonl")


def entry(path: Path) -> FileEntry:
    """The file, as the walk meets it."""
    (found,) = walk([path])
    assert isinstance(found, FileEntry)
    return found


def begun(processes: Ahead, file: FileEntry) -> FileAhead:
    """The file, which is read from now on."""
    found = processes.begin(file, format=None, fetched_at=None)
    assert found is not None
    return found


def read_here(file: FileEntry) -> list[Article | Problem]:
    """What this process finds in the file."""
    return list(read(file, settings=Settings()))


def test_what_others_read_is_what_is_read_here(processes: Ahead, tmp_path: Path) -> None:
    """Articles with all their facts, and problems, of files of all kinds, good and bad, each in its order."""
    (tmp_path / "bad.jsonl").write_text('{"title": "Ferry", "body": "It resumes."}\n{"title"\n[1]\n')
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02" * 99)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "na\udcffme.txt").write_text("Ferry\n\nIt resumes in the harbour.")
    files = [file for file in walk([CORPUS / "dumps", CORPUS / "pages", tmp_path]) if isinstance(file, FileEntry)]
    asked = [begun(processes, file) for file in files[:10]]
    for file, other in zip(files, asked, strict=False):
        assert list(other.articles()) == read_here(file)
    for file in files[10:]:
        assert list(begun(processes, file).articles()) == read_here(file)


def test_format_and_time_of_the_crawl_are_passed_on(processes: Ahead, tmp_path: Path) -> None:
    """A relative date is counted from there."""
    path = tmp_path / "page.txt"
    path.write_text('{"title": "Ferry", "body": "It resumes.", "date": "2 days ago"}')
    at = datetime(2025, 6, 3, tzinfo=timezone.utc)
    file = processes.begin(entry(path), format="json", fetched_at=at)
    assert file is not None
    (article,) = file.articles()
    assert isinstance(article, Article)
    assert isinstance(article.published, Published)
    assert str(article.published.on) == "2025-06-01"


def test_an_unknown_format_is_refused(processes: Ahead, dump: FileEntry) -> None:
    """As it is when the file is read here."""
    file = processes.begin(dump, format="nosuch", fetched_at=None)
    assert file is not None
    with pytest.raises(SettingError, match="no format 'nosuch'"):
        list(file.articles())


def test_little_is_read_here(monkeypatch: pytest.MonkeyPatch, processes: Ahead, dump: FileEntry) -> None:
    """Starting a process takes longer than reading the files; when more come, it is worth while."""
    monkeypatch.setattr(ahead, "_HERE", dump.size)
    assert processes.begin(dump, format=None, fetched_at=None) is None
    assert processes.begin(dump, format=None, fetched_at=None) is not None


def test_two_cores_have_enough_to_do_with_a_large_file(monkeypatch: pytest.MonkeyPatch, dump: FileEntry) -> None:
    """It is read here; with more cores, it is not."""
    monkeypatch.setattr(ahead, "_LARGE", dump.size - 1)
    for jobs in (2, 3):
        with closing(Ahead(Settings(), jobs)) as processes:
            file = processes.begin(dump, format=None, fetched_at=None)
            assert (file is None) == (jobs == 2)


def test_one_job_is_one_process(dump: FileEntry) -> None:
    """Nothing is started, and nothing is looked at before its turn."""
    processes = Ahead(Settings(), 1)
    assert processes.begin(dump, format=None, fetched_at=None) is None
    assert processes.files == 0


def test_a_process_is_asked_for_no_more_than_its_pipe_holds(processes: Ahead, dump: FileEntry) -> None:
    """Or asking would wait for a process that waits for us. What is too much is read here."""
    asked = [processes.begin(dump, format=None, fetched_at=None) for _ in range(100)]
    assert None in asked
    for file in asked:
        assert file is None or sum(1 for _ in file.articles()) == MANY


def test_a_file_that_ends_its_process_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, dump: FileEntry, tmp_path: Path
) -> None:
    """Its articles so far are kept; the file after it, which the process had not begun, is read here."""
    monkeypatch.setattr(ahead, "_MOST", 1)
    (tmp_path / "next.txt").write_text("Ferry\n\nIt resumes in the harbour.")
    with closing(Ahead(Settings(), 2)) as processes:
        first, following = begun(processes, dump), begun(processes, entry(tmp_path / "next.txt"))
        articles = first.articles()
        found = [next(articles)]
        processes._processes[0]._process.kill()
        *more, last = articles
        found += more
        assert found == read_here(dump)[: len(found)]
        assert len(found) < MANY
        assert isinstance(last, Problem)
        assert (last.path, last.code, last.severity) == ("dump.jsonl", "unreadable", "partial")
        assert "status -9" in last.reason
        assert list(following.articles()) == read_here(entry(tmp_path / "next.txt"))
        another = begun(processes, dump)
        assert another._process is not first._process
        assert list(another.articles()) == read_here(dump)


def test_processes_end_with_the_run(dump: FileEntry) -> None:
    """Also when nobody took what they have read."""
    processes = Ahead(Settings(), 2)
    begun(processes, dump)
    (process,) = processes._processes
    processes.close()
    assert not process.is_running
    assert process.take() is None


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_index_does_not_depend_on_who_read(tmp_path: Path, dump: FileEntry, jobs: int) -> None:
    """Articles, places, problems and counts, with places that cannot be looked into among the files."""
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    with searchkit.open(tmp_path / "index", create=True, settings=Settings(jobs=jobs)) as index:
        report = index.sync([CORPUS, tmp_path / "missing", tmp_path])
        assert (report.skipped, report.partly) == (2, 0)
        assert [problem.path for problem in report.first_problems] == [
            str(tmp_path / "missing"),
            str(tmp_path / "gone"),
        ]
        entries = [one for one in walk([CORPUS, dump.path]) if isinstance(one, FileEntry)]
        read = [article for one in entries for article in read_here(one) if isinstance(article, Article)]
        assert {article.id for article in index} == {article.id for article in read}
        assert index.sync([CORPUS, tmp_path]).unchanged == report.added


def test_an_interruption_ends_the_processes(tmp_path: Path, dump: FileEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken by then is kept, and the next run goes on."""
    started: list[ahead._Process] = []

    class Known(ahead._Process):
        def __init__(self, settings: Settings) -> None:
            super().__init__(settings)
            started.append(self)

    monkeypatch.setattr(ahead, "_Process", Known)

    def stop(step: Progress) -> None:
        if step.articles == 200:
            raise KeyboardInterrupt

    with searchkit.open(tmp_path / "index", create=True, settings=Settings(jobs=2)) as index:
        with pytest.raises(KeyboardInterrupt):
            index.sync([dump.path], progress=stop)
        assert [process.is_running for process in started] == [False]
        assert index.sync([dump.path]).articles == MANY


def test_the_process_answers_file_by_file(dump: FileEntry) -> None:
    """What it does, frame by frame; here within this one."""
    requests, answers = io.BytesIO(), io.BytesIO()
    write_frame(requests, ahead.SETTINGS, json.dumps(asdict(Settings())).encode())
    said = asdict(dump) | {"path": str(dump.path), "format": None, "fetched_at": None}
    write_frame(requests, ahead.READ, json.dumps(said).encode())
    write_frame(requests, ahead.READ, json.dumps(said | {"format": "nosuch"}).encode())
    requests.seek(0)
    ahead_worker.work(requests, answers)
    answers.seek(0)
    kinds = b"".join(frame[0] for frame in iter(lambda: read_frame(answers), None))
    assert kinds == b"B" + b"A" * MANY + b"." + b"BE."
    ahead_worker.work(io.BytesIO(), answers)  # a parent that is gone at once
