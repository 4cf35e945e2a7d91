"""The other names of what a query names.

A name is words side by side without signs: not in quotes, not after a field, ``=`` or ``-``. Of its other names those
of one word count in the place of each of its words, so an article that has one of them has the whole name; one that
differs from it in a single word (South Korean, South Korea) counts in the place of that word; others are not searched
for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from searchkit.analysis.stages import fold, possessive
from searchkit.model import Note
from searchkit.query.context import Context
from searchkit.query.names.countries import EVERYDAY
from searchkit.query.names.table import Country, countries, is_of_name, key
from searchkit.query.nodes import Juxtaposed, Leaf, Negation, Node, children_of

if TYPE_CHECKING:
    from searchkit.analysis import QueryWord

LANGUAGE = "en"
"""Of the table."""

OTHER_NAME, CAPITAL = 0.7, 0.2
"""What another name, and the capital, count for; measured, see docs/decisions/0013-expansion.md."""

Others: TypeAlias = "tuple[tuple[str, float], ...]"
"""Terms, and what each counts."""


class Named(NamedTuple):
    """Words of a query that are a name: as they were typed, as the table has them, and the countries that go by it."""

    leaves: Sequence[Leaf]
    words: Sequence[str]
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
    found = list(_named(tree, context))
    if not found:
        return None
    typed = {term for leaf in _leaves(tree) for word in _words(leaf, context) for term in _terms(word)}
    places: dict[int, dict[str, float]] = {}
    used: dict[str, str] = {}
    for named in found:
        for place, term, worth, name in _in_place_of(named, context):
            if term not in typed:
                places.setdefault(named.leaves[place].start, {}).setdefault(term, worth)
                used.setdefault(term, name)
    others = {start: tuple(terms.items()) for start, terms in places.items()}
    return Added(others, used, found[0].leaves[0].start, found[-1].leaves[-1].end)


def may_be_named(leaf: Leaf, context: Context) -> bool:
    """Whether a word is in any name, so that it depends on those beside it what is searched for."""
    return LANGUAGE in context.languages and is_of_name(_written(leaf, context))


def _named(node: Node, context: Context) -> Iterator[Named]:
    """The names in a tree, those in what is excluded left out."""
    if isinstance(node, Leaf):
        yield from _names_among([node], context)
    elif isinstance(node, Juxtaposed):
        beside: list[Leaf] = []
        for child in node.children:
            if isinstance(child, Leaf):
                beside.append(child)
                continue
            yield from _names_among(beside, context)
            beside = []
            yield from _named(child, context)
        yield from _names_among(beside, context)
    elif not isinstance(node, Negation):
        for child in children_of(node):
            yield from _named(child, context)


def _names_among(leaves: Sequence[Leaf], context: Context) -> Iterator[Named]:
    """The longest names first to last, none within another."""
    written = [_written(leaf, context) for leaf in leaves]
    at = 0
    while at < len(leaves):
        past = at + 1
        table = countries(written[at]) if is_of_name(written[at]) else {}
        for end in range(min(at + max(map(len, table), default=0), len(leaves)), at, -1):
            found = table.get(tuple(written[at:end]))
            if found is not None and not (end == past and _is_everyday(leaves[at], context)):
                yield Named(leaves[at:end], written[at:end], found)
                past = end
                break
        at = past


def _written(leaf: Leaf, context: Context) -> str:
    """A word as the table may have it; empty for what is no word by itself."""
    if leaf.phrase or leaf.field or leaf.named or leaf.exact or leaf.tilde is not None:
        return ""
    words = _words(leaf, context)
    return key(fold(possessive(words[0].form))) if len(words) == 1 else ""


def _is_everyday(leaf: Leaf, context: Context) -> bool:
    """Whether a name of one word is another word as it is typed: us, polish."""
    if leaf.text in EVERYDAY:
        return True
    told = context.analyzer.words_of(LANGUAGE).is_told_by_capitals(_written(leaf, context))
    return told and not any(term.isupper() for word in _words(leaf, context) for term in _terms(word))


def _aligned(words: Sequence[str], name: str) -> Sequence[str | None]:
    """For each word of a name the word that counts in its place when the same is called `name`."""
    other = name.split()
    if len(other) == 1:
        return other * len(words)
    differing = [place for place, pair in enumerate(zip(words, map(key, other), strict=False)) if pair[0] != pair[1]]
    if len(other) != len(words) or len(differing) != 1:
        return [None] * len(words)
    return [word if place in differing else None for place, word in enumerate(other)]


def _in_place_of(named: Named, context: Context) -> Sequence[tuple[int, str, float, str]]:
    """(which word of a name, a term that counts in its place, how much, the name that it is of) for all other names."""
    remembered, key = context.analyzer.remembered, ("names", *named.words)
    found: list[tuple[int, str, float, str]] | None = remembered.get(key)
    if found is None:
        found = []
        for name, is_capital in (other for country in named.countries for other in country.others):
            for place, word in enumerate(_aligned(named.words, name)):
                if word and (term := _term(word, context)) is not None:
                    found.append((place, term, CAPITAL if is_capital else OTHER_NAME, name))
        remembered[key] = found
    return found


def _term(word: str, context: Context) -> str | None:
    """The term of a word of the table; None for one of several parts."""
    found = context.analyzer.query_words(word, [LANGUAGE])
    terms = list(_terms(found[0])) if len(found) == 1 else []
    return terms[0] if len(terms) == 1 else None


def _terms(word: QueryWord) -> Iterator[str]:
    return (str(term) for way in word.ways for place in way for term in place)


def _words(leaf: Leaf, context: Context) -> list[QueryWord]:
    return context.analyzer.query_words(leaf.text, [LANGUAGE])


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    for child in children_of(node):
        yield from _leaves(child)
