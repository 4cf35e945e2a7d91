"""The other names of what a query names.

A name is words side by side without signs: not in quotes, not after a field, ``=`` or ``-``. Of its other names those
of one word count in the place of each of its words, so an article that has one of them has the whole name; one that
differs from it in a single word (South Korean, South Korea) counts in the place of that word; others are not searched
for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from searchkit.analysis.stages import fold, possessive
from searchkit.model import Note
from searchkit.query.context import Context
from searchkit.query.names.countries import EVERYDAY
from searchkit.query.names.table import Country, countries, is_of_name, key
from searchkit.query.nodes import Juxtaposed, Leaf, Negation, Node, children_of

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer, QueryWord

LANGUAGE = "en"
"""Of the table."""

OTHER_NAME, CAPITAL = 0.7, 0.2
"""What another name, and the capital, count for; measured, see docs/decisions/0013-expansion.md."""

Others: TypeAlias = "tuple[tuple[str, float], ...]"
"""Terms, and what each counts."""


class Typed(NamedTuple):
    """A word or phrase of a query, as far as names are concerned."""

    start: int
    end: int
    written: str
    """As the table may have it; empty for what is in no name, or no word by itself."""
    is_everyday: bool
    """Whether a name of this word alone is another word as it is typed: us, polish."""
    terms: frozenset[str]
    """Those that it is searched by."""


class Named(NamedTuple):
    """Words of a query that are a name, and the countries that go by it."""

    words: Sequence[Typed]
    countries: Sequence[Country]


class Added(NamedTuple):
    """What counts in the place of words of a query."""

    places: Mapping[int, Others]
    """By where the word begins."""
    names: Mapping[str, str]
    """The terms, as the table has them."""
    start: int
    """Where the first name of the query begins, and the last one ends."""
    end: int

    def moved(self, start: int) -> Added:
        """The same of words that stand so many characters further on."""
        if not start:
            return self
        places = {place + start: others for place, others in self.places.items()}
        return Added(places, self.names, self.start + start, self.end + start)

    def note(self, has: Callable[[str], int]) -> Note | None:
        """What is to be said of it; `has` tells whether the index has a term."""
        names = [name for term, name in self.names.items() if has(term)]
        if not names:
            return None
        message = f"Also searched for, at less weight: {', '.join(names)}; --no-names leaves these out."
        return Note("names", message, self.start, self.end)


def other_names(tree: Node, context: Context) -> Added | None:
    """What counts in the place of words of `tree`; None: nothing."""
    if LANGUAGE not in context.languages:
        return None
    beside: list[list[Typed]] = []
    _collect(tree, beside, context.analyzer)
    if not any(typed.written for words in beside for typed in words):
        return None
    terms = frozenset(term for leaf in _leaves(tree) for term in _terms_of(leaf, context.analyzer))
    return added(beside, terms, context.analyzer)


def added(beside: Iterable[Sequence[Typed]], typed: frozenset[str], analyzer: Analyzer) -> Added | None:
    """The same of words side by side, in a query that has the terms `typed`."""
    found = [named for words in beside for named in _names_among(words)]
    if not found:
        return None
    places: dict[int, dict[str, float]] = {}
    used: dict[str, str] = {}
    for named in found:
        for place, term, worth, name in _in_place_of(named, analyzer):
            if term not in typed:
                places.setdefault(named.words[place].start, {}).setdefault(term, worth)
                used.setdefault(term, name)
    others = {start: tuple(terms.items()) for start, terms in places.items()}
    return Added(others, used, found[0].words[0].start, found[-1].words[-1].end)


def typed(leaf: Leaf, analyzer: Analyzer) -> Typed:
    """What names there may be with a word depends on this, and on the words beside it."""
    terms = frozenset(_terms_of(leaf, analyzer))
    written = _written(leaf, analyzer)
    if not is_of_name(written):
        return Typed(leaf.start, leaf.end, "", False, terms)
    told = written in analyzer.words_of(LANGUAGE).told_by_capitals
    is_everyday = leaf.text in EVERYDAY or (told and not any(map(str.isupper, terms)))
    return Typed(leaf.start, leaf.end, written, is_everyday, terms)


def _collect(node: Node, beside: list[list[Typed]], analyzer: Analyzer) -> None:
    """Adds the words of a tree to `beside`, those side by side as one list; what is excluded is left out."""
    if isinstance(node, Leaf):
        beside.append([typed(node, analyzer)])
    elif isinstance(node, Juxtaposed):
        words: list[Typed] = []
        for child in node.children:
            if isinstance(child, Leaf):
                words.append(typed(child, analyzer))
                continue
            beside.append(words)
            words = []
            _collect(child, beside, analyzer)
        beside.append(words)
    elif not isinstance(node, Negation):
        for child in children_of(node):
            _collect(child, beside, analyzer)


def _names_among(words: Sequence[Typed]) -> Iterator[Named]:
    """The longest names first to last, none within another."""
    at = 0
    while at < len(words):
        past = at + 1
        table = countries(words[at].written) if words[at].written else {}
        for end in range(min(at + max(map(len, table), default=0), len(words)), at, -1):
            found = table.get(tuple([word.written for word in words[at:end]]))
            if found is not None and not (end == past and words[at].is_everyday):
                yield Named(words[at:end], found)
                past = end
                break
        at = past


def _written(leaf: Leaf, analyzer: Analyzer) -> str:
    """A word as the table may have it; empty for what is no word by itself."""
    if leaf.phrase or leaf.field or leaf.named or leaf.exact or leaf.tilde is not None:
        return ""
    words = _words(leaf, analyzer)
    return key(fold(possessive(words[0].form))) if len(words) == 1 else ""


def _aligned(words: Sequence[str], name: str) -> Sequence[str | None]:
    """For each word of a name the word that counts in its place when the same is called `name`."""
    other = name.split()
    if len(other) == 1:
        return other * len(words)
    differing = [place for place, pair in enumerate(zip(words, map(key, other), strict=False)) if pair[0] != pair[1]]
    if len(other) != len(words) or len(differing) != 1:
        return [None] * len(words)
    return [word if place in differing else None for place, word in enumerate(other)]


def _in_place_of(named: Named, analyzer: Analyzer) -> Sequence[tuple[int, str, float, str]]:
    """(which word of a name, a term that counts in its place, how much, the name that it is of) for all other names."""
    words = [word.written for word in named.words]
    remembered, key = analyzer.remembered, ("names", *words)
    found: list[tuple[int, str, float, str]] | None = remembered.get(key)
    if found is None:
        found = []
        for name, is_capital in (other for country in named.countries for other in country.others):
            for place, word in enumerate(_aligned(words, name)):
                if word and (term := _term(word, analyzer)) is not None:
                    found.append((place, term, CAPITAL if is_capital else OTHER_NAME, name))
        remembered[key] = found
    return found


def _term(word: str, analyzer: Analyzer) -> str | None:
    """The term of a word of the table; None for one of several parts."""
    found = analyzer.query_words(word, [LANGUAGE])
    terms = list(_terms(found[0])) if len(found) == 1 else []
    return terms[0] if len(terms) == 1 else None


def _terms(word: QueryWord) -> Iterator[str]:
    return (str(term) for way in word.ways for place in way for term in place)


def _terms_of(leaf: Leaf, analyzer: Analyzer) -> Iterator[str]:
    """The terms of a word of the text. Of a paper's name (source:"Korea Herald") or a phrase there are none: it asks
    for something else than the word does."""
    words = _words(leaf, analyzer) if leaf.field in ("", "text", "exact") else []
    return _terms(words[0]) if len(words) == 1 else iter(())


def _words(leaf: Leaf, analyzer: Analyzer) -> list[QueryWord]:
    return analyzer.query_words(leaf.text, [LANGUAGE])


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    for child in children_of(node):
        yield from _leaves(child)
