"""Every class of Whoosh's queries, over both codecs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from whoosh import query, sorting
from whoosh.fields import BOOLEAN, DATETIME, ID, KEYWORD, NGRAM, NGRAMWORDS, NUMERIC, TEXT, Schema
from whoosh.index import FileIndex
from whoosh.qparser import QueryParser
from whoosh.query import spans

from tests.index.columnar.conftest import MakeIndex, found, reopened

TEXTS = {
    "a": "the ferry resumes its service to the island after the storm",
    "b": "a storm stops the ferry and the trains",
    "c": "the island has a new harbour for the ferry",
    "d": "trains resume after the strike, ferries do not",
    "e": "markets rise in korea and japan as trust returns",
    "f": "japan and korea talk about trade and about trust, about markets",
}


@pytest.fixture(params=["one segment", "many segments"])
def index(make_index: MakeIndex, request: pytest.FixtureRequest) -> FileIndex:
    """Six short articles and one that was deleted."""
    schema = Schema(
        id=ID(stored=True, unique=True),
        body=TEXT(stored=True, chars=True),
        words=KEYWORD(scorable=True),
        number=NUMERIC(int, sortable=True),
        share=NUMERIC(float),
        day=DATETIME,
        odd=BOOLEAN,
        grams=NGRAM(phrase=True),
        wordgrams=NGRAMWORDS,
    )
    index = make_index(schema)
    texts = list(TEXTS.items())
    parts = [[*texts, ("x", "the ferry is gone")]]
    if request.param == "many segments":
        parts = [texts[:2], [*texts[2:4], ("x", "the ferry is gone")], texts[4:]]
    for part in parts:
        writer = index.writer()
        for id, text in part:
            number = ord(id) - ord("a")
            writer.add_document(
                id=id, body=text, words=text, number=number, share=number / 4, day=datetime(2020, 1, 1 + number),
                odd=number % 2, grams=text, wordgrams=text,
            )  # fmt: skip
        writer.commit(merge=False)
    writer = index.writer()
    assert writer.delete_by_term("id", "x") == 1
    writer.commit(merge=False)
    return reopened(index)


def term(text: str) -> query.Term:
    """A word in the body."""
    return query.Term("body", text)


QUERIES: list[tuple[str, query.Query, str]] = [
    ("a word", term("ferry"), "abc"),
    ("a word that is not there", term("zebra"), ""),
    ("or", term("ferry") | term("korea"), "abcef"),
    ("and", term("ferry") & term("island"), "ac"),
    ("not", query.And([term("ferry"), query.Not(term("island"))]), "b"),
    ("not alone", query.Not(term("ferry")), "def"),
    ("and maybe", query.AndMaybe(term("ferry"), term("storm")), "abc"),
    ("and not", query.AndNot(term("ferry"), term("storm")), "c"),
    ("require", query.Require(term("ferry"), term("storm")), "ab"),
    ("otherwise", query.Otherwise(term("zebra"), term("storm")), "ab"),
    ("disjunction max", query.DisjunctionMax([term("ferry"), term("storm")]), "abc"),
    ("phrase", query.Phrase("body", ["ferry", "resumes"]), "a"),
    ("phrase with slop", query.Phrase("body", ["korea", "japan"], slop=2), "e"),
    ("phrase, not in order", query.Phrase("body", ["resumes", "ferry"]), ""),
    ("ordered", query.Ordered([term("japan"), term("trust")]), "ef"),
    ("prefix", query.Prefix("body", "ferr"), "abcd"),
    ("wildcard", query.Wildcard("body", "*or?a"), "ef"),
    ("regex", query.Regex("body", "^resumes?$"), "ad"),
    ("fuzzy", query.FuzzyTerm("body", "ferri", maxdist=1), "abc"),
    ("fuzzy with prefix", query.FuzzyTerm("body", "japon", maxdist=1, prefixlength=3), "ef"),
    ("variations", query.Variations("body", "resume"), "ad"),
    ("range of terms", query.TermRange("body", "k", "kz"), "ef"),
    ("range without end", query.TermRange("id", "d", None), "def"),
    ("range of numbers", query.NumericRange("number", 1, 3), "bcd"),
    ("range of numbers, open", query.NumericRange("number", 1, 3, startexcl=True, endexcl=True), "c"),
    ("range of fractions", query.NumericRange("share", 0.5, None), "cdef"),
    ("number", query.Term("number", 4), "e"),
    ("range of dates", query.DateRange("day", datetime(2020, 1, 2), datetime(2020, 1, 4)), "bcd"),
    ("truth", query.Term("odd", True), "bdf"),
    ("every", query.Every(), "abcdef"),
    ("every of a field", query.Every("day"), "abcdef"),
    ("null", query.NullQuery, ""),
    ("constant score", query.ConstantScoreQuery(term("ferry"), 3.0), "abc"),
    ("or of a prefix", query.Or([query.Prefix("body", "tra"), term("korea")]), "bdef"),
    ("span near", spans.SpanNear(term("ferry"), term("service"), slop=3, ordered=True), "a"),
    ("span near 2", spans.SpanNear2([term("storm"), term("ferry")], slop=4, ordered=False), "b"),
    ("span or", spans.SpanOr([term("ferry"), term("trains")]), "abcd"),
    ("span not", spans.SpanNot(term("trust"), term("markets")), "ef"),
    ("span first", spans.SpanFirst(term("japan")), "f"),
    ("span before", spans.SpanBefore(term("storm"), term("ferry")), "b"),
    ("span contains", spans.SpanContains(spans.SpanNear(term("ferry"), term("island"), slop=9), term("service")), "a"),
    ("span condition", spans.SpanCondition(term("ferry"), term("storm")), "ab"),
    ("ngrams", query.And([query.Term("grams", "kore"), query.Term("grams", "rea")]), "ef"),
    ("ngrams of words", query.Term("wordgrams", "har"), "c"),
    ("keyword", query.Term("words", "ferry"), "abc"),
]


@pytest.mark.parametrize(("question", "expected"), [(q, e) for _, q, e in QUERIES], ids=[name for name, *_ in QUERIES])
def test_finds(index: FileIndex, question: query.Query, expected: str) -> None:
    """Every query class finds the articles it should."""
    assert sorted(found(index, question)) == list(expected)


@pytest.mark.parametrize(
    "text", ["ferry AND storm", '"about trust"~3', "ferr* NOT storm", "number:[2 TO 4]", "day:2020"]
)
def test_parsed_queries(index: FileIndex, text: str) -> None:
    """What Whoosh's parser makes of a text can be searched."""
    assert found(index, QueryParser("body", index.schema).parse(text))


