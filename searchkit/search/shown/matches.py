"""Where in a text a query's words and phrases stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from searchkit.search.shown.targets import Target

if TYPE_CHECKING:
    from searchkit.analysis import Token


class Match(NamedTuple):
    """A stretch of text (characters `start` to `end`) that is what `target` (a number) looks for: a word, a phrase, or
    words near each other with what is between them."""

    start: int
    end: int
    target: int
    words: tuple[tuple[int, int], ...] = ()
    """(start, end) of the words to highlight, where that is not all of it: those of words near each other."""

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """(start, end) of what is to be highlighted."""
        return self.words or ((self.start, self.end),)


def wanted_words(targets: Iterable[Target], where: str) -> frozenset[str]:
    """The terms and forms that `find_matches` needs the tokens of."""
    return frozenset(
        word for target in targets if where in target.fields for words in target.sequence for word in words
    )


def find_matches(tokens: Sequence[Token], targets: Sequence[Target], where: str) -> list[Match]:
    """Every place where a target stands, in the order of the text; `where` is ``title`` or ``body``.

    The words of a phrase, or near each other, match only where all of them do, and are one match. `tokens` are those
    of the text, or of the `wanted_words` alone.
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
    return sorted(set(found))


def _phrase_matches(tokens: Sequence[Token], target: Target, number: int) -> list[Match]:
    by_step = _places(tokens, target)
    if not all(by_step):
        return []
    chains = _chains(by_step, target.slop) if target.ordered else _clusters(by_step, target)
    if target.slop == 1 and target.ordered:
        return [Match(chain[0].start, max(token.end for token in chain), number) for chain in chains]
    return [_near(chain, number) for chain in chains]


def _near(chain: Sequence[Token], number: int) -> Match:
    words = tuple(sorted({(token.start, token.end) for token in chain}))
    return Match(words[0][0], max(end for _, end in words), number, words)


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


def _clusters(by_step: Sequence[Sequence[Token]], target: Target) -> Iterator[list[Token]]:
    """Tokens of all places in any order, neighbours within its slop; a word that is asked for twice is there twice."""
    times = Counter(target.sequence)
    placed = sorted((token.position, step, token) for step, tokens in enumerate(by_step) for token in tokens)
    cluster: list[tuple[int, int, Token]] = []
    for item in [*placed, None]:
        if cluster and (item is None or item[0] - cluster[-1][0] > target.slop):
            there: dict[frozenset[str], set[int]] = {words: set() for words in times}
            for position, step, _ in cluster:
                there[target.sequence[step]].add(position)
            if all(len(there[words]) >= least for words, least in times.items()):
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
    """(start, end) of what the matches highlight, in order; overlapping ones joined."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(span for match in matches for span in match.spans):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return tuple(spans)
