"""Several processes and one index: writers one after the other, readers meanwhile, and any of them killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import searchkit
from tests.conftest import many

ROOT = Path(__file__).resolve().parents[2]
KILLS = many(25, 300)
SECONDS = many(3, 30)
COMMITS = many(5, 20)


def test_a_process_that_is_killed_loses_no_commit(tmp_path: Path) -> None:
    """At random instants of indexing, also while several processes build; the next goes on."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.index.killed", str(tmp_path / "index"), str(KILLS), "7"],
        cwd=ROOT, capture_output=True, text=True, timeout=60 + 4 * KILLS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    commits, cut = map(int, done.stdout.split())
    assert commits > KILLS // 3
    assert cut > 0, "none was killed in the midst of a commit"


WRITER = """
import sys, searchkit
folder, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with searchkit.open(folder, create=True, settings=searchkit.Settings(lock_seconds=300)) as index:
    for number in range(count):
        with index.writer() as writer:
            writer.add(searchkit.Article(title=f"Writer {name}", body=f"commit {number}", lang="en"))
            shared = searchkit.Article(id=f"shared{number}", title="Shared", body=f"by {name}", lang="en")
            writer.add(shared, overwrite=True)
"""


def test_ten_writers_lose_nothing(tmp_path: Path) -> None:
    """Each makes the index if it is not there, waits for the others, and commits several times."""
    folder = tmp_path / "index"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), str(name), str(COMMITS)], stderr=subprocess.PIPE)
        for name in range(10)
    ]
    errors = [writer.communicate(timeout=300)[1].decode() for writer in writers]
    assert errors == [""] * 10
    with searchkit.open(folder) as index:
        assert len(index) == index.count("*:*") == 11 * COMMITS
        assert index.count("title:shared") == COMMITS
        for name in range(10):
            assert index.count(f'title:"writer {name}"') == COMMITS
        assert index.check().ok, index.check()


READER = """
import sys, searchkit
folder = sys.argv[1]
looks = 0
with searchkit.open(folder, settings=searchkit.Settings(search_seconds=60)) as index:
    last = -1
    print("on", flush=True)
    while True:
        # a writer adds two articles and takes two away in each commit, and counts up in a third
        results = index.search("pair", limit=100)
        assert results.total == 20, results.total
        assert not results.notes, results.notes
        assert sorted({hit.title for hit in results}) == ["Pair"]
        number = int(index.get("counter").title)
        assert number >= last, (number, last)
        assert len(list(index)) == 21
        last = number
        looks += 1
        if looks % 20 == 0:
            with searchkit.open(folder, settings=index.settings) as other:
                assert other.count("pair") == 20
                assert int(other.get("counter").title) >= last
        if looks % 10 == 0:
            print(looks, last, flush=True)
"""


def test_readers_never_see_half_a_commit(tmp_path: Path) -> None:
    """Four of them, in processes of their own, while one writes and merges: each sees one commit after the other."""
    from searchkit import Article

    folder = tmp_path / "index"
    with searchkit.open(folder, create=True) as index:
        with index.writer() as writer:
            writer.add(Article(id="counter", title="0", body="counts", lang="en"))
            for number in range(20):
                writer.add(Article(id=f"pair{number}", title="Pair", body="x", lang="en"))
        readers = [
            subprocess.Popen(
                [sys.executable, "-c", READER, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "on\n"
        end, commits = time.monotonic() + SECONDS, 0
        while commits < 3 or time.monotonic() < end:
            with index.writer() as writer:
                commits += 1
                writer.add(Article(id="counter", title=str(commits), body="counts", lang="en"), overwrite=True)
                for step in range(2):
                    writer.delete(f"pair{2 * (commits - 1) + step}")
                    writer.add(Article(id=f"pair{2 * (commits - 1) + step + 20}", title="Pair", body="x", lang="en"))
        assert index.check().ok
    for reader in readers:
        assert reader.stdout is not None
        looks = reader.stdout.readline()  # comes sooner or later, unless the reader has failed
        reader.kill()
        _, err = reader.communicate()
        assert err == ""
        assert looks
    assert commits > 2


def test_a_writer_that_is_killed_leaves_no_process_and_no_lock(tmp_path: Path) -> None:
    """Those that build for it end by themselves, and the next writer need not wait for them."""
    program = (
        "import sys, time, searchkit\n"
        "from searchkit.index.bulk import builders\n"
        "builders._HERE = 3\n"
        "index = searchkit.open(sys.argv[1], create=True, settings=searchkit.Settings(jobs=2))\n"
        "writer = index.writer()\n"
        "for number in range(200):\n"
        "    writer.add(searchkit.Article(title=f'Number {number}', body='x', lang='en'))\n"
        "print(*(process._process.pid for process in writer._segments._builders._processes), flush=True)\n"
        "time.sleep(60)\n"
    )
    folder = tmp_path / "index"
    writer = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    builders = [int(word) for word in writer.stdout.readline().split()]
    assert len(builders) == 2
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    with searchkit.open(folder) as index:
        index.writer(wait=0).cancel()
        assert len(index) == 0
    end = time.monotonic() + 30
    while any(is_running(builder) for builder in builders) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(is_running, builders))


def is_running(process: int) -> bool:
    """Whether there is such a process, and not only what is left of it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux to copy and see processes")


WITHOUT_NUMPY = """if True:
    import sys, searchkit
    settings = searchkit.Settings(jobs=2, stories=False)
    body = "The ferry resumes after the storm. " * 200
    with searchkit.open(sys.argv[1], create=True, settings=settings) as index, index.writer() as writer:
        for number in [*range(900), 5]:
            writer.add(searchkit.Article(title=f"Number {number}", body=body, lang="en"))
    print("numpy" in sys.modules)
"""


def test_who_hands_articles_out_does_not_load_numpy(tmp_path: Path) -> None:
    """Other processes wait for the first of them, also when articles are many and come again."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMPY, str(tmp_path / "index")],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["False"], done.stderr
