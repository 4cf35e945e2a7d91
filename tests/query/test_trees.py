"""The Whoosh objects that queries become."""

from __future__ import annotations

import subprocess
import sys

import pytest
from whoosh.query import (
    And,
    AndMaybe,
    AndNot,
    DisjunctionMax,
    Every,
    FuzzyTerm,
    Or,
    Phrase,
    Prefix,
    Query,
    Require,
    Term,
    Wildcard,
)

from searchkit.analysis import TermWithin
from searchkit.query import AnyForm, Near
from tests.query.conftest import Ask

KOREA, JAPAN, TRUST = (Term("text", word) for word in ("korea", "japan", "trust"))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Korea Japan trust", Or([KOREA, JAPAN, TRUST])),
        ("korea AND japan", And([KOREA, JAPAN])),
        ("+korea japan -trust", AndNot(AndMaybe(KOREA, JAPAN), TRUST)),
        ("-korea", AndNot(Every(), KOREA)),
        ("korea source:ap", Require(KOREA, Term("source", "ap", boost=0.0))),
        ("source:ap^2", Term("source", "ap", boost=0.0)),
        ("title:japan korea", AndMaybe(Term("title", "japan"), KOREA)),
        ('"Korea Japan"^2', Phrase("text", ["korea", "japan"], boost=2.0)),
        ('"Korea Japan"~2', Near([KOREA, JAPAN], slop=3, ordered=False)),
        (
            "kor* k?r*^2 korae~",
            Or([Prefix("exact", "kor"), Wildcard("exact", "k?r*", boost=2.0), FuzzyTerm("exact", "korae")]),
        ),
        ("author:Mül*", Prefix("author", "mul", boost=0.0)),
        ("=Nations", Term("exact", "nations")),
        ("korea^2 (japan^3 trust)^.5", Or([KOREA.with_boost(2.0), JAPAN.with_boost(1.5), TRUST.with_boost(0.5)])),
        ("co-operation", DisjunctionMax([Term("text", "cooper"), Phrase("text", ["co", "oper"])])),
        ("* korea", AndMaybe(Every(), KOREA)),
        ("author:*", Every("author", boost=0.0)),
    ],
)
def test_trees(ask: Ask, text: str, query: Query) -> None:
    """Each form of the language is the Whoosh object one would write by hand."""
    assert ask(text).query == query


def test_a_word_in_several_languages_is_one_word(ask: Ask) -> None:
    """Its stems are an AnyForm, those of other languages within these. A phrase has one reading a language, not one a
    combination, and that of another language is within it, too."""
    both = {"languages": ("en", "de")}
    assert ask("Nationen^2", **both).query == AnyForm(
        [Term("text", "nationen"), Term("text", TermWithin("nation", ("de",)))], boost=2.0
    )
    assert ask('"Nationen Japans"', **both).query == DisjunctionMax(
        [
            Phrase("text", ["nationen", "japan"]),
            Phrase("text", [TermWithin("nation", ("de",)), TermWithin("japan", ("de",))]),
        ]
    )


def test_a_name_is_its_words_side_by_side(ask: Ask) -> None:
    """Names are not stemmed; a hyphenated one is its parts."""
    assert ask("author:Min-ji").query == Phrase("author", ["min", "ji"], boost=0.0)
    assert ask('source:"The Times"').query == Phrase("source", ["the", "times"], boost=0.0)


def test_reading_a_query_needs_no_whoosh_until_it_is_built() -> None:
    """The room's door opens without Whoosh, NLTK or numpy."""
    code = "import sys, searchkit.query; print([m for m in ('whoosh', 'nltk', 'numpy', 'difflib') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
