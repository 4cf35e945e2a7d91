"""What a query asks for when it has a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from searchkit.analysis.context import is_shouted
from searchkit.analysis.stages import normalise, possessive
from searchkit.analysis.stopwords import is_stop
from searchkit.analysis.tokens import AskedTerm, QueryWord, TermWithin
from searchkit.analysis.words import Way, Words

_Spans = tuple[tuple[int, int], ...]


def asked_word(
    text: str,
    start: int,
    end: int,
    kinds: str,
    words: Mapping[str, Words],
    codes: Mapping[str, tuple[str, ...]],
    *,
    longest: int,
) -> QueryWord | None:
    """The word that is written at `start` to `end`, as the languages of `words` read it; None if nothing is left.

    `codes`: what the index calls each of the languages.
    """
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
        ways=_merged(readings, [codes[lang] for lang in words]),
        forms=tuple(part.form for part in exact.parts),
        stop=is_stop(next(iter(words)), possessive(form)) and not _is_name(exact),
    )


def _merged(
    readings: Sequence[Sequence[Way]], codes: Sequence[tuple[str, ...]]
) -> tuple[tuple[tuple[AskedTerm, ...], ...], ...]:
    """The ways of all languages; those that take the word apart at the same places become one, with all terms.

    What the first language makes may stand in any article, which are mostly its own. What another makes is found in
    articles that were read by its rules: *marché* is *march* in French, but not in English.
    """
    everywhere = {term for way in readings[0] for part in way.parts for term in part.terms}
    merged: dict[_Spans, list[dict[str, tuple[str, ...]]]] = {}
    for ways, called in zip(readings, codes, strict=True):
        for way in ways:
            spans = tuple((part.start, part.end) for part in way.parts)
            positions = merged.setdefault(spans, [{} for _ in way.parts])
            for terms, part in zip(positions, way.parts, strict=True):
                terms.update({term: terms.get(term, ()) + called for term in part.terms})

    def asked(term: str, languages: tuple[str, ...]) -> AskedTerm:
        return term if term in everywhere else TermWithin(term, languages)

    return tuple(
        tuple(tuple(asked(*term) for term in terms.items()) for terms in positions) for positions in merged.values()
    )


def _is_name(way: Way) -> bool:
    """Whether all its terms are capitals: US, not us."""
    return all(term.isupper() for part in way.parts for term in part.terms)
