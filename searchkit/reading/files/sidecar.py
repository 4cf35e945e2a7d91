"""What is known of a file beside it: ``page.txt.meta.json`` tells when and where ``page.txt`` was fetched.

A JSON object with any of ``fetched_at`` (ISO 8601), ``url``, ``source``, ``lang`` and ``tags`` (a list).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from searchkit.frozen import replace
from searchkit.model import Problem
from searchkit.moments import read_moment
from searchkit.reading.context import Context
from searchkit.reading.files.regular import open_regular
from searchkit.reading.files.walking import SIDECAR
from searchkit.reading.texts.cleaning import clean_line

_BYTES = 1 << 20


def sidecar(path: Path, context: Context) -> tuple[Context, Problem | None]:
    """The context with what the sidecar of `path` says, if there is one, and a note if it cannot be used."""
    beside = path.with_name(path.name + SIDECAR)
    if not os.path.isfile(beside):
        return context, None
    try:
        with open_regular(beside) as file:
            values = json.loads(file.read(_BYTES))
        if not isinstance(values, dict):
            raise ValueError("it is not a JSON object")
        return _with(context, values), None
    except (OSError, ValueError, RecursionError) as error:
        reason = f"its sidecar {SIDECAR} cannot be used: {clean_line(str(error))}"
        return context, context.problem(reason, severity="partial")


def _with(context: Context, values: dict[str, Any]) -> Context:
    for name in ("url", "source", "lang", "fetched_at"):
        if not isinstance(values.get(name, ""), str):
            raise ValueError(f"{name} must be text")
    tags = values.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ValueError("tags must be a list of texts")
    return replace(
        context,
        fetched_at=read_moment(values["fetched_at"]) if values.get("fetched_at") else context.fetched_at,
        url=clean_line(values.get("url", "")),
        source=clean_line(values.get("source", "")),
        lang=values.get("lang", ""),
        tags=tuple(clean_line(tag) for tag in tags),
    )
