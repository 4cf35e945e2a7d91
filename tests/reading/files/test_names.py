"""Names of files as text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from searchkit.reading.files.names import location, shown

_NAMES = st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(lambda name: name not in {".", ".."})


@given(st.text())
def test_shown_names_are_safe(name: str) -> None:
    """A shown name can be encoded and printed on one line."""
    safe = shown(name)
    safe.encode("utf-8")
    assert len(safe.splitlines()) <= 1
    assert "\x1b" not in safe


@given(_NAMES)
def test_a_shown_name_leads_back_to_the_file(name: str) -> None:
    """The real name can be had back from the shown one."""
    assert location(shown("/root"), shown(name)) == Path("/root") / name


def test_plain_names_are_shown_as_they_are() -> None:
    """Letters of any script, spaces and marks stay."""
    assert shown("news 2025/Ärger – 한국.html") == "news 2025/Ärger – 한국.html"
