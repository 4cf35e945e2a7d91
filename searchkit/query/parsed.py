"""The door of the room: a line of text in, a query tree and notes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from searchkit.model import Note
from searchkit.query import simple
from searchkit.query.build import build, build_simple
from searchkit.query.context import Context
from searchkit.query.languages import chosen_languages
from searchkit.query.meaning import Resolver
from searchkit.query.nodes import Negation, Node
from searchkit.query.notes import Notes
from searchkit.query.parser import parse_tree
from searchkit.query.render import render
from searchkit.settings import Settings

if TYPE_CHECKING:
    from whoosh.query import Query

    from searchkit.analysis import Analyzer


class Parsed:
    """A query as it was understood."""

    __slots__ = ("_node", "_query", "notes", "text")

    def __init__(self, node: Node | None, notes: tuple[Note, ...], text: str) -> None:
        self._node = node
        self._query: Query | None = None
        self.notes = notes
        """What was dropped, unknown or cut, with places in the text as typed."""
        self.text = text
        """The query as it was understood, in the query language; reading it again gives the same query."""

    @property
    def query(self) -> Query:
        """What to search for; `whoosh.query.NullQuery` when there is nothing to search for."""
        if self._query is None:
            if self._node is None:
                from whoosh.query import NullQuery

                self._query = NullQuery
            else:
                self._query = build(self._node)
        return self._query

    def simple(self) -> simple.Node | None:
        """The same without loading Whoosh; None when it needs more than the classes of `simple`."""
        return simple.NullQuery if self._node is None else build_simple(self._node)


def parse(
    text: str,
    *,
    analyzer: Analyzer,
    languages: Sequence[str] = ("en",),
    now: datetime,
    settings: Settings,
    match_all: bool = False,
) -> Parsed:
    """What `text` asks for. Every text parses; nothing is raised, in time that grows with its length.

    `languages` are those whose stems words are searched by, unless the query names languages itself (``lang:de``);
    the first decides what a stop word is. `now` is what ``yesterday`` and ``7d`` count from. With `match_all` words
    side by side must all be there; without, any of them will do.
    """
    remarks = Notes()
    tree = parse_tree(_within_limit(text, settings.query_characters, remarks), remarks, nesting=settings.query_nesting)

    def resolved(languages: Sequence[str]) -> tuple[Node | None, Notes]:
        context = Context(analyzer, tuple(languages), settings, now.date(), Notes(remarks))
        return Resolver(context, match_all=match_all, length=len(text)).run(tree), context.notes

    node, notes = resolved(languages or ("en",))
    if chosen := chosen_languages(node):
        node, notes = resolved(chosen)
    if node is None:
        notes.add("empty", "There is nothing in the query to search for; type a word, or * for every article.")
        return Parsed(None, notes.taken(), "")
    if isinstance(node, Negation):
        notes.add("only-negative", "The query says only what not to find: every other article is found.")
    return Parsed(node, notes.taken(), render(node))


def _within_limit(text: str, most: int, notes: Notes) -> str:
    """The text, cut to `most` characters, at a blank if one is near."""
    if len(text) <= most:
        return text
    blank = text.rfind(" ", max(0, most - 100), most)
    end = blank if blank > 0 else most
    notes.add("too-long", f"The query is longer than {most} characters: the rest was ignored.", end, len(text))
    return text[:end]
