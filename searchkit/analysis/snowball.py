"""NLTK's Snowball stemmers, without the rest of NLTK.

Importing ``nltk.stem.snowball`` runs ``nltk/__init__.py``, which imports all of NLTK and whatever it can make use of,
scipy and its statistics included: 0.3 to 1.5 seconds and up to 90 MB in every process that stems a word. The stemmers
are one module that needs four small others. So these are loaded apart: each is run as it is, with an ``import`` that
leads to the others, and nothing enters ``sys.modules``: a program that imports NLTK gets all of it. Where NLTK is
imported already, its stemmers are taken from there, and so they are where they cannot be loaded apart.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Sequence
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_SNOWBALL = "nltk.stem.snowball"
_PATTERNS = "nltk.redos"
"""Where later versions compile patterns, with the package ``regex`` and a limit of time for each use. The stemmers' are
classes of characters and end with the word; `re` does the same in a fifth of the time, and nothing need be imported."""


@cache
def snowball() -> ModuleType:
    """The module ``nltk.stem.snowball``; raises `ImportError` when NLTK is not installed."""
    loaded = sys.modules.get(_SNOWBALL)
    if loaded is not None:
        return loaded
    try:
        return _Apart().module(_SNOWBALL)
    except (ImportError, AttributeError):  # of a version whose stemmers need more than is loaded apart
        from nltk.stem import snowball

        return snowball  # type: ignore[no-any-return]  # mypy does not look into NLTK


class _Apart:
    """Modules of NLTK that know each other and no more of it."""

    def __init__(self) -> None:
        spec = find_spec("nltk")
        if spec is None or spec.submodule_search_locations is None:
            raise ImportError("NLTK is not installed; pip install nltk")
        # Packages, of which nothing is run; of the corpora only a name is asked for: NLTK's stop words are not used.
        self._modules = {"nltk": _package("nltk", list(spec.submodule_search_locations))}
        self._modules["nltk.corpus"] = corpora = ModuleType("nltk.corpus")
        corpora.stopwords = None  # type: ignore[attr-defined]
        self._builtins = {**vars(builtins), "__import__": self._import}
        self._modules[_PATTERNS] = re

    def module(self, name: str) -> ModuleType:
        """The module of this name, run when it is first asked for; raises `ImportError`."""
        module = self._modules.get(name)
        return self._loaded(name) if module is None else module

    def _loaded(self, name: str) -> ModuleType:
        """The same, run now."""
        parent = self.module(name.rpartition(".")[0])
        spec = PathFinder.find_spec(name, parent.__path__)
        if spec is None:
            raise ImportError(f"NLTK has no module {name}")
        if spec.submodule_search_locations is not None:
            module = self._modules[name] = _package(name, list(spec.submodule_search_locations))
        else:
            module = self._modules[name] = ModuleType(name)
            module.__dict__.update(__builtins__=self._builtins, __file__=spec.origin)
            exec(spec.loader.get_code(name), module.__dict__)  # type: ignore[union-attr]  # the module's own code
        return module

    def _import(self, name: str, globals: Any = None, locals: Any = None, names: Sequence[str] = (), level: int = 0):  # type: ignore[no-untyped-def]
        """What ``import`` does within these modules."""
        if level or name.partition(".")[0] != "nltk" or not names:
            return builtins.__import__(name, globals, locals, names, level)
        module = self.module(name)
        for wanted in names:
            if not hasattr(module, wanted):
                setattr(module, wanted, self.module(f"{name}.{wanted}"))
        return module


def _package(name: str, locations: list[str]) -> ModuleType:
    package = ModuleType(name)
    package.__path__ = locations
    return package
