"""What words and phrases are found on arrays without loading Whoosh, to the last bit as with its classes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage

import searchkit
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.opened import Opened
from searchkit.index.columnar.whoosh.index import ColumnarIndex, create_in
from searchkit.index.schema import make_schema
from searchkit.query import simple
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.explaining.scores import as_whoosh
from searchkit.search.kinds import KINDS
from searchkit.search.plain.trees import rewrite_simple
from searchkit.search.ranking import matching, rank
from searchkit.search.statistics import Snapshot, snapshot_of
from searchkit.testing import small_index
from tests.search.evaluating.test_evaluate import fill
from tests.search.plain_segment import Document
from tests.search.random_trees import WORDS, corpora

QUERIES = (
    "ferry",
    "Korea Japan trust",
    "ferry AND storm",
    "+ferry storm -busan",
    '"ferry service"',
    "ferry-service",
    "",
)

_words = st.sampled_from([*WORDS, "dog"])
_boosts = st.sampled_from([1.0, 1.0, 0.3, 3.0])
_leaves = st.one_of(
    st.builds(simple.Term, st.sampled_from(["text", "title", "none"]), _words, _boosts),
    st.builds(simple.Phrase, st.sampled_from(["text", "title"]), st.lists(_words, min_size=2, max_size=3), _boosts),
    st.just(simple.NullQuery),
)


def _grown(trees: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(trees, min_size=1, max_size=4)
    return st.one_of(
        st.builds(simple.Or, several),
        st.builds(simple.And, several),
        st.builds(simple.DisjunctionMax, several),
        st.builds(simple.AndNot, trees, trees),
        st.builds(simple.AndMaybe, trees, trees),
        st.builds(simple.Require, trees, trees),
    )


@settings(max_examples=150)
@given(corpora, st.recursive(_leaves, _grown, max_leaves=8), st.booleans())
def test_both_kinds_of_trees_rank_alike(corpus: list[list[Document]], tree: simple.Node, versions: bool) -> None:
    """Articles, scores, order, totals, and all that match."""
    reader = fill(ColumnarIndex.create(RamStorage(), make_schema()), corpus)
    segments = segments_of(reader)
    assert segments is not None
    answers = []
    for one, schema in ((tree, None), (as_whoosh(tree), reader.schema)):
        run = Run(Snapshot(segments, schema, 1.5, 0.75), reader)
        ranked = rank(run, one, count=5, sort="relevance", versions=versions, nearness=0.5)
        answers.append((ranked, [found.tolist() for _, found in matching(run, one, versions=versions)]))
    assert answers[0] == answers[1]


def test_a_process_that_has_numpy_answers_the_same(tmp_path: Path) -> None:
    """Words, all of them, a phrase: the whole of the answer, with facets, numbers and identities of all that match, and
    no module of Whoosh's but its list of stop words."""
    program = """if True:
        import sys, numpy, searchkit
        with searchkit.open(sys.argv[1]) as index:
            for text in sys.argv[2:]:
                results = index.search(text, passages=2, facets=["year"])
                print((results.total, results.notes, results.facets, [(h.id, h.score, h.passages) for h in results]))
                print((index.count(text), sorted(index.ids(text))))
        print([name for name in sys.modules if name.startswith("whoosh.")])
    """
    folder = tmp_path / "index"
    small_index(path=folder).close()
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), *QUERIES], capture_output=True, text=True, check=True, timeout=60
    )
    *lines, loaded = done.stdout.splitlines()
    assert loaded == "['whoosh.lang', 'whoosh.lang.stopwords']"
    with searchkit.open(folder) as index:
        index._store.reader()  # Whoosh's, which all that follow take
        for text, first, second in zip(QUERIES, lines[::2], lines[1::2], strict=True):
            results = index.search(text, passages=2, facets=["year"])
            found = [(h.id, h.score, h.passages) for h in results]
            assert str((results.total, results.notes, results.facets, found)) == first
            assert str((index.count(text), sorted(index.ids(text)))) == second


def test_a_phrase_where_no_positions_are_kept(tmp_path: Path) -> None:
    """Is for Whoosh, which says so: a program of its own may write a field without them."""
    index = create_in(tmp_path, fields.Schema(text=fields.KEYWORD(scorable=True)))
    with index.writer() as writer:
        writer.add_document(text="ant bee")
    snapshot = snapshot_of(Opened(tmp_path), 1.5, 0.75)
    assert isinstance(rewrite_simple(simple.Term("text", "ant"), snapshot), simple.Term)
    with pytest.raises(simple.NotSimple):
        rewrite_simple(simple.Or([simple.Phrase("text", ["ant", "bee"])]), snapshot)


def test_a_class_of_the_callers_own() -> None:
    """Is not what it is called: only Whoosh's classes and ours go by their names."""

    class Term(query.Term):  # type: ignore[misc]  # Whoosh is untyped
        """Matches what it likes."""

    assert KINDS[query.Term] == KINDS[simple.Term] == "Term"
    assert KINDS[Term] == ""
    assert Term not in dict(KINDS)
