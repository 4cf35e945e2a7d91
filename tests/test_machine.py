"""What the machine has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from searchkit import machine
from searchkit.machine import memory_bytes


def test_memory_is_that_of_the_machine_or_of_its_container(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that is said; what says nothing, or that there is no limit, is left out."""
    limit, older = tmp_path / "memory.max", tmp_path / "memory.limit_in_bytes"
    monkeypatch.setattr(machine, "_LIMITS", (limit, older))
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 1 << 20}.__getitem__, raising=False)
    assert memory_bytes() == 1 << 32
    limit.write_text("max\n")
    assert memory_bytes() == 1 << 32
    limit.write_text(f"{1 << 30}\n")
    older.write_text(f"{1 << 62}\n")
    assert memory_bytes() == 1 << 30


def test_a_system_may_not_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is known."""
    monkeypatch.setattr(machine, "_LIMITS", (tmp_path / "none",))
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert memory_bytes() is None
    monkeypatch.setattr(os, "sysconf", lambda name: -1, raising=False)
    assert memory_bytes() is None
