"""More like this: the articles that have the key words of one, see `rule.key_words`, ranked as any answer is.

The words are searched for with their weights; the article itself is left out, and its copies where copies are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from searchkit.index.damage import damage_translated
from searchkit.index.store import Store
from searchkit.model import Article, Note, Results
from searchkit.search.feedback.asking import terms_of
from searchkit.search.feedback.rule import FIELD, key_words, some_of
from searchkit.search.plain.counts import text_counts
from searchkit.search.plain.statistics import PlainSnapshot
from searchkit.search.search import Request, search
from searchkit.search.stories import story_of

WORDS: Final = 20
"""So many words of the article are looked for at most; see docs/decisions/0013-expansion.md."""

_MANY = 50  # articles; a story of more is looked through nevertheless
_DIGITS = 8  # of an identity, to know it by


def similar(store: Store, article: Article, *, collapse: bool, versions: bool, **page: Any) -> Results:
    """One page of the articles that are like this one, which may be in the index or not; `page` has other fields of the
    `Request`."""
    from whoosh import query

    with damage_translated(store.name):
        reader = store.reader()
        snapshot = PlainSnapshot.of(reader, store.settings)
        story = story_of(reader, snapshot, article.id) if collapse and not versions else ()
        away = tuple(dict.fromkeys((article.id, *story)))
        terms, forms = terms_of(store, article)
        counts = text_counts(reader)

        def is_elsewhere(term: str) -> bool:
            return counts[term] > max(_MANY, len(away)) or _is_elsewhere(snapshot, term, away, versions)

        words = key_words(terms, counts, snapshot.document_count(), WORDS, is_elsewhere)
    named = [forms[term] for term in words]
    name = article.id if len(article.id) <= _DIGITS else f"{article.id[:_DIGITS]}\N{HORIZONTAL ELLIPSIS}"
    tree = query.NullQuery
    if words:
        wanted = query.Or([query.Term(FIELD, term, boost=weight) for term, weight in words.items()])
        unwanted = [query.Term("id", id) for id in away]
        tree = query.Require(wanted, query.Not(query.Or(unwanted) if len(unwanted) > 1 else unwanted[0]))
    asked = Request(
        query=tree,
        understood=f"articles like {name}: {' '.join(named)}" if words else f"articles like {name}",
        notes=(_note(name, named),),
        is_near=False,  # key words come in no order, and tell topics, not phrases
        collapse=collapse,
        versions=versions,
        **page,
    )
    return search(store, asked)


def _is_elsewhere(snapshot: PlainSnapshot, term: str, away: Collection[str], versions: bool) -> bool:
    """Whether an article that may be shown has the term, one that is not `away`.

    Words of copies and older versions alone are the rarest of all, and would leave no room for those that others have.
    """
    for part, postings in zip(snapshot.parts, snapshot.word(FIELD, term).lists, strict=True):
        for at in () if postings is None else postings.numbers:
            shown = (part.live is None or part.live[at]) and (versions or at not in part.older)
            if shown and (part.names is None or part.names[0][at] not in away):
                return True
    return False


def _note(name: str, words: Sequence[str]) -> Note:
    if not words:
        return Note("similar", f"Article {name} has no word that tells it from others and that another has, too.")
    return Note(
        "similar", f"Looked for what has most of the words that tell article {name} from others: {some_of(words)}."
    )