def test_best_first(index: FileIndex) -> None:
    """A shorter article with the same word comes first, and only as many hits as asked for."""
    assert found(index, query.Or([term("ferry"), term("storm")]), limit=2)[0] == "b"
    assert len(found(index, query.Every(), limit=2)) == 2


def test_spans_and_characters(index: FileIndex) -> None:
    """A matcher tells where its words are, in words and in characters."""
    with index.searcher() as searcher:
        number = searcher.document_number(id="f")
        matcher = query.Term("body", "trust").matcher(searcher)
        matcher.skip_to(number)
        (span,) = matcher.spans()
        assert TEXTS["f"][span.startchar : span.endchar] == "trust"
        assert matcher.value_as("positions") == [span.start]
        assert matcher.value_as("frequency") == 1


def test_sorting(index: FileIndex) -> None:
    """Hits are sorted by a column, upwards and downwards, and by a field without one."""
    assert found(index, query.Every(), sortedby="number") == list("abcdef")
    assert found(index, query.Every(), sortedby="number", reverse=True) == list("fedcba")
    assert found(index, query.Every(), sortedby=sorting.FieldFacet("day", reverse=True)) == list("fedcba")
    assert found(index, query.Every(), sortedby=sorting.FieldFacet("id", reverse=True)) == list("fedcba")


