"""From a query tree as parsed to one that this index can answer: words with several terms become `Synonyms`, and
prefixes, wildcards and fuzzy words the index's own words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from whoosh import query
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.support.levenshtein import distance

from searchkit.analysis import AskedTerm, TermWithin
from searchkit.index.store import first_posting
from searchkit.model import Note
from searchkit.query import AnyForm, parts_of
from searchkit.search.kinds import KINDS
from searchkit.settings import Settings

if TYPE_CHECKING:
    from whoosh.reading import IndexReader


_CHECK_EVERY = 16  # words between two looks at the clock: one may take as long as its letters, times the pattern's


class Synonyms(query.Query):  # type: ignore[misc]  # Whoosh is untyped here
    """Several terms of one field that count as one word: frequencies add up, and so do document frequencies, each times
    what the term is worth as a form of the word. Whoosh takes a `TermWithin` for the term in any language."""

    def __init__(
        self, fieldname: str, worth: Mapping[AskedTerm, float], document_frequency: int, boost: float = 1.0
    ) -> None:
        self.fieldname = fieldname
        self.words = tuple(worth)
        self.worth = tuple(worth.values())
        """By term, above 0 and at most 1."""
        self.document_frequency = document_frequency
        self.boost = boost

    def _key(self) -> tuple[str, tuple[AskedTerm, ...], tuple[float, ...], float]:
        return self.fieldname, self.words, self.worth, self.boost

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Synonyms) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Synonyms({self.fieldname!r}, {dict(zip(self.words, self.worth, strict=True))!r})"

    def is_leaf(self) -> bool:
        """It has no queries inside."""
        return True

    def field(self) -> str:
        """The field of all its terms."""
        return self.fieldname

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        """Its terms, as Whoosh asks for them."""
        for word in self.words:
            yield self.fieldname, str(word)

    def estimate_size(self, reader: IndexReader) -> int:
        """At most how many articles match."""
        return min(self.document_frequency, int(reader.doc_count_all()))

    def estimate_min_size(self, reader: IndexReader) -> int:
        """At least how many articles match."""
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The matching articles of one segment."""
        reader = searcher.reader()
        frequencies: dict[int, float] = {}
        for word, worth in zip(map(str, self.words), self.worth, strict=True):
            if (self.fieldname, word) in reader:
                postings = reader.postings(self.fieldname, word)
                while postings.is_active():
                    number = postings.id()
                    frequencies[number] = frequencies.get(number, 0.0) + worth * postings.weight()
                    postings.next()
        if not frequencies:
            return NullMatcher()
        numbers = sorted(frequencies)
        scorer = None
        if context is not None and context.weighting is not None:
            scorer = context.weighting.word_scorer(searcher, self.fieldname, self.document_frequency, boost=self.boost)
        return ListMatcher(numbers, [frequencies[number] for number in numbers], scorer=scorer)


def rewrite(
    tree: query.Query,
    reader: IndexReader,
    settings: Settings,
    frequency: Callable[[str, AskedTerm], int] | None = None,
    *,
    deadline: float = float("inf"),
    foreign: bool = False,
) -> tuple[query.Query, tuple[Note, ...]]:
    """The tree for this index, and a note for each expansion that was cut at its limit or found nothing.

    `frequency(field, term)`: in how many live documents a term is; if not given the reader's own, which counts deleted
    ones, too. After the `deadline` (of `time.monotonic`) no more words are looked at, which is a note ``time-out``.
    `foreign`: the tree was made by a caller, and scores as Whoosh says: a pattern gives each document its boost, not
    what its words are worth as one word, and what is within spans is left to Whoosh.
    """
    if not _needs_rewriting(tree):
        return tree, ()
    words, notes = _Words(reader, deadline), list[Note]()
    rewriting = _Rewriting(words, frequency or reader.doc_frequency, settings.expansions, notes, foreign)
    # Not normalized: Whoosh would leave the words that nothing fits out of an And, and make an And with `*` all of it.
    rewritten = rewriting.of(tree)
    if words.was_late:
        given = f"{settings.search_seconds:g} s of a search (search_seconds)"
        reason = f"half of the {given} went by; not every word that fits was found by then"
        notes.append(Note("time-out", reason))
    return rewritten, tuple(notes)


class _Rewriting(NamedTuple):
    """What the nodes of a tree are rewritten with. Not a function in a function that names itself: such a cycle would
    keep the reader, and its files open, until the next collection."""

    words: _Words
    frequency: Callable[[str, AskedTerm], int]
    limit: int
    notes: list[Note]
    foreign: bool

    def of(self, node: query.Query) -> query.Query:
        """What takes the place of a node."""
        if isinstance(node, AnyForm):
            return _synonyms(node, self.words.reader, self.frequency)
        if self.foreign and (KINDS[type(node)], getattr(node, "text", None)) in _ALL and node.constantscore:
            return node  # however many words these are
        if isinstance(node, (query.Prefix, query.Wildcard, query.FuzzyTerm, query.Regex)):
            return _expansion(node, self.words, self.limit, self.notes, foreign=self.foreign)
        if self.foreign and (isinstance(node, query.Every) or KINDS[type(node)] not in _JOINED):
            return node
        if isinstance(node, query.Every):
            return query.Every(node.fieldname, boost=0.0)  # that an article is there tells nothing
        rewritten = node.apply(self.of)
        if type(node) is query.Or:  # Whoosh forgets it
            rewritten.scale = node.scale
        return rewritten


