"""Ranking without numpy gives what ranking on arrays gives, to the last bit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.filedb.filestore import RamStorage

import searchkit
from searchkit import Article
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.whoosh.index import ColumnarIndex
from searchkit.index.schema import make_schema
from searchkit.query import AnyForm, simple
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.plain import pruning, ranking
from searchkit.search.plain.ranking import PlainRanking, can_answer, is_worth_it, may_be_worth_it
from searchkit.search.plain.statistics import PlainSnapshot, single
from searchkit.search.plain.trees import rewrite_simple
from searchkit.search.ranked import Ranked
from searchkit.search.ranking import rank
from searchkit.search.rewriting import Synonyms, rewrite
from searchkit.search.search import Request
from searchkit.search.statistics import Snapshot
from tests.search.evaluating.test_evaluate import fill
from tests.search.plain_segment import Document
from tests.search.random_trees import WORDS, corpora, terms_within

_words = st.sampled_from([*WORDS, "dog"])
_fields = st.sampled_from(["text", "text", "title", "exact", "lang", "none"])
_boosts = st.sampled_from([1.0, 1.0, 0.3, 3.0, 1000.0])
_leaves = st.one_of(
    st.builds(query.Term, _fields, _words, boost=_boosts),
    st.builds(
        lambda worth, boost: AnyForm([query.Term("text", *one) for one in worth.items()], boost=boost),
        st.dictionaries(st.one_of(_words, terms_within), st.sampled_from([1.0, 1.0, 0.7, 0.2]), min_size=2, max_size=3),
        st.sampled_from([1.0, 2.0]),
    ),
    st.just(query.NullQuery),
)


def _grown(trees: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(trees, min_size=1, max_size=4)
    return st.one_of(
        st.builds(query.Or, several, boost=st.sampled_from([1.0, 0.5])),
        st.builds(query.And, several),
        st.builds(query.AndNot, trees, trees),
        st.builds(query.AndMaybe, trees, trees),
        st.builds(query.Require, trees, trees),
    )


_trees = st.recursive(_leaves, _grown, max_leaves=8)
_SETTINGS = searchkit.Settings()


@settings(max_examples=150)
@given(corpora, _trees, st.sampled_from([0, 1, 3, 100]), st.booleans())
def test_it_ranks_as_arrays_do(corpus: list[list[Document]], tree: query.Query, count: int, versions: bool) -> None:
    """Articles, scores, order, total and what was left out, over segments with deletes."""
    reader = fill(ColumnarIndex.create(RamStorage(), make_schema()), corpus)
    as_typed = without_whoosh(tree)
    tree, _ = rewrite(tree, reader, _SETTINGS)
    assert can_answer(tree, Request(tree))
    segments = segments_of(reader)
    assert segments is not None
    run = Run(Snapshot(segments, reader.schema, 1.5, 0.75), reader)
    expected = rank(run, tree, count=count, sort="relevance", versions=versions)
    found = _plain(reader, tree).rank(count=count, versions=versions, deadline=float("inf"))
    assert found == expected
    snapshot = PlainSnapshot(segments, 1.5, 0.75)
    with pytest.MonkeyPatch.context() as patch:
        for worth_it, sample in ((pruning.WORTH_IT, 0), (0, pruning.SAMPLE), (0, 0)):
            patch.setattr(pruning, "WORTH_IT", worth_it)
            patch.setattr(pruning, "SAMPLE", sample)
            without = PlainRanking(snapshot, rewrite_simple(as_typed, snapshot))
            assert without.rank(count=count, versions=versions, deadline=float("inf")) == expected


def without_whoosh(tree: query.Query) -> simple.Node:
    """The same tree of the classes in `simple`."""
    if tree is query.NullQuery:
        return simple.NullQuery
    kind = getattr(simple, type(tree).__name__)
    if isinstance(tree, query.Term):
        return simple.Term(tree.fieldname, tree.text, tree.boost)
    children = [without_whoosh(child) for child in tree.children()]
    made: simple.Node = kind(children, tree.boost) if isinstance(tree, (query.Or, query.And)) else kind(*children)
    return made


def _plain(reader: Any, tree: query.Query) -> PlainRanking:
    return PlainRanking(PlainSnapshot(segments_of(reader) or (), 1.5, 0.75), tree)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred articles, of which some are deleted and some older versions."""
    folder = tmp_path_factory.mktemp("plain") / "index"
    with searchkit.open(folder, create=True) as opened:
        with opened.writer() as writer:
            for number in range(200):
                writer.add(
                    searchkit.Article(
                        title=f"{WORDS[number % 5]} {number}",
                        body=" ".join(WORDS[(number * 7 + step) % 5] for step in range(number % 40 + 1)),
                        url=f"https://news.example.org/{number // 2}" if number < 40 else "",
                        lang="en",
                    )
                )
        with opened.writer() as writer:
            for id in list(opened.ids("title:bee"))[::2]:
                writer.delete(id)
    return folder


QUERIES = (
    "bee",
    "ant bee cow",
    "bee AND cat",
    "+bee cow",
    "cat -title:bee",
    "title:cow^2 ant",
    "bee (ant AND cow)",
    "bat*",
)


