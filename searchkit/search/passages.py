"""The best passages of an article: stretches of its body that say most of what was asked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from searchkit.model import Passage
from searchkit.search.matches import Match, merge_spans

_REPEAT = 0.1
"""What a further match of a word already in the passage counts, as a share of its weight."""

_LEAD = 0.05
"""What standing at the head of the article counts, as a share of the passage's weight: the lead sums it up."""

# A capital before the full stop is an initial or an abbreviation: U.S., J. Smith.
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\bMr)(?<!\bDr)(?<!\bMs)(?<!\bSt)[.!?\u2026][\"'\u2019\u201d)\]]*\s+"
    r"|[\u3002\uff01\uff1f][\u300d\u300f\u201d]*\s*|\n\s*\n"
)
_INK = re.compile(r"\S")


def best_passages(
    body: str, matches: Sequence[Match], weights: Sequence[float], *, count: int, characters: int
) -> tuple[Passage, ...]:
    """At most `count` passages of at most about `characters` characters, in the order of the text.

    `matches` are those of the body, in order; `weights` are the targets' weights. Without matches it is the head of
    the article.
    """
    if count < 1 or not body.strip():
        return ()
    if not matches:
        start, end = _fit(body, 0, 0, characters)
        return (_passage(body, start, end, ()),)
    starts = _sentence_starts(body)
    windows = _windows(body, matches, weights, starts, characters)
    windows.sort(key=lambda window: (-window[0], window[1]))
    chosen: list[tuple[int, int]] = []
    for _, start, end in windows:
        if all(end <= other_start or start >= other_end for other_start, other_end in chosen):
            chosen.append((start, end))
            if len(chosen) == count:
                break
    spans = merge_spans(matches)
    return tuple(_passage(body, start, end, spans) for start, end in sorted(chosen))


def _sentence_starts(body: str) -> list[int]:
    return [0, *(match.end() for match in _SENTENCE_END.finditer(body))]


def _windows(
    body: str, matches: Sequence[Match], weights: Sequence[float], starts: Sequence[int], characters: int
) -> list[tuple[float, int, int]]:
    """(worth, start, end) of a passage for each sentence that has a match, or each match of a long sentence."""
    windows: list[tuple[float, int, int]] = []
    last_start = -1
    match_starts = [match.start for match in matches]
    for match in matches:
        sentence = starts[bisect_right(starts, match.start) - 1]
        start = sentence if match.end - sentence <= characters else max(match.start - characters // 3, 0)
        if start <= last_start:
            continue
        last_start = start
        begin, end = _fit(body, start, match.end, characters)
        first, last = bisect_left(match_starts, begin), bisect_left(match_starts, end)
        worth = _worth([other for other in matches[first:last] if other.end <= end], weights)
        windows.append((worth * (1 + _LEAD / (1 + begin / characters)), begin, end))
    return windows


def _worth(matches: Sequence[Match], weights: Sequence[float]) -> float:
    seen: set[int] = set()
    worth = 0.0
    for match in matches:
        worth += weights[match.target] * (_REPEAT if match.target in seen else 1.0)
        seen.add(match.target)
    return worth


def _fit(body: str, start: int, needed: int, characters: int) -> tuple[int, int]:
    """The passage from `start`, with all up to `needed`, cut at the end of a sentence or else a word."""
    while start < len(body) and body[start].isspace():
        start += 1
    if start and not body[start - 1].isspace() and body[start - 1].isascii():
        # A long sentence, entered at a word: never in the middle of one.
        space = body.find(" ", start, needed)
        start = space + 1 if space >= 0 else start
    limit = max(start + characters, needed)
    if limit >= len(body):
        return start, len(body.rstrip())
    cut = limit
    for match in _SENTENCE_END.finditer(body, max(needed - 1, start), min(limit + 2, len(body))):
        if match.end() <= limit + 2 and len(body[start : match.end()].rstrip()) >= characters // 2:
            cut = match.end()
    if cut == limit:
        space = max(body.rfind(" ", needed, limit), body.rfind("\n", needed, limit))
        cut = space if space > start else limit
    return start, start + len(body[start:cut].rstrip())


def _passage(body: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Passage:
    inside = tuple((first - start, last - start) for first, last in spans if first >= start and last <= end)
    return Passage(body[start:end], start, inside, more=_INK.search(body, end) is not None)
