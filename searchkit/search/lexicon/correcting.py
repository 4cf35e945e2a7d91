"""Did you mean: the query with words that the index has in the place of those that it does not."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING

from searchkit.frozen import replace
from searchkit.query import Parsed

if TYPE_CHECKING:
    from searchkit.analysis import AskedTerm
    from searchkit.query.written import Written
    from searchkit.search.lexicon.words import Lexicon
    from searchkit.search.ranked import Ranked
    from searchkit.search.search import Asked

FEW = 3
"""An answer of fewer articles is asked whether a rare word of the query is a slip; an unknown word always is one."""

_RARE = 2  # articles
_MORE_FREQUENT = 100  # so many times as frequent another word must be, when the one that was typed is there too
_WORDS = 8  # of a query that are looked at: each takes a millisecond or two
_OTHERS = 3  # words that are tried in the place of one
_TRIES = 5  # queries that are tried

_SURROGATES = re.compile("[\ud800-\udfff]")

Frequency = Callable[[str, "AskedTerm"], int]


def corrected(asked: Asked, ranked: Ranked) -> str:
    """The query as it may be meant, which has hits; empty when every word is there or nothing is spelled alike.

    Operators, quotes and the other words stay as they were typed.
    """
    query = asked.request.query
    if not isinstance(query, Parsed) or not ranked.complete or asked.was_late:
        return ""
    snapshot = asked.segments
    frequency = snapshot.document_frequency
    most = 0 if ranked.total >= FEW else min(_RARE, snapshot.document_count() // _MORE_FREQUENT)
    if (ranked.total >= FEW or query.is_told_by_runs) and not _has_rare(query, frequency, most):
        return ""
    words = [(word, found) for word in query.written_words() if (found := _frequency(word, frequency)) <= most]
    if not words:
        return ""
    from searchkit.search.lexicon.words import lexicon_of

    lexicon = lexicon_of(asked.reader)
    words = [(word, found) for word, known in words if (found := known or _as_written(word, lexicon)) <= most]
    others = list(_others(words[:_WORDS], lexicon, asked.deadline))
    if not others:
        return ""
    # A word that was there before must be worth giving up: then more must be found than was.
    before = 0 if any(found == 0 for _, found in words) else ranked.total
    for text in _texts(_without_unknown_fields(query), others):
        if time.monotonic() > asked.deadline:
            return ""
        if _total(asked, query.again(text)) > before:
            return text
    return ""


def _has_rare(query: Parsed, frequency: Frequency, most: int) -> bool:
    """Whether a term is in `most` articles or fewer, of the first of those runs that may stand for a word or phrase."""
    for field, runs in query.wanted_runs():
        for term in runs[0] if runs else ():
            if frequency(field, term) <= most:
                return True
    return False


def _frequency(word: Written, frequency: Frequency) -> int:
    """How many articles have the stem of a word in the index's main language.

    By its stems in all languages a slip is often found: some language has an ending like that.
    """
    stems = [terms[0] for terms in word.ways[0]] if word.ways else []
    return min((frequency(word.field, stem) for stem in stems), default=0)


def _as_written(word: Written, lexicon: Lexicon) -> int:
    """How many articles have the word as it is written, whatever their language; 0 when they were all deleted."""
    return lexicon.frequency(word.form) if word.field == "text" and lexicon.is_live(word.form) else 0


def _others(
    words: Sequence[tuple[Written, int]], lexicon: Lexicon, deadline: float
) -> Iterator[tuple[Written, list[str]]]:
    """Words with those that may be meant by them, the likeliest first."""
    from searchkit.analysis.stages import possessive
    from searchkit.search.lexicon.folding import folded
    from searchkit.search.lexicon.spelling import alike

    for word, found in words:
        if time.monotonic() > deadline:
            return
        least = _MORE_FREQUENT * found or 1
        if texts := [one.word for one in islice(alike(lexicon, folded(possessive(word.form)), least=least), _OTHERS)]:
            yield word, texts


def _without_unknown_fields(query: Parsed) -> str:
    """What was typed, of the same length: a name that is no field's is a word, as it was searched."""
    typed = query.typed
    for note in query.notes:
        if note.code == "unknown-field" and (end := note.end) and typed[end : end + 1] == ":":
            typed = f"{typed[:end]} {typed[end + 1 :]}"
    return typed


def _texts(typed: str, others: Sequence[tuple[Written, list[str]]]) -> Iterator[str]:
    """The query with some of these words in it, the likeliest first. Lone surrogates, which part words as blanks do and
    cannot be printed, become blanks."""
    typed = _SURROGATES.sub(" ", typed)
    places = [range(len(texts)) for _, texts in others]
    for choice in islice(sorted(product(*places), key=sum), _TRIES):
        text = typed
        for (word, texts), place in sorted(zip(others, choice, strict=True), key=_start, reverse=True):
            text = text[: word.start] + texts[place] + text[word.end :]
        yield text


def _start(chosen: tuple[tuple[Written, list[str]], int]) -> int:
    (word, _), _ = chosen
    return word.start


def _total(asked: Asked, query: Parsed) -> int:
    """How many articles another query finds, at least, under the same conditions and before the same deadline; of
    fewer than `FEW` exactly."""
    request = replace(asked.request, query=query, limit=FEW, offset=0, facets=())
    request = replace(request, collapse=False, is_near=False, expand="never")  # what changes the order alone
    again = type(asked)(asked.store, request)
    again.deadline = asked.deadline
    return again.rank().total
