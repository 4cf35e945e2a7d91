"""Where in a text a query's words and phrases stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from searchkit.search.targets import Target

if TYPE_CHECKING:
    from searchkit.analysis import Token


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of text (characters `start` to `end`) that is what `target` (a number) looks for."""

    start: int
    end: int
    target: int


def find_matches(tokens: Sequence[Token], targets: Sequence[Target], where: str) -> list[Match]:
    """Every place where a target stands, in the order of the text; `where` is ``title`` or ``body``.

    The words of a phrase match only where the whole phrase stands; with a slop of 1 the phrase is one match.
    """
    found: list[Match] = []
    single = {"term": {}, "form": {}}  # type: dict[str, dict[str, list[int]]]
    for number, target in enumerate(targets):
        if where not in target.fields:
            continue
        if len(target.sequence) == 1:
            for word in target.sequence[0]:
                single[target.kind].setdefault(word, []).append(number)
        else:
            found += _phrase_matches(tokens, target, number)
    terms, forms = single["term"], single["form"]
    if terms or forms:
        for token in tokens:
            for number in (*terms.get(token.term, ()), *forms.get(token.form, ())):
                found.append(Match(token.start, token.end, number))
    return sorted(set(found), key=lambda match: (match.start, match.end, match.target))


def _phrase_matches(tokens: Sequence[Token], target: Target, number: int) -> Iterable[Match]:
    wanted = set().union(*target.sequence)
    # term -> positions in order, with the token that stands there
    places: dict[str, list[Token]] = {}
    for token in tokens:
        word = token.term if target.kind == "term" else token.form
        if word in wanted:
            places.setdefault(word, []).append(token)
    if any(not any(word in places for word in step) for step in target.sequence):
        return []
    by_step = [
        sorted((token for word in step for token in places.get(word, ())), key=lambda token: token.position)
        for step in target.sequence
    ]
    matches: list[Match] = []
    for first in by_step[0]:
        chain = _follow(first, by_step[1:], target.slop)
        if chain is None:
            continue
        if target.slop == 1:
            matches.append(Match(first.start, max(token.end for token in chain), number))
        else:
            matches += [Match(token.start, token.end, number) for token in chain]
    return matches


def _follow(first: Token, steps: Sequence[Sequence[Token]], slop: int) -> list[Token] | None:
    """The nearest tokens that continue a phrase from `first`, or None."""
    chain = [first]
    for step in steps:
        here = chain[-1].position
        index = bisect_right(step, here, key=_position)
        if index == len(step) or step[index].position - here > slop:
            return None
        chain.append(step[index])
    return chain


def _position(token: Token) -> int:
    return token.position


def merge_spans(matches: Iterable[Match]) -> tuple[tuple[int, int], ...]:
    """(start, end) of the matches, in order; overlapping ones joined."""
    spans: list[tuple[int, int]] = []
    for match in matches:
        if spans and match.start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return tuple(spans)