def test_a_process_that_has_no_numpy_answers_the_same(index: Path) -> None:
    """The whole of the answer, from a fresh process and from this one."""
    program = """if True:
        import sys, searchkit
        with searchkit.open(sys.argv[1]) as index:
            for text in sys.argv[2:]:
                results = index.search(text, passages=2)
                print((results.total, results.notes, [(h.id, h.score, h.passages) for h in results]))
        print("numpy" in sys.modules)
    """
    done = subprocess.run(
        [sys.executable, "-c", program, str(index), *QUERIES], capture_output=True, text=True, check=True, timeout=60
    )
    *lines, has_numpy = done.stdout.splitlines()
    assert has_numpy == "False"
    with searchkit.open(index) as opened:
        for text, line in zip(QUERIES, lines, strict=True):
            results = opened.search(text, passages=2)
            assert results.total
            assert str((results.total, results.notes, [(h.id, h.score, h.passages) for h in results])) == line


def test_older_versions_are_counted(index: Path) -> None:
    """As ranking on arrays counts them: the deleted ones not."""
    with searchkit.open(index) as opened:
        reader = opened._store.reader()
        tree = query.Or([query.Term("text", word) for word in ("ant", "bee")])
        segments = segments_of(reader)
        assert segments is not None
        run = Run(Snapshot(segments, reader.schema, 1.5, 0.75), reader)
        expected = rank(run, tree, count=10, sort="relevance", versions=False)
        assert expected.older
        assert _plain(reader, tree).rank(count=10, versions=False, deadline=float("inf")) == expected


def test_time_runs_out(index: Path) -> None:
    """Nothing is found after the deadline, and it is said."""
    with searchkit.open(index) as opened:
        ranked = _plain(opened._store.reader(), query.Term("text", "ant")).rank(count=10, versions=False, deadline=0)
    assert ranked == Ranked((), 0, is_exact=False, complete=False, older=0)


def test_when_it_is_worth_it(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once numpy is there, nor for other trees, sorts and totals, nor when much was read before."""
    tree = query.Term("text", "ant")
    with searchkit.open(index) as opened:
        reader = opened._store.reader()
        snapshot = PlainSnapshot(segments_of(reader) or (), 1.5, 0.75)
        assert not is_worth_it(snapshot, tree, Request(tree))
        monkeypatch.delitem(sys.modules, "numpy")
        monkeypatch.setattr(ranking, "_postings_read", 0)
        assert may_be_worth_it(snapshot, tree)
        assert is_worth_it(snapshot, tree, Request(tree))
        assert ranking._postings_read > snapshot.posting_count("text", "ant") > 0
        assert not is_worth_it(snapshot, tree, Request(tree, sort="newest"))
        assert not is_worth_it(snapshot, tree, Request(tree, exact_total=False))
        assert not is_worth_it(snapshot, tree, Request(tree, is_foreign=True))
        for other in (query.Phrase("text", ["ant", "bee"]), query.Or([tree, query.Every()]), query.Not(tree)):
            assert not is_worth_it(snapshot, other, Request(other))
        monkeypatch.setattr(ranking, "_MOST", ranking._postings_read + 1)
        assert not is_worth_it(snapshot, tree, Request(tree))
        assert not may_be_worth_it(snapshot, tree)
        monkeypatch.setattr(PlainSnapshot, "posting_count", None)  # so many words are not even looked up
        many = query.Or([Synonyms("text", {f"ant{number}": 1.0 for number in range(1_000)}, 1), *[tree] * 300])
        assert not is_worth_it(snapshot, many, Request(many))
        assert not may_be_worth_it(snapshot, many)


@given(st.floats(width=32, allow_nan=False))
def test_single_precision(number: float) -> None:
    """Numbers that have it stay as they are."""
    assert single(number) == number


def test_counting_in_a_fresh_process(tmp_path: Path) -> None:
    """What is asked for first may be the number of matches, or their identities."""
    from searchkit.testing import small_index

    small_index(path=tmp_path / "index").close()
    opened = "with searchkit.open(sys.argv[1], settings=searchkit.Settings(search_seconds=600))"  # on a busy machine
    for asked in ("index.count('ferry')", "len(list(index.ids('ferry')))"):
        program = f"import sys, searchkit\n{opened} as index:\n    print({asked})"
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "index")], capture_output=True, text=True, check=False
        )
        assert done.stdout == "2\n", done.stderr


def test_in_several_languages_a_fresh_process_answers_the_same(tmp_path: Path) -> None:
    """Also where a form of a word is in articles of another language alone, which the words of the best are told of."""
    bodies = ("ferry harbour storm bank", "ferry bank port cargo", "harbour gold", "oil bank gold")
    with searchkit.open(tmp_path / "index", create=True) as index:
        with index.writer() as writer:
            for number in range(12):
                writer.add(Article(title=f"A{number}", body=f"{bodies[number % 4]} w{number % 5}", lang="en"))
            writer.add(Article(title="B", body="Der Hafen und die Stadt", lang="de"))
        expected = [(hit.title, hit.score) for hit in index.search("ferry harbour storm port banken")]
    code = """if True:
        import sys, searchkit
        with searchkit.open(sys.argv[1]) as index:
            print([(hit.title, hit.score) for hit in index.search("ferry harbour storm port banken")])
    """
    said = subprocess.run([sys.executable, "-c", code, tmp_path / "index"], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == [repr(expected)]
