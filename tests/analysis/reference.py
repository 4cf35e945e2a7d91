"""The analyser without memory, chunks or short cuts: slow and obvious. The fast one must equal it."""

from __future__ import annotations

from searchkit.analysis.context import is_shouted
from searchkit.analysis.languages import UNKNOWN, known_language
from searchkit.analysis.shapes import tokenise
from searchkit.analysis.stems import Stems
from searchkit.analysis.tokens import Token
from searchkit.analysis.words import Words


def reference_tokens(text: str, lang: str, *, longest: int = 255, names: bool = False) -> list[Token]:
    """The tokens of the text, each word taken on its own through all rules."""
    words = Words(UNKNOWN if names else known_language(lang), Stems(), longest=longest, names=names)
    tokens: list[Token] = []
    position = 0
    for start, end, kinds in tokenise(text):
        ways = words.ways(text[start:end], kinds, shouted=is_shouted(text, start, end))
        here: list[Token] = []
        for way in ways:
            for at, part in enumerate(way.parts):
                for term in part.terms:
                    token = Token(term, part.form, position + at, start + part.start, start + part.end)
                    if token not in here:
                        here.append(token)
        here.sort(key=lambda token: token.position)
        tokens += here
        position += max((len(way.parts) for way in ways), default=0)
    return tokens
