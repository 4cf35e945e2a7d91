"""Queries that were made to do harm, or look so: texts, and objects as programs make them."""

from __future__ import annotations

from whoosh import query
from whoosh.query import spans

from searchkit.query import AnyForm, Near

_WORDS = [
    "oil",
    "price",
    "trade",
    "bank",
    "dollar",
    "share",
    "stock",
    "rate",
    "market",
    "company",
    "year",
    "profit",
    "loss",
    "tonne",
    "export",
    "import",
]


def _terms(count: int) -> list[query.Query]:
    return [query.Term("text", _WORDS[number % len(_WORDS)]) for number in range(count)]


def _nested(depth: int) -> query.Query:
    tree: query.Query = query.Term("text", "oil")
    for number in range(depth):
        tree = (query.And if number % 2 else query.Or)([tree, query.Term("text", _WORDS[number % len(_WORDS)])])
    return tree


def _nears(depth: int) -> query.Query:
    tree: query.Query = spans.SpanNear2([*_terms(2)], slop=100, ordered=False)
    for _ in range(depth):
        tree = spans.SpanNear2([tree, query.Term("text", "the")], slop=100, ordered=False)
    return tree


TEXTS = {
    "`oil~9`": "oil~9",
    "`oil~`": "oil~",
    "a fuzzy word of 64 letters": "a" * 64 + "~2",
    "60 fuzzy words": " ".join(f"{word}{letter}~2" for word in _WORDS for letter in "abcd")[:4000],
    "a word of 1 MB": "x" * 1_000_000,
    "a phrase of 300 words": '"' + "the oil price " * 100 + '"',
    "a phrase of 32 common words": '"' + "the " * 32 + '"',
    "a near phrase of 32 common words": '"' + "the of to in " * 8 + '"~100',
    "20 near phrases": " ".join('"the of to in a said"~100' for _ in range(20)),
    "`[a TO zzzz]`": "[a TO zzzz]",
    "`*`": "*",
    "`*a*`": "*a*",
    "`?*?*?*?*?*`": "?*?*?*?*?*?*?*z",
    "`*a*b*c*d*e*f*g*`": "*a*b*c*d*e*f*g*h*i*j*",
    "`a* b* c* ...`": " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"),
    "60 leading wildcards": " ".join(f"*{a}{b}" for a in "aeiou" for b in "bcdfghjklmnp"),
    "all of 26 prefixes": " AND ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"),
    "2,000 parentheses": "(" * 2000 + "oil" + ")" * 2000,
    "2,000 open parentheses": "(oil " * 2000,
    "20,000 words": " ".join(f"word{number}" for number in range(20_000)),
    "20,000 common words": "the oil " * 10_000,
    "1,000 times NOT": "NOT " * 1000 + "oil",
    "64 words not to find": " ".join(f"-{word}" for word in _WORDS * 4),
    "all 20,841 articles but one word": "* -oil",
    "dates of all time": "date:0001..9999",
    "1 MB of quotes": '"' * 1_000_000,
    "1 MB of Chinese": "\u65e5" * 1_000_000,
    "controls and surrogates": "".join(map(chr, range(32))) + "\ud800\udfff" * 100,
}

TREES = {
    "Wildcard *": query.Wildcard("text", "*"),
    "Wildcard *a*e*i*": query.Wildcard("text", "*a*e*i*o*u*"),
    "Regex (a+)+$": query.Regex("text", "(a+)+$"),
    "FuzzyTerm, distance 9": query.FuzzyTerm("text", "oil", maxdist=9),
    "FuzzyTerm, 10,000 letters": query.FuzzyTerm("text", "a" * 10_000, maxdist=2),
    "TermRange a to zzzz": query.TermRange("text", "a", "zzzz"),
    "TermRange a to zzzz, scored": query.TermRange("text", "a", "zzzz", constantscore=False),
    "Phrase of 300 words": query.Phrase("text", ["the", "oil", "price"] * 100),
    "Phrase of common words, slop 10,000": query.Phrase("text", ["the", "of", "to", "in"], slop=10_000),
    "Or of 20,000": query.Or(_terms(20_000)),
    "Or of 20,000 different": query.Or([query.Term("text", f"word{number}") for number in range(20_000)]),
    "AnyForm of 20,000": AnyForm(_terms(20_000)),
    "And and Or 2,000 deep": _nested(2_000),
    "And and Or 100 deep": _nested(100),
    "SpanNear2 20 deep": _nears(20),
    "SpanNear2 of common words": spans.SpanNear2(
        [query.Term("text", word) for word in ("the", "of", "to", "in")], slop=10_000, ordered=False
    ),
    "Near of 16 words": Near([*_terms(16)], slop=10_000, ordered=False),
    "SpanOr of 2,000": spans.SpanOr(_terms(2_000)),
    "Or by Whoosh (scale)": query.Or(_terms(16), scale=0.9),
    "Or with 64 wildcards": query.Or([query.Wildcard("text", f"*{a}{b}*") for a in "aeioustr" for b in "bcdfghjk"]),
    "NestedParent": query.NestedParent(query.Every(), query.Term("text", "oil")),
    "Every": query.Every(),
    "Not Not Not": query.Not(query.Not(query.Not(query.Term("text", "oil")))),
    "NumericRange over texts": query.NumericRange("text", 0, 1 << 62),
}
