"""What is asked: one to three words that stand together in a title of the real articles, without stop words.

Stop words are left out since not every engine searches for them. The same queries are asked at every size.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from searchkit.analysis import is_stop

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 3


def queries(titles: Iterable[str], count: int, seed: int) -> list[str]:
    """`count` queries from randomly drawn titles; fewer only if there are no words at all."""
    dice = random.Random(seed)
    runs = [run for title in titles for run in _runs(title)]
    return [_cut(dice.choice(runs), dice) for _ in range(count)] if runs else []


def _cut(run: list[str], dice: random.Random) -> str:
    length = min(dice.randint(1, _LONGEST), len(run))
    first = dice.randint(0, len(run) - length)
    return " ".join(run[first : first + length])


def _runs(title: str) -> list[list[str]]:
    """The words of a title, cut where a stop word, a letter or a number stands."""
    runs: list[list[str]] = [[]]
    for word in _WORD.findall(title.lower()):
        if word.isalpha() and len(word) > 1 and not is_stop("en", word):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
