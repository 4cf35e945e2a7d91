"""What the tests of queries share: the real analyser, and a way to parse as of a fixed day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

import pytest

from searchkit.analysis import Analyzer
from searchkit.query import Parsed, parse
from searchkit.settings import Settings

NOW = datetime(2025, 6, 15, 12, 30)
"""A Sunday."""

Ask: TypeAlias = Callable[..., Parsed]


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    """The analyser that articles and queries share."""
    return Analyzer(settings=Settings())


@pytest.fixture(scope="session")
def ask(analyzer: Analyzer) -> Ask:
    """Parses a query in English as of 15 June 2025, unless told otherwise."""

    def parsed(text: str, **options: object) -> Parsed:
        chosen: dict[str, object] = {"analyzer": analyzer, "now": NOW, "settings": Settings(), **options}
        return parse(text, **chosen)  # type: ignore[arg-type]

    return parsed
