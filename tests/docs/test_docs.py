"""The pages of docs/ say what the program does."""

from __future__ import annotations

from dataclasses import fields

import click
import pytest

from searchkit.settings import Settings
from tests.docs.generate import CLICK, DOCS, PAGES, by_hand, commands

COMMANDS = list(commands())


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_up_to_date(page: str) -> None:
    """``make docs`` was run after the last change of an option, a setting or their help."""
    text = (DOCS / page).read_text("utf-8")
    if "<!-- click " in text and f"<!-- click {CLICK} -->" not in text:
        pytest.skip("written with another version of click, which lays out help in another way")
    assert text == by_hand(page) + PAGES[page](), "run: make docs"


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_everything_has_help(name: str, command: click.Command) -> None:
    """No command and no option without a sentence; its first line is not cut in a list of commands."""
    assert command.help
    assert command.get_short_help_str(60).endswith(".")
    assert not command.get_short_help_str(60).endswith("...")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.opts[0]}"


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_option_is_in_the_docs(name: str, command: click.Command) -> None:
    """Whatever the layout of the help, its names are there."""
    text = (DOCS / "command-line.md").read_text("utf-8")
    assert f"\n## {name}\n" in text
    for option in command.params:
        if isinstance(option, click.Option):
            assert all(written in text for written in option.opts), option.opts


def test_every_setting_has_help() -> None:
    """A sentence, in docs/settings.md with its name."""
    text = (DOCS / "settings.md").read_text("utf-8")
    for setting in fields(Settings):
        assert setting.metadata["help"].endswith(".")
        assert f"`{setting.name}`" in text
