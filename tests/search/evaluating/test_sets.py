"""What Whoosh decides by segment, or cannot answer, is decided over the whole index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from whoosh import query
from whoosh.query import spans

from searchkit import Article, Index, Results
from searchkit import open as open_index


def term(word: str) -> query.Term:
    """A word of title or body."""
    return query.Term("text", word)


def titles(results: Results) -> list[str]:
    """In alphabetical order."""
    return sorted(hit.title for hit in results)


ANT_BEE, ANT_CAT = query.Otherwise(term("ant"), term("bee")), query.Otherwise(term("ant"), term("cat"))


@pytest.fixture
def index() -> Iterator[Index]:
    """Two segments, of which only the first has ants and only the second cats; bees are in both."""
    with open_index(":memory:") as opened:
        for articles in ({"One": "ant bee", "Two": "bee fox bat"}, {"Three": "bee fox", "Four": "cat"}):
            with opened.writer() as writer:
                for title, body in articles.items():
                    writer.add(Article(title=title, body=body, lang="en"))
        yield opened


def test_the_second_clause_is_asked_only_when_nothing_in_the_index_fulfils_the_first(index: Index) -> None:
    """Not when one segment has nothing."""
    assert titles(index.search(ANT_BEE)) == ["One"]
    assert titles(index.search(query.Otherwise(term("dog"), term("bee")))) == ["One", "Three", "Two"]
    assert titles(index.search(query.Otherwise(term("dog"), ANT_CAT))) == ["One"]
    assert (index.count(ANT_BEE), index.count(query.Otherwise(term("dog"), term("elk")))) == (1, 0)


def test_what_was_deleted_does_not_fulfil_it(index: Index) -> None:
    """As if it had never been there."""
    (hit,) = index.search("ant")
    with index.writer() as writer:
        writer.delete(hit.id)
    assert titles(index.search(ANT_CAT)) == ["Four"]


def test_it_keeps_what_is_around_and_within_it(index: Index) -> None:
    """Conditions choose among the documents of the chosen clause, exclusions within hold, scores are its own."""
    assert titles(index.search(query.Require(ANT_BEE, term("cat")))) == []
    assert titles(index.search(query.AndNot(term("bee"), ANT_CAT))) == ["Three", "Two"]
    without = query.AndNot(term("fox"), term("bat"))
    assert titles(index.search(query.Otherwise(term("dog"), without))) == ["Three"]
    (hit,), (alone,) = index.search(ANT_BEE), index.search(term("ant"))
    assert hit.score == alone.score == hit.explain().value
    assert [passage.text for passage in hit.passages] == [passage.text for passage in alone.passages]


SPANS = [
    spans.SpanFirst(term("bee"), limit=0),
    spans.SpanOr([term("bee"), term("ant")]),
    spans.SpanNot(term("bee"), term("ant")),
    spans.SpanNear(term("bee"), term("fox")),
]


@pytest.mark.parametrize("span", SPANS, ids=lambda span: type(span).__name__)
def test_spans_may_stand_within_a_scale_and_a_tiebreak(index: Index, span: query.Query) -> None:
    """Whoosh's matchers raise, since spans estimate no size; a tiebreak changes nothing, as in Whoosh."""
    both = titles(index.search(query.Or([span, term("cat")])))
    assert both == titles(index.search(query.Or([span, term("cat")], scale=0.9)))
    highest = [(hit.title, hit.score) for hit in index.search(query.DisjunctionMax([span, term("cat")]))]
    broken = index.search(query.DisjunctionMax([span, term("cat")], tiebreak=0.5))
    assert [(hit.title, hit.score) for hit in broken] == highest


def test_a_scale_does_not_depend_on_how_segments_were_cut(index: Index) -> None:
    """Nor is it forgotten where a pattern becomes words."""
    pattern = query.Prefix("text", "be", constantscore=False)
    trees = [query.Or([word, term("fox"), term("cat")], scale=0.9) for word in (term("bee"), pattern)]
    before = [[(hit.title, hit.score) for hit in index.search(tree)] for tree in trees]
    assert before[0] == before[1]
    assert before[0] != [(hit.title, hit.score) for hit in index.search(query.Or(trees[0].subqueries))]
    index.compact()
    assert [[(hit.title, hit.score) for hit in index.search(tree)] for tree in trees] == before
