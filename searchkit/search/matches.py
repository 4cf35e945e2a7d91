"""Where in a text a query's words and phrases stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from searchkit.frozen import dataclass
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


def _phrase_matches(tokens: Sequence[Token], target: Target, number: int) -> list[Match]:
    by_step = _places(tokens, target)
    if not all(by_step):
        return []
    chains = _chains(by_step, target.slop) if target.ordered else _clusters(by_step, target.slop)
    if target.slop == 1 and target.ordered:
        return [Match(chain[0].start, max(token.end for token in chain), number) for chain in chains]
    return [Match(token.start, token.end, number) for chain in chains for token in chain]


def _places(tokens: Sequence[Token], target: Target) -> list[list[Token]]:
    """For each place of the phrase the tokens that may stand there, by position."""
    steps: dict[str, list[int]] = {}
    for step, words in enumerate(target.sequence):
        for word in words:
            steps.setdefault(word, []).append(step)
    by_step: list[list[Token]] = [[] for _ in target.sequence]
    for token in tokens:
        for step in steps.get(token.term if target.kind == "term" else token.form, ()):
            by_step[step].append(token)
    return by_step


def _chains(by_step: Sequence[Sequence[Token]], slop: int) -> Iterator[list[Token]]:
    """Tokens in the order of the places, each within `slop` positions of the one before."""
    for first in by_step[0]:
        chain = _follow(first, by_step[1:], slop)
        if chain is not None:
            yield chain


def _clusters(by_step: Sequence[Sequence[Token]], slop: int) -> Iterator[list[Token]]:
    """Tokens of all places in any order, neighbours within `slop` positions."""
    placed = sorted((token.position, step, token) for step, tokens in enumerate(by_step) for token in tokens)
    cluster: list[tuple[int, int, Token]] = []
    for item in [*placed, None]:
        if cluster and (item is None or item[0] - cluster[-1][0] > slop):
            if len({step for _, step, _ in cluster}) == len(by_step):
                yield [token for _, _, token in cluster]
            cluster = []
        if item is not None:
            cluster.append(item)


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