def _needs_rewriting(node: query.Query) -> bool:
    kind = type(node)
    if kind is query.Term:
        return False
    return kind in _REWRITTEN or any(map(_needs_rewriting, parts_of(node)))


_ALL = {("Prefix", ""), ("Wildcard", "*")}
"""Patterns that all words of a field fit."""

_JOINED = frozenset(
    {"And", "Or", "DisjunctionMax", "Not", "AndNot", "AndMaybe", "Require", "Otherwise", "ConstantScoreQuery"}
)
"""Classes whose parts may be replaced: Whoosh's others lose what they say besides, or need its own within them."""

_REWRITTEN = frozenset({AnyForm, query.Prefix, query.Wildcard, query.FuzzyTerm, query.Regex, query.Every})


def _synonyms(node: AnyForm, reader: IndexReader, frequency: Callable[[str, AskedTerm], int]) -> query.Query:
    if not node.is_one_word():
        return query.Or(list(node.subqueries), boost=node.boost)
    worth = {term.text: term.boost for term in node.subqueries}
    return _one_word(node.subqueries[0].fieldname, worth, reader, frequency, node.boost)


class _Words:
    """The words of an index for patterns to choose from, as many as can be looked at in time."""

    def __init__(self, reader: IndexReader, deadline: float) -> None:
        self.reader = reader
        self.schema = reader.schema
        self.was_late = False
        self._deadline = deadline
        self._deleted = int(reader.doc_count_all() - reader.doc_count())

    def is_live(self, field: str, word: str) -> bool:
        """Whether an article that is not deleted has a word of the index."""
        reader = self.reader
        return reader.doc_frequency(field, word) > self._deleted or first_posting(reader, field, word) is not None

    def lexicon(self, field: str) -> Iterator[bytes]:
        """All words of a field."""
        return self._in_time(self.reader.lexicon(field))

    def expand_prefix(self, field: str, prefix: str | bytes) -> Iterator[bytes]:
        """Those that begin so."""
        return self._in_time(self.reader.expand_prefix(field, prefix))

    def terms_within(self, field: str, text: str, most: int, prefix: int = 0) -> Iterator[str]:
        """Those that differ from `text` in at most so many letters, and not in the first `prefix`."""
        to_text = self.schema[field].from_bytes
        for term in self.expand_prefix(field, text[:prefix]):
            word = to_text(term)
            if abs(len(word) - len(text)) <= most and distance(word, text, limit=most) <= most:
                yield word

    def _in_time(self, terms: Iterable[bytes]) -> Iterator[bytes]:
        for number, term in enumerate(terms):
            if number % _CHECK_EVERY == 0 and time.monotonic() > self._deadline:
                self.was_late = True
                return
            yield term


def _expansion(node: query.Query, source: _Words, limit: int, notes: list[Note], *, foreign: bool) -> query.Query:
    words = list(islice(_words_of(node, source), limit + 1))
    if len(words) > limit and source.reader.has_deletions():  # words of deleted articles take no place from others
        live = (word for word in _words_of(node, source) if source.is_live(node.fieldname, word))
        words = list(islice(live, limit + 1))
    if len(words) > limit:
        notes.append(
            Note(
                "expansion-cut",
                f"{_spelled(node)} stands for more than {limit:,} words (expansions); the first {limit:,} are used",
            )
        )
        words = words[:limit]
    elif not words and source.was_late:
        return query.NullQuery
    elif not any(source.is_live(node.fieldname, word) for word in words):
        notes.append(Note("no-expansion", f"no word of the index fits {_spelled(node)}"))
        return query.NullQuery
    if foreign and not node.constantscore:
        return query.Or([query.Term(node.fieldname, word) for word in words], boost=node.boost)
    boost = 1.0 if foreign else node.boost
    found = _one_word(node.fieldname, dict.fromkeys(words, 1.0), source.reader, source.reader.doc_frequency, boost)
    return query.ConstantScoreQuery(found, node.boost) if foreign else found


def _words_of(node: query.Query, source: _Words) -> Iterator[str]:
    for text in node._btexts(source):
        yield text.decode() if isinstance(text, bytes) else text


def _spelled(node: query.Query) -> str:
    spelled = _written(node)
    return spelled if len(spelled) <= 80 else f"{spelled[:80]}..."


def _written(node: query.Query) -> str:
    if isinstance(node, query.Prefix):
        return f"{node.text}*"
    if isinstance(node, query.FuzzyTerm):
        return f"{node.text}~{node.maxdist}"
    return str(node.text)


def _one_word(
    field: str,
    worth: Mapping[AskedTerm, float],
    reader: IndexReader,
    frequency: Callable[[str, AskedTerm], int],
    boost: float,
) -> query.Query:
    """The forms of a word that the index has, as one word."""
    frequencies = {word: count for word in worth if (count := frequency(field, word))}
    present = {word: worth[word] for word in frequencies}
    if not present:
        return query.NullQuery
    if list(present.values()) == [1.0] and not isinstance(first := next(iter(present)), TermWithin):
        return query.Term(field, first, boost=boost)
    documents = round(sum(present[word] * count for word, count in frequencies.items()))
    return Synonyms(field, present, min(documents, int(reader.doc_count_all())), boost)
