"""One analyser for the facts."""

from __future__ import annotations

import pytest

from searchkit.analysis import Analyzer
from searchkit.settings import Settings


@pytest.fixture(scope="package")
def analyzer() -> Analyzer:
    """An analyser with default settings, shared by all tests as threads would share it."""
    return Analyzer(settings=Settings())
