"""The chain, worn as a Whoosh analyser, for those who use Whoosh's own parser or writer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer as Composed
from whoosh.analysis import Token as WhooshToken

from searchkit.analysis.analyzer import Analyzer
from searchkit.settings import Settings


class WhooshAnalyzer(Composed):  # type: ignore[misc]  # Whoosh has no types
    """Yields one Whoosh token again and again, as Whoosh expects, with other values each time.

    In ``mode="query"`` it yields the first way of each word that a query would ask for, the first term of each
    position; otherwise all tokens of the text.
    """

    def __init__(self, analyzer: Analyzer, lang: str) -> None:
        self.analyzer = analyzer
        self.lang = lang

    def __repr__(self) -> str:
        return f"WhooshAnalyzer({self.lang!r}: {self.analyzer.chain(self.lang)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WhooshAnalyzer) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __reduce__(self) -> tuple[Any, ...]:
        return _fresh, (self.analyzer.settings, self.lang)

    def _identity(self) -> tuple[str, Settings]:
        return self.lang, self.analyzer.settings

    def __call__(
        self,
        value: str,
        *,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **options: Any,
    ) -> Iterator[WhooshToken]:
        """The tokens of `value`, with ``pos``, ``startchar``, ``endchar`` and ``original`` as asked for."""
        token = WhooshToken(positions=positions, chars=chars, mode=mode, **options)
        for term, form, position, start, end in self._asked(value) if mode == "query" else self._all(value):
            token.text, token.boost, token.stopped = term, 1.0, False
            if keeporiginal:
                token.original = form
            if positions:
                token.pos = start_pos + position
            if chars:
                token.startchar, token.endchar = start_char + start, start_char + end
            yield token

    def _all(self, value: str) -> Iterator[tuple[str, str, int, int, int]]:
        return iter(self.analyzer.tokens(value, self.lang))

    def _asked(self, value: str) -> Iterator[tuple[str, str, int, int, int]]:
        position = 0
        for word in self.analyzer.query_words(value, [self.lang]):
            for terms in word.ways[0]:
                yield str(terms[0]), word.form, position, word.start, word.end
                position += 1


def _fresh(settings: Settings, lang: str) -> WhooshAnalyzer:
    return WhooshAnalyzer(Analyzer(settings=settings), lang)
