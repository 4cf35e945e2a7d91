"""Runs a reader over bytes, for the tests of the formats."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import PurePath

from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.registry import Reader
from searchkit.settings import Settings


def run(
    reader: Reader, data: bytes, name: str = "sample", settings: Settings | None = None, **known: object
) -> tuple[list[Article], list[Problem]]:
    """The articles and the problems that `reader` gives for a file of this content and name."""
    context = Context(name, settings or Settings(), path=PurePath(name))
    found = list(reader.read(io.BytesIO(data), replace(context, **known)))  # type: ignore[arg-type]
    articles = [item for item in found if isinstance(item, Article)]
    return articles, [item for item in found if isinstance(item, Problem)]


def slices(articles: list[Article], data: bytes) -> list[bytes]:
    """The bytes of the file that each article says it was read from."""
    places = [article.origins[0] for article in articles]
    return [data[place.start : place.end] for place in places]
