"""One word or phrase at a time: which terms, patterns, values or dates it stands for in its field."""

from __future__ import annotations

from searchkit.query.context import Context
from searchkit.query.expanding import read_fuzzy, read_pattern, wildcards
from searchkit.query.fields import FIELDS
from searchkit.query.nodes import Atom, Leaf
from searchkit.query.values import read_dates, read_value
from searchkit.query.words import read_names, read_words


def read_leaf(leaf: Leaf, context: Context) -> Atom | None:
    """What the leaf stands for, or None when it stands for nothing; a note says so unless it is mere punctuation."""
    kind = FIELDS[leaf.field] if leaf.field else "text"
    if kind == "date":
        return read_dates(leaf, context)
    if not leaf.phrase and (pattern := wildcards(leaf.text)):
        return read_pattern(leaf, pattern, context)
    if kind == "whole":
        return read_value(leaf, context)
    if leaf.tilde is not None and not leaf.phrase:
        return read_fuzzy(leaf, context)
    return read_names(leaf, context) if kind == "names" else read_words(leaf, context)
