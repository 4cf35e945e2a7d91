"""The best passages of an article: stretches of its body that say most of what was asked.

The passage with the most different words and phrases of the query wins, each counted by how much it tells. Among equals
it is the one whose words stand close together, that is whole sentences, that has them more than once, that comes early
in the article: by `_quality`. A second passage is chosen for what the first does not have. Nothing here takes
longer than the matches are many, however long the text between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from searchkit.model import Passage
from searchkit.search.shown.matches import Match, merge_spans
from searchkit.search.shown.sentences import sentence_starts

SHOWN = 0.5
"""What a word counts that the title shows already, as a share of its weight."""

_CLOSE = 20  # characters between two words that belong together
_FOR_CLOSE, _FOR_BEGINNING, _FOR_END, _FOR_REPEATS, _FOR_LEAD = 0.25, 0.2, 0.15, 0.1, 0.05
"""What it makes of a passage, at most, that words stand together, that it begins and ends with a sentence, that words
come again, that it stands at the head of the article."""

_LEAD = 240
"""Characters after which the head of an article counts half."""

_CANDIDATES = 32
"""Of the passages with as many of the words, so many are looked at more closely: the first ones."""

_MARK = 16
"""Characters that the end of a sentence takes at most: its mark, quotes, spaces."""

_PHRASE = 1_000
"""Characters of the longest phrase that is kept whole where a passage is cut."""

_start_of = attrgetter("start")
_INK = re.compile(r"\S")
_SPACE = re.compile(r"\s+")


class _Stretch(NamedTuple):
    """From a match on: what is worth showing within the length of a passage."""

    worth: float
    start: int
    end: int


def best_passages(
    body: str, matches: Sequence[Match], weights: Sequence[float], *, count: int, characters: int
) -> tuple[Passage, ...]:
    """At most `count` passages of at most `characters` characters, in the order of the text.

    Only a phrase that is longer by itself makes a longer passage. `matches` are those of the body, in order; `weights`
    are the targets' weights. Without matches it is the head of the article.
    """
    if count < 1 or not _INK.search(body):
        return ()
    units = sorted(unit for match in matches for unit in _units(match, characters))
    if not units:
        start = _ink_from(body, 0)
        return (_passage(body, start, _end(body, units, start, start, len(body), characters), ()),)
    worths = list(weights)
    chosen: list[tuple[int, int]] = []
    while len(chosen) < count:
        best = _best(body, units, worths, chosen, characters)
        if best is None:
            break
        chosen = sorted([*chosen, best])
        for target in {unit.target for unit in _inside(units, *best)}:
            worths[target] = 0.0
    return tuple(_passage(body, start, end, _inside(units, start, end)) for start, end in chosen)


def _units(match: Match, characters: int) -> Iterator[Match]:
    """What is shown whole or not at all: the match, or its words when they are too far apart for one passage."""
    if match.words and match.end - match.start > characters:
        for start, end in match.words:
            yield Match(start, end, match.target)
    else:
        yield match


def _best(
    body: str, units: Sequence[Match], worths: Sequence[float], chosen: Sequence[tuple[int, int]], characters: int
) -> tuple[int, int] | None:
    """The best passage beside those `chosen`, if there is a match left for it."""
    edges = [0, *(edge for passage in chosen for edge in passage), len(body)]
    stretches = [
        (stretch, low, high)
        for low, high in zip(edges[::2], edges[1::2], strict=True)
        for stretch in _stretches(_inside(units, low, high), worths, characters)
    ]
    if not stretches:
        return None
    most = max(stretch.worth for stretch, _, _ in stretches)
    ahead = [(stretch, low, high) for stretch, low, high in stretches if stretch.worth == most][:_CANDIDATES]
    passages = {_widened(body, units, stretch, low, high, characters): None for stretch, low, high in ahead}
    return max(passages, key=lambda passage: _quality(body, units, worths, passage))


def _stretches(units: Sequence[Match], worths: Sequence[float], characters: int) -> list[_Stretch]:
    """From each of the units the stretch that has the most different targets, as short as it can be."""
    stretches: list[_Stretch] = []
    ends: dict[int, int] = {}  # of each target that is near enough: where the first of it ends
    for unit in reversed(units):
        limit = max(unit.start + characters, unit.end)
        ends[unit.target] = min(unit.end, ends.get(unit.target, unit.end))
        ends = {target: end for target, end in ends.items() if end <= limit}
        worth = sum(worths[target] for target in sorted(ends))  # always in one order, so that equal sums are equal
        stretches.append(_Stretch(worth, unit.start, max(ends.values())))
    stretches.reverse()
    return stretches


def _widened(
    body: str, units: Sequence[Match], stretch: _Stretch, low: int, high: int, characters: int
) -> tuple[int, int]:
    """The stretch as a passage between `low` and `high`: from the beginning of its sentence, if that is not too far,
    to the end of one."""
    least = max(low, stretch.end - characters)
    start = _sentence(body, least, stretch.start)
    if start is None:
        start = _mid_sentence(body, units, max(least, stretch.start - characters // 3), stretch.start)
    end = _end(body, units, start, stretch.end, high, characters)
    if end - start < characters // 2:  # the text ends here: rather what comes before than little
        least = max(low, end - characters)
        start = next((place for place in _sentences(body, least, start) if place >= least), start)
    return start, end


def _sentences(body: str, least: int, most: int) -> Iterator[int]:
    """The beginnings of sentences from `least` to `most`."""
    if not least:
        yield min(_ink_from(body, 0), most)
    for place in sentence_starts(body, max(least - _MARK, 0), most):
        if place >= least:
            yield place


def _sentence(body: str, least: int, most: int) -> int | None:
    """The last of them."""
    return max(_sentences(body, least, most), default=None)


def _is_beginning(body: str, place: int) -> bool:
    """Whether a sentence begins there; at the end of the text, one might."""
    return place == len(body) or _sentence(body, place, place) is not None


def _mid_sentence(body: str, units: Sequence[Match], least: int, most: int) -> int:
    """The first place from `least` to `most` at which a word begins, and not within a phrase."""
    start = least
    if start and not body[start - 1].isspace() and (space := _SPACE.search(body, start, most)):
        start = space.end()
    cut = _phrase_at(units, start)
    return min(_ink_from(body, cut.end if cut else start), most)


def _end(body: str, units: Sequence[Match], start: int, needed: int, high: int, characters: int) -> int:
    """Where the passage from `start`, with all up to `needed`, ends before `high`: with a sentence or else a word."""
    limit = max(start + characters, needed)
    if limit >= high:
        return _ink_before(body, start, high)
    ends = (_ink_before(body, start, place) for place in sentence_starts(body, needed - 1, min(limit + _MARK, high)))
    end = max((end for end in ends if max(needed, start + characters // 2) <= end <= limit), default=None)
    if end is not None:
        return end
    end = max(body.rfind(" ", needed, limit + 1), body.rfind("\n", needed, limit + 1))
    if end <= start:
        cut = _phrase_at(units, limit)
        end = max(needed, cut.start) if cut else limit
    elif cut := _phrase_at(units, end):
        end = max(needed, cut.start)
    return _ink_before(body, start, end)


def _phrase_at(units: Sequence[Match], place: int) -> Match | None:
    """A word or phrase that has the `place` in its midst."""
    first = bisect_left(units, place - _PHRASE, key=_start_of)
    last = bisect_left(units, place, key=_start_of)
    return next((unit for unit in units[first:last] if not unit.words and unit.end > place), None)


def _inside(units: Sequence[Match], start: int, end: int) -> list[Match]:
    """The units between two places."""
    first, last = (bisect_left(units, place, key=_start_of) for place in (start, end))
    return [unit for unit in units[first:last] if unit.end <= end]


def _quality(body: str, units: Sequence[Match], worths: Sequence[float], passage: tuple[int, int]) -> float:
    """What tells apart two passages that have the same words."""
    start, end = passage
    inside = _inside(units, start, end)
    times = Counter(unit.target for unit in inside)
    close = {
        unit.target
        for pair in pairwise(inside)
        for unit in pair
        if pair[0].target != pair[1].target and pair[1].start - pair[0].end <= _CLOSE
    }
    all_worth = sum(worths[target] for target in times) or 1.0
    return (
        _FOR_CLOSE * sum(worths[target] for target in close) / all_worth
        + _FOR_BEGINNING * _is_beginning(body, start)
        + _FOR_END * _is_beginning(body, _ink_from(body, end))
        + _FOR_REPEATS * sum(worths[target] for target, count in times.items() if count > 1) / all_worth
        + _FOR_LEAD / (1 + start / _LEAD)
    )


def _ink_from(body: str, start: int) -> int:
    """The first place from `start` on that is no space."""
    ink = _INK.search(body, start)
    return ink.start() if ink else len(body)


def _ink_before(body: str, start: int, end: int) -> int:
    """The place after the last before `end`, from `start` on, that is no space."""
    return start + len(body[start:end].rstrip())


def _passage(body: str, start: int, end: int, inside: Sequence[Match]) -> Passage:
    spans = tuple((first - start, last - start) for first, last in merge_spans(inside))
    return Passage(body[start:end], start, spans, more=_INK.search(body, end) is not None)
