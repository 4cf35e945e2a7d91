"""Which of the engines take part?"""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec

from benchmarks.speed.engines import ENGINES


def engine_names(text: str) -> list[str]:
    """The names in an option's value; none in an empty one."""
    names = text.split(",") if text else []
    if unknown := set(names) - set(ENGINES):
        raise argparse.ArgumentTypeError(f"no engine {', '.join(sorted(unknown))}; there are {', '.join(ENGINES)}")
    return names


def is_installed(name: str) -> bool:
    """Whether an engine is there; says how to get it when it is not."""
    module = {"tantivy": "tantivy", "bm25s": "bm25s"}.get(ENGINES[name].package)
    if module is None or find_spec(module):
        return True
    print(f"{name} is not installed and left out; pip install -e '.[bench]'", file=sys.stderr)
    return False
