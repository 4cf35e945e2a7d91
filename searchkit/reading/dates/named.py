"""Dates with words in them, taken apart: 'May 30, 2025 at 3:04 pm', '30 de mayo de 2025', '2025年5月30日 15時04分'.

In: text that `fold` went over. Out: the parts of the date as text, for `dates` to check against the calendar. Every
word and number of the text must have a place in it, else it is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchkit.reading.dates.words import AFTERNOON, FILLERS, MONTHS, UNKNOWN_ZONES, WEEKDAYS, ZONES

Parts = dict[str, "str | None"]
"""year, month and day (None: unknown); with a time also hour, minute, second, zone and half (of the day)."""

_PIECE = re.compile(
    r"(?P<time>\d{1,2}(?P<dots>[:.h])\d\d(?:(?P=dots)\d\d(?:[.,]\d+)?)?(?!\d))"
    r"|(?P<offset>[+-]\d\d:?\d\d(?!\d))"
    r"|(?P<number>\d+)(?:(?:st|nd|rd|th|er)\b|[ºª°])?"
    r"|(?P<word>[^\W\d_]+(?:[.-][^\W\d_]+)*)"
    r"|[\s,.،/()|·•@'-]"
    r"|(?P<unknown>.)"
)
_EAST_ASIA = re.compile(
    r"(?P<year>\d{4})\s?[年년.]\s?(?P<month>\d{1,2})\s?[月월.](?:\s?(?P<day>\d{1,2})\s?[日일号號.]?)?"
    r"(?:\s?\(?(?:[월화수목금토일月火水木金土日](?:요일|曜日|曜)?|(?:星期|周|週)[一二三四五六日天])\)?)?"
    r"(?:\s?(?P<half>오전|오후|午前|午後|上午|下午)?\s?(?P<hour>\d{1,2})\s?[:時时시点點]\s?(?:(?P<minute>\d{1,2})\s?[分분]?)?"
    r"(?:\s?:?(?P<second>\d{1,2})[秒초]?)?)?"
)
_DOUBLE_MONTH = re.compile("|".join(re.escape(name) for name in MONTHS if " " in name))
_MONTHS = {name.replace(" ", "-"): number for name, number in MONTHS.items()}


def read_words(text: str) -> Parts | None:
    """The parts of the date that the folded `text` is; None if it is none."""
    if match := _EAST_ASIA.fullmatch(text):
        return match.groupdict()
    if not text.isascii():
        # the double names of months in the Levant, each as one word
        text = _DOUBLE_MONTH.sub(lambda match: match[0].replace(" ", "-"), text)
    numbers: list[str] = []
    said: dict[str, str] = {}
    for kind, value in _pieces(text):
        if kind == "unknown":
            return None
        if kind == "number":
            numbers.append(value)
        elif kind not in said or (kind == "month" and said["month"] in WEEKDAYS):
            said[kind] = value  # 'mar' is March and, before another month, Tuesday
        else:
            return None
    placed = _place_numbers(numbers)
    if placed is None or "month" not in said:
        return None
    return _with_time({**placed, "month": str(_MONTHS[said["month"]])}, said)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of `text` that say something, as (kind, value)."""
    timed = False
    for match in _PIECE.finditer(text):
        if match["time"]:
            timed = True
            yield "time", match["time"]
        elif match["number"]:
            yield "number", match["number"]
        elif match["offset"]:
            # '-2025' is a year unless a time came before it
            yield ("offset", match["offset"]) if timed else ("number", match["offset"][1:])
        elif match["word"]:
            yield from _word(match["word"])
        elif match["unknown"]:
            yield "unknown", match["unknown"]


def _word(word: str) -> Iterator[tuple[str, str]]:
    meridiem = word.replace(".", "")
    if word in _MONTHS:
        yield "month", word
    elif meridiem in AFTERNOON:
        yield "half", meridiem
    elif word in ZONES:
        yield "zone", word
    elif word in UNKNOWN_ZONES:
        yield "unknown zone", word
    elif word in WEEKDAYS:
        yield "weekday", word
    elif "-" in word:
        for part in word.split("-"):
            yield from _word(part)
    elif word not in FILLERS:
        yield "unknown", word


def _place_numbers(numbers: list[str]) -> Parts | None:
    """Which of one or two numbers is the day and which the year; a year of two digits only after a day."""
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) + len(days) != len(numbers):
        return None
    if len(years) == 1 and len(days) <= 1:
        return {"year": years[0], "day": days[0] if days else None}
    if not years and len(days) == 2 and len(days[1]) == 2:
        # the rule of RFC 2822
        return {"year": ("20" if int(days[1]) < 50 else "19") + days[1], "day": days[0]}
    return None


def _with_time(parts: Parts, said: dict[str, str]) -> Parts | None:
    if "time" not in said:
        return None if said.keys() & {"half", "zone", "offset"} else parts
    if parts["day"] is None:
        return None
    hour, minute, *second = re.split("[:.h]", said["time"])[:3]
    # '+0900 (KST)' says its zone twice
    zone = said.get("offset") or said.get("zone")
    clock: Parts = {"hour": hour, "minute": minute, "second": second[0] if second else None}
    return {**parts, **clock, "zone": zone, "half": said.get("half")}
