"""A byte that is changed anywhere, and a file that is cut anywhere: our error or the same answer, and `check` sees it.

A sample; all places in `make test-long`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import IS_LONG as LONG
from tests.index.damaging import write

SMALL = ("manifest.json", ".toc", ".del")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several files."""
    made = tmp_path_factory.mktemp("damage") / "index"
    write(made)
    return made


def places(name: str, kind: str) -> int:
    """How many places of a file are tried."""
    if not LONG:
        return 12 if kind == "flip" else 6
    if kind == "cut":
        return 200
    return 1 << 30 if name.endswith(SMALL) else 2000


@pytest.mark.parametrize("kind", ["flip", "cut"])
@pytest.mark.parametrize("ending", ["manifest.json", ".toc", ".del", ".seg", "catalog.sqlite"])
def test_every_change_is_noticed(folder: Path, ending: str, kind: str) -> None:
    """Searches, articles and figures are what they were, or the error is ours and says where; and nothing hangs."""
    names = [path.name for path in folder.iterdir() if path.name.endswith(ending)]
    assert names
    for name in names if LONG else names[:1]:
        done = subprocess.run(
            [sys.executable, "-m", "tests.index.damaging", str(folder), name, kind, str(places(name, kind))],
            capture_output=True,
            text=True,
            timeout=3600 if LONG else 120,
            cwd=Path(__file__).parents[2],
            check=True,
        )
        found = json.loads(done.stdout.splitlines()[-1])
        assert found["tried"]
        assert not found["wrong"], name
        if name == "catalog.sqlite" and kind == "flip":  # room that SQLite does not use: see `catalog/test_any_byte.py`
            continue
        assert not found["unnoticed"], name
