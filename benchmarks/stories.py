"""How many copies are found, and how many articles are taken for copies: on a labelled set that is made here.

    python -m benchmarks.stories                         # on made-up articles
    python -m benchmarks.stories --articles dump.jsonl   # on variants of real ones (title, body)

Of each article there are variants that are the same story, and others that are not: another article on the same event,
which quotes the same people, and market notices, made from one template. Printed is how many variants of each kind
share the story of their article (recall), and how many pairs that share a story should (precision).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import searchkit

_WORDS = 4_000  # of the made-up language; the first ones are as frequent as "the"
_SENTENCES = (8, 30)  # of an article
_QUOTED = 0.4  # as many sentences, as a share of the shorter, have two articles on one event in common
_REWRITTEN = 0.15  # share of words that are others in a rewritten copy
_NEWSLETTER = "Sign up to our newsletter to get the stories of the day in the morning . Follow us for more ."


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article, which story it is of, and which kind of variant it is."""

    article: searchkit.Article
    story: str
    kind: str


def labelled(bodies: Sequence[str], seed: int = 1) -> Iterator[Labelled]:
    """Every body of the first half as an article with its variants, as many articles on the same events, for which the
    second half is there, and as many notices."""
    dice = random.Random(seed)
    half = len(bodies) // 2
    for number, (body, other) in enumerate(zip(bodies[:half], bodies[half:], strict=False)):
        for kind, vary in VARIANTS.items():
            yield _labelled(f"{kind} {number}", vary(body, dice), f"story {number}", kind)
        yield _labelled(f"event {number}", _same_event(body, other), f"event {number}", "event")
        yield _labelled(f"notice {number}", _notice(dice), f"notice {number}", "notice")


def _labelled(title: str, body: str, story: str, kind: str) -> Labelled:
    return Labelled(searchkit.Article(title=title, body=body, lang="en", source=kind), story, kind)


def made_up(count: int, seed: int = 1) -> list[str]:
    """Bodies in a language with the frequencies of a natural one (Zipf's law), with turns of phrase."""
    dice = random.Random(seed)
    words = [_word(dice) for _ in range(_WORDS)]
    weights = [1 / rank for rank in range(1, _WORDS + 1)]
    phrases = [" ".join(dice.choices(words, weights, k=6)) for _ in range(40)]

    def sentence() -> str:
        said = dice.choices(words, weights, k=dice.randint(8, 25))
        if dice.random() < 0.3:
            said.insert(dice.randrange(len(said)), dice.choice(phrases))
        if dice.random() < 0.3:
            said.insert(dice.randrange(len(said)), f"{dice.randint(2, 90_000):,}")
        return " ".join(said) + " ."

    return ["\n\n".join(sentence() for _ in range(dice.randint(*_SENTENCES))) for _ in range(count)]


def _word(dice: random.Random) -> str:
    return "".join(dice.choice("bdfgklmnprstv") + dice.choice("aeiou") for _ in range(dice.randint(1, 4)))


# Variants that are the same story


def _cut(body: str, dice: random.Random) -> str:
    words = body.split(" ")
    return " ".join(words[: round(0.6 * len(words))])