def test_facets(index: FileIndex) -> None:
    """Hits are grouped by a field, by ranges and by queries."""
    with index.searcher() as searcher:
        facets: dict[str, Any] = {
            "odd": sorting.FieldFacet("odd"),
            "number": sorting.RangeFacet("number", 0, 6, 3),
            "topic": sorting.QueryFacet({"sea": term("ferry"), "land": term("trains")}, other="none"),
        }
        hits = searcher.search(query.Every(), groupedby=facets, limit=None)
        assert {key: len(group) for key, group in hits.groups("odd").items()} == {"f": 3, "t": 3}
        assert {key: len(group) for key, group in hits.groups("number").items()} == {(0, 3): 3, (3, 6): 3}
        assert {key: len(group) for key, group in hits.groups("topic").items()} == {"sea": 3, "land": 1, "none": 2}


def test_filter_mask_and_collapse(index: FileIndex) -> None:
    """A filter keeps, a mask leaves out, collapsing keeps one of each group."""
    assert sorted(found(index, query.Every(), filter=term("ferry"))) == list("abc")
    assert sorted(found(index, query.Every(), mask=term("ferry"))) == list("def")
    assert len(found(index, query.Every(), collapse="odd")) == 2


def test_pages(index: FileIndex) -> None:
    """A page of results has its part of them."""
    with index.searcher() as searcher:
        page = searcher.search_page(query.Every(), 2, pagelen=4)
        assert (page.total, len(list(page))) == (6, 2)


def test_key_terms_and_more_like_this(index: FileIndex) -> None:
    """Articles like one are found by its words."""
    with index.searcher() as searcher:
        number = searcher.document_number(id="e")
        assert "korea" in {word for word, _ in searcher.key_terms([number], "body", numterms=5)}
        hit = searcher.search(query.Term("id", "e"))[0]
        assert next(other["id"] for other in hit.more_like_this("body")) == "f"


def test_highlights(index: FileIndex) -> None:
    """The words found are marked in the stored text, by analysing it and by stored characters."""
    from whoosh.highlight import PinpointFragmenter

    with index.searcher() as searcher:
        hits = searcher.search(term("storm"), terms=True)
        assert '<b class="match term0">storm</b>' in hits[0].highlights("body")
        hits.fragmenter = PinpointFragmenter()
        assert '<b class="match term0">storm</b>' in hits[0].highlights("body")
        assert hits[0].matched_terms() == [("body", b"storm")]


def test_correctors(index: FileIndex) -> None:
    """A misspelled word is corrected by the words of the index."""
    with index.searcher() as searcher:
        assert searcher.corrector("body").suggest("ferrry", limit=1) == ["ferry"]
        question = QueryParser("body", index.schema).parse("krea ferry")
        assert searcher.correct_query(question, "krea ferry").string == "korea ferry"
        assert sorted(searcher.reader().terms_within("body", "japen", 1)) == ["japan"]


def test_terms(index: FileIndex) -> None:
    """Terms are walked in order, from anywhere, with what is known of them."""
    with index.reader() as reader:  # type: ignore[attr-defined, unused-ignore]
        words = list(reader.lexicon("body"))
        assert words == sorted(set(words))
        assert list(reader.expand_prefix("body", "ferr")) == [b"ferries", b"ferry"]
        assert next(iter(reader.terms_from("body", "kor"))) == ("body", b"korea")
        assert ("body", "korea") in reader
        assert ("body", "zebra") not in reader
        assert reader.doc_frequency("body", "korea") == 2
        assert reader.frequency("body", "about") == 3
        assert reader.doc_frequency("body", "zebra") == 0
        info = reader.term_info("body", "korea")
        assert (info.weight(), info.doc_frequency(), info.max_weight()) == (2, 2, 1)
        assert info.min_length() <= info.max_length()
        assert reader.most_frequent_terms("body", 1)[0][1] == b"ferry"
        assert [text for _, text in reader.most_distinctive_terms("body", 3)]
        assert reader.first_id("body", "korea") < reader.doc_count_all()


def test_lengths(index: FileIndex) -> None:
    """Field lengths are known by document and in all."""
    with index.searcher() as searcher:
        reader = searcher.reader()
        number = searcher.document_number(id="e")
        assert reader.doc_field_length(number, "words") == len(TEXTS["e"].split())
        assert reader.field_length("words") >= sum(len(text.split()) for text in TEXTS.values())
        assert 11 <= reader.max_field_length("words") <= 12  # Whoosh's own codec rounds
        assert reader.doc_field_length(number, "id") == 0
