"""Feedback on an index: the best articles are read, and the tree is given their words; see `rule`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from searchkit.model import Note
from searchkit.search.feedback.rule import BEST, FIELD, WORDS, Words, added_words, key_words, note, words_asked
from searchkit.search.plain.counts import text_counts

if TYPE_CHECKING:
    from searchkit.analysis import Token
    from searchkit.index.store import Store
    from searchkit.model import Article
    from searchkit.search.plain.ranking import Tree
    from searchkit.search.plain.statistics import PlainSnapshot
    from searchkit.search.search import Asked
    from searchkit.search.statistics import Snapshot

_MOST: Final = 1024
"""Articles whose key words a snapshot keeps, 3 MB: queries of one subject, and the pages of an answer, have the same
best ones."""


def with_feedback(asked: Asked) -> tuple[Tree, tuple[Note, ...]]:
    """The tree to rank by, and what is to be said of it."""
    tree, required = asked.tree, []
    while type(tree).__name__ == "Require":
        required.append(tree.b)
        tree = tree.a
    always = asked.request.expand == "always"
    if len(words_asked(tree)) < (1 if always else WORDS):
        return asked.tree, ()
    snapshot = asked.plain or asked.snapshot
    best = asked.first(BEST).documents
    words = Words(
        lambda term: snapshot.posting_count(FIELD, term) > 0,
        lambda number, term: snapshot.has(number, FIELD, term),
        lambda number: _key_words(asked, snapshot, number),
    )
    added = added_words(tree, best, words, always=always)
    if not added:
        return asked.tree, ()
    return _fed(tree, added, required, is_plain=asked.plain is not None), (note(added, tree),)


def _fed(tree: Tree, added: Mapping[str, float], required: Sequence[Tree], *, is_plain: bool) -> Tree:
    kinds, forms = _classes(is_plain)
    fed = forms.Feedback(tree, kinds.Or([kinds.Term(FIELD, term, boost=boost) for term, boost in added.items()]))
    for condition in reversed(required):
        fed = kinds.Require(fed, condition)
    return fed


def _classes(is_plain: bool) -> tuple[Any, Any]:
    """The modules with the classes of trees; those without Whoosh where it is not loaded."""
    if is_plain:
        from searchkit.query import simple

        return simple, simple
    from whoosh import query

    from searchkit.query import forms

    return query, forms


_kept: WeakKeyDictionary[Snapshot | PlainSnapshot, dict[int, dict[str, float]]] = WeakKeyDictionary()
"""Key words by the numbers of articles; a snapshot is of one thread."""


def _key_words(asked: Asked, snapshot: Snapshot | PlainSnapshot, number: int) -> dict[str, float]:
    """The key words of an article."""
    kept = _kept.setdefault(snapshot, {})
    found = kept.get(number)
    if found is None:
        if len(kept) >= _MOST:
            kept.clear()
        store = asked.store
        title, body = tokens_of(store, store.without_places(number, asked.reader))
        terms = weighted(title, body, store.manifest.title_weight)
        found = kept[number] = key_words(terms, text_counts(asked.reader), snapshot.document_count())
    return found


def tokens_of(store: Store, article: Article) -> tuple[list[Token], list[Token]]:
    """The words of its title, and those of its body."""
    store.look_up_stems(article)
    title, body = (store.analyzer.tokens(text, article.lang) for text in (article.title, article.body))
    return title, body


def weighted(title: Iterable[Token], body: Iterable[Token], title_weight: int) -> Counter[str]:
    """The terms with their frequencies; each in the title counts `title_weight` times."""
    terms = Counter(token.term for token in body)
    for token in title:
        terms[token.term] += title_weight
    return terms
