"""One process or several: the same index, and whatever ends one of them, the index is as it was and the lock free."""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import searchkit
from searchkit import Article, IndexAccessError, IndexDamaged, IndexUnfit, Settings
from searchkit.analysis import Analyzer
from searchkit.index import new_segments
from searchkit.index.bulk import builders as module
from searchkit.index.bulk.builders import Builders
from searchkit.index.documents import article_to_json
from searchkit.index.writer import Writer

WORDS = ["ferry", "storm", "trust", "korea", "japan", "harbour", "vote", "budget", "orchard", "swap"]
MANY = module._HERE + 500  # articles that several processes are started for
TWO = Settings(jobs=2, lock_seconds=1)
needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux to see other processes")


def article(number: int) -> Article:
    """An article that has three words of ten, by its number."""
    body = " ".join(WORDS[(number * step) % 10] for step in (1, 3, 7))
    return Article(title=f"Number {number}", body=f"{body} {number % 13}", source=f"Paper {number % 3}", lang="en")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes are started from the sixth article on, and sent a few at once."""
    monkeypatch.setattr(module, "_HERE", 5)
    monkeypatch.setattr(module, "_TOGETHER", 4)


def processes(writer: Writer) -> list[Any]:
    """The processes of a writer."""
    return [] if writer._segments._builders is None else writer._segments._builders._processes


def content(index: searchkit.Index) -> dict[str, Any]:
    """What an index answers."""
    queries = ["ferry", "storm OR trust^2", '"korea japan"', "source:paper", "title:number 7", "nothing"]
    answers = {query: [(hit.id, hit.score) for hit in index.search(query, limit=100)] for query in queries}
    # words of deleted articles are counted until their segment is merged, so they depend on the segments
    stats = replace(index.stats(), path=None, bytes=0, last_commit=None, words=0, terms=0)
    return {**answers, "stats": stats, "articles": sorted(index, key=lambda one: one.id), "fields": index.fields()}


def fill(path: Path, settings: Settings) -> searchkit.Index:
    """An index of two hundred articles, written in two commits, some of them twice and some deleted again."""
    index = searchkit.open(path, create=True, settings=settings)
    for commit in (0, 1):
        with index.writer() as writer:
            for number in range(100 * commit, 100 * commit + 100):
                writer.add(article(number))
                if number % 10 == 7:
                    writer.add(replace(article(number - 3), tags=("again",)))
                if number % 10 == 9:
                    writer.delete(article(number - 5).id)
    return index


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_catalog_knows_the_stems_wherever_they_were_computed(tmp_path: Path, jobs: int) -> None:
    """So that a search for them later needs no stemmer."""
    settings = Settings(jobs=jobs)
    with searchkit.open(tmp_path / "index", create=True, settings=settings) as index, index.writer() as writer:
        for number in range(20):
            writer.add(Article(title=f"Die Zeitungen {number}", body="Ferry", lang="en" if number % 2 else "de"))
    with searchkit.open(tmp_path / "index") as index:
        assert index._store.catalog.stem("de", "zeitungen") == "zeitung"
        assert index._store.catalog.stem("en", "ferry") is None  # it is computed more quickly than looked up


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(("jobs", "most_articles", "per_document"), [(2, 1 << 19, 1), (3, 7, 1), (2, 1 << 19, 1 << 30)])
def test_several_processes_write_the_same_index_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, most_articles: int, per_document: int
) -> None:
    """Hits, scores, articles and statistics; also when a segment has a few articles only, and when the processes rest
    at each commit for the memory that finding stories takes."""
    monkeypatch.setattr(module, "_MOST_ARTICLES", most_articles)
    monkeypatch.setattr(new_segments, "_PER_DOCUMENT", per_document)
    with (
        fill(tmp_path / "one", Settings(jobs=1, writer_memory=16)) as one,
        fill(tmp_path / "several", Settings(jobs=jobs, writer_memory=16)) as several,
    ):
        assert content(one) == content(several)
        assert all(check.ok for check in several.check().checks)


def test_few_articles_start_no_process(tmp_path: Path) -> None:
    """An update must not wait for one."""
    with searchkit.open(tmp_path, create=True, settings=TWO) as index, index.writer() as writer:
        writer.add(article(1))
        assert processes(writer) == []


@pytest.mark.usefixtures("soon")
def test_an_index_in_memory_is_written_in_this_process() -> None:
    """Others could not write into its memory."""
    with searchkit.open(":memory:", settings=TWO) as index:
        with index.writer() as writer:
            for number in range(50):
                writer.add(article(number))
            assert processes(writer) == []
        assert index.count("ferry") > 0
        assert len(index) == 50


@pytest.mark.usefixtures("soon")
def test_one_identity_many_times_in_a_batch_is_one_article(tmp_path: Path) -> None:
    """Whichever processes got its accounts, the last counts."""
    with searchkit.open(tmp_path, create=True, settings=TWO) as index:
        with index.writer() as writer:
            for number in range(60):
                writer.add(article(number))
                writer.add(Article(id="mine", title="Mine", body=f"edition{number}", lang="en"), overwrite=True)
            assert len(processes(writer)) == 2
        assert len(index) == 61
        assert [hit.id for hit in index.search("title:mine")] == ["mine"]
        assert index.count("edition59") == 1
        assert index.count("edition58") == 0


@pytest.fixture
def index(tmp_path: Path) -> Iterator[searchkit.Index]:
    """An index with one article, to be written by two processes."""
    with searchkit.open(tmp_path / "index", create=True, settings=TWO) as opened:
        opened.add(article(1_000))
        yield opened


def as_it_was(index: searchkit.Index) -> bool:
    """Whether the index has its one article, no file is left over, and the next writer gets in and cleans up."""
    assert [one.id for one in index] == [article(1_000).id]
    index.add(article(1_001))
    index.delete(article(1_001).id)
    assert index.path is not None
    segments = {path.name for path in index.path.glob("*.seg")}
    return len(segments) <= 2 and all(check.ok for check in index.check().checks)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("which", [0, 1])
def test_a_process_that_is_killed_is_our_error(index: searchkit.Index, which: int) -> None:
    """At once or at the commit; it says that nothing was committed and what to try."""
    with pytest.raises(IndexAccessError, match="writer_memory, or fewer jobs"), index.writer() as writer:
        numbers = iter(range(10_000))
        while len(processes(writer)) < 2 or not processes(writer)[which].slot.documents:
            writer.add(article(next(numbers)))
        killed = processes(writer)[which]._process
        killed.kill()
        killed.wait()
        for number in islice(numbers, 20):
            writer.add(article(number))
    assert as_it_was(index)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("said", ['{"documents": 3, "stems": [["en"', "", "no JSON\n"])
def test_a_process_that_ends_while_it_answers_is_our_error(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the rest of the answer."""
    program = f"import sys; sys.stdin.buffer.readline(); print({said!r}, end='', flush=True)"
    command = [sys.executable, "-c", program]
    monkeypatch.setattr("searchkit.children.command", lambda *_: command)
    process = module._Process(module._Slot("one"))
    process.add(b"{}\n", older=False)
    process.write("one", module._Slot("two"))
    with pytest.raises(IndexAccessError, match="perhaps for want of memory"):
        list(process.answers(wait=True))
    process.kill()
    process.end()


