"""The door of the room: a line of text in, a query tree and notes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from searchkit.model import Note
from searchkit.query import simple
from searchkit.query.build import build, build_simple
from searchkit.query.context import Context
from searchkit.query.known import Known, KnownQuery
from searchkit.query.languages import chosen_languages
from searchkit.query.meaning import Resolver
from searchkit.query.names.others import Added
from searchkit.query.nodes import Negation, Node, Run
from searchkit.query.notes import Notes
from searchkit.query.parser import parse_tree
from searchkit.query.render import render
from searchkit.query.written import Written, wanted_runs, written_words
from searchkit.settings import Settings

if TYPE_CHECKING:
    from whoosh.query import Query

    from searchkit.analysis import Analyzer


class Reading(NamedTuple):
    """A text, and how it is read."""

    text: str
    analyzer: Analyzer
    languages: tuple[str, ...]
    now: datetime
    settings: Settings
    match_all: bool
    names: bool

    def of(self, text: str) -> Parsed:
        """What another text asks for."""
        _, analyzer, languages, now, settings, match_all, names = self
        return parse(
            text,
            analyzer=analyzer,
            languages=languages,
            now=now,
            settings=settings,
            match_all=match_all,
            names=names,
        )


class Parsed:
    """A query as it was understood."""

    __slots__ = ("_node", "_query", "_reading", "added", "notes", "text")

    def __init__(
        self,
        node: Node | KnownQuery | None,
        text: str,
        notes: tuple[Note, ...],
        reading: Reading,
        added: Added | None = None,
    ) -> None:
        self._node = node
        self._reading = reading
        self._query: Query | None = None
        self.notes = notes
        """What was dropped, unknown or cut, with places in the text as typed."""
        self.text = text
        """The query as it was understood, in the query language; reading it again gives the same query."""
        self.added = added
        """Other names that are searched for too."""

    @property
    def query(self) -> Query:
        """What to search for; `whoosh.query.NullQuery` when there is nothing to search for."""
        if self._query is None:
            node = self._node.node if isinstance(self._node, KnownQuery) else self._node
            if node is None:
                from whoosh.query import NullQuery

                self._query = NullQuery
            else:
                self._query = build(node)
        return self._query

    @property
    def typed(self) -> str:
        """The query as it was typed."""
        return self._reading.text

    def again(self, text: str) -> Parsed:
        """What another text asks for, read in the same way."""
        return self._reading.of(text)

    def wanted_runs(self) -> Sequence[tuple[str, tuple[Run, ...]]]:
        """For each word or phrase that an article should have: the field, and the terms that may stand for it."""
        node = self._node
        if isinstance(node, KnownQuery):
            return node.wanted_runs()
        return () if node is None else wanted_runs(node)

    @property
    def is_told_by_runs(self) -> bool:
        """Whether the first of `wanted_runs` are the stems of `written_words`, and no word has none."""
        one_language = len(self._reading.languages) == 1
        return one_language and isinstance(self._node, KnownQuery) and all(runs for _, runs in self.wanted_runs())

    def written_words(self) -> Iterator[Written]:
        """The words that an article should have, where they stand in the text as typed."""
        reading = self._reading
        return written_words(reading.text, reading.analyzer, reading.languages, nesting=reading.settings.query_nesting)

    def simple(self) -> simple.Node | None:
        """The same without loading Whoosh; None when it needs more than the classes of `simple`."""
        node = self._node
        if isinstance(node, KnownQuery):
            return node.simple()
        return simple.NullQuery if node is None else build_simple(node)


def parse(
    text: str,
    *,
    analyzer: Analyzer,
    languages: Sequence[str] = ("en",),
    now: datetime,
    settings: Settings,
    match_all: bool = False,
    names: bool = False,
) -> Parsed:
    """What `text` asks for. Every text parses; nothing is raised, in time that grows with its length.

    `languages` are those whose stems words are searched by, unless the query names languages itself (``lang:de``);
    the first decides what a stop word is. `now` is what ``yesterday`` and ``7d`` count from. With `match_all` words
    side by side must all be there; without, any of them will do. With `names` the name of a country stands for its
    other names too, which count less.
    """
    languages = tuple(languages) or ("en",)
    known = Known(analyzer, languages, settings, match_all=match_all, names=names)
    if len(text) <= settings.query_characters and (read := known.read(text)) is not None:
        reading = Reading(text, analyzer, languages, now, settings, match_all, names)
        return Parsed(read, read.text, (), reading, read.added)
    remarks = Notes()
    text = _within_limit(text, settings.query_characters, remarks)
    tree = parse_tree(text, remarks, nesting=settings.query_nesting)

    def resolved(languages: tuple[str, ...]) -> tuple[Node | None, Context, Added | None]:
        context = Context(analyzer, languages, settings, now.date(), Notes(remarks))
        resolver = Resolver(context, match_all=match_all, names=names, length=len(text))
        return resolver.run(tree), context, resolver.added

    node, context, added = resolved(languages)
    if chosen := chosen_languages(node):
        languages = chosen
        node, context, added = resolved(chosen)
    notes = context.notes
    reading = Reading(text, analyzer, languages, now, settings, match_all, names)
    if node is None:
        notes.add("empty", "There is nothing in the query to search for; type a word, or * for every article.")
        return Parsed(None, "", notes.taken(), reading)
    if isinstance(node, Negation):
        notes.add("only-negative", "The query says only what not to find: every other article is found.")
    taken = notes.taken()
    if not (taken or chosen):
        known.add(tree, node)
    return Parsed(node, render(node), taken, reading, added)


def _within_limit(text: str, most: int, notes: Notes) -> str:
    """The text, cut to `most` characters, at a blank if one is near."""
    if len(text) <= most:
        return text
    blank = text.rfind(" ", max(0, most - 100), most)
    end = blank if blank > 0 else most
    notes.add(
        "too-long",
        f"The query is longer than {most} characters (query_characters): the rest was ignored.",
        end,
        len(text),
    )
    return text[:end]
