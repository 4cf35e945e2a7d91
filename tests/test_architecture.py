"""The walls between the rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit

PACKAGE = Path(__file__).resolve().parent.parent / "searchkit"
ROOMS = ("reading", "analysis", "index", "query", "search", "evaluation", "present", "cli")
FLOOR = (
    "model",
    "identity",
    "frozen",
    "children",
    "frames",
    "ragged",
    "machine",
    "moments",
    "regular",
    "reports",
    "errors",
    "scripts",
    "settings",
    "_version",
)
WHOOSH = ("index", "query", "search", "analysis")  # analysis: stop words, and the analyser worn as Whoosh's


def imported(module: Path) -> Iterator[str]:
    """The dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(room: str) -> list[Path]:
    """The modules of a room."""
    return sorted((PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_its_left_and_the_floor(room: str) -> None:
    """What a room may import: itself, the rooms before it, the floor; the command line may use the front door too."""
    allowed = (*ROOMS[: ROOMS.index(room) + 1], *FLOOR)
    if room == "cli":
        allowed = (*allowed, "engine", *searchkit.__all__)
    if room == "present":
        allowed = ("present", *FLOOR)  # results come to it as plain values
    for module in modules(room):
        for name in imported(module):
            if name.startswith("searchkit."):
                assert name.split(".")[1] in allowed, f"{module.relative_to(PACKAGE)} imports {name}"


def test_the_codec_stands_by_itself() -> None:
    """Of the rest of its room it knows one thing: the fields of articles, when an index has them."""
    known = {"searchkit.index.schema", "searchkit.index.schema.make_schema"}
    for module in modules("index/columnar"):
        for name in imported(module):
            if name.startswith("searchkit.") and name.split(".")[1] not in FLOOR and name not in known:
                assert name.startswith("searchkit.index.columnar"), f"{module.relative_to(PACKAGE)} imports {name}"


@pytest.mark.parametrize("name", FLOOR)
def test_the_floor_stands_on_itself(name: str) -> None:
    """The modules of the floor import no room."""
    for other in imported(PACKAGE / f"{name}.py"):
        assert other.split(".")[0] != "searchkit" or other.split(".")[1] in FLOOR


def test_whoosh_stays_behind_its_walls() -> None:
    """Only the rooms that keep, read and answer queries know Whoosh."""
    for room in set(ROOMS) - set(WHOOSH):
        for module in modules(room):
            assert not [name for name in imported(module) if name.split(".")[0] == "whoosh"], module


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_sign(room: str) -> None:
    """A room's first lines say what it is for."""
    sign = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8")))
    assert sign
    assert len(sign) > 60