def test_a_process_that_cannot_be_started_is_our_error(index: searchkit.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason and what to try."""

    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(module, "_HERE", 5)
        patched.setattr(module, "Child", refuse)
        with (
            pytest.raises(IndexAccessError, match=r"could not be started: Resource temporarily unavailable; .*fewer"),
            index.writer() as writer,
        ):
            for number in range(10):
                writer.add(article(number))
    assert as_it_was(index)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("error", [IndexDamaged, IndexUnfit])
def test_our_errors_are_the_same_in_another_process(error: type[IndexAccessError], tmp_path: Path) -> None:
    """Damage is told from want of room, whoever meets it."""
    made = spread(lambda name: str(tmp_path / name))
    assert made.finish()
    process = made._processes[0]
    process._asked.append(module._Slot("one"))
    process._answers.put({"error": "so it is", "kind": error.__name__})
    with pytest.raises(error, match=r"^so it is$"):
        list(process.answers(wait=True))
    made.close()


def test_large_articles_do_not_wait_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many bytes are handed out at once, and so many wait for a process, at the most."""
    monkeypatch.setattr(module, "_HERE_BYTES", 5_000)
    monkeypatch.setattr(module, "_TOGETHER_BYTES", 2_000)
    monkeypatch.setattr(module, "_QUEUED_BYTES", 4_000)
    made = spread(lambda name: str(tmp_path / name))
    waited = []
    for number in range(40, 140):
        large = replace(article(number), body="ferry " * 300)
        made.add(article_to_json(large), older=False)
        waited += [process._sent - process._taken + process._waiting_bytes for process in made._processes]
    assert waited
    assert max(waited) < 4_000 + 2 * 2_000 + 2_000
    assert sum(built.documents for built in made.finish()) == 140
    made.close()


@pytest.mark.usefixtures("soon")
def test_an_exception_in_the_block_ends_the_processes(index: searchkit.Index) -> None:
    """None is left behind, however much is on its way to them."""
    with pytest.raises(ZeroDivisionError), index.writer() as writer:
        for number in range(100):
            writer.add(article(number))
        running = [process._process for process in processes(writer)]
        raise ZeroDivisionError
    assert [process.returncode is not None for process in running] == [True, True]
    assert as_it_was(index)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_folder_that_is_gone_is_our_error(tmp_path: Path, jobs: int) -> None:
    """Not a traceback."""
    index = searchkit.open(tmp_path / "index", create=True, settings=Settings(jobs=jobs))
    with pytest.raises(IndexAccessError, match="segment could not be written"), index.writer() as writer:
        for number in range(40):
            writer.add(article(number))
        shutil.rmtree(tmp_path / "index")
    index.close()


@pytest.mark.usefixtures("soon")
def test_a_full_disk_is_our_error_in_one_process(index: searchkit.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """With file and reason, though the system names no file when a write fails; nothing is committed."""

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def full(*args: object, **kwargs: object) -> BinaryIO:
        return Full()

    expected = rf"{index.path}.MAIN_\w+\.seg, or a temporary file in .*: No space left"
    with pytest.raises(IndexAccessError, match=expected), index.writer() as writer:
        monkeypatch.setattr(index._store.whoosh_index.storage, "create_file", full)
        writer.add(article(1))
    monkeypatch.undo()
    assert as_it_was(index)


def spread(path_of: Callable[[str], str], jobs: int = 2, memory: int = 1 << 24) -> Builders:
    """Builders that write where `path_of` says, and have some articles."""
    names = (f"segment-{number}" for number in range(1_000))
    made = Builders(
        Analyzer(settings=Settings()), title_weight=3, memory=memory, jobs=jobs, name_segment=lambda: next(names),
        path_of=path_of, keep_stems=lambda stems: None, create=lambda name: open(path_of(name), "wb"),  # noqa: SIM115  # the builder closes it
    )  # fmt: skip
    for number in range(40):
        made.add(article_to_json(article(number)), older=False)
    return made


@pytest.mark.usefixtures("soon")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_is_our_error_in_another_process() -> None:
    """The process says so and is there still; the parent raises it with the reason."""
    made = spread(lambda name: "/dev/full")
    try:
        with pytest.raises(IndexAccessError, match="No space left"):
            made.finish()
        assert made.processes == 2
    finally:
        made.close()


@pytest.mark.usefixtures("soon")
def test_places_are_those_of_the_segments(tmp_path: Path) -> None:
    """The segment and number that `add` gives are where the article is."""
    from searchkit.index.columnar.array_file import ArrayFile
    from searchkit.index.columnar.segment import Segment

    made = spread(lambda name: str(tmp_path / name))
    places = {number: made.add(article_to_json(article(number)), older=False) for number in range(40, 100)}
    counts = {built.name: built.documents for built in made.finish()}
    made.close()
    assert sum(counts.values()) == 100
    for number, (name, place) in places.items():
        segment = Segment(ArrayFile.map(str(tmp_path / name)))
        assert segment.document_count == counts[name]
        assert segment.texts("id")[place] == article(number).id


@pytest.mark.usefixtures("soon")
def test_processes_that_rest_are_started_when_they_are_needed(tmp_path: Path) -> None:
    """To build, and to merge."""
    made = spread(lambda name: str(tmp_path / name))
    built = made.finish()
    for _ in range(2):
        made.rest()
        assert (made._processes, made.processes) == ([], 2)
        made.add(article_to_json(article(50)), older=False)
        assert made._processes == [], "one article needs none"
        built += made.finish()
        merged = made.merge([[(one.name, None) for one in built]])
        assert [one.documents for one in merged] == [sum(one.documents for one in built)]
        assert len(made._processes) == 2
    made.close()


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_segment_is_written_when_its_memory_is_full(tmp_path: Path, jobs: int) -> None:
    """What many articles have in common takes none; what each has for itself does."""

    def segments(tags: Callable[[int], str]) -> int:
        made = spread(lambda name: str(tmp_path / name), jobs, memory=1 << 20)
        for number in range(3_000):
            one = replace(article(number), tags=(tags(number),))
            made.add(article_to_json(one), older=False)
        count = len(made.finish())
        made.close()
        return count

    assert segments(lambda number: "tag") == jobs
    assert segments(lambda number: f"tag {number}") > jobs


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("most", ["_MOST_ARTICLES", "_MOST_BYTES"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_segment_has_so_many_articles_at_the_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, most: str
) -> None:
    """Or so many bytes of them."""
    monkeypatch.setattr(module, most, 4 if most == "_MOST_ARTICLES" else 4 * len(article_to_json(article(1))))
    made = spread(lambda name: str(tmp_path / name), jobs)
    assert max(built.documents for built in made.finish()) <= 6
    made.close()


# Programs

PROGRAM = """
import searchkit
from searchkit import Article, Settings
index = searchkit.open(%r, create=True, settings=Settings(jobs=2))
with index.writer() as writer:
    for number in range(%d):
        writer.add(Article(title=f"Ferry {number}", body="It sails again.", lang="en"))
    print(len(writer._segments._builders._processes), "processes")
print(index.count("ferry"))
"""


@pytest.mark.parametrize("stdin", [False, True])
def test_a_program_needs_no_guard(tmp_path: Path, stdin: bool) -> None:
    """As a file without ``if __name__ == "__main__"``, or typed into Python."""
    text = PROGRAM % (str(tmp_path / "index"), MANY)
    (tmp_path / "program.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-" if stdin else "program.py"],
        input=text if stdin else "", cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.split("\n")[:2] == ["2 processes", str(MANY)]
    assert done.stderr == ""


def dump(path: Path, count: int) -> None:
    """Writes a JSON Lines file of so many articles."""
    path.write_text(
        "".join(f'{{"title": "Ferry {number}", "body": "It sails {number}."}}\n' for number in range(count))
    )


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def is_running(pid: int) -> bool:
    """Whether there is such a process, and not only what is left of it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Waits for a condition."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@needs_proc
@pytest.mark.parametrize("ending", ["ctrl-c", "ctrl-c twice", "killed"])
def test_an_interrupted_run_keeps_what_is_committed(tmp_path: Path, ending: str) -> None:
    """No process is left, the index is well, and the next run goes on to the same end as one that was not disturbed."""
    count = 4 * MANY
    dump(tmp_path / "in.jsonl", count)
    command = [
        sys.executable, "-c", "from searchkit.cli.main import main; main()", "index", "in.jsonl", "--index", "index",
        "--set", "jobs=2", "--set", f"commit_articles={MANY}",
    ]  # fmt: skip
    run = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    # the second commit has begun: the first has returned, and is not taken back any more
    assert until(lambda: bool(list((tmp_path / "index").glob("_MAIN_[2-9]*.toc")))), "nothing was committed"
    assert until(lambda: len(children(run.pid)) == 2), "there are no two processes"
    workers = children(run.pid)
    if ending == "killed":
        run.kill()
    else:
        for _ in range(1 + (ending == "ctrl-c twice")):
            os.killpg(run.pid, signal.SIGINT)  # to all of them, as a terminal does
            time.sleep(0.1)
    stderr = run.communicate(timeout=60)[1]
    assert "Traceback" not in stderr, stderr
    expected = {"ctrl-c": [130], "ctrl-c twice": [130, -signal.SIGINT], "killed": [-signal.SIGKILL]}
    assert run.returncode in expected[ending]
    assert until(lambda: not any(map(is_running, workers)))
    with searchkit.open(tmp_path / "index") as index:
        assert 0 < len(index) <= count
        if ending == "ctrl-c":
            assert len(index) < count, "it was too quick to be interrupted"
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=True)
    with searchkit.open(tmp_path / "index") as index:
        assert len(index) == index.count("ferry") == count
        assert all(check.ok for check in index.check().checks)
