"""What many tests need: the folder of real data, when it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time where a change is judged; new ones on every developer's machine.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project, or ``$SEARCHKIT_TEST_DATA``; without it the test is skipped."""
    folder = Path(os.environ.get("SEARCHKIT_TEST_DATA", _ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the folder of real data is not here")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The sample articles of this project."""
    return _ROOT / "corpus"