def _corrected(body: str, dice: random.Random) -> str:
    """Some words and one number are others."""
    words = body.split(" ")
    for _ in range(max(1, len(words) // 100)):
        words[dice.randrange(len(words))] = "corrected"
    numbers = [place for place, word in enumerate(words) if word[:1].isdigit()]
    if len(numbers) > 2:
        words[dice.choice(numbers)] = "31,337"
    return " ".join(words)


def _translated_byline(body: str, dice: random.Random) -> str:
    """Another paper's first and last lines, in its own language."""
    return f"Von unserem Korrespondenten, aus dem Englischen\n\n{body}\n\nÜbersetzt von der Redaktion"


def _rewritten(body: str, dice: random.Random) -> str:
    return " ".join(word if dice.random() > _REWRITTEN else "other" for word in body.split(" "))


VARIANTS: dict[str, Callable[[str, random.Random], str]] = {
    "verbatim": lambda body, dice: body,
    "re-headlined": lambda body, dice: body.replace("\n\n", "\n"),
    "cut": _cut,
    "corrected": _corrected,
    "translated byline": _translated_byline,
    "with newsletter": lambda body, dice: f"{body}\n\n{_NEWSLETTER}",
    "rewritten": _rewritten,
}
"""What is done to a body. The first leaves it as it is, but for a title of its own."""

EXPECTED = tuple(kind for kind in VARIANTS if kind != "rewritten")
"""Those that should be found; what was rewritten so much is another text."""


# Others that are not


def _same_event(body: str, other: str) -> str:
    quoted, own = body.split("\n\n"), other.split("\n\n")
    return "\n\n".join(own + quoted[-round(_QUOTED * min(len(own), len(quoted))) :])


def _notice(dice: random.Random) -> str:
    def price() -> str:
        return f"{dice.randint(1, 999)}.{dice.randint(0, 99):02}"

    return (
        f"The Board of the Exchange announces that trading in the shares of the fund closed at {price()} on the day , "
        f"after it opened at {price()} . The net asset value per share , calculated in line with the rules of the fund "
        "and with the standards of the association , including income of the current year and with debt at its fair "
        f"value , was {price()} . The highest price in the course of the session was {price()} and the lowest was "
        f"{price()} . Further information is available on the site of the manager of the fund , and copies of the "
        "annual report are sent free of charge to all who ask for them at the registered office of the company ."
    )


# Figures


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found of a labelled set."""

    recall: dict[str, float]
    """By kind: the share of variants that have the story of the unchanged one."""
    precision: float
    """The share of the pairs with one story that should have."""
    false_pairs: int


def figures(index: searchkit.Index, labels: Sequence[Labelled]) -> Figures:
    """Compares the stories of an index with the labels of its articles."""
    told = {label.article.id: label for label in labels}
    stories: dict[str, str] = {}
    for label in labels:
        copies = index.copies(label.article.id)
        stories[label.article.id] = min([label.article.id, *(copy.id for copy in copies)])
    first = {label.story: stories[label.article.id] for label in labels if label.kind == next(iter(VARIANTS))}
    met: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for label in labels:
        if label.kind in VARIANTS and label.kind != next(iter(VARIANTS)):
            met[label.kind] += 1
            found[label.kind] += stories[label.article.id] == first[label.story]
    members: dict[str, list[str]] = defaultdict(list)
    for id, story in stories.items():
        members[story].append(told[id].story)
    pairs = [pair for story in members.values() for pair in combinations(story, 2)]
    false = sum(one != other for one, other in pairs)
    recall = {kind: found[kind] / met[kind] for kind in met}
    return Figures(recall, 1 - false / len(pairs) if pairs else 1.0, false)


def main() -> None:
    """Makes the set, indexes it and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="JSON Lines with body, perhaps gzipped")
    parser.add_argument("--count", type=int, default=500, help="articles that variants are made of")
    given = parser.parse_args()
    wanted = 2 * given.count
    bodies = made_up(wanted) if given.articles is None else _bodies(given.articles, wanted)
    labels = list(labelled(bodies))
    started = time.process_time()
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            for label in labels:
                writer.add(label.article)
        seconds = time.process_time() - started
        found = figures(index, labels)
    print(f"{len(labels):,} articles, {len(bodies) // 2:,} of them the first of a story, indexed in {seconds:.1f} s")
    for kind, recall in found.recall.items():
        print(f"{kind:<20} {recall:7.1%}")
    print(f"{'precision':<20} {found.precision:7.1%}  ({found.false_pairs} false pairs)")


def _bodies(path: Path, count: int) -> list[str]:
    """The first so many bodies of ten sentences at least, a paragraph each, that are no copies of each other."""
    opened = gzip.open if path.suffix == ".gz" else open
    bodies: list[str] = []
    with opened(path, "rt", encoding="utf-8") as lines, searchkit.open(":memory:") as index, index.writer() as writer:
        for number, line in enumerate(lines):
            body = " ".join(json.loads(line).get("body", "").split()).replace(". ", ".\n\n")
            if body.count("\n\n") >= 9:
                bodies.append(body)
                writer.add(searchkit.Article(title=str(number), body=body, lang="en"))
            if len(bodies) == 2 * count:
                break
        writer.commit()
        alone = {article.body for article in index if not index.copies(article.id)}
    return [body for body in bodies if body in alone][:count]


if __name__ == "__main__":
    main()
