"""The block of fields before a text: YAML between ``---`` lines, TOML between ``+++`` lines.

Values stay the strings that were written: ``title: no`` is a title, not a false one. Aliases are refused, since a few
lines of them unfold to gigabytes.
"""

from __future__ import annotations

import re
import sys
from datetime import date, time
from typing import Any, NamedTuple

from searchkit.errors import ReadingError

_OPENING = re.compile(r"\ufeff?\s*(---|\+\+\+)[ \t]*\r?\n")
_LONGEST = 256 * 1024
"""Characters of a block; whoever has more put the article into it."""
_LONG = 16 * 1024
"""Characters from which on the parser of YAML in Python takes a quarter of a second."""
_MOST_BRACKETS = 1_000
"""Of YAML: its parser takes time that grows with the square of those that lie within each other."""


_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_MOST_DOTS = 200
"""Of a line of TOML, outside of quotes: a key of 50,000 parts takes 10 GB."""


class FrontMatter(NamedTuple):
    """The fields, with names in lower case, and the text after them."""

    fields: dict[str, Any]
    text: str


def has_front_matter(text: str) -> bool:
    """Whether the text begins with a block of fields that also ends."""
    return _block(text) is not None


def split_front_matter(text: str) -> FrontMatter:
    """The fields before the text; none if it begins with none. Raises `ReadingError` when they cannot be read."""
    found = _block(text)
    if found is None:
        return FrontMatter({}, text)
    mark, block, rest = found
    values = _toml(block) if mark == "+++" else _yaml(block)
    return FrontMatter({str(name).strip().lower(): value for name, value in values.items()}, rest)


def text_after(text: str) -> str:
    """The text after the block of fields, whether these can be read or not; all of it when there is none."""
    found = _block(text)
    return text if found is None else found[2]


def _block(text: str) -> tuple[str, str, str] | None:
    """The mark, the block and what follows it."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    mark = opening[1]
    closing = re.compile(rf"^{re.escape(mark)}[ \t]*\r?$|^\.\.\.[ \t]*\r?$", re.MULTILINE)
    end = closing.search(text, opening.end(), opening.end() + _LONGEST)
    if end is None:
        return None
    block = text[opening.end() : end.start()]
    # a rule between two paragraphs looks like a block, but has no fields
    if not re.search(r"^[^\s#][^:=\n]*[:=]", block, re.MULTILINE) and block.strip():
        return None
    return mark, block, text[end.end() :]


def _yaml(block: str) -> dict[str, Any]:
    import yaml

    if block.count("[") + block.count("{") > _MOST_BRACKETS:
        raise ReadingError(f"its front matter has more than {_MOST_BRACKETS:,} opening brackets")
    # both make strings, lists and dicts only; the one in C says less well what is wrong
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader) if len(block) > _LONG else yaml.BaseLoader
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, Loader=loader)):
            raise ReadingError("its front matter uses YAML aliases, which are not followed")
        values = yaml.load(block, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ReadingError(f"its front matter is not valid YAML: {_first_line(error)}") from error
    return values if isinstance(values, dict) else {}


def _toml(block: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    if any(line.count(".") > _MOST_DOTS for line in _QUOTED.sub("", block).splitlines()):
        raise ReadingError(f"its front matter has a key of more than {_MOST_DOTS} parts")
    try:
        return {name: _written(value) for name, value in tomllib.loads(block.replace("\r\n", "\n")).items()}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ReadingError(f"its front matter is not valid TOML: {_first_line(error)}") from error


def _written(value: Any) -> Any:
    """A value of TOML with its dates and times as text, as they were written."""
    if isinstance(value, (date, time)):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _written(inner) for name, inner in value.items()}
    return [_written(inner) for inner in value] if isinstance(value, list) else value


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
