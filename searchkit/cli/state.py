"""The last page of results, remembered so that ``searchkit show 3`` and ``open 3`` know what 3 is.

A small JSON file, ``$XDG_STATE_HOME/searchkit/last-search.json`` (``~/.local/state`` when that is not set), that only
its owner can read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from searchkit.errors import ArticleNotFound
from searchkit.model import Hit

_VERSION = 1
_MOST = 10_000  # a page has no more


def remember(index: Path | None, hits: Iterable[Hit]) -> str:
    """Keep which article each number stands for. A home that cannot be written to is no reason for a search to fail:
    gives why it was not kept, "" when it was."""
    if index is None:
        return ""
    ids = {str(hit.rank): hit.id for hit in islice(hits, _MOST)}
    state = {"version": _VERSION, "index": str(index.absolute()), "ids": ids}
    path = _path()
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(state, file)
        os.replace(beside, path)
    except OSError as error:
        return f"{error.filename or path}: {error.strerror}"
    return ""


def recall(rank: str) -> tuple[str, str]:
    """(article id, index folder) of result number `rank` of the last search.

    Raises `ArticleNotFound` when no search is remembered or it showed no such number.
    """
    try:
        state = json.loads(_path().read_text("utf-8"))
        ids, index = dict(state["ids"]), str(state["index"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ArticleNotFound("no search is remembered: run one first, or give an article's id") from None
    if rank not in ids:
        raise ArticleNotFound(f"the last search showed {_shown(ids)}, not {rank}")
    return str(ids[rank]), index


def is_rank(reference: str) -> bool:
    """Whether `reference` is a number of the last search, rather than an article's id: one to three digits."""
    return reference.isdecimal() and reference.isascii() and len(reference) <= 3


def _shown(ids: dict[str, object]) -> str:
    """Which numbers there are, in words."""
    numbers = sorted(int(number) for number in ids if number.isdecimal())
    if not numbers:
        return "no results"
    return f"result {numbers[0]}" if len(numbers) == 1 else f"results {numbers[0]} to {numbers[-1]}"


def _path() -> Path:
    home = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(home) if os.path.isabs(home) else Path(os.path.expanduser("~"), ".local", "state")
    return folder / "searchkit" / "last-search.json"
