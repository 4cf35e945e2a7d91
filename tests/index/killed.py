"""A process that indexes without end, to be killed: a program that copies itself, so that each copy begins at once.

``python -m tests.index.killed FOLDER KILLS SEED`` makes an index in FOLDER, kills the copy that writes to it KILLS
times at a random instant, looks after each at what is there, and prints how many commits there were, and how many kills
in the midst of one.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from pathlib import Path
from random import Random

import searchkit
from searchkit import Article, Settings
from searchkit.index.bulk import builders

_LINES = 6  # that it has told before it is killed, at most: two for each commit
_LONGEST = 0.04  # seconds until it is killed then, about those of a commit
_ARTICLES = 40
_PROCESSES = 25  # every so many kills several processes build
State = dict[str, str]
"""The body of each article, by identity."""


def article(number: int, text: str) -> Article:
    """An article of one's own identity."""
    return Article(id=f"article{number}", title=f"Number {number}", body=text, lang="en")


def write(folder: Path, random: Random, state: State, log: int, *, many: bool) -> None:
    """Commits for ever. Before each commit its state is written to `log`, and a line when it returned."""
    settings = Settings(jobs=2 if many else 1)
    if many:
        builders._HERE = 3
    with searchkit.open(folder, settings=settings) as index:
        while True:
            state = dict(state)
            with index.writer() as writer:
                for _ in range(random.randrange(1, 30 if many else 5)):
                    number = random.randrange(_ARTICLES)
                    id = f"article{number}"
                    if id in state and random.random() < 0.4:
                        writer.delete(id)
                        del state[id]
                    else:
                        state[id] = f"ferry edition{random.randrange(1_000_000)}"
                        writer.add(article(number, state[id]), overwrite=True)
                os.write(log, json.dumps(state).encode() + b"\n")
            os.write(log, b"done\n")


def read(folder: Path) -> State:
    """What is in the index, by its articles and by a search for them; everything is as it was written."""
    with searchkit.open(folder) as index:
        state = {one.id: one.body for one in index}
        assert set(index.ids("ferry")) == set(state)
        assert index.check().ok, index.check()
        return state


def main(folder: Path, kills: int, seed: int) -> None:
    """Kills and looks."""
    random, committed = Random(seed), State()
    commits = cut = 0
    searchkit.open(folder, create=True).close()
    with searchkit.open(":memory:") as warm:  # so that copies have everything imported
        warm.add(article(0, "ferry"))
        warm.count("ferry")
    gc.collect()
    for number in range(kills):
        many = number % _PROCESSES == _PROCESSES // 2
        reading, log = os.pipe()
        child = os.fork()
        if not child:
            try:
                write(folder, Random(random.random()), committed, log, many=many)
            finally:
                os._exit(1)
        os.close(log)
        with os.fdopen(reading, "rb") as lines:
            told = [lines.readline() for _ in range(random.randrange(_LINES))]  # none: while it opens the index
            time.sleep(random.random() * _LONGEST)
            os.kill(child, signal.SIGKILL)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, "it ended by itself"
            told = [line for line in told + lines.readlines() if line.endswith(b"\n")]
        wanted = committed
        for line in told:
            if line == b"done\n":
                committed = wanted
                commits += 1
            else:
                wanted = json.loads(line)
        cut += wanted is not committed
        found = read(folder)
        assert found in (committed, wanted), f"kill {number}: a commit is lost, or half there"
        committed = found
    with searchkit.open(folder) as index:  # the next writer goes on, and nothing is left lying about
        for _ in range(2):
            index.add(article(0, "ferry at last"))
            index.delete("article0")
        whoosh = index._store.whoosh_index
        needed = whoosh._read_toc().file_names("MAIN") | whoosh.files_before()
        others = {path.name for path in folder.iterdir() if path.name.startswith(("MAIN_", "_MAIN_", "MAIN."))} - needed
        assert others == {"MAIN_WRITELOCK"}, others
    print(commits, cut)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
