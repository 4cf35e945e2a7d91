"""The words of a query where they stand as typed: those that an article should have, for who wants to change some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from searchkit.query.expanding import wildcards
from searchkit.query.nodes import Atom, Leaf, Negation, Node, Requirement, Run, Scope, Words
from searchkit.query.notes import Notes
from searchkit.query.parser import parse_tree

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer, AskedTerm

_FIELDS = ("", "text", "title")
"""Those whose words are words of articles."""


class Written(NamedTuple):
    """A word as typed."""

    start: int
    """Its first character in the query."""
    end: int
    form: str
    """In lower case and NFKC."""
    field: str
    """The field whose terms it is searched by."""
    ways: tuple[tuple[tuple[AskedTerm, ...], ...], ...]
    """See `QueryWord.ways`."""


def written_words(text: str, analyzer: Analyzer, languages: Sequence[str], *, nesting: int) -> Iterator[Written]:
    """The words of the query `text` in their order: without those that must not be there, patterns, fuzzy words, and
    values of fields that hold no text."""
    for leaf in _wanted_leaves(parse_tree(text, Notes(), nesting=nesting)):
        if leaf.field not in _FIELDS or leaf.tilde is not None or (not leaf.phrase and wildcards(leaf.text)):
            continue
        offset = text.find(leaf.text, leaf.start, leaf.end)
        if offset < 0:  # not typed as it is read
            continue
        field = "title" if leaf.field == "title" else "text"
        for word in analyzer.query_words(leaf.text, languages):
            yield Written(offset + word.start, offset + word.end, word.form, field, word.ways)


def wanted_runs(node: Node) -> list[tuple[str, tuple[Run, ...]]]:
    """For each word or phrase of a resolved tree that an article should have: the field, and what may stand for it."""
    if isinstance(node, Words):
        return [("title" if node.field == "title" else "text", node.runs)] if node.field in _FIELDS else []
    if isinstance(node, (Requirement, Scope)):
        return wanted_runs(node.child)
    if isinstance(node, (Leaf, Atom, Negation)):
        return []
    return [found for child in node.children for found in wanted_runs(child)]


def _wanted_leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, (Requirement, Scope)):
        yield from _wanted_leaves(node.child)
    elif not isinstance(node, (Atom, Negation)):
        for child in node.children:
            yield from _wanted_leaves(child)
