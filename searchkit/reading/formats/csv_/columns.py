"""The columns of a table: does it have a row of names, and if those say nothing, what does each column hold?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from searchkit.reading.dates.parsing import parse_date
from searchkit.reading.records.field_names import plan_fields

_LONGEST_NAME = 64
_TITLE_LETTERS = (12, 300)
"""A title's mean length in characters."""
_TEXT_LETTERS = 60
"""A text's least mean length in characters."""
_URL = re.compile(r"https?://\S+\Z")
_NUMBER = re.compile(r"[-+]?[\d.,]+%?\Z")


def is_header(row: Sequence[str]) -> bool:
    """Whether the row holds names of columns rather than values."""
    cells = [cell.strip() for cell in row]
    named = [cell for cell in cells if cell]
    if not named or len(named) < len(cells) - 1 or len(set(named)) < len(named):
        return False
    if any(len(cell) > _LONGEST_NAME or _NUMBER.match(cell) or _URL.match(cell) for cell in named):
        return False
    known = plan_fields(named)
    if "title" in known or "body" in known:
        return True
    return not any(cell[-1] in ".!?" or len(cell.split()) > 4 or parse_date(cell) for cell in named)


def has_text(names: Sequence[str]) -> bool:
    """Whether a column is named as a title, a text or a summary is."""
    return not {"title", "body", "summary"}.isdisjoint(plan_fields(names))


def column_names(header: Sequence[str], width: int) -> list[str]:
    """A distinct name for each column, whatever the header says."""
    names: list[str] = []
    for number in range(width):
        name = header[number].strip() if number < len(header) else ""
        while not name or name in names:
            name = f"{name} {number + 1}".strip() if name else f"column {number + 1}"
        names.append(name)
    return names


def guess_columns(rows: Sequence[Sequence[str]], width: int) -> dict[int, str]:
    """Which columns hold the text, the title, the date and the address, told from their values."""
    columns = [[row[number].strip() for row in rows if number < len(row)] for number in range(width)]
    found: dict[int, str] = {}
    for number, values in enumerate(columns):
        filled = [value for value in values if value]
        if filled and "url" not in found.values() and _most(bool(_URL.match(value)) for value in filled):
            found[number] = "url"
        elif filled and "date" not in found.values() and _most(parse_date(value) is not None for value in filled):
            found[number] = "date"
    lengths = {
        number: sum(map(len, values)) / len(values)
        for number, values in enumerate(columns)
        if values and number not in found and _most(" " in value or not value.isascii() for value in values)
    }
    longest = max(lengths, key=lambda number: lengths[number], default=-1)
    if longest < 0:
        return {}
    titles = [number for number, mean in lengths.items() if number != longest and _is_title(mean, lengths[longest])]
    if lengths[longest] >= _TEXT_LETTERS:
        found[longest] = "text"
        if titles:
            found[titles[0]] = "title"
    elif lengths[longest] >= _TITLE_LETTERS[0]:
        found[longest] = "title"
    return found


def _is_title(mean: float, longest: float) -> bool:
    return _TITLE_LETTERS[0] <= mean <= min(_TITLE_LETTERS[1], longest)


def _most(answers: Iterable[bool]) -> bool:
    """Whether at least eight in ten are true."""
    given = list(answers)
    return bool(given) and sum(given) >= 0.8 * len(given)
