"""The fields of the index: what a segment holds of an article. `building` fills them.

`text` holds title and body together: each word of the title counts `title_weight` times, and a gap keeps phrases from
running from one into the other. `exact` holds the same words unstemmed, for ``=word`` and wildcards. The names
(`author`, `source`, `tag`) are unstemmed words with positions. `time` and `key` are columns: the moment of publication,
and the identity as a number, for sorting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from whoosh import fields, formats
from whoosh.columns import NumericColumn

from searchkit.index.documents import NO_TIME

if TYPE_CHECKING:
    from searchkit.analysis.tokens import Token as AnalyzedToken

FIELDS = {
    "text": "title and body together; what a query searches when it names no field",
    "title": "the title alone",
    "exact": "title and body as written, unstemmed: =word, prefix*, w?ld*, fuzzy~",
    "author": "the authors and the agency",
    "source": "the paper or site",
    "tag": "tags, topics and section",
    "lang": "the language, as a two-letter code",
    "site": "the host of the address, and the domains it belongs to",
    "date": "the day of publication",
    "id": "the identity",
    "older": "set on an article when a newer version of its address is stored",
}
"""What each searchable field holds, for people."""

Items = list[tuple[bytes, int, float, bytes]]
"""Postings of one field of one article: term, frequency, weight, encoded value, sorted by term."""


class PostingsField(fields.FieldType):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """A field that is given its postings ready made; text given to it is analysed as English, as a query's would be."""

    def __init__(self, *, positions: bool, names: bool = False) -> None:
        self.format = formats.Positions() if positions else formats.Frequency()
        self.scorable = True
        self.stored = False
        self.unique = False
        self.names = names

    def index(self, value: Any, **kwargs: Any) -> Iterable[tuple[bytes, int, float, bytes]]:
        """The postings themselves, or those of a text."""
        if isinstance(value, list):
            return value
        return position_postings((token.term, token.position, 1) for token in self._words(value))

    @property
    def analyzer(self) -> Callable[..., Iterator[Any]]:
        """For programs that have Whoosh highlight a text."""
        return self._tokens

    def _tokens(
        self, value: str, positions: bool = False, chars: bool = False, start_pos: int = 0, start_char: int = 0,
        **options: Any,
    ) -> Iterator[Any]:  # fmt: skip
        """The words of a text as Whoosh's analysers give them: one object, changed for each."""
        from whoosh.analysis import Token

        token = Token(positions, chars, **options)
        for found in self._words(value):
            token.text = found.term
            token.pos = start_pos + found.position
            token.startchar, token.endchar = start_char + found.start, start_char + found.end
            yield token

    def _words(self, text: str) -> Iterable[AnalyzedToken]:
        from searchkit.analysis import Analyzer
        from searchkit.settings import Settings

        analyzer = Analyzer(settings=Settings())
        return analyzer.names(text) if self.names else analyzer.tokens(text, "en")

    def process_text(self, qstring: str, mode: str = "", **kwargs: Any) -> Iterator[str]:
        """The terms of a text, for programs that use Whoosh's own query parser."""
        for text, *_ in self.index(qstring):
            yield text.decode()


def make_schema() -> fields.Schema:
    """The Whoosh schema of every index."""
    return fields.Schema(
        id=fields.ID(unique=True),
        text=PostingsField(positions=True),
        title=PostingsField(positions=True),
        exact=PostingsField(positions=False),
        author=PostingsField(positions=True, names=True),
        source=PostingsField(positions=True, names=True),
        tag=PostingsField(positions=True, names=True),
        lang=fields.ID(),
        site=PostingsField(positions=False),
        date=fields.DATETIME(),
        older=fields.ID(),
        time=fields.COLUMN(NumericColumn("q", default=NO_TIME)),
        key=fields.COLUMN(NumericColumn("Q")),
        article=fields.STORED(),
    )


_encode_positions = formats.Positions().encode


def position_postings(placed: Iterable[tuple[str, int, int]]) -> Items:
    """Postings of (term, position, weight) in the order of the positions."""
    positions: dict[str, list[int]] = {}
    weights: dict[str, int] = {}
    for term, position, weight in placed:
        if term in positions:
            positions[term].append(position)
            weights[term] += weight
        else:
            positions[term] = [position]
            weights[term] = weight
    return sorted(
        (term.encode(), weights[term], float(weights[term]), _encode_positions(places))
        for term, places in positions.items()
    )
