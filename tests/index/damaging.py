"""Changes files of an index, one byte or one end at a time, and sees what comes of it: run by `test_damage_anywhere` in
a process of its own, since a file that is cut while it is mapped can end the process.

``python -m tests.index.damaging FOLDER FILE KIND COUNT`` prints a line of JSON: what went wrong.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import searchkit
from searchkit.errors import SearchkitError
from searchkit.index.catalog import FileRecord
from searchkit.model import Problem
from searchkit.settings import Settings
from searchkit.testing import ARTICLES
from tests.copies import STORY

QUERIES = (
    "korea japan trust",
    '"ferry from busan"',
    "fer*",
    "trast~",
    "lang:de",
    "date:2025",
    "number -7",
    "zürich",
    "baker waits",
)
SETTINGS = Settings(jobs=1, search_seconds=600)  # what time cuts off is another answer
_WAITING = ("baker", "teacher", "doctor", "sailor", "painter", "farmer", "driver", "writer", "singer", "tailor")


def write(folder: Path) -> None:
    """An index with a segment of more than a page, small ones, deletions, older versions, a story, a problem."""
    many = [
        searchkit.Article(title=f"Number {number}", body=f"Ferry {number} leaves at {number % 24}. " * 3, lang="en")
        for number in range(150)
    ]
    text = " ".join(f"The {word} waits at pier {at} for the ferry to the islands." for at, word in enumerate(_WAITING))
    copies = [searchkit.Article(title=f"Waiting {number}", body=f"{text} Pier {number}.") for number in range(3)]
    with searchkit.open(folder, create=True, settings=SETTINGS) as index:
        with index.writer() as writer:
            for article in (*many, *ARTICLES, *copies):
                writer.add(replace(article, origins=(searchkit.Origin("a.txt", "/news", reader="text"),)))
            for number, article in enumerate(many[:20]):
                writer.add(replace(article, origins=(searchkit.Origin("b.txt", "/news", index=number, reader="text"),)))
            for name in ("a.txt", "b.txt"):
                path = f"/news/{name}"
                writer.catalog.put_file(FileRecord(path, "/news", name, 9, 9, "", b"9", "", "", "partly", 9), seen=1)
                writer.catalog.put_problems(path, [Problem(path, "a line was cut", "partial", f"line {len(name)}")])
            for one in STORY:
                writer.add(one)
        index.add(searchkit.Article(title="Later", body="A ferry that came later.", lang="en"))
        index.delete(many[3].id)


def answers(folder: Path) -> Any:
    """What the index answers, as plain values; a note that the commit before was taken, alone."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        if any(note.code == "older-commit" for note in index.search("ferry").notes):
            return "older"
        hits = {
            query: [
                [hit.id, hit.score, hit.title, [p.text for p in hit.passages], hit.story, repr(hit.copies)]
                for hit in index.search(query)
            ]
            for query in QUERIES
        }
        stories = [[hit.story, hit.copy_count, [copy.id for copy in hit.copies]] for hit in index.search("topic1")]
        newest = [hit.id for hit in index.search("ferry", sort="newest")]
        stats = index.stats()
        fields = [[field.name, field.terms, field.examples] for field in index.fields()]
        articles = sorted(repr(article) for article in index)
        places = [[file.path for file in hit.origins] for hit in index.search("ferry")]
        problems = [repr(problem) for problem in index.problems()]
        figures = [stats.articles, stats.sources, stats.words, stats.files, stats.problems]
        return json.loads(json.dumps([hits, stories, newest, figures, fields, articles, places, problems]))


def changes(content: bytes, kind: str, count: int) -> Iterator[tuple[int, bytes]]:
    """(place, changed content): flipped bytes, or the first part of the file."""
    draw = random.Random(len(content))
    places = range(len(content)) if count >= len(content) else sorted(draw.sample(range(len(content)), count))
    for place in places:
        if kind == "cut":
            yield place, content[:place]
        else:
            changed = bytearray(content)
            changed[place] ^= draw.randrange(1, 256)
            yield place, bytes(changed)


def outcome(folder: Path, name: str, expected: Any) -> str:
    """What is wrong with what comes of a damaged file; empty when nothing is."""
    try:
        found = answers(folder)
    except SearchkitError as error:
        return "" if str(folder) in str(error) or name in str(error) else f"the error names no file: {error}"
    except Exception as error:  # noqa: BLE001  # which is what is looked for
        return f"a foreign error: {type(error).__name__}: {error}"
    return "" if found in (expected, "older") else "another answer"


def main() -> None:
    """Does what the arguments say."""
    source, name, kind, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    expected = answers(source)
    wrong, unnoticed, tried = [], [], 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "index")
        shutil.copytree(source, folder)
        content = (source / name).read_bytes()
        for place, changed in changes(content, kind, count):
            tried += 1
            (folder / name).unlink(missing_ok=True)  # another file: one that is still mapped must not change
            (folder / name).write_bytes(changed)
            if what := outcome(folder, name, expected):
                wrong.append([place, what])
            report = searchkit.check(folder)
            if name not in {damage.file for damage in report.damages}:
                unnoticed.append(place)
    print(json.dumps({"tried": tried, "wrong": wrong, "unnoticed": unnoticed}))


if __name__ == "__main__":
    main()
