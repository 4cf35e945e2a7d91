"""The chain as a Whoosh analyser."""

from __future__ import annotations

import pickle

from whoosh.analysis import Analyzer as Composed

from searchkit.analysis import Analyzer, whoosh_analyzer


def test_it_is_a_whoosh_analyser_of_the_same_tokens(analyzer: Analyzer) -> None:
    """Text, position and offsets are those of our tokens, in one object that changes."""
    worn = whoosh_analyzer(analyzer, "en")
    text = "The nations' co-operation"
    yielded = [
        (id(token), token.text, token.original, token.pos, token.startchar, token.endchar)
        for token in worn(text, positions=True, chars=True, keeporiginal=True)
    ]
    assert isinstance(worn, Composed)
    assert len({identity for identity, *_ in yielded}) == 1
    assert [tuple(rest) for _, *rest in yielded] == [tuple(token) for token in analyzer.tokens(text, "en")]


def test_in_a_query_it_yields_what_is_asked_for(analyzer: Analyzer) -> None:
    """In query mode signs are asked for, and extra readings are not."""
    worn = whoosh_analyzer(analyzer, "en")
    assert [token.text for token in worn("3.5% co-operation", mode="query")] == ["3.5%", "co", "oper"]


def test_a_whoosh_index_can_use_it(analyzer: Analyzer) -> None:
    """Whoosh indexes and finds with it, phrases and all."""
    from whoosh.fields import TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import QueryParser

    index = RamStorage().create_index(Schema(text=TEXT(analyzer=whoosh_analyzer(analyzer, "en"))))
    with index.writer() as writer:
        writer.add_document(text="The nations agreed on U.S. co-operation")
    with index.searcher() as searcher:
        for query, hits in (("nation", 1), ('"nation agree"', 1), ("US", 1), ("us", 0), ("cooperation", 1)):
            assert len(searcher.search(QueryParser("text", index.schema).parse(query))) == hits


def test_it_can_be_pickled(analyzer: Analyzer) -> None:
    """A copy gives the same tokens; Whoosh pickles its schema."""
    worn = whoosh_analyzer(analyzer, "fr")
    copy = pickle.loads(pickle.dumps(worn))  # noqa: S301  # our own bytes
    assert copy == worn
    assert [token.text for token in copy("l'homme")] == ["homm"]
