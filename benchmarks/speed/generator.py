"""More articles of the same kind: stretches of real ones mixed by topic, with a vocabulary that grows as real ones do.

A generated article has as many sentences as a real one of its topic. They come in stretches of one to four from other
real articles of that topic, so words, the company they keep and their phrases are as frequent as they were. Its title
joins parts of two titles. Some words are put in the place of others: new ones as often as Heaps' law, fitted to the
real articles, says, and twice as often new ones that came before, the more frequent the likelier (a Yule process).
No title and no body comes twice.
"""

from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])|\n\s*\n")
_SMALLEST_TOPIC = 30  # articles
_LONGEST_STRETCH = 4  # sentences
_AGAIN = 2  # words that were new before, for each new one
_FILTER_BITS = 1 << 27  # of two million titles one in seventy is taken for one that was there, and drawn again
_FIRST_DAY = datetime(1987, 1, 1)
_YEAR = 365 * 24 * 60 * 60


class Generator(Iterator[dict[str, Any]]):
    """Yields generated records without end; the same for the same `real` records and `seed`."""

    def __init__(self, real: Sequence[dict[str, Any]], seed: int) -> None:
        self._dice = random.Random(seed)
        self._titles = [record["title"].split() for record in real]
        self._sentences = [_SENTENCE.split(record["body"]) for record in real]
        self._topics = _topics(real)
        self._letters = _Letters(real)
        self._heaps = Heaps.fitted(real)
        self._tokens = self._heaps.tokens
        self._new: list[str] = []
        self._seen = (_Filter(), _Filter())
        for record in real:
            self._is_new(record["title"], record["body"])
        self._count = 0

    def __next__(self) -> dict[str, Any]:
        while True:
            title, body = self._draw()
            if self._is_new(title, body):
                break
        self._count += 1
        moment = _FIRST_DAY + timedelta(seconds=int(self._dice.random() * _YEAR))
        return {"id": f"g{self._count}", "title": title, "body": body, "date": moment.isoformat()}

    def _draw(self) -> tuple[str, str]:
        roll = self._dice.random
        base = int(roll() * len(self._sentences))
        topic = self._topics[base]
        wanted = len(self._sentences[base])
        sentences: list[str] = []
        while len(sentences) < wanted:
            source = self._sentences[topic[int(roll() * len(topic))]]
            first = int(roll() * len(source))
            length = min(1 + int(roll() * _LONGEST_STRETCH), wanted - len(sentences))
            sentences += source[first : first + length]
        words = "\n".join(sentences).split(" ")
        self._put_new_words(words)
        return self._title(base, topic), " ".join(words)

    def _title(self, base: int, topic: Sequence[int]) -> str:
        roll = self._dice.random
        one, other = self._titles[base], self._titles[topic[int(roll() * len(topic))]]
        words = one[: 1 + int(roll() * len(one))] + other[int(roll() * len(other)) :]
        if self._new and roll() < 0.5:
            words[int(roll() * len(words))] = self._new[int(roll() * len(self._new))].upper()
        return " ".join(words)

    def _put_new_words(self, words: list[str]) -> None:
        roll, new = self._dice.random, self._new
        rate = self._heaps.rate(self._tokens) * (1 + _AGAIN)
        self._tokens += len(words)
        expected = rate * len(words)
        for _ in range(max(1, int(expected + roll()))):
            if not new or roll() * (1 + _AGAIN) < 1:
                new.append(self._letters.word(self._dice))
            else:
                new.append(new[int(roll() * len(new))])
            words[int(roll() * len(words))] = new[-1]

    def _is_new(self, title: str, body: str) -> bool:
        titles, bodies = self._seen
        return titles.add(title) and bodies.add(body)


class Heaps:
    """Heaps' law: a text of n words has k * n ** beta different ones."""

    def __init__(self, k: float, beta: float, tokens: int) -> None:
        self.k, self.beta, self.tokens = k, beta, tokens

    @classmethod
    def fitted(cls, real: Sequence[dict[str, Any]]) -> Heaps:
        """The law through two points: a quarter of the records and all of them."""
        words: set[str] = set()
        tokens = 0
        points = []
        for number, record in enumerate(real, 1):
            found = _WORD.findall(f"{record['title']} {record['body']}".lower())
            words.update(found)
            tokens += len(found)
            if number in (max(1, len(real) // 4), len(real)):
                points.append((tokens, len(words)))
        (fewer, less), (many, most) = points[0], points[-1]
        beta = math.log(most / less) / math.log(many / fewer) if many > fewer else 0.5
        return cls(most / many**beta, beta, tokens)

    def rate(self, tokens: int) -> float:
        """How many of the words that follow the first `tokens` are new."""
        return self.k * self.beta * math.pow(tokens, self.beta - 1)


class _Letters:
    """Makes words that look like the rare ones of the articles: the beginning of one, the end of another."""

    def __init__(self, real: Sequence[dict[str, Any]]) -> None:
        count: dict[str, int] = defaultdict(int)
        for record in real:
            for word in _WORD.findall(record["body"]):
                count[word] += 1
        self._rare = [word for word, times in count.items() if times < 4 and 4 <= len(word) <= 14] or ["word"]

    def word(self, dice: random.Random) -> str:
        one, other = dice.choice(self._rare), dice.choice(self._rare)
        return one[: dice.randint(2, len(one) - 1)] + other[dice.randint(1, len(other) - 2) :]


class _Filter:
    """Remembers texts by one bit each; may take a new one for an old one, never the other way round."""

    def __init__(self) -> None:
        self._bits = bytearray(_FILTER_BITS // 8)

    def add(self, text: str) -> bool:
        """Whether `text` is new for sure; it is remembered."""
        place, bit = divmod(crc32(text.encode()) % _FILTER_BITS, 8)
        if self._bits[place] >> bit & 1:
            return False
        self._bits[place] |= 1 << bit
        return True


def _topics(real: Sequence[dict[str, Any]]) -> list[Sequence[int]]:
    """For each record those of its topic: its rarest tag that has enough of them, or all."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(real):
        for tag in record.get("tags", ()):
            members[tag].append(number)
    everything = range(len(real))
    topics: list[Sequence[int]] = []
    for record in real:
        groups = [members[tag] for tag in record.get("tags", ()) if len(members[tag]) >= _SMALLEST_TOPIC]
        topics.append(min(groups, key=len) if groups else everything)
    return topics
