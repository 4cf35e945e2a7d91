"""What a query asks for when it has a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from searchkit.analysis.context import is_shouted
from searchkit.analysis.stages import normalise, possessive
from searchkit.analysis.stopwords import is_stop
from searchkit.analysis.tokens import QueryWord
from searchkit.analysis.words import Way, Words

_Spans = tuple[tuple[int, int], ...]


def asked_word(
    text: str, start: int, end: int, kinds: str, words: Mapping[str, Words], *, longest: int
) -> QueryWord | None:
    """The word that is written at `start` to `end`, as the languages of `words` read it; None if nothing is left."""
    written = text[start:end]
    shouted = is_shouted(text, start, end)
    readings = [[way for way in each.ways(written, kinds, shouted=shouted) if way.asked] for each in words.values()]
    if not readings[0]:
        return None
    form = normalise(written[: 4 * longest])[:longest]
    exact = min(readings[0], key=lambda way: len(way.parts))
    return QueryWord(
        text=written,
        start=start,
        end=end,
        form=form,
        ways=_merged(readings),
        forms=tuple(part.form for part in exact.parts),
        stop=is_stop(next(iter(words)), possessive(form)) and not _is_name(exact),
    )


def _merged(readings: Sequence[Sequence[Way]]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The ways of all languages; those that take the word apart at the same places become one, with all terms."""
    merged: dict[_Spans, list[dict[str, None]]] = {}
    for ways in readings:
        for way in ways:
            spans = tuple((part.start, part.end) for part in way.parts)
            positions = merged.setdefault(spans, [{} for _ in way.parts])
            for terms, part in zip(positions, way.parts, strict=True):
                terms.update(dict.fromkeys(part.terms))
    return tuple(tuple(tuple(terms) for terms in positions) for positions in merged.values())


def _is_name(way: Way) -> bool:
    """Whether all its terms are capitals: US, not us."""
    return all(term.isupper() for part in way.parts for term in part.terms)
