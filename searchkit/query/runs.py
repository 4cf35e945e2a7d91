"""The runs of terms that a word or phrase may stand as: one a language and a way of writing, a bounded number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from searchkit.analysis import TermWithin
from searchkit.query.context import Context
from searchkit.query.nodes import Run

if TYPE_CHECKING:
    from searchkit.analysis import AskedTerm, QueryWord, Token

MOST = 16
"""So many ways of writing one phrase are searched; beyond, the first way of each word is."""


def runs_of(text: str, words: list[QueryWord], context: Context) -> tuple[Run, ...]:
    """The runs for `words`, which the analyser found in `text` for all languages of the context.

    Within an article all words are stemmed by one language, so a run is made of one language's stems.
    """
    if len(words) == 1 and all(len(way) == 1 for way in words[0].ways):
        ways = words[0].ways
        if len(ways) == 1 and len(ways[0][0]) == 1:
            return ways[0]  # the usual: one term
        return _distinct((term,) for way in ways for term in way[0])
    most = max(1, context.settings.phrase_words)
    if len(context.languages) < 2:
        return _distinct(_combined(words, most))
    analyzer = context.analyzer
    made: dict[Run, tuple[str, ...]] = {}
    for language in context.languages:
        for run in _combined(analyzer.query_words(text, [language]), most):
            made[run] = (*made.get(run, ()), language)
    main = context.languages[0]
    return _distinct(
        run if main in made_by else tuple(TermWithin(str(term), made_by) for term in run)
        for run, made_by in made.items()
    )


def name_run(tokens: list[Token]) -> tuple[str, ...]:
    """The run for the tokens of a name: of those that share a position the first, which is the word's own part."""
    parts: dict[int, str] = {}
    for token in tokens:
        parts.setdefault(token.position, token.term)
    return tuple(parts[position] for position in sorted(parts))


def _combined(words: list[QueryWord], most: int) -> list[Run]:
    """The ways of some words after each other, of more than `most` only as far as is needed to know that."""
    runs: list[Run] = [()]
    for word in words[: most + 1]:
        ways = [run for way in word.ways for run in _product(way)]
        if len(runs) * len(ways) > MOST:
            ways = ways[:1]
        runs = [run + way for run in runs for way in ways]
    return runs


def _product(positions: Iterable[Iterable[AskedTerm]]) -> list[Run]:
    runs: list[Run] = [()]
    for place in positions:
        terms = list(place)
        if len(runs) * len(terms) > MOST:
            terms = terms[:1]
        runs = [(*run, term) for run in runs for term in terms]
    return runs


def _distinct(runs: Iterable[Run]) -> tuple[Run, ...]:
    return tuple(run for run in dict.fromkeys(runs) if run)
