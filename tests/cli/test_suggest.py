"""``searchkit suggest``."""

from __future__ import annotations

import json

from tests.cli.conftest import TRUST, Run


def test_a_line_each(searchkit_: Run) -> None:
    """Words, then titles; exit status 0, and 1 when nothing begins so."""
    result = searchkit_("suggest", "trus")
    assert (result.exit_code, result.stdout) == (0, f"trust\n{TRUST.title}\n")
    assert searchkit_("suggest", "japan", "tru").stdout == "japan trust\n"
    assert searchkit_("suggest", "-n", "1", "t").stdout == f"to\n{TRUST.title}\n"
    nothing = searchkit_("suggest", "qqq")
    assert (nothing.exit_code, nothing.output) == (1, "")
    assert searchkit_("suggest").exit_code == 2


def test_json(searchkit_: Run) -> None:
    """An object a line."""
    word, title = map(json.loads, searchkit_("suggest", "--json", "TRUS").stdout.splitlines())
    assert word == {"schema_version": 1, "text": "trust", "kind": "word", "articles": 1, "id": ""}
    assert title == {"schema_version": 1, "text": TRUST.title, "kind": "title", "articles": 1, "id": TRUST.id}


def test_harm_does_not_reach_the_terminal(searchkit_: Run) -> None:
    """Control characters of a title are shown as pictures of themselves, or escaped."""
    for option in ((), ("--json",)):
        out = searchkit_("suggest", *option, "harm").stdout
        assert "Harm" in out
        assert not [character for character in out if character in "\x1b\x9b\x07\u202e"]
