"""What `import searchkit` gives, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import searchkit

HEAVY = ("nltk", "numpy", "whoosh", "click", "trafilatura", "feedparser", "py3langid", "resiliparse", "asyncio", "tqdm")


def loaded_after(program: str) -> set[str]:
    """The top-level modules that are loaded after `program` ran in a fresh interpreter."""
    show = "import sys; print(' '.join(sorted({name.split('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", f"{program}\n{show}"], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_all_is_sorted_and_there() -> None:
    """Every name of `__all__` can be had."""
    assert searchkit.__all__ == sorted(searchkit.__all__)
    for name in searchkit.__all__:
        assert getattr(searchkit, name) is not None


def test_every_public_name_says_what_it_is() -> None:
    """Classes and functions of the front door have a docstring."""
    for name in searchkit.__all__:
        value = getattr(searchkit, name)
        if callable(value):
            assert value.__doc__, name


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        searchkit.nothing  # noqa: B018


def test_import_loads_nothing_heavy() -> None:
    """`import searchkit` costs next to nothing."""
    assert not loaded_after("import searchkit").intersection(HEAVY)


def test_the_search_command_loads_click_alone_before_it_knows_what_to_do() -> None:
    """Whoosh comes when a query is run; the rest never."""
    assert loaded_after("import searchkit.cli.search").intersection(HEAVY) == {"click"}
