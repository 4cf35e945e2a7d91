"""From a query to results, on a small index that everyone knows by heart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Article, Hit, Index, Published, Results, Settings
from searchkit.testing import ARTICLES, small_index

NOW = datetime(2025, 6, 1, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """The small index."""
    with small_index() as opened:
        yield opened


def titles(results: Results) -> list[str]:
    """The titles of the hits, best first."""
    return [hit.title for hit in results]


def highlighted(hit: Hit) -> list[str]:
    """The highlighted words of title and passages."""
    marked = [hit.title[start:end] for start, end in hit.title_matches]
    for passage in hit.passages:
        marked += [passage.text[start:end] for start, end in passage.matches]
    return marked


def test_the_article_with_all_words_comes_first(index: Index) -> None:
    """And those with some of them after it."""
    results = index.search("Korea Japan trust")
    assert titles(results)[0] == "Trust between neighbours"
    assert set(titles(results)[1:]) == {"A recipe without a date", "Ferry resumes"}
    assert (results.total, results.total_is_exact) == (3, True)
    assert [hit.rank for hit in results] == [1, 2, 3]


def test_words_are_highlighted_in_the_form_the_article_has(index: Index) -> None:
    """``ferries`` finds and marks Ferry."""
    (first, second) = index.search("ferries")
    assert {word for hit in (first, second) for word in highlighted(hit)} == {"Ferry", "ferry", "Ferries"}


def test_a_word_finds_articles_in_every_language_of_the_index(index: Index) -> None:
    """German with and without its umlaut, Korean by its runs."""
    assert titles(index.search("Zurich")) == titles(index.search("ZÜRICH")) == ["Züge stehen still"]
    assert titles(index.search("신뢰")) == ["한일 신뢰 조사"]


def test_the_country_is_not_the_pronoun(index: Index) -> None:
    """U.S. and US are one, us is another."""
    assert titles(index.search("US navy")) == ["Ferries stay in port"]
    assert index.count("US") == index.count("U.S.") == 1
    assert index.count("us") == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"sails again"', {"Ferry resumes"}),
        ('"again sails"', set()),
        ('"polls trust"~9', {"Trust between neighbours"}),
        ("ferry -busan", {"Ferries stay in port"}),
        ("+ferry storm", {"Ferry resumes", "Ferries stay in port"}),
        ("ferry AND storm", {"Ferries stay in port"}),
        ("title:ferries", {"Ferry resumes", "Ferries stay in port"}),
        ("author:okada", {"Ferry resumes"}),
        ('source:"coast ledger"', {"Ferries stay in port"}),
        ("tag:diplomacy", {"Trust between neighbours", "한일 신뢰 조사"}),
        ("lang:de", {"Züge stehen still"}),
        ("site:ledger.example", {"Ferries stay in port"}),
        ("date:2025-05", {"Trust between neighbours", "Ferries stay in port", "한일 신뢰 조사"}),
        ("date:7d", {"Trust between neighbours", "한일 신뢰 조사"}),
        ("ferry before:2025-05", {"Ferry resumes"}),
        ("travell*", {"Ferry resumes"}),
        ("f?rry", {"Ferry resumes", "Ferries stay in port"}),
        ("fery~", {"Ferry resumes", "Ferries stay in port"}),
        ("=ferries", {"Ferries stay in port"}),
        ("ferry AND qqq*", set()),
        ("+qqq ferry", set()),
        ("* AND storm", {"Ferries stay in port"}),
        ("NOT ferry", {article.title for article in ARTICLES} - {"Ferry resumes", "Ferries stay in port"}),
        ("*", {article.title for article in ARTICLES}),
    ],
)
def test_every_form_of_query_finds_what_it_says(index: Index, query: str, expected: set[str]) -> None:
    """The query language, through the whole system."""
    results = index.search(query, now=NOW)
    assert set(titles(results)) == expected
    assert results.total == index.count(query, now=NOW) == len(set(index.ids(query, now=NOW)))


def test_sorting_by_date_puts_the_undated_last(index: Index) -> None:
    """Either way."""
    newest = titles(index.search("*", sort="newest"))
    oldest = titles(index.search("*", sort="oldest"))
    assert newest[0] == "Trust between neighbours"
    assert oldest[0] == "Züge stehen still"
    assert newest[-1] == oldest[-1] == "A recipe without a date"
    assert newest[:-1] == oldest[:-1][::-1]


@pytest.mark.parametrize("query", ["tag:trade", "tag:(trade sport)", "tag:tra*", "-storm tag:trade", "tag:trade^3"])
def test_conditions_alone_rank_nothing(query: str) -> None:
    """The newest comes first, however much its fields hold."""
    days = [date(2020, 5, 2), date(2025, 5, 2), date(2023, 5, 2)]
    tags = [("trade",), ("trade", "sport"), ("trade", "port", "fish")]
    with small_index(
        Article(title=f"{day}", body="Ferry", lang="en", tags=of_one, published=Published(on=day))
        for day, of_one in zip(days, tags, strict=True)
    ) as conditions:
        results = conditions.search(query)
        assert titles(results) == ["2025-05-02", "2023-05-02", "2020-05-02"]
        assert {hit.score for hit in results} == {0.0} == {hit.explain().value for hit in results}
        (first, *_) = conditions.search(f"ferry OR {query}")
        assert first.score == conditions.search("ferry")[0].score


@pytest.mark.parametrize(
    "query", ["source:reu* source:ap", "source:(reuters bloomberg) source:ap", "source:ap source:reutrs~"]
)
def test_naming_a_field_of_one_value_twice_means_either(query: str) -> None:
    """Whatever is said of it."""
    with small_index(
        Article(title=source, body=f"Oil of {source}", lang="en", source=source) for source in ("Reuters", "AP", "dpa")
    ) as sources:
        assert set(titles(sources.search(query))) == {"Reuters", "AP"}


@pytest.mark.parametrize("words", list(permutations(["alpha", "beta", "gamma"])))
def test_words_near_each_other_stand_in_any_order(words: tuple[str, ...]) -> None:
    """In the text, and in the query."""
    together = ["alpha gamma beta", "alpha beta gamma", "beta one two alpha gamma"]
    apart = ["alpha beta one two three four five six gamma"]
    with small_index(Article(title="", body=body, lang="en") for body in together + apart) as bodies:
        found = bodies.search('"' + " ".join(words) + '"~5')
        assert {bodies.get(hit.id).body for hit in found} == set(together)


def test_words_that_are_near_each_other_very_often() -> None:
    """All articles are found in time."""
    articles = [Article(title="log", body="error disk " * 40_000, lang="en"), Article(title="", body="error of a disk")]
    with small_index(articles) as log:
        assert log.search('"error disk"~100').total == 2


def test_filters_change_no_score(index: Index) -> None:
    """They only leave articles out."""
    plain = {hit.id: hit.score for hit in index.search("trust ferry")}
    filtered = index.search("trust ferry", sources=["Harbour Courier"], since="2025-04", until=date(2025, 5, 30))
    assert titles(filtered) == ["Ferry resumes", "Trust between neighbours"] or len(filtered) == 2
    assert all(hit.score == pytest.approx(plain[hit.id]) for hit in filtered)


def test_pages_follow_each_other(index: Index) -> None:
    """Each hit once, ranks running on; past the end there is nothing, and the total stays."""
    pages = [index.search("*", limit=2, page=page) for page in (1, 2, 3, 4)]
    assert [hit.rank for page in pages for hit in page] == [1, 2, 3, 4, 5, 6]
    assert len({hit.id for page in pages for hit in page}) == 6
    assert (len(pages[3]), pages[3].total) == (0, 6)


def test_a_hit_without_a_highlight_says_why(index: Index) -> None:
    """It was found by its tag."""
    (hit, _) = index.search("tag:diplomacy", sort="newest")
    assert highlighted(hit) == []
    assert hit.why == "a tag matched"


def test_an_empty_query_and_an_empty_index_have_no_hits(index: Index) -> None:
    """With a note, in the first case."""
    assert [note.code for note in index.search("  ").notes]
    assert len(index.search("")) == 0
    with searchkit.open(":memory:") as empty:
        assert (empty.search("anything").total, empty.count("*"), list(empty)) == (0, 0, [])


def test_equal_scores_are_in_the_order_of_date_then_identity() -> None:
    """However the segments were cut."""
    articles = [
        Article(title="Same", body=f"word {number}", lang="en", published=Published(date(2025, 1, day)))
        for number, day in enumerate([1, 3, 2, 2, 3, 1])
    ]
    orders = []
    for cuts in ([6], [1, 2, 3], [3, 3]):
        with searchkit.open(":memory:") as opened:
            at = 0
            for cut in cuts:
                with opened.writer() as writer:
                    for article in articles[at : at + cut]:
                        writer.add(article)
                at += cut
            orders.append([hit.id for hit in opened.search("word")])
    assert orders[0] == orders[1] == orders[2]
    by_rule = sorted(articles, key=lambda article: article.id)
    by_rule.sort(key=lambda article: article.published.on, reverse=True)  # type: ignore[union-attr,arg-type,return-value]
    assert orders[0] == [article.id for article in by_rule]


def test_an_expansion_is_cut_at_its_limit_with_a_note() -> None:
    """And one that finds no word says so."""
    with small_index(settings=Settings(expansions=2)) as opened:
        (note,) = (note for note in opened.search("t*").notes if note.code == "expansion-cut")
        assert "(expansions)" in note.message
        assert "no-expansion" in [note.code for note in opened.search("qqq*").notes]


@pytest.mark.parametrize("text", ["ह*दी", "*दी", "*afé", "*afe\u0301", "c?fe\u0301"])
def test_a_pattern_may_end_in_a_mark_that_belongs_to_a_letter(text: str) -> None:
    """A vowel of an Indic script, an accent set apart."""
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            writer.add(Article(title="t", body="हिन्दी भाषा", lang="hi"))
            writer.add(Article(title="u", body="le café", lang="fr"))
        assert index.search(text).total == 1


def test_words_of_deleted_articles_take_no_place_in_an_expansion(tmp_path: Path) -> None:
    """So that a live one is found before they are merged away."""
    settings = Settings(expansions=10)
    with searchkit.open(tmp_path, create=True, settings=settings) as index:
        with index.writer() as writer:
            for number in range(12):
                writer.add(Article(title="calm", body=f"day {number}", lang="en"))
            writer.add(Article(id="live", title="live", body="korezz", lang="en"))
            writer.add(Article(id="gone", title="gone", body=" ".join(f"kor{n:02}" for n in range(30)), lang="en"))
        assert "expansion-cut" in [note.code for note in index.search("kor*").notes]
        index.delete("gone")
        assert [hit.id for hit in index.search("kor*")] == ["live"]
        assert index.search("kor*").notes == ()
        assert index.count("kor*") == 1


def test_a_whoosh_query_is_answered_as_it_is(index: Index) -> None:
    """For programs that build their own."""
    from whoosh import query

    tree = query.And([query.Term("text", "ferri"), query.Not(query.Term("text", "storm"))])
    assert titles(index.search(tree)) == ["Ferry resumes"]


def test_what_holds_other_queries_its_own_way_is_answered(index: Index) -> None:
    """By Whoosh, with all that it says, also where a pattern is beside it, or within."""
    from whoosh import query

    storm, port = query.Term("text", "storm"), query.Term("text", "port")
    near = query.Sequence([storm, port], slop=9, ordered=False)
    for tree in (
        near,
        query.And([near, query.Prefix("text", "ferr")]),
        query.Or([near, query.Wildcard("text", "zz*")]),
        query.Sequence([query.Prefix("text", "s"), query.Term("text", "keep")]),
        query.NestedParent(query.Every(), query.Prefix("text", "por")),
    ):
        assert titles(index.search(tree)) == ["Ferries stay in port"]


def test_a_pattern_that_all_words_fit_is_not_cut() -> None:
    """However many they are."""
    from whoosh import query

    articles = (Article(title=f"Item {number}", body=f"code x{number}y", lang="en") for number in range(20))
    with small_index(articles, settings=Settings(expansions=5)) as many:
        for tree in (query.Wildcard("id", "*"), query.Prefix("exact", ""), query.Wildcard("exact", "*")):
            assert many.count(tree) == 20
        assert many.count("x*") == 5


def test_a_query_of_a_callers_own_class_is_no_one_of_ours(index: Index) -> None:
    """Whatever it is called."""
    from whoosh import query

    own = type("Synonyms", (query.Or,), {})([query.Term("text", "ferri"), query.Term("text", "storm")])
    for tree in (own, query.Or([own, query.Term("text", "port")]), query.Or([own] * 4)):
        results = index.search(tree, expand=True)
        assert {hit.title for hit in results} == {"Ferry resumes", "Ferries stay in port"}
        assert results.hits[0].passages


def test_a_whoosh_query_scores_as_it_says(index: Index) -> None:
    """Patterns and `Every` give their boosts, where a typed pattern counts as a word; explained, too."""
    from whoosh import query

    pattern = query.Prefix("text", "ferr", boost=2.0)
    for tree in (pattern, query.Wildcard("text", "fer?i", boost=2.0), query.Every(boost=2.0)):
        found = index.search(tree)
        assert found
        assert {hit.score for hit in found} == {2.0}
        assert all(hit.explain().value == 2.0 for hit in found)
    (best, *_) = index.search(query.Or([query.Term("text", "ferri"), query.Every(boost=5.0)]))
    assert best.score == pytest.approx(5.0 + index.search(query.Term("text", "ferri"))[0].score)
    counted = query.Prefix("text", "ferr", constantscore=False)
    assert [hit.score for hit in index.search(counted)] == [
        hit.score for hit in index.search(query.Term("text", "ferri"))
    ]
    assert index.search(pattern)[0].passages[0].matches or index.search(pattern)[0].title_matches


def test_patterns_within_spans_are_answered_by_whoosh(index: Index) -> None:
    """With the words that the index has, in every class of spans."""
    from whoosh import query
    from whoosh.query import spans

    ferry, resumes = query.Term("text", "ferri"), query.Term("text", "resum")
    kinds: list[Callable[[Any], Any]] = [
        lambda one: spans.SpanNear(one, resumes, slop=3),
        lambda one: spans.SpanNear2([one, resumes], slop=3),
        lambda one: spans.SpanOr([one, resumes]),
        lambda one: spans.SpanNot(resumes, one),
        lambda one: spans.SpanFirst(one),
        lambda one: spans.SpanBefore(one, resumes),
    ]
    for pattern in (query.Prefix("text", "ferr"), query.Wildcard("text", "f*rri"), query.FuzzyTerm("text", "ferra")):
        for made in kinds:
            assert index.search(made(ferry)).total
            assert list(index.ids(made(pattern))) == list(index.ids(made(ferry)))


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"page": 0}, {"passages": -1}, {"sort": "best"}, {"since": "someday"}])
def test_a_value_out_of_range_is_our_error(index: Index, wrong: dict[str, object]) -> None:
    """That says what would fit."""
    with pytest.raises(searchkit.SettingError):
        index.search("ferry", **wrong)  # type: ignore[arg-type]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from('ferry trust Korea "()+-*?~^:=.,ANDORT 신뢰\u00fc\u202e\x00'), max_size=40))
def test_any_text_is_a_query_and_every_highlight_lies_in_its_text(index: Index, text: str) -> None:
    """Nothing is raised; spans are in order and inside."""
    results = index.search(text, now=NOW)
    assert len(results) <= results.total
    for hit in results:
        for start, end in hit.title_matches:
            assert 0 <= start < end <= len(hit.title)
        for passage in hit.passages:
            assert all(0 <= start < end <= len(passage.text) for start, end in passage.matches)
    for note in results.notes:
        assert note.message
        assert note.start is None or 0 <= note.start <= (note.end or note.start) <= len(text)


WORDS = ["korea", "japan", "trust", "ferry", "poll"]


@settings(max_examples=60)
@given(
    bodies=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=1, max_size=12, unique_by=tuple),
    query=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
    cut=st.integers(1, 12),
)
def test_scores_are_those_of_an_obvious_computation(bodies: list[list[str]], query: list[str], cut: int) -> None:
    """Random articles in two segments, against the formula written out; nearness is not in it."""
    from math import log

    texts = [" ".join(body) for body in bodies]
    with searchkit.open(":memory:", settings=Settings(nearness=0)) as opened:
        for part in (texts[:cut], texts[cut:]):
            with opened.writer() as writer:
                for text in part:
                    writer.add(Article(body=text, lang="en"))
        found = {opened.get(hit.id).body: hit.score for hit in opened.search(" ".join(query), limit=20)}
    average = sum(map(len, bodies)) / len(bodies)
    expected: dict[str, float] = {}
    for body in bodies:
        score = 0.0
        for word in query:
            having = sum(word in other for other in bodies)
            idf = log(1 + (len(bodies) - having + 0.5) / (having + 0.5))
            frequency = body.count(word)
            score += idf * frequency / (frequency + 1.5 * (0.25 + 0.75 * len(body) / average))
        if score:
            expected[" ".join(body)] = score
    assert found == pytest.approx(expected)


def test_a_condition_that_does_not_exist_is_not_passed_over(index: Index) -> None:
    """A misspelt one, or a text where several belong."""
    with pytest.raises(TypeError, match="'source'"):
        index.search("ferry", source="Harbour")  # type: ignore[call-arg]
    for wrong in ({"sources": "Harbour"}, {"sources": [None]}, {"since": 5}, {"limit": "5"}, {"limit": 2.5}):
        with pytest.raises(searchkit.SettingError):
            index.search("ferry", **wrong)
    with pytest.raises(searchkit.SettingError):
        index.search(None)


def test_a_query_object_that_cannot_be_answered_is_a_query_error(index: Index) -> None:
    """Whatever Whoosh raises for it."""
    from whoosh import query

    for tree in (query.Regex("text", "["), query.Term("date", "x"), query.NumericRange("text", 1, 2)):
        with pytest.raises(searchkit.QueryError):
            index.search(tree)
