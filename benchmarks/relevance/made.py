"""Two sets of queries and judgments that any file of articles gives, without anybody's judging.

Neither says how good an engine is for people's questions; but each is a task that people have, and a setting that wins
on a test collection and loses on these has been fitted to that collection.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from benchmarks.relevance.collection import Collection, Questions, read_articles
from benchmarks.speed.engines import Record
from searchkit.analysis import is_stop

SEED = 1987
_WORD = re.compile(r"[^\W\d_]{3,}")
_REMEMBERED = 3
"""Words of a title that the known-item set asks for: with all of them every engine finds the article."""
_RARE = range(5, 51)
"""Articles of a tag that tells a topic: fewer leave nothing to find, more are no one topic."""


def made_collection(path: Path, count: int) -> Collection:
    """The articles in `path`, with the known-item and the same-topic set, of at most `count` queries each.

    Raises `EvaluationError` when it cannot be read.
    """
    records, tags = [], {}
    for record, told in read_articles(path):
        records.append(record)
        tags[record["id"]] = told
    name = path.name.partition(".")[0]
    return Collection(records, (known_items(name, records, count), same_topics(name, records, tags, count)))


def known_items(name: str, records: Sequence[Record], count: int) -> Questions:
    """Some words of a title, as they are remembered, for the one article that has it."""
    dice = random.Random(SEED)
    times = Counter(record["title"].casefold() for record in records)
    words = {
        record["id"]: known
        for record in records
        if times[record["title"].casefold()] == 1 and len(known := _telling(record["title"])) > _REMEMBERED
    }
    chosen = dice.sample(sorted(words), min(count, len(words)))
    queries = {id: " ".join(_some(words[id], dice)) for id in chosen}
    return Questions(f"{name}: known item", queries, {id: {id: 1} for id in chosen}, judged=False)


def _telling(title: str) -> list[str]:
    """The different words of a title that are no stop words, in its order."""
    return [word for word in dict.fromkeys(_WORD.findall(title.casefold())) if not is_stop("en", word)]


def _some(words: Sequence[str], dice: random.Random) -> list[str]:
    return [words[place] for place in sorted(dice.sample(range(len(words)), _REMEMBERED))]


def same_topics(name: str, records: Sequence[Record], tags: Mapping[str, frozenset[str]], count: int) -> Questions:
    """An article's title for the other articles that share rare tags with it; the gain is the number of those."""
    dice = random.Random(SEED)
    times = Counter(chain.from_iterable(tags.values()))
    topics = {id: {tag for tag in told if times[tag] in _RARE} for id, told in tags.items()}
    articles: dict[str, list[str]] = defaultdict(list)
    for id, of_it in topics.items():
        for topic in of_it:
            articles[topic].append(id)
    titles = {record["id"]: record["title"] for record in records if topics[record["id"]] and record["title"].strip()}
    chosen = dice.sample(sorted(titles), min(count, len(titles)))
    shared = {id: Counter(other for topic in topics[id] for other in articles[topic] if other != id) for id in chosen}
    return Questions(
        f"{name}: same topic",
        {id: titles[id] for id in chosen},
        {id: dict(others) for id, others in shared.items()},
        judged=False,
        without_itself=True,
    )
