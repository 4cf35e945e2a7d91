"""Writes the index that later versions must be able to open, and what it answers.

``python -m tests.compat.make_index``, to be run when the format version of segments has changed, for the new one alone:
the indexes of earlier versions stay as they are.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import searchkit
from searchkit.index.catalog import FileRecord
from searchkit.index.columnar.array_file import FORMAT_VERSION
from searchkit.model import Article, Origin, Problem, Published
from searchkit.settings import Settings

HERE = Path(__file__).parent
ROOT = "/news"
_LEFT_OUT = ("write.lock", "writer.json", "MAIN_WRITELOCK", "catalog.sqlite-journal")
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def _article(number: int, title: str, body: str, lang: str, day: str = "", **more: Any) -> Article:
    published = Published(date.fromisoformat(day), raw=day) if day else None
    origin = Origin(f"part/{number}.txt", ROOT, "", 0, 0, len(body), "text")
    return Article(title=title, body=body, lang=lang, published=published, origins=(origin,), **more)


def _edition(day: int, body: str) -> Article:
    """One of several texts of one address."""
    made = _article(100 + day, "Vote on the budget", body, "en", "2025-05-01", url="https://ledger.example/vote?id=7")
    return replace(made, fetched_at=datetime(2025, 5, day, 12, tzinfo=timezone.utc))


ARTICLES = (
    _article(
        0, "Trust between neighbours", "Polls in Korea and Japan show that trust is growing.\n\nThe U.S. looks on.",
        "en", "2025-05-30", source="Harbour Courier", authors=("Ha Lee", "Min Okada"), tags=("diplomacy", "polls"),
        section="World", agency="Coast Wire", url="https://www.courier.example/world/trust",
    ),
    _article(
        1, "Le café reste ouvert", "Les cafés du port restent ouverts malgré la tempête; on y parle de confiance.",
        "fr", "2024-12-31", source="Gazette du Quai", tags=("ville",), url="https://gazette.example/cafe",
    ),
    _article(2, "Vertrauen wächst", "Die Umfragen zeigen: das Vertrauen der Nachbarn wächst.", "de", "2025-06-01"),
    _article(3, "부산행 여객선 재개", "부산으로 가는 여객선이 다시 운항한다.", "ko", "2025-04-02", source="항구신문"),
    _article(4, "釜山行きフェリー再開", "釜山行きのフェリーが再び運航を始めた。", "ja", "2025-04-03"),
    _article(5, "Паром снова ходит", "Паром из Пусана снова ходит в Японию.", "ru"),
    _article(
        6, "A very long walk", " ".join(_NUMBERS[number % 10] for number in range(400)) + " lighthouse", "en",
        summary="Four hundred steps.", headings=("Steps",), byline="By Ann", contacts=("ann@walk.example",),
        extra={"note": "kept"},
    ),
    _edition(2, "The council counted the votes on the budget."),
    _edition(3, "The council counted the votes on the budget again."),
)  # fmt: skip
TIDES = tuple(
    Article(
        title=f"Tide table {number}", body=f"High water at the ferry pier: {number % 24} o'clock.", lang="en",
        origins=(Origin("tides.txt", ROOT, "", number, 80 * number, 80 * number + 79, "pages"),),
    )
    for number in range(140)
)  # fmt: skip
"""More than a block of postings for some words."""
DELETED = (TIDES[3], TIDES[130], ARTICLES[5])
QUERIES = (
    "Korea Japan trust", '"high water"', "ferry pier -5", "title:tide", "caf*", "=cafe", "trist~", "lang:ko,ja",
    "confiance OR vertrauen", "tag:diplomacy", "author:okada", "site:courier.example", "after:2025-05", "date:2024",
    '"one lighthouse"~500', "budget", "паром", "여객선", "source:courier AND trust^3", "o'clock 7",
)  # fmt: skip


def write(folder: Path) -> None:
    """Writes the index: a large segment, small ones, deletions in two of them, an older version, a file, a problem."""
    with searchkit.open(folder, create=True, settings=Settings(jobs=1)) as index:
        with index.writer() as writer:
            for article in TIDES:
                writer.add(article)
        for part in (ARTICLES[:4], ARTICLES[4:8], ARTICLES[8:]):
            with index.writer() as writer:
                for article in part:
                    writer.add(article)
        index.delete(DELETED[0].id)
        with index.writer() as writer:
            for article in DELETED[1:]:
                writer.delete(article.id)
            path = f"{ROOT}/part/0.txt"
            record = FileRecord(path, ROOT, "part/0.txt", 78, 0, "", b"digest", "", "", "partly", 1)
            writer.catalog.put_file(record, seen=1)
            writer.catalog.put_problems(path, [Problem(path, "a line was cut", "partial", "line 2", "limit")])
    for name in _LEFT_OUT:
        (folder / name).unlink(missing_ok=True)


def answers(index: searchkit.Index) -> dict[str, Any]:
    """What an index answers, as plain values."""
    stats = index.stats()
    return {
        "hits": {
            query: [[hit.id, hit.score, hit.title, list(map(list, hit.title_matches))] for hit in index.search(query)]
            for query in QUERIES
        },
        "totals": {query: index.count(query) for query in QUERIES},
        "versions": [hit.id for hit in index.search("budget", versions=True)],
        "newest": [hit.id for hit in index.search("trust OR ferry", sort="newest", limit=20)],
        "ids": sorted(article.id for article in index),
        "stats": [stats.articles, stats.files, stats.problems, list(map(list, stats.languages))],
    }


def main() -> None:
    """Writes both beside this file, in the place of what is there."""
    if len(sys.argv) > 1:
        sys.exit("it takes no arguments, and writes the index and its answers anew")
    folder = HERE / f"index_v{FORMAT_VERSION}"
    shutil.rmtree(folder, ignore_errors=True)
    write(folder)
    with searchkit.open(folder) as index:
        found = answers(index)
    lines = (f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in found.items())
    folder.with_suffix(".json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(f"{folder.name}: {sum(path.stat().st_size for path in folder.iterdir()):,} bytes")


if __name__ == "__main__":
    main()
