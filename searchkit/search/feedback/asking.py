"""Feedback on an index: the best articles of an answer are read, and give the words that move others up; see `rule`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from searchkit.analysis import is_stop
from searchkit.model import Note
from searchkit.search.feedback.rule import (
    FREQUENT,
    KEY_WORDS,
    added_words,
    key_words,
    some_of,
)
from searchkit.search.plain.counts import text_counts

if TYPE_CHECKING:
    from searchkit.analysis import Token
    from searchkit.index.store import Store
    from searchkit.model import Article
    from searchkit.search.feedback.rule import Word
    from searchkit.search.plain.statistics import PlainSnapshot
    from searchkit.search.search import Asked
    from searchkit.search.statistics import Snapshot


_MOST: Final = 1024
"""Articles whose key words a snapshot keeps, 3 MB: queries of one subject, and the pages of an answer, have the same
best ones."""


_READ: Final = 30_000
"""Characters of a body: what it is about is said there, and a book must not hold up a search."""


class Feedback:
    """The words that the best articles of one answer add, once it is known which these are."""

    def __init__(self, asked: Asked, snapshot: Snapshot | PlainSnapshot, words: Sequence[Word]) -> None:
        self._store, self._reader = asked.store, asked.reader
        self._snapshot = snapshot
        self._words = words
        self._forms: dict[str, str] = {}
        self.added: dict[str, float] = {}
        """With their boosts; empty before the best articles are known, and when these have no words to add."""
        self.first: int | None = None
        """The number of the best article, which gets as much as the words could add at most."""

    @classmethod
    def of(cls, asked: Asked, words: Sequence[Word], least: int) -> Feedback | None:
        """That of a request for these words; None when less than `least` of them tell articles apart.

        What most articles have does not: of a query of stop words alone the best articles are best by chance.
        """
        snapshot = asked.segments
        counts, half = text_counts(asked.reader), snapshot.document_count() / 2
        known = [(terms, boost) for terms, boost in words if any(counts[term] for term in terms)]
        telling = sum(max(counts[term] for term in terms) <= half for terms, _ in known)
        return cls(asked, snapshot, known) if telling >= least else None

    def ask(self, best: Sequence[tuple[int, float]]) -> None:
        """Has the words of the `best` articles, (number, score) each, best first; asked again, it has them already."""
        if self.first is None and best:
            self.first = best[0][0]
            self.added = added_words(self._words, best, self._key_words)

    def notes(self) -> tuple[Note, ...]:
        """What is to be said of it: the words that were not asked for, as the best articles write them."""
        typed = {term for terms, _ in self._words for term in terms}
        new = [self._forms[term] for term in self.added if term not in typed]
        if not new:
            return ()
        said = f"Words of the best articles move others up: {some_of(new)}; --no-expand leaves them out."
        return (Note("expanded", said),)

    def _key_words(self, number: int) -> Mapping[str, float]:
        """The key words of an article with their weights."""
        kept = _kept.setdefault(self._snapshot, {})
        found = kept.get(number)
        if found is None:
            if len(kept) >= _MOST:
                kept.clear()
            terms, forms = terms_of(self._store, self._store.without_places(number, self._reader))
            frequent = dict(terms.most_common(FREQUENT))
            words = key_words(frequent, text_counts(self._reader), self._snapshot.document_count(), KEY_WORDS)
            found = kept[number] = words, {term: forms[term] for term in words}
        self._forms |= found[1]
        return found[0]


_kept: WeakKeyDictionary[Snapshot | PlainSnapshot, dict[int, tuple[dict[str, float], dict[str, str]]]] = (
    WeakKeyDictionary()
)
"""By the numbers of articles their key words, and how they write them. Two threads that touch hits of one search may
each work some out, and keep the same."""


def terms_of(store: Store, article: Article) -> tuple[Counter[str], dict[str, str]]:
    """The terms of an article with their weighted frequencies, and how it writes each; without stop words."""
    title, body = telling_tokens(store, article)
    forms = {token.term: token.form for token in (*reversed(body), *reversed(title))}  # of several the first
    return weighted(title, body, store.manifest.title_weight), forms


def telling_tokens(store: Store, article: Article) -> tuple[list[Token], list[Token]]:
    """The words of its title, and those of its body, of which `_READ` characters are read; without stop words."""
    store.look_up_stems(article)
    title, body = (
        [token for token in store.analyzer.tokens(text, article.lang) if not is_stop(article.lang, token.form)]
        for text in (article.title, article.body[:_READ])
    )
    return title, body


def weighted(title: Iterable[Token], body: Iterable[Token], title_weight: int) -> Counter[str]:
    """The terms with their frequencies, those of the title first, where each counts `title_weight` times."""
    terms = Counter({term: title_weight * count for term, count in Counter(token.term for token in title).items()})
    terms.update(token.term for token in body)
    return terms
