"""Relative phrases: '3 hours ago', 'منذ ساعة', '3시간 전', resolved against the moment a page was fetched."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from searchkit.model import Precision, Published
from searchkit.reading.dates.words import AGO_AFTER, AGO_BEFORE, BLUR, COUNTS, FEW, PAIRS, PHRASES, SINGLES, UNITS

_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 604_800,
    "month": 2_629_800,
    "year": 31_557_600,
}
# A phrase has no finer truth than its unit; there is no precision of a week.
_PRECISION: dict[str, Precision] = {
    "second": "second", "minute": "minute", "hour": "hour",
    "day": "day", "week": "day", "month": "month", "year": "year",
}  # fmt: skip
_FEW = 3
_LONGEST_COUNT = 4
_MARKS = (".", ",", "'", "~")
# 'a few seconds' is anything below a minute
_LEAST_UNCERTAINTY = 30
_PIECES = re.compile(r"\d+|[^\W\d_]+|\S")


def resolve(phrase: str, raw: str, fetched_at: datetime | None) -> Published | None:
    """What the folded `phrase` says of a page fetched at `fetched_at` (UTC); None if it is no relative phrase.

    Sites round: 'an hour ago' is said from 45 to 90 minutes, so half a unit is the uncertainty. Units of a day and
    more give a day and no moment.
    """
    counted = count_and_unit(phrase)
    if counted is None:
        return None
    if fetched_at is None:
        return Published(raw=raw, basis="relative")
    parts, finest = counted, counted[-1][1]
    seconds = sum(count * _SECONDS[unit] for count, unit in parts)
    try:
        moment = fetched_at - timedelta(seconds=seconds)
    except OverflowError:
        return Published(raw=raw, basis="relative")
    within_a_day = _SECONDS[finest] < _SECONDS["day"]
    return Published(
        on=moment.date(),
        at=moment if within_a_day else None,
        precision=_PRECISION[finest],
        basis="relative",
        raw=raw,
        uncertainty=max(_SECONDS[finest] // 2, _LEAST_UNCERTAINTY),
    )


@lru_cache(maxsize=4096)
def count_and_unit(phrase: str) -> tuple[tuple[int, str], ...] | None:
    """The (how many, unit) pairs that a folded phrase counts back, the finest last; None if it is no such phrase."""
    if phrase in PHRASES:
        return (PHRASES[phrase],)
    counted = _counted_part(phrase)
    return _read_counts(_PIECES.findall(counted)) if counted else None


def _counted_part(phrase: str) -> str:
    """The phrase without its word for 'ago'; empty without one."""
    for word in AGO_BEFORE:
        if phrase.startswith(word + " "):
            return phrase[len(word) + 1 :]
    for word in AGO_AFTER:
        # Chinese, Japanese and Korean write it without a space
        if phrase.endswith(word) and (phrase[-len(word) - 1 : -len(word)] == " " or ord(word[0]) >= 0x3000):
            return phrase[: -len(word)].rstrip()
    return ""


def _read_counts(pieces: list[str]) -> tuple[tuple[int, str], ...] | None:
    """Reads '2 hours', '1 hour 5 minutes', 'час' (which leaves out the one); None if a piece has no place."""
    read: list[tuple[int, str]] = []
    count: int | None = None
    for piece in pieces:
        if piece in PAIRS and count is None:
            read.append((2, PAIRS[piece]))
        elif piece.isdecimal() and count is None and len(piece) <= _LONGEST_COUNT:
            count = int(piece)
        elif (number := _number_word(piece)) is not None and (count is None or piece in FEW):
            count = number  # before the units: French 'an' is a year, English 'an' is one
        elif piece in SINGLES and count is None and not read:
            read.append((1, UNITS[piece]))
        elif piece in UNITS and count is not None:
            read.append((count, UNITS[piece]))
            count = None
        elif (glued := _glued(piece)) is not None and count is None:
            read.append(glued)
        elif piece not in BLUR and piece not in _MARKS:
            return None
    units = [_SECONDS[unit] for _, unit in read]
    descending = units == sorted(set(units), reverse=True)
    return tuple(read) if read and count is None and descending else None


def _number_word(piece: str) -> int | None:
    return _FEW if piece in FEW else COUNTS.get(piece)


def _glued(piece: str) -> tuple[int, str] | None:
    """Chinese and Korean glue a spelled number to its unit: 一小时, 한시간."""
    number = None if piece.isascii() else _number_word(piece[0])
    unit = UNITS.get(piece[1:])
    return (number, unit) if number is not None and unit else None
