"""A small index in a temporary folder, and a way to run commands on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import searchkit
from searchkit.cli.main import searchkit as group
from searchkit.cli.search import search as search_command

Run = Callable[..., Result]

TRUST = searchkit.Article(
    title="Trust grows between Korea and Japan",
    body="A poll in Korea says that trust in Japan has grown.\n\nFew had expected it.",
    source="The Harbour Post",
    authors=("Mina Seo",),
    url="https://post.example/trust",
    lang="en",
    published=searchkit.Published(on=date(2025, 5, 30)),
)
FERRY = searchkit.Article(
    title="Ferry to Busan sails again",
    body="The ferry from Fukuoka in Japan to Busan sails again, to the joy of travellers.",
    source="Coast Daily",
    lang="en",
    published=searchkit.Published(on=date(2025, 4, 1), precision="month"),
)
HARM = searchkit.Article(
    title="Harm \x1b[31mdone\x1b[0m \u202eto Korea",
    body="Nothing \x9b2J to see.\x07 https://harm.example",
    url="javascript:alert(1)",
    lang="en",
)
ORIGIN_NAME = "coast/ferry.txt"


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index with three articles; the ferry's file is there."""
    folder = tmp_path_factory.mktemp("news")
    file = folder / ORIGIN_NAME
    file.parent.mkdir()
    file.write_text(FERRY.body, "utf-8")
    from dataclasses import replace

    with searchkit.open(folder / "index", create=True) as opened, opened.writer() as writer:
        writer.add(TRUST)
        writer.add(replace(FERRY, origins=(searchkit.Origin(ORIGIN_NAME, str(folder), reader="text"),)))
        writer.add(HARM)
    return folder / "index"


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty current folder and home, no variable of the developer's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("SEARCHKIT_INDEX", "NO_COLOR", "COLUMNS", "LINES", "PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)


def _runner(command: click.Command, name: str, index: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*args: str, input: str | bytes | None = None) -> Result:
        monkeypatch.setenv("SEARCHKIT_INDEX", str(index))
        return CliRunner().invoke(command, args, input=input, prog_name=name, catch_exceptions=False)

    return run


@pytest.fixture
def search(index: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``search`` with arguments, on the index."""
    return _runner(search_command, "search", index, monkeypatch)


@pytest.fixture
def searchkit_(index: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``searchkit`` with arguments, on the index."""
    return _runner(group, "searchkit", index, monkeypatch)
