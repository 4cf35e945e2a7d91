"""What many tests need: the folder of real data, when it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Whether a fact holds does not depend on how busy the machine is. The same examples each time where a change is judged;
# new ones on every developer's machine.
settings.register_profile(
    "facts", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("facts")

IS_LONG = bool(os.environ.get("LONG_TESTS"))
"""Whether there is time for everything: ``LONG_TESTS=1``, or ``make test-long``."""


def many(usually: int, long: int) -> int:
    """How often to do what is worth doing often."""
    return long if IS_LONG else usually


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
