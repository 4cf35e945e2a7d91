"""Which words does a text hold?

In: a text and its language. Out: tokens, each with the term it is found by, its form as written, its position and
its place in the text. The same chain serves articles and queries, so what is typed meets what was indexed. This room
knows no files, no index and no query syntax.

The way of a word: `shapes.tokenise` finds where it is, `words.Words` says in which ways it is read and takes each part
through the chain of `stages` (normalise, elision, possessive, apostrophes, number, stem, fold), `analyzer.Analyzer`
lays the words of a text out in positions and remembers what they turned into. An indexer takes many texts at once:
`bulk.BulkAnalyzer` gives the same tokens as arrays of numbers, and is imported from its module since it needs numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.analysis.analyzer import Analyzer
from searchkit.analysis.stopwords import is_stop
from searchkit.analysis.tokens import AskedTerm, QueryWord, TermWithin, Token

if TYPE_CHECKING:
    from searchkit.analysis.whoosh_ import WhooshAnalyzer

__all__ = ["Analyzer", "AskedTerm", "QueryWord", "TermWithin", "Token", "is_stop", "whoosh_analyzer"]


def whoosh_analyzer(analyzer: Analyzer, lang: str) -> WhooshAnalyzer:
    """The analyser as a ``whoosh.analysis.Analyzer`` for texts of one language."""
    from searchkit.analysis.whoosh_ import WhooshAnalyzer

    return WhooshAnalyzer(analyzer, lang)
